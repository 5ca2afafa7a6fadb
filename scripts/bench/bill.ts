/**
 * A bill of 300 lines and the one before it, from the key to the painted lines: with the backend's part when the desk has
 * never seen them, and from the desk's own copy when it has. Then another plan for the same accounts, from the key that
 * chooses it to the painted money: a preview is the backend's alone. The floor is an echo that asks nobody, in the same window.
 */
import type { Page } from 'playwright-core'
import type { BillLine } from '#shared/features/billing/bill-document.schema.ts'
import { newId } from '#shared/kernel/ids.ts'
import { demoCatalog } from '../../electron/backend/demo/catalog.ts'
import { demoTaxRates } from '../../electron/backend/demo/taxes.ts'
import { insertBillDocuments } from '../../electron/backend/features/billing/bill-document.ts'
import { insertOfferings } from '../../electron/backend/features/billing/catalog/catalog.queries.ts'
import { openStore } from '../../electron/backend/store/store.ts'
import { runReport } from '../lib/report.ts'
import { median, p95, rounded } from '../lib/stats.ts'
import { firstSyncEnded, newProfile, openDesk, searchBox, signIn } from './support/desk.ts'
import { endWindows } from './support/electron-window.ts'
import { startOperator, TODAY, type Operator } from './support/operator.ts'
import { echoes, installProbe, keyToChange } from './support/painted.ts'

/** So many that the first pull is seen to run and to end; a few of them have their whole account. */
const CUSTOMERS = 20_000
const WHOLE_ACCOUNTS = 300
const ACCOUNTS = 60
const WARM = 5
const ECHOES = 200
const LINES = 300
/** Plans that are looked at, one after the other, for each account. */
const PLANS = 3
const SYNC_MS = 120_000

/** Of every kind that a bill groups by. */
const groups = { service: 'recurring', usage: 'overage', oneTime: 'oneTime', taxFee: 'tax' } as const satisfies Partial<Record<BillLine['group'], BillLine['code']>>
type Account = { id: string; accountNumber: string; billId: string }

await runReport('bill', async (report) => {
  const operator = await startOperator({ customers: CUSTOMERS, wholeAccounts: WHOLE_ACCOUNTS, seed: report.seed, say: report.say })
  const profile = newProfile(operator)
  try {
    const accounts = await writeLongBills(operator)
    const { page, close } = await openDesk(profile)
    await signIn(page, operator)
    await firstSyncEnded(page, SYNC_MS)
    report.say('the desk has pulled everybody')
    await installProbe(page)
    for (const warm of accounts.slice(ACCOUNTS)) await openBill(page, warm)
    const floor = await echoes(page, ECHOES)
    report.say(`opening ${ACCOUNTS} bills that the desk has never seen, then again`)
    const fresh: number[] = []
    const again: number[] = []
    for (const [index, account] of accounts.slice(0, ACCOUNTS).entries()) {
      fresh.push(await openBill(page, account))
      if (index % 10 === 9) report.say(`${index + 1} of ${ACCOUNTS}`)
    }
    for (const account of accounts.slice(0, ACCOUNTS)) again.push(await openBill(page, account))
    report.say(`looking at ${PLANS} plans for each of ${ACCOUNTS} accounts`)
    for (const warm of accounts.slice(ACCOUNTS)) await lookAtPlans(page, warm)
    const previews: number[] = []
    for (const account of accounts.slice(0, ACCOUNTS)) previews.push(...(await lookAtPlans(page, account)))
    await close()
    report.figure('lines', LINES)
    report.figure('bills', ACCOUNTS)
    report.figure('baseline', 'painted echo of a key that runs no query, same window')
    report.figure('floorMs', { median: rounded(median(floor)), p95: rounded(p95(floor)) })
    report.figure('withBackendMs', { median: rounded(median(fresh)), p95: rounded(p95(fresh)) })
    report.figure('fromCacheMs', { median: rounded(median(again)), p95: rounded(p95(again)) })
    report.figure('previews', previews.length)
    report.figure('previewMs', { median: rounded(median(previews)), p95: rounded(p95(previews)) })
    report.atMost('fromCacheP95AboveFloorMs', 60, rounded(p95(again) - p95(floor)))
    report.atMost('withBackendP95AboveFloorMs', 150, rounded(p95(fresh) - p95(floor)))
    report.atMost('previewP95AboveFloorMs', 150, rounded(p95(previews) - p95(floor)))
  } finally {
    endWindows()
    await operator.stop()
    profile.remove()
  }
})

