/**
 * What is charged once: fees of a change of plan, more data for a cycle. It waits for the first bill that is not before its
 * day, and is on that one alone. It is in no ledger before: nothing is owed for it until it is billed.
 */
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import type { OneTimeCharge } from './compose-bill.ts'
import type { LedgerOwner } from './ledger.ts'

export type OneTimeChargeSource = 'planChange' | 'topUp'
/** `sourceId`: the order or the top-up. `dueOn`: no bill of an earlier day carries it, such as `2026-11-23`. */
export type NewOneTimeCharge = Omit<OneTimeCharge, 'group'> & { source: OneTimeChargeSource; sourceId: string; dueOn: string }
export type DatedCharge = OneTimeCharge & { dueOn: string }

/** The caller holds the customer's lock. Amounts in minor units, above 0. */
export async function addOneTimeCharges(trx: Transaction, clock: Clock, { customerId, billingAccountId, currency }: LedgerOwner, charges: readonly NewOneTimeCharge[]): Promise<void> {
  if (charges.length === 0) return
  const createdAt = isoInstant(clock.now())
  await trx.insertInto('oneTimeCharge').values(charges.map((charge) => ({ id: newId(clock), customerId, billingAccountId, currency, createdAt, ...charge }))).execute()
}

/** Those that are on no bill yet, in the order in which they were made. */
export async function waitingOneTimeCharges(db: Queryable, { billingAccountId }: Pick<LedgerOwner, 'billingAccountId'>): Promise<DatedCharge[]> {
  const found = await waiting(db, billingAccountId).select(['name', 'detail', 'amount', 'kind', 'dueOn', 'source']).orderBy('createdAt').orderBy('id').execute()
  return found.map(({ source, ...charge }) => ({ ...charge, ...groupOf[source] }))
}

/** More data stands with what was used. */
const groupOf: Record<OneTimeChargeSource, Pick<OneTimeCharge, 'group'>> = { planChange: {}, topUp: { group: 'usage' } }

/** Of these, what a bill of that day carries. */
export const chargesOn = (charges: readonly DatedCharge[], billDate: string): OneTimeCharge[] =>
  charges.filter(({ dueOn }) => dueOn <= billDate).map(({ dueOn: _, ...charge }) => charge)

/** They are on this bill now; under the lock under which it was composed. */
export async function billOneTimeCharges(trx: Transaction, billingAccountId: string, bill: { id: string; billDate: string }): Promise<void> {
  await sql`
    update one_time_charge set bill_id = ${bill.id}
    where billing_account_id = ${billingAccountId} and bill_id is null and cancelled_at is null and due_on <= ${bill.billDate}::date`.execute(trx)
}

/** What of this source is on no bill will be on none. */
export async function cancelOneTimeCharges(trx: Transaction, clock: Clock, sourceId: string): Promise<void> {
  await trx.updateTable('oneTimeCharge').set({ cancelledAt: isoInstant(clock.now()) })
    .where('sourceId', '=', sourceId).where('billId', 'is', null).where('cancelledAt', 'is', null).execute()
}

const waiting = (db: Queryable, billingAccountId: string) =>
  db.selectFrom('oneTimeCharge').where('billingAccountId', '=', billingAccountId).where('billId', 'is', null).where('cancelledAt', 'is', null)

/** The bill that has a charge of this source; null while it waits. */
export async function findBillOfCharge(db: Queryable, sourceId: string): Promise<string | null> {
  const found = await db.selectFrom('oneTimeCharge').select('billId').where('sourceId', '=', sourceId).where('billId', 'is not', null).executeTakeFirst()
  return found?.billId ?? null
}
