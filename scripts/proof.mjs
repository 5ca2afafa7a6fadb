// `npm run verify -- NAME [--json]` and `npm run bench -- NAME [--json]`: runs scripts/verify/NAME.ts or
// scripts/bench/NAME.ts on the built program, under Xvfb where there is no display.
import { readFileSync } from 'node:fs'
import { command, namesIn } from './lib/command.mjs'
import { withDisplay } from './lib/display.mjs'
import { inProject } from './lib/paths.mjs'
import { runProgram } from './lib/program.mjs'
import { checkOptions, helpText, readProof } from './lib/proof-options.mjs'
import { toolNode } from './lib/run.mjs'

const kind = process.argv.splice(2, 1)[0] ?? ''
/** @param {string} text */
const tell = (text) => void process.stdout.write(`${text}\n`)

await command(kind, async (args) => {
  const helps = args.some((arg) => arg === '--help' || arg === '-h')
  const [name = '', ...rest] = args
  const known = namesIn(kind)
  if (!known.includes(name)) {
    const usage = `npm run ${kind} -- NAME [--json] [--help]\nNAME is one of: ${known.join(', ') || '(none yet)'}`
    if (!helps) throw new Error(usage)
    tell(usage)
    return 0
  }
  const proof = readProof(readFileSync(inProject('scripts', kind, `${name}.ts`), 'utf8'))
  if (helps) {
    tell(helpText(`${kind} ${name}`, proof))
    return 0
  }
  checkOptions(rest, proof.options)
  const { ready } = await import('./build.mjs')
  await ready()
  return runProgram(...withDisplay(toolNode(), [inProject('scripts', kind, `${name}.ts`), ...rest]), process.env)
})
