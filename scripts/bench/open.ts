/** From Enter on a search result to the whole account painted, for accounts never seen and for accounts seen before. */
import type { Page } from 'playwright-core'
import { median, p95, rounded } from '../lib/stats.ts'
import { runReport } from '../lib/report.ts'
import { wanted } from '../lib/wanted.ts'
import { firstSyncEnded, newProfile, openDesk, searchBox, signIn } from './support/desk.ts'
import { endWindows } from './support/electron-window.ts'
import { customersOf, startOperator } from './support/operator.ts'
import { echoes, installProbe, keyToChange } from './support/painted.ts'

const ACCOUNTS = 60
const ECHOES = 200
const SYNC_MS = 600_000

await runReport('open', async (report) => {
  const customers = wanted('customers', 1_000_000)
  const operator = await startOperator({ customers, wholeAccounts: 2_000, seed: report.seed, say: report.say })
  const profile = newProfile(operator)
  const accounts = firstOf(customersOf({ customers, seed: report.seed }), ACCOUNTS + 5)
  try {
    const { page, close } = await openDesk(profile)
    await signIn(page, operator)
    await firstSyncEnded(page, SYNC_MS)
    await installProbe(page)
    for (const warm of accounts.slice(ACCOUNTS)) await openAccount(page, warm)
    const floor = await echoes(page, ECHOES)
    const fresh: number[] = []
    const again: number[] = []
    for (const account of accounts.slice(0, ACCOUNTS)) fresh.push(await openAccount(page, account))
    for (const account of accounts.slice(0, ACCOUNTS)) again.push(await openAccount(page, account))
    await close()
    report.figure('customers', customers)
    report.figure('baseline', 'painted echo of a key that runs no query, same window')
    report.figure('floorMs', { median: rounded(median(floor)), p95: rounded(p95(floor)) })
    report.figure('firstOpenMs', { median: rounded(median(fresh)), p95: rounded(p95(fresh)) })
    report.figure('openAgainMs', { median: rounded(median(again)), p95: rounded(p95(again)) })
    report.atMost('firstOpenP95AboveFloorMs', 60, rounded(p95(fresh) - p95(floor)))
    report.atMost('openAgainP95AboveFloorMs', 60, rounded(p95(again) - p95(floor)))
  } finally {
    endWindows()
    await operator.stop()
    profile.remove()
  }
})

type Account = { id: string; accountNumber: string }

function firstOf(customers: Iterable<Account>, count: number): Account[] {
  const found: Account[] = []
  for (const customer of customers) if (found.push(customer) >= count) break
  return found
}

/** Milliseconds from Enter; the tab is closed again, so that each opening is one. */
async function openAccount(page: Page, { id, accountNumber }: Account): Promise<number> {
  await searchBox(page).fill(accountNumber)
  await page.locator(`[data-results-for="${accountNumber}"]`).getByRole('option').first().waitFor()
  const ms = await keyToChange(page, 'Enter', { selector: `[data-account="${id}"]`, attribute: 'data-complete', value: 'true' })
  await page.keyboard.press('Control+w')
  await page.locator(`[data-account="${id}"]`).waitFor({ state: 'detached' })
  return ms
}
