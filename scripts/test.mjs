// The whole proof of the house. Its last line is `N passed, N failed`: every test, and types, lint, layers and
// build as one each.
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { runChecks } from './check.mjs'
import { command } from './lib/command.mjs'
import { hasDisplay, withDisplay } from './lib/display.mjs'
import { inModules, inProject, stateDir } from './lib/paths.mjs'
import { say, seconds } from './lib/progress.mjs'
import { runProgram } from './lib/program.mjs'
import { toolNode } from './lib/run.mjs'
import { countTests, failuresOf } from './lib/test-count.mjs'
import { setUp } from './setup.mjs'

const PROGRAMS = [
  'out/main/index.js',
  'out/main/data.js',
  'out/main/backend.js',
  'out/main/backend-server.js',
  'out/main/import.js',
  'out/main/plan-worker.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
]

/** @type {{passed: number, failed: number, skipped: number}} */
const total = { passed: 0, failed: 0, skipped: 0 }
/** @type {string[]} */
const durations = []
/** Said again at the end: a log of thousands of lines is read from there, or cut to it. @type {string[]} */
const failures = []
/** @type {Promise<void> | undefined} */
let checking

await command('test', async () => {
  const started = performance.now()
  await stage('set-up', () => setUp({ onPackages: checks }))
  const built = await stage('build', build)
  await stage('unit and integration', () => vitest('unit', 'integration'))
  // The windows wait more than they work: the checks have the rest of the machine, if set-up had none to spare.
  await Promise.all([checks(), built && stage('end-to-end', () => vitest('e2e'))])
  if (!built) say('end-to-end: not run, as the build failed')
  say(`${durations.join(', ')}; all: ${seconds(started)}`)
  for (const failure of failures) say(`failed: ${failure}`)
  if (total.skipped > 0) say(`${total.skipped} skipped`)
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`)
  return total.failed === 0 ? 0 : 1
})

/** Begins them, once: they need the packages alone, and take one core or two for long. */
function checks() {
  return (checking ??= stage('checks', check))
}

async function check() {
  for (const result of await runChecks()) addOne(result.name, result.ok)
}

async function build() {
  const ok = await buildsWhole()
  addOne('build', ok)
  return ok
}

// What an earlier build left behind does not count: an error fails, and so does a program that is missing.
async function buildsWhole() {
  const { buildIfChanged } = await import('./build.mjs')
  try {
    await buildIfChanged()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return false
  }
  const missing = PROGRAMS.filter((file) => !existsSync(inProject(file)))
  if (missing.length > 0) say(`not built: ${missing.join(', ')}`)
  return missing.length === 0
}

/** Files of all these projects in one run, so that no core is left over at the end of each. */
async function vitest(...projects) {
  const report = path.join(stateDir, `test-${projects.join('-')}.json`)
  await mkdir(stateDir, { recursive: true })
  await rm(report, { force: true })
  const windows = projects.includes('e2e')
  if (windows && !hasDisplay()) say('no display here: the windows open under Xvfb')
  const args = ['run', ...projects.flatMap((project) => ['--project', project]), '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const line = [inModules('vitest', 'vitest.mjs'), ...args]
  const [program, words] = windows ? withDisplay(toolNode(), line) : plain(toolNode(), line)
  const code = await runProgram(program, words, process.env)
  const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined
  add(countTests(text, code))
  failures.push(...failuresOf(text, inProject('.')))
}

/** @type {typeof withDisplay} */
function plain(program, args) {
  return [program, args]
}

function addOne(name, ok) {
  add({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 })
  if (!ok) failures.push(name)
}

function add(counts) {
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
}

async function stage(name, work) {
  const started = performance.now()
  const result = await work()
  durations.push(`${name} ${seconds(started)}`)
  return result
}
