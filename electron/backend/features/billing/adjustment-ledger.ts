/** What an adjustment does to the ledger, and how it is taken back. The caller holds the customer's lock. */
import { sql } from 'kysely'
import { money, type Money } from '#shared/kernel/money.ts'
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { RowsByStream } from '#shared/features/sync/sync.schema.ts'
import type { Act } from '../../command.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { application, entriesOf, openBillsOf, postEntry, reverseSource, type LedgerOwner, type OpenBill, type Posting } from './ledger.ts'
import { settleAccount } from './settle-account.ts'

type Settled = Pick<RowsByStream, 'customerBill' | 'billingAccount'>
/** `today` of the operator's calendar. */
type Now = { act: Act; today: string }

/** It pays the named bill first, then the oldest; what is left of it waits on the account for the next bill. */
export const creditPostings = (amount: Money, open: readonly OpenBill[], firstBillId: string | null): Posting[] =>
  [{ debit: 'concession', credit: 'unapplied', amount }, ...application(amount, open, firstBillId)]

export const chargePostings = (amount: Money): Posting[] => [{ debit: 'unbilled', credit: 'revenue', amount }]

/**
 * Takes back a charge that a bill has claimed meanwhile. The bill stands as it was issued, so nothing can be taken off
 * `unbilled`; the revenue is given back as credit, which pays that bill like any other.
 */
export const billedChargeBackPostings = (amount: Money, open: readonly OpenBill[]): Posting[] =>
  [{ debit: 'revenue', credit: 'unapplied', amount }, ...application(amount, open)]

export async function postAdjustment(trx: Transaction, adjustment: Adjustment, { act, today }: Now): Promise<Settled> {
  const owner = ownerOf(adjustment)
  const amount = money(adjustment.amount, adjustment.currency)
  const postings = adjustment.direction === 'credit' ? creditPostings(amount, await openBillsOf(trx, owner), adjustment.billId) : chargePostings(amount)
  await postEntry(trx, act.services.clock, { ...owner, ...source(adjustment, act), kind: 'adjustment', postings })
  return settleAccount(trx, owner, today)
}

/** Afterwards the customer owes what they would owe without it. */
export async function takeBackAdjustment(trx: Transaction, adjustment: Adjustment, { act, today }: Now): Promise<Settled> {
  const owner = ownerOf(adjustment)
  const billed = adjustment.direction === 'charge' ? await findBilledCharge(trx, adjustment.id) : null
  if (billed) await takeBackBilledCharge(trx, owner, adjustment, { act, entryId: billed })
  else await reverseSource(trx, act.services.clock, owner, source(adjustment, act))
  return settleAccount(trx, owner, today)
}

async function takeBackBilledCharge(trx: Transaction, owner: LedgerOwner, adjustment: Adjustment, { act, entryId }: { act: Act; entryId: string }): Promise<void> {
  const postings = billedChargeBackPostings(money(adjustment.amount, adjustment.currency), await openBillsOf(trx, owner))
  await postEntry(trx, act.services.clock, { ...owner, ...source(adjustment, act), kind: 'reversal', reverses: entryId, postings })
}

/**
 * A bill takes all that is unbilled when it is issued, so whatever was charged before the last one that took
 * anything is on a bill. @returns the charge's entry, or null when it waits for the next bill
 */
async function findBilledCharge(db: Queryable, adjustmentId: string): Promise<string | null> {
  const entry = (await entriesOf(db, adjustmentId)).find(({ kind }) => kind === 'adjustment')
  if (!entry) return null
  const { rows } = await sql<{ billed: boolean }>`
    select exists (
      select from ledger_entry bill join ledger_posting posting on posting.entry_id = bill.id
      where bill.billing_account_id = charge.billing_account_id and bill.seq > charge.seq and bill.kind = 'bill' and posting.credit = 'unbilled'
    ) as billed
    from ledger_entry charge where charge.id = ${entry.id}`.execute(db)
  return rows[0]?.billed ? entry.id : null
}

const ownerOf = ({ customerId, billingAccountId, currency }: Adjustment): LedgerOwner => ({ customerId, billingAccountId, currency })
const source = ({ id }: Adjustment, { at, by }: Act) => ({ sourceId: id, at, agentId: by.agent.id })
