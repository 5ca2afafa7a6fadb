/** The second half of a start: settings, policy, key; then the processes run and the window gets its ports. */
import { app } from 'electron'
import path from 'node:path'
import { PROBLEM_PATH } from './app-protocol.ts'
import type { Desk } from './desk.ts'
import { endInOrder } from './ending.ts'
import { keepZoom, placeWindow } from './main-window.ts'
import { setMenu } from './menu.ts'
import { APP_ORIGIN } from './pages.ts'
import { problemPage, problemText, type Problem } from './problem-page.ts'
import { runProcesses } from './run-processes.ts'
import { keepSettings, type SettingsKeeper } from './settings-keeper.ts'
import { problemOf, settle } from './settle.ts'
import { systemLanguage } from './system-language.ts'
import { keepWindowAlive, keepWindowHome } from './window-guard.ts'
import { languageOf } from './words.ts'

export function runDesk(desk: Desk): void {
  const { window, log } = desk
  const settings = keepSettings(app.getPath('userData'))
  const fail = problemShower(desk, settings)
  const ends: ((boundMs: number) => Promise<void>)[] = [(bound) => desk.data.stop(bound), () => settings.flush()]
  endInOrder(ends, () => (desk.problem.page === null ? 0 : 1))
  placeWindow(window, settings)
  const zoom = keepZoom(window, settings)
  keepWindowAlive(window, log, (detail) => fail({ kind: 'windowCrashes', detail }))
  keepWindowHome(window, log, (detail) => fail({ kind: 'noPages', detail }))
  desk.loaded.catch((error: unknown) => isAborted(error) || fail({ kind: 'noPages', detail: String(error) }))
  window.webContents.once('did-finish-load', () => setMenu(languageNow(settings), zoom))
  app.on('second-instance', () => comeForward(desk))
  void desk.painted.then(() => window.isDestroyed() || window.show())
  try {
    if (!desk.pagesBuilt) throw new Error('the pages are missing')
    runProcesses(desk, settings, settle(desk.options), { fail, ends, language: () => languageNow(settings), comeForward: () => comeForward(desk), setLanguage: () => setMenu(languageNow(settings), zoom) })
  } catch (error) {
    fail(desk.pagesBuilt ? problemOf(error) : { kind: 'noPages', detail: path.join('out', 'renderer') })
  }
}

/** By another load, such as that of a problem's page. */
const isAborted = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_ABORTED'

const languageNow = (settings: SettingsKeeper) => languageOf(settings.current.preferences.language, systemLanguage())

/** Takes the desk's place; whoever reads a terminal or the log hears the same. The first problem is the one that counts. */
function problemShower({ window, problem, log, data }: Desk, settings: SettingsKeeper) {
  return (found: Problem): void => {
    if (problem.page !== null) return
    problem.page = problemPage(found, languageNow(settings))
    process.stderr.write(`${problemText(found, languageNow(settings))}\n`)
    log('main', `problem ${found.kind}: ${found.detail}`)
    void data.stop(0)
    if (window.isDestroyed()) return
    void window.loadURL(APP_ORIGIN + PROBLEM_PATH).then(() => window.show())
  }
}

function comeForward({ window }: Desk): void {
  if (window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
