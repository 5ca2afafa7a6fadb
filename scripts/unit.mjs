// `npm run unit -- [file filter] [vitest flags]`: unit and integration tests only, without build and window.
import { command } from './lib/command.mjs'
import { inModules } from './lib/paths.mjs'
import { runProgram } from './lib/program.mjs'
import { toolNode } from './lib/run.mjs'
import { setUp } from './setup.mjs'

await command('unit', async (args) => {
  await setUp({ quiet: true })
  const vitest = inModules('vitest', 'vitest.mjs')
  return runProgram(toolNode(), [vitest, 'run', '--project', 'unit', '--project', 'integration', ...args], process.env)
})
