// `npm run package -- linux`: the Linux folder with the Electron to be had here, started once with the smoke run.
// `dir`: the same for the system it runs on. `win`, `mac`, `linux-installers`: what is shipped; only with the
// electron package's own Electron. The last line is one JSON object.
import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { command } from './lib/command.mjs'
import { withDisplay } from './lib/display.mjs'
import { captureLastLine } from './lib/last-line.mjs'
import { inModules, inProject } from './lib/paths.mjs'
import { say, step } from './lib/progress.mjs'
import { mustRun, toolNode } from './lib/run.mjs'

const FOLDERS = process.arch === 'arm64'
  ? { linux: 'linux-arm64-unpacked', win32: 'win-arm64-unpacked', darwin: 'mac-arm64' }
  : { linux: 'linux-unpacked', win32: 'win-unpacked', darwin: 'mac' }
const PROGRAMS = { linux: 'headend', win32: 'Headend.exe', darwin: 'Headend.app/Contents/MacOS/Headend' }
const SYSTEMS = { linux: '--linux', win32: '--win', darwin: '--mac' }
const SHIPPED = { win: ['--win'], mac: ['--mac'], 'linux-installers': ['--linux'] }

await command('package', async (args) => {
  const what = args[0] ?? ''
  if (what === 'linux' && process.platform !== 'linux') throw new Error('The Linux folder is built and tried on Linux.')
  if (what === 'linux' || what === 'dir') return packFolder(args.slice(1))
  if (what in SHIPPED) return packInstallers(SHIPPED[what])
  throw new Error('npm run package -- linux | dir | win | mac | linux-installers')
})

async function packFolder(smokeArgs) {
  const started = performance.now()
  const runtime = await ready()
  const folder = inProject('dist', FOLDERS[process.platform])
  await rm(folder, { recursive: true, force: true })
  await step('packing', () => electronBuilder([SYSTEMS[process.platform], 'dir', ...runtimeFlags(runtime)]))
  const development = runtime.kind !== 'electron'
  if (development) say('this is a DEVELOPMENT package with a stand-in Electron: never ship it')
  const executable = path.join(folder, PROGRAMS[process.platform])
  const smoke = await trySmoke(executable, smokeArgs)
  const megabytes = Math.round((await sizeOf(folder)) / 1e6)
  const seconds = Math.round((performance.now() - started) / 100) / 10
  const result = { name: 'package', ok: smoke.ok === true, executable, development, electron: runtime.version, megabytes, seconds, smoke }
  process.stdout.write(`${JSON.stringify(result)}\n`)
  return result.ok ? 0 : 1
}

async function packInstallers(flags) {
  const runtime = await ready()
  if (runtime.kind !== 'electron') throw new Error("Installers are made only with the electron package's own Electron; it could not be had here.")
  await step('packing', () => electronBuilder(flags))
  process.stdout.write(`${JSON.stringify({ name: 'package', ok: true, folder: inProject('dist'), electron: runtime.version })}\n`)
  return 0
}

async function ready() {
  const { ready } = await import('./build.mjs')
  return ready()
}

// Playwright drives the smoke run through --inspect, so a folder that is tried has that one fuse open. Installers
// never do.
function runtimeFlags(runtime) {
  const tried = ['-c.electronFuses.enableNodeCliInspectArguments=true', `-c.electronVersion=${runtime.version}`]
  if (runtime.kind === 'electron') return tried
  return [...tried, `-c.electronDist=${path.dirname(runtime.executablePath)}`, '-c.afterPack=scripts/lib/strip-stand-in.mjs']
}

function electronBuilder(flags) {
  // Hard links would let the fuses reach the cached Electron itself.
  const env = { USE_HARD_LINKS: 'false', CSC_IDENTITY_AUTO_DISCOVERY: 'false' }
  const cli = inModules('electron-builder', 'cli.js')
  return mustRun(toolNode(), [cli, '--config', 'electron.builder.yml', '--publish', 'never', ...flags], { output: 'errors', env })
}

async function trySmoke(executable, args) {
  const script = inProject('scripts/smoke.ts')
  if (!existsSync(script)) throw new Error('scripts/smoke.ts is not there')
  const last = await captureLastLine(...withDisplay(toolNode(), [script, `--executable=${executable}`, ...args]))
  try {
    return JSON.parse(last)
  } catch {
    return { ok: false, error: `the smoke run ended without a result: ${last}` }
  }
}

async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => stat(path.join(entry.parentPath, entry.name)))
  return (await Promise.all(files)).reduce((sum, file) => sum + file.size, 0)
}
