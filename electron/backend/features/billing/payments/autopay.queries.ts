import { addDays } from '#shared/kernel/calendar.ts'
import { money, subtract } from '#shared/kernel/money.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import { MAX_DRAFTS_TOLD, type AutopayState } from '#shared/features/billing/payments.schema.ts'
import type { Queryable } from '../../../store/store.ts'
import { getBillingAccount } from '../adjustments.queries.ts'
import { findBilledAccount } from '../bill-basis.ts'
import { findNextBill } from '../next-bill.ts'
import { draftsUntil, type DueDraft } from './autopay.ts'

/** Days ahead in which a bill that is out already can be due. */
const AHEAD_DAYS = 366

/**
 * Needs a snapshot, so that its statements see one moment.
 * @param today of the operator's calendar. @throws AppError `notFound` for the account
 */
export async function autopayState(db: Queryable, clock: Clock, of: { customerId: string; billingAccountId: string }, today: string): Promise<AutopayState> {
  const { id: billingAccountId, autopay } = await getBillingAccount(db, of)
  const on = autopay ? await db.selectFrom('autopay').select('paymentMethodId').where('billingAccountId', '=', billingAccountId).executeTakeFirst() : undefined
  if (!on) return { billingAccountId, paymentMethodId: null, nextDraft: null, drafts: [] }
  const drafts = (await draftsAhead(db, billingAccountId, today)).slice(0, MAX_DRAFTS_TOLD)
    .map(({ on: date, remaining: amount, billId, attempt }) => ({ date, amount, billId, retry: attempt === 2 }))
  return { billingAccountId, paymentMethodId: on.paymentMethodId, nextDraft: drafts[0] ?? (await ofNextBill(db, clock, of)), drafts }
}

/** The next draft of one bill; undefined when there will be none, as things are. */
export const findDraftOf = async (db: Queryable, { id, billingAccountId }: { id: string; billingAccountId: string }, today: string): Promise<DueDraft | undefined> =>
  (await draftsAhead(db, billingAccountId, today)).find(({ billId }) => billId === id)

/** What should have been drafted already is drafted in the next round. */
async function draftsAhead(db: Queryable, account: string, today: string): Promise<DueDraft[]> {
  const drafts = await draftsUntil(db, { today, until: addDays(today, AHEAD_DAYS) }, { account })
  return drafts.map((draft) => ({ ...draft, on: draft.on < today ? today : draft.on }))
}

async function ofNextBill(db: Queryable, clock: Clock, { customerId, billingAccountId }: { customerId: string; billingAccountId: string }): Promise<AutopayState['nextDraft']> {
  if ((await findBilledAccount(db, customerId))?.billingAccountId !== billingAccountId) return null
  const bill = await findNextBill(db, clock, customerId)
  if (!bill) return null
  const { amount } = subtract(money(bill.amount, bill.currency), money(bill.paidByCredit, bill.currency))
  return amount > 0 ? { date: bill.dueDate, amount, billId: null, retry: false } : null
}