/** The operator gets what it sells and taxes; the two newest bills of each account their lines: that many of all kinds, a few of which changed. */
async function writeLongBills({ databaseUrl }: Operator): Promise<Account[]> {
  const store = await openStore({ kind: 'server', url: databaseUrl })
  try {
    const { rows } = await store.pool.query<Account & { newest: string; currency: string }>(`
      select customer.id, account_number as "accountNumber", bill.id as "billId", place, bill.currency
      from customer join lateral (
        select id, currency, row_number() over (order by bill_date desc, id desc) as place from customer_bill where customer_id = customer.id
      ) bill on place <= 2
      where status = 'active' and kind = 'residential' and (select count(*) from customer_bill where customer_id = customer.id) >= 2
        and exists (select from product where customer_id = customer.id and kind = 'internet' and status = 'active' and offering_code is not null)
        and not exists (select from product where customer_id = customer.id and kind = 'bundle')
        and not exists (select from address where customer_id = customer.id and role = 'service' and valid_from > current_date)
      order by customer.id, place limit ${2 * (ACCOUNTS + WARM)}`)
    if (rows.length < 2 * (ACCOUNTS + WARM)) throw new Error(`only ${rows.length / 2} accounts are fit for it`)
    await store.db.transaction().execute(async (trx) => {
      await insertOfferings(trx, demoCatalog(TODAY))
      await trx.insertInto('taxRate').values([...demoTaxRates]).execute()
      await insertBillDocuments(trx, rows.map(({ id, billId, currency }, index) => ({ billId, customerId: id, currency, lines: longBill(index) })))
    })
    return rows.filter((_row, index) => index % 2 === 0)
  } finally {
    await store.close()
  }
}

function longBill(seed: number): BillLine[] {
  const names = Object.entries(groups) as [keyof typeof groups, BillLine['code']][]
  return Array.from({ length: LINES }, (_, index): BillLine => {
    const [group, code] = names[index % names.length] as (typeof names)[number]
    return { id: newId(), group, code, name: `Line ${index} of a business with many sites`, detail: index % 3 === 0 ? 'Site in Yonkers' : null, productId: null, adjustmentId: null, periodStart: '2026-10-25', periodEnd: '2026-11-24', amount: 100 + ((index * 37 + (index % 20 === 0 ? seed : 0)) % 9_000) }
  })
}

/** Milliseconds from each key that chooses another plan to its money. One after the other in the list, so that each can be had. */
async function lookAtPlans(page: Page, account: Account): Promise<number[]> {
  await openAccount(page, account)
  await page.keyboard.press('Alt+s')
  const internet = page.getByRole('region', { name: 'Change plan' }).getByRole('group', { name: 'Internet' })
  await internet.getByRole('radio', { checked: true }).focus()
  // The last of the list takes it off; next to it there may be too few.
  const [place, plans] = await internet.getByRole('radio').evaluateAll((all) => [all.findIndex((radio) => (radio as HTMLInputElement).checked), all.length - 1] as const)
  const key = place + PLANS < plans ? 'ArrowDown' : 'ArrowUp'
  const measured: number[] = []
  for (let count = 0; count < PLANS; count += 1) {
    const before = await page.locator('[data-preview]').getAttribute('data-preview')
    measured.push(await keyToChange(page, key, { selector: `[data-preview]:not([data-preview="${before ?? ''}"])`, attribute: 'aria-busy', value: 'false' }))
  }
  await closeAccount(page, account)
  return measured
}

/** Milliseconds from the key of the section, in an account that has just been opened: what is fetched ahead has not come yet. */
async function openBill(page: Page, account: Account): Promise<number> {
  await openAccount(page, account)
  const ms = await keyToChange(page, 'Alt+2', { selector: `[data-bill="${account.billId}"]`, attribute: 'data-bill', value: account.billId })
  await closeAccount(page, account)
  return ms
}

async function openAccount(page: Page, { id, accountNumber }: Account): Promise<void> {
  await searchBox(page).fill(accountNumber)
  await page.locator(`[data-results-for="${accountNumber}"]`).getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await page.locator(`[data-account="${id}"][data-complete="true"]`).waitFor()
}

async function closeAccount(page: Page, { id }: Account): Promise<void> {
  await page.keyboard.press('Control+w')
  await page.locator(`[data-account="${id}"]`).waitFor({ state: 'detached' })
}
