// From a fresh clone to the open console. `npm start -- --smoke` does the main job with nobody at the keyboard;
// all other flags go to the program.
import { existsSync } from 'node:fs'
import { command } from './lib/command.mjs'
import { hasDisplay, needsNoSandbox, withDisplay } from './lib/display.mjs'
import { electronEnvironment } from './lib/electron-env.mjs'
import { inProject, projectRoot } from './lib/paths.mjs'
import { say, seconds } from './lib/progress.mjs'
import { runProgram } from './lib/program.mjs'
import { toolNode } from './lib/run.mjs'

await command('start', async (args) => {
  const started = performance.now()
  const { ready } = await import('./build.mjs')
  const runtime = await ready()
  const { describeRuntime } = await import('./electron-runtime.mjs')
  say(describeRuntime(runtime))
  say(`ready after ${seconds(started)}`)
  if (!hasDisplay()) say('no display here: the window opens under Xvfb, where nobody sees it')
  return args.includes('--smoke') ? smoke(args) : open(runtime, args)
})

function open(runtime, args) {
  if (!existsSync(inProject('out/main/index.js'))) throw new Error('out/main/index.js was not built; see the messages above.')
  if (needsNoSandbox()) say('running as root: Chromium is started with --no-sandbox; never do so with real customers')
  const flags = needsNoSandbox() ? ['--no-sandbox'] : []
  return runProgram(...withDisplay(runtime.executablePath, [...flags, projectRoot, ...args]), electronEnvironment())
}

function smoke(args) {
  const rest = args.filter((argument) => argument !== '--smoke')
  return runProgram(...withDisplay(toolNode(), [inProject('scripts/smoke.ts'), ...rest]), process.env)
}
