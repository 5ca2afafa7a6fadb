// `npm run verify -- NAME [--json]` and `npm run bench -- NAME [--json]`: runs scripts/verify/NAME.ts or
// scripts/bench/NAME.ts on the built program, under Xvfb where there is no display.
import { command, namesIn } from './lib/command.mjs'
import { withDisplay } from './lib/display.mjs'
import { inProject } from './lib/paths.mjs'
import { runProgram } from './lib/program.mjs'
import { toolNode } from './lib/run.mjs'

const kind = process.argv.splice(2, 1)[0] ?? ''

await command(kind, async (args) => {
  const [name = '', ...rest] = args
  const known = namesIn(kind)
  if (!known.includes(name)) throw new Error(`npm run ${kind} -- NAME [--json]\nNAME is one of: ${known.join(', ') || '(none yet)'}`)
  const { ready } = await import('./build.mjs')
  await ready()
  return runProgram(...withDisplay(toolNode(), [inProject('scripts', kind, `${name}.ts`), ...rest]), process.env)
})
