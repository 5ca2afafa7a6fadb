/**
 * The first pull of a million customers over HTTP into the encrypted cache and its search index, with the window
 * open and in use. Baselines of the same run: better-sqlite3's raw insert, and a bare FTS5 rebuild of the same columns.
 */
import type { Page } from 'playwright-core'
import { rounded } from '../lib/stats.ts'
import { runReport } from '../lib/report.ts'
import { wanted } from '../lib/wanted.ts'
import { newProfile, openDesk, searchBox, signIn } from './support/desk.ts'
import { endWindows } from './support/electron-window.ts'
import { customersOf, startOperator } from './support/operator.ts'
import { sqliteBaselines } from './support/sqlite-baselines.ts'

const SYNC_MS = 600_000
const TICK_MS = 4

await runReport('sync', async (report) => {
  const customers = wanted('customers', 1_000_000)
  const operator = await startOperator({ customers, wholeAccounts: 0, seed: report.seed, say: report.say })
  const profile = newProfile(operator)
  try {
    const { page, close } = await openDesk(profile)
    await watchMainThread(page)
    await signIn(page, operator)
    const started = performance.now()
    const early = await searchWhileFilling(page)
    await page.getByRole('progressbar').first().waitFor({ state: 'detached', timeout: SYNC_MS })
    const seconds = (performance.now() - started) / 1000
    const pause = await page.evaluate(() => window.longestPauseMs)
    await close()
    const perSecond = Math.round(customers / seconds)
    report.say(`${perSecond} customers/s; measuring the baselines`)
    const baselines = sqliteBaselines(customersOf({ customers, seed: report.seed }), customers)
    report.figure('customers', customers)
    report.figure('seconds_sync', rounded(seconds))
    report.figure('firstResultAfterMs', early)
    report.figure('baseline', baselines)
    report.figure('timesRawInsert', rounded(seconds / (customers / baselines.rawInsertPerSecond), 2))
    report.figure('timesInsertAndFtsRebuild', rounded(seconds / (customers / baselines.rawInsertPerSecond + baselines.ftsRebuildSeconds), 2))
    report.atLeast('customersPerSecond', 25_000, perSecond)
    report.atMost('longestWindowPauseMs', 50, rounded(pause))
    report.must('searchAnswersWhileFilling', early !== null)
  } finally {
    endWindows()
    await operator.stop()
    profile.remove()
  }
})

declare global {
  interface Window {
    longestPauseMs: number
  }
}

/** A timer that comes late shows how long the thread was busy. Begun after the page has loaded. */
async function watchMainThread(page: Page): Promise<void> {
  await page.getByLabel('User name').waitFor()
  await page.evaluate((tickMs) => {
    window.longestPauseMs = 0
    let last = performance.now()
    setInterval(() => {
      const now = performance.now()
      window.longestPauseMs = Math.max(window.longestPauseMs, now - last - tickMs)
      last = now
    }, tickMs)
  }, TICK_MS)
}

/** Milliseconds until a search found somebody while the first pull was running; null when it never did. */
async function searchWhileFilling(page: Page): Promise<number | null> {
  const started = performance.now()
  await searchBox(page).fill('smith')
  const found = await page.getByRole('option').first().waitFor({ timeout: 30_000 }).then(() => true, () => false)
  const running = await page.getByRole('progressbar').first().isVisible()
  return found && running ? Math.round(performance.now() - started) : null
}
