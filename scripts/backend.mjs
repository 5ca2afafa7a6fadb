// The same backend as a server; all flags go to the program (electron/backend/README.md).
import { command } from './lib/command.mjs'
import { inProject } from './lib/paths.mjs'
import { runProgram } from './lib/program.mjs'
import { toolNode } from './lib/run.mjs'

await command('backend', async (args) => {
  const { ready } = await import('./build.mjs')
  await ready()
  return runProgram(toolNode(), [inProject('out/main/backend-server.js'), ...args], process.env)
})
