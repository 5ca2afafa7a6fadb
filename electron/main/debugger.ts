/**
 * Chromium's own debugger reads and steers every page, and no fuse shuts it. It comes in by these two switches, which
 * count only when Electron is ready: until then the program can take them away.
 */
import type { CommandLine } from 'electron'
import { url } from 'node:inspector'

const SWITCHES = ['remote-debugging-port', 'remote-debugging-pipe']

/**
 * Leaves them in development, and to whoever debugs main already (`--inspect`): a page gives them nothing more. A shipped
 * program's fuse lets nobody do that; only in the folder that `npm run package` tries itself is it open.
 */
export function shutDebugger(commandLine: Pick<CommandLine, 'removeSwitch'>, isPackaged: boolean, mainIsDebugged = url() !== undefined): void {
  if (!isPackaged || mainIsDebugged) return
  for (const name of SWITCHES) commandLine.removeSwitch(name)
}
