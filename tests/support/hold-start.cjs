// Loaded before the program (`-r`): it waits until Playwright is attached. A window that opens while Playwright is
// still attaching can be lost to it, and the launch then waits for ever. Playwright does the same by its own loader,
// but only for an Electron that it found itself, and with switches that no agent's desk has.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- `-r` loads CommonJS
const { app } = require('electron')

const ready = app.whenReady()
app.whenReady = () => new Promise((resolve) => (held ? waiting.push(resolve) : resolve()))
const waiting = []
let held = true
globalThis.__playwright_run = async () => {
  await ready
  held = false
  for (const resolve of waiting.splice(0)) resolve()
}
