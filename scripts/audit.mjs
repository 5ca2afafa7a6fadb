// Verifies the audit log of a database; all flags go to the program (electron/backend/features/audit/README.md).
import { command } from './lib/command.mjs'
import { inProject } from './lib/paths.mjs'
import { runProgram } from './lib/program.mjs'
import { toolNode } from './lib/run.mjs'

await command('audit', async (args) => {
  const { ready } = await import('./build.mjs')
  await ready()
  return runProgram(toolNode(), [inProject('out/main/audit.js'), ...args], process.env)
})
