// Types of every room, lint and layers. `npm run check` before every push.
import { readdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { inModules, inProject, stateDir } from './lib/paths.mjs'
import { say, seconds } from './lib/progress.mjs'
import { run, toolNode } from './lib/run.mjs'
import { setUp } from './setup.mjs'

const ROOMS = ['shared', 'renderer', 'electron/main', 'electron/preload', 'electron/data', 'electron/backend', 'tests', 'scripts']
const CRUISED = ['shared', 'renderer', 'electron']

/**
 * @typedef {{name: string, ok: boolean, seconds: number}} CheckResult
 * @returns {Promise<CheckResult[]>} types, lint and layers; what is wrong has been printed to stderr
 */
export async function runChecks() {
  await mkdir(path.join(stateDir, 'types'), { recursive: true })
  const layers = await timed('layers', checkLayers)
  // Two at a time: the compiler of all rooms in a row beside the linter, as both take long and run on one core.
  const [types, lint] = await Promise.all([timed('types', checkTypes), timed('lint', checkLint)])
  return [types, lint, layers]
}

async function checkTypes() {
  let ok = true
  for (const room of ROOMS.filter(hasSources)) ok = (await checkRoom(room)) && ok
  return ok
}

function hasSources(room) {
  return readdirSync(inProject(room), { recursive: true }).some((name) => /[.](ts|vue|mjs)$/.test(String(name)))
}

// What is unchanged since the last time is not compiled again (tsbuildinfo).
async function checkRoom(room) {
  const memory = path.join(stateDir, 'types', `${room.replace('/', '-')}.tsbuildinfo`)
  const compiler = inModules('vue-tsc', 'bin', 'vue-tsc.js')
  const result = await tool(compiler, ['-p', room, '--pretty', 'false', '--incremental', '--tsBuildInfoFile', memory])
  if (result.code !== 0) process.stderr.write(`${room}:\n${result.output}`)
  return result.code === 0
}

// Room by room, each in its own process: the types of all of them at once do not fit into one (4 GB).
async function checkLint() {
  const eslint = inModules('eslint', 'bin', 'eslint.js')
  const tests = '**/*.test.ts'
  const parts = [
    ...ROOMS.filter((room) => room !== 'tests').map((room) => [room, '--ignore-pattern', tests]),
    ['tests', '{shared,renderer,electron,scripts}/' + tests],
    ['*.{js,cjs,ts}', '.*.cjs'],
  ]
  let ok = true
  for (const part of parts) {
    const result = await tool(eslint, [...part, '--max-warnings', '0'])
    if (result.code !== 0) process.stderr.write(result.output)
    ok &&= result.code === 0
  }
  return ok
}

async function checkLayers() {
  const cruiser = inModules('dependency-cruiser', 'bin', 'dependency-cruiser.mjs')
  const result = await tool(cruiser, ['--config', '.dependency-cruiser.cjs', ...CRUISED])
  if (result.code !== 0) process.stderr.write(result.output)
  return result.code === 0
}

function tool(script, args) {
  return run(toolNode(), [script, ...args], { output: 'capture' })
}

async function timed(name, check) {
  const started = performance.now()
  const ok = await check()
  say(`${name}: ${ok ? 'ok' : 'FAILED'} in ${seconds(started)}`)
  return { name, ok, seconds: (performance.now() - started) / 1000 }
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  await setUp({ quiet: true })
  const results = await runChecks()
  process.exitCode = results.every((result) => result.ok) ? 0 : 1
}
