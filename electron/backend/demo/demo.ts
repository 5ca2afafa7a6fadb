/** Puts the demo operator into a database. */
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { streamNames, type StreamName } from '#shared/features/sync/streams.ts'
import { insertBillDocuments } from '../features/billing/bill-document.ts'
import { openLedger } from '../features/billing/open-ledger.ts'
import { openPoints } from '../features/billing/rewards/open-points.ts'
import { refreshBillingAccounts } from '../features/billing/refresh-billing-accounts.ts'
import { refreshCustomers } from '../features/customers/refresh-customers.ts'
import { createAgent } from '../features/session/create-agent.ts'
import { insertCalls } from '../features/billing/usage/calls.queries.ts'
import { insertUsageDays } from '../features/billing/usage/usage-days.ts'
import { DEFAULT_TIME_ZONE, operatorToday } from '../operator-day.ts'
import { hashSecret } from '../secret-hash.ts'
import type { Demo } from '../services.ts'
import { announceChange } from '../store/announce.ts'
import { bulkInsert } from '../store/bulk-insert.ts'
import type { Store, Transaction } from '../store/store.ts'
import type { RowsByStream } from './account.ts'
import { insertOfferings, listOfferings } from '../features/billing/catalog/catalog.queries.ts'
import { demoCatalog } from './catalog.ts'
import { insertDemoChat } from './chat.ts'
import { demoAccounts, demoCustomerPin } from './colleagues.ts'
import { DEMO_CUSTOMERS, DEMO_SEED, generateDemo, type DemoOptions } from './generate-demo.ts'
import { demoFieldWork, insertFieldWork } from './field-work.ts'
import { insertDemoIdentities } from './identities.ts'
import { insertDemoProblems } from './outages.ts'
import { insertDemoPlant } from './plant.ts'
import { insertDemoStates } from './plant-states.ts'
import { seedNumber } from './random.ts'
import { connectDemoMethods } from './payment-methods.ts'
import { demoTaxRates } from './taxes.ts'
import { insertDemoRuns } from './troubleshooting.ts'
import { demoTopUpOffers, demoUnlimitedOfferings } from './usage.ts'
import { FIELD_WORK_SEED } from './visit-outcomes.ts'

export const demoOperator: Demo & { supportPhone: string } = {
  operatorName: 'Tri-State Cable & Fiber (demo)',
  // Of the numbers that are never given out.
  supportPhone: '(800) 555-0142',
  accounts: [...demoAccounts],
  customerPin: demoCustomerPin,
}

export type FillDemoOptions = Partial<Omit<DemoOptions, 'batch'>> & {
  clock: Clock
  /** Where `today` is not given: the day of this time zone; IANA. */
  timeZone?: string
  /** Customers written, of how many. The last call comes after the commit. */
  onProgress?: (done: number, total: number) => void
}

/**
 * Everything goes in with one transaction: a program killed in the middle leaves an empty database, and the next
 * start fills it anew. Where there are customers already, only missing demo accounts are added, so that an imported
 * book can be signed in to.
 */
export async function fillDemo(store: Store, options: FillDemoOptions): Promise<void> {
  const total = options.customers ?? DEMO_CUSTOMERS
  const filled = await store.db.transaction().execute(async (trx) => {
    await addAccounts(trx, options.clock)
    if (await hasCustomers(trx)) return false
    await fill(trx, { ...options, customers: total })
    return true
  })
  if (!filled) return
  await store.analyze()
  options.onProgress?.(total, total)
}

const hasCustomers = async (trx: Transaction): Promise<boolean> =>
  (await trx.selectFrom('customer').select('id').limit(1).executeTakeFirst()) !== undefined

async function addAccounts(trx: Transaction, clock: Clock): Promise<void> {
  const known = await trx.selectFrom('agent').select('userName').execute()
  const taken = new Set(known.map((agent) => agent.userName.toLowerCase()))
  for (const account of demoAccounts) if (!taken.has(account.userName)) await createAgent(trx, { ...account, clock, demo: true })
}

async function fill(trx: Transaction, options: FillDemoOptions & { customers: number }): Promise<void> {
  const today = options.today ?? operatorToday({ timeZone: DEFAULT_TIME_ZONE, ...options })
  const { customers, seed = DEMO_SEED, directoryOnly = false, onProgress } = options
  let done = 0
  for (const rows of generateDemo({ customers, seed, today, directoryOnly })) {
    for (const stream of streamNames) await insert(trx, stream, rows)
    await insertBillDocuments(trx, rows.billDocument)
    await insertUsageDays(trx, rows.usageDay)
    await insertCalls(trx, rows.callRecord)
    if (!directoryOnly) {
      const customerIds = rows.customer.map(({ id }) => id)
      await openLedger(trx, customerIds)
      await openPoints(trx, customerIds)
    }
    done += rows.customer.length
    // The whole is done only when it is committed.
    if (done < customers) onProgress?.(done, customers)
  }
  // A directory alone has no media and addresses to take the rows' columns from, nor is it searched here.
  if (!directoryOnly) await refreshCustomers(trx, 'all', { today })
  await setDemoPins(trx, options.clock)
  await trx.insertInto('taxRate').values([...demoTaxRates]).execute()
  await connectDemoMethods(trx, today)
  // An operator's own catalog that came before is not mixed with an invented one.
  if ((await listOfferings(trx)).length === 0) await insertOfferings(trx, demoCatalog(today))
  await insertDemoIdentities(trx, today)
  if (!directoryOnly) {
    await insertDemoPlant(trx, options.clock, seedNumber(seed))
    await insertDemoProblems(trx, options.clock)
    await insertDemoRuns(trx, options.clock)
    await insertDemoStates(trx, options.clock, seedNumber(seed))
    await insertDemoChat(trx, { clock: options.clock, timeZone: options.timeZone ?? DEFAULT_TIME_ZONE, today, seed: seedNumber(seed) })
    await insertFieldWork(trx, demoFieldWork({ clock: options.clock, timeZone: options.timeZone ?? DEFAULT_TIME_ZONE, today, seed: FIELD_WORK_SEED }))
  }
  await trx.insertInto('usageTopUpOffer').values(demoTopUpOffers).execute()
  await trx.insertInto('usageUnlimitedOffering').values(demoUnlimitedOfferings).execute()
  await refreshBillingAccounts(trx, 'all', { today })
  await announceChange(trx, streamNames, null)
}

/** One hash for all of them: a thousand would be minutes. */
async function setDemoPins(trx: Transaction, clock: Clock): Promise<void> {
  const pinHash = await hashSecret(demoCustomerPin)
  await sql`insert into account_pin (customer_id, pin_hash, demo, set_at) select id, ${pinHash}, true, ${isoInstant(clock.now())}::timestamptz from customer`.execute(trx)
}

const insert = <S extends StreamName>(trx: Transaction, stream: S, rows: RowsByStream): Promise<void> =>
  bulkInsert<S>(trx, stream, rows[stream])
