// Redraws the icons from resources/icons/headend.svg; needed only after a change of the drawing.
import { command } from './lib/command.mjs'
import { needsNoSandbox, withDisplay } from './lib/display.mjs'
import { electronEnvironment } from './lib/electron-env.mjs'
import { inProject } from './lib/paths.mjs'
import { runProgram } from './lib/program.mjs'
import { setUp } from './setup.mjs'

await command('icons', async () => {
  const { executablePath } = await setUp({ quiet: true })
  const flags = needsNoSandbox() ? ['--no-sandbox'] : []
  const line = withDisplay(executablePath, [...flags, inProject('scripts/icons/draw.mjs')])
  return runProgram(...line, electronEnvironment())
})
