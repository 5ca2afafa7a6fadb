/** Customers who are billed by the run: their rows, and what happens to them between two bills. */
import { newId } from '../../shared/kernel/ids.ts'
import { isoInstant, type Clock } from '../../shared/kernel/clock.ts'
import { money, type Money } from '../../shared/kernel/money.ts'
import type { Row } from '../../shared/features/sync/streams.ts'
import { findBilledAccount, type BilledAccount } from '../../electron/backend/features/billing/bill-basis.ts'
import { application, openBillsOf, postEntry, type Posting } from '../../electron/backend/features/billing/ledger.ts'
import { settleAccount } from '../../electron/backend/features/billing/settle-account.ts'
import { lockCustomer } from '../../electron/backend/features/customers/customers.queries.ts'
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { makeRow } from './rows.ts'

export type BilledCustomer = { cycleDay: number; nextBillDate: string; products: Partial<Row<'product'>>[]; status?: Row<'customer'>['status']; accounts?: number }

/** With the service address of `makeRow`: Yonkers NY. @returns the customer's id */
export async function openBilledCustomer(store: Store, { cycleDay, nextBillDate, products, status = 'active', accounts = 1 }: BilledCustomer): Promise<string> {
  const customer = makeRow('customer', { status })
  const customerId = customer.id
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'customer', [customer])
    await bulkInsert(trx, 'address', [makeRow('address', { customerId })])
    await bulkInsert(trx, 'billingAccount', Array.from({ length: accounts }, () =>
      makeRow('billingAccount', { customerId, cycleDay, nextBillDate, credit: 0, unbilled: 0, lifetimeCharges: 0 })))
    await bulkInsert(trx, 'product', products.map((product) => makeRow('product', { customerId, ...product })))
  })
  return customerId
}

export const billedAccount = async (store: Store, customerId: string): Promise<BilledAccount> => (await findBilledAccount(store.db, customerId)) as BilledAccount

export type Deed = { kind: 'pay' | 'credit' | 'charge'; amount: number }

/** A payment, or a credit or charge of a person, straight into the ledger. */
export async function happens(store: Store, clock: Clock, account: BilledAccount, { kind, amount }: Deed): Promise<void> {
  const { customerId, billingAccountId, currency } = account
  const owner = { customerId, billingAccountId, currency }
  const today = isoInstant(clock.now()).slice(0, 10)
  await store.db.transaction().execute(async (trx) => {
    await lockCustomer(trx, customerId)
    const sourceId = newId(clock)
    if (kind !== 'pay') await bulkInsert(trx, 'adjustment', [makeRow('adjustment', { ...owner, id: sourceId, amount, direction: kind, reason: kind === 'charge' ? 'unreturnedEquipment' : 'goodwill' })])
    const postings = postingsOf(kind, money(amount, currency), await openBillsOf(trx, owner))
    await postEntry(trx, clock, { ...owner, at: isoInstant(clock.now()), kind: kind === 'pay' ? 'payment' : 'adjustment', sourceId, agentId: null, postings })
    await settleAccount(trx, owner, today)
  })
}

function postingsOf(kind: Deed['kind'], amount: Money, open: Awaited<ReturnType<typeof openBillsOf>>): Posting[] {
  if (kind === 'charge') return [{ debit: 'unbilled', credit: 'revenue', amount }]
  return [{ debit: kind === 'pay' ? 'cash' : 'concession', credit: 'unapplied', amount }, ...application(amount, open)]
}
