/** Entry of the program. Only what must happen before Electron is ready stands here; see desk.ts. */
import { app, Menu } from 'electron'
import path from 'node:path'
import { registerAppScheme } from './app-protocol.ts'
import { shutDebugger } from './debugger.ts'
import { openDesk } from './desk.ts'
import { launchOptions } from './launch-options.ts'
import { mainLog } from './main-log.ts'
import { isPackaged } from './packaged.ts'

shutDebugger(app.commandLine, isPackaged())
const options = launchOptions(process.argv, process.env)
if (options.userDataDir) app.setPath('userData', path.resolve(options.userDataDir))
app.setAppLogsPath(path.join(app.getPath('userData'), 'logs'))
// Every process of every page, also of one that a mistake would open. (It would also undo `--no-sandbox`, without
// which Chromium does not start as root; each window asks for its sandbox itself.)
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerAppScheme()
// Electron would build a menu of its own first; ours comes with the window.
Menu.setApplicationMenu(null)
// Electron's own answer would be a box with a stack trace in it.
process.on('uncaughtException', report)
process.on('unhandledRejection', report)
app.on('window-all-closed', () => app.quit())

// Two programs must not write one cache: the second brings the first one's window forward and ends.
if (app.requestSingleInstanceLock()) openDesk(options).catch(stop)
else app.exit(0)

function report(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  console.error(text)
  try {
    mainLog()('main', text)
  } catch {
    // No log, and nowhere to say that.
  }
}

function stop(error: unknown): void {
  report(error)
  app.exit(1)
}
