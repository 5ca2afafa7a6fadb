// The SQLite addon's prebuilt binary wants Node-API 10. Electron 33 and Node 20 offer 9, so for them it is built
// once from the package's own sources. The result works in Node 20, Node 24 and Electron 33 alike.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { copyFile, cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { cacheDir, inModules } from './lib/paths.mjs'
import { step } from './lib/progress.mjs'
import { mustRun, run, toolNode } from './lib/run.mjs'

const PACKAGE = inModules('better-sqlite3')
const FLAGS = [
  '-UNAPI_VERSION',
  '-DNAPI_EXPERIMENTAL',
  '-DNODE_API_EXPERIMENTAL_NO_WARNING',
  '-DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT',
].join(' ')

/**
 * Puts an addon that the given runtime can load into node_modules.
 * @param {{nodeApi: number}} runtime
 * @returns {Promise<'prebuilt' | 'built'>}
 */
export async function provideSqlite(runtime) {
  if (runtime.nodeApi >= 10) return 'prebuilt'
  const built = await builtAddon()
  if (!(await sameContent(built, placeOfAddon()))) await putInPlace(built)
  return 'built'
}

/** Where the package looks for its addon on this machine. */
export function placeOfAddon() {
  return path.join(PACKAGE, 'prebuilds', `${process.platform}-${process.arch}.node`)
}

async function builtAddon() {
  const addon = path.join(cacheDir, 'sqlite', `${addonKey()}.node`)
  if (!existsSync(addon)) {
    await step('building the SQLite addon for Node-API 9 (once per version; about a minute)', () => build(addon))
  }
  return addon
}

// The same sources and flags give the same addon, whichever clone asks.
function addonKey() {
  const { version } = JSON.parse(readFileSync(path.join(PACKAGE, 'package.json'), 'utf8'))
  const hash = createHash('sha256').update(FLAGS)
  for (const file of ['package.json', 'binding.gyp', 'src/better_sqlite3.cpp']) {
    hash.update(readFileSync(path.join(PACKAGE, file)))
  }
  return `${version}-napi9-${process.platform}-${process.arch}-${hash.digest('hex').slice(0, 12)}`
}

async function build(target) {
  await mkdir(path.dirname(target), { recursive: true })
  const work = await mkdtemp(path.join(cacheDir, 'build-'))
  try {
    await copySources(work)
    await compile(work)
    const result = path.join(work, 'build', 'Release', 'better_sqlite3.node')
    await mustRun(toolNode(), ['-e', PROBE, result], { cwd: work, output: 'capture' })
    await rename(result, target)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

// A build that cannot open a database is never cached.
const PROBE = `
  const Database = require(${JSON.stringify(PACKAGE)})
  const row = new Database(':memory:', { nativeBinding: process.argv[1] }).prepare('select 1 as one').get()
  if (row.one !== 1) process.exit(1)
`

async function copySources(work) {
  await cp(PACKAGE, work, { recursive: true, filter: (from) => !from.includes(`${path.sep}prebuilds`) })
  await cp(inModules('node-addon-api'), path.join(work, 'node_modules', 'node-addon-api'), { recursive: true })
}

async function compile(work) {
  const nodeGyp = inModules('node-gyp', 'bin', 'node-gyp.js')
  const args = [nodeGyp, 'rebuild', '--release', '--force_build=1', `--nodedir=${headersFolder()}`, '-j', 'max']
  const result = await run(toolNode(), args, { cwd: work, output: 'capture', env: { CXXFLAGS: FLAGS } })
  if (result.code !== 0) throw new Error(`The SQLite addon could not be built.\n${tail(result.output)}\n${COMPILER_HINT}`)
}

const COMPILER_HINT = 'It needs a C++ compiler, make and python3 (Debian: apt-get install g++ make python3).'

// Node's own headers come inside the npm package that holds Node 24, so no other download is needed.
function headersFolder() {
  const inPackage = inModules('node', 'node_modules', `node-${process.platform}-${process.arch}`)
  const besideNode = path.resolve(path.dirname(process.execPath), '..')
  const found = [inPackage, besideNode].find((folder) => existsSync(path.join(folder, 'include/node/node_api.h')))
  if (!found) throw new Error('Node headers (include/node/node_api.h) were found nowhere.')
  return found
}

// A rename, not a write: a program that has the old file open keeps it.
async function putInPlace(built) {
  const aside = `${placeOfAddon()}.${process.pid}.new`
  await copyFile(built, aside)
  await rename(aside, placeOfAddon())
}

async function sameContent(one, other) {
  const [a, b] = await Promise.all([readFile(one), readFile(other).catch(() => Buffer.alloc(0))])
  return a.equals(b)
}

function tail(text) {
  return text.split('\n').slice(-25).join('\n')
}
