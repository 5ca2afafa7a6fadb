/**
 * Points by themselves: earned when a payment is done, and for a bill that is settled by a payment made by its due date; taken back
 * when the payment is refunded or reversed, and for a bill of it that is open again then. Called by whoever settles a payment, in the
 * same transaction and under the customer's lock.
 *
 * Taken back is what was earned by it, from its own batch first and then from the customer's other earned ones, those that
 * end first before the others. Goodwill is never touched, and no batch goes below nothing: what was spent already stays owed.
 */
import { sql } from 'kysely'
import { addDays } from '#shared/kernel/calendar.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import type { Payment } from '#shared/features/billing/billing.schema.ts'
import { pointsFor, type LoyaltyTransaction } from '#shared/features/rewards/rewards.schema.ts'
import type { Transaction } from '../../../store/store.ts'
import { blankTransaction, joinPoints, noPoints, postPoints, spendableBatches, sumOf, takenFrom, type PointRows } from './points-ledger.ts'
import { rewardRules } from './rewards.queries.ts'

/** `today` of the operator's calendar. */
type When = { clock: Clock; at: string; today: string }
type Earned = { customerId: string; earnedFor: 'payment' | 'billInTime'; sourceId: string }

/**
 * @param payment done, with what it paid; the rows of its bills are settled
 * @param when `paidOn` the operator's day on which it was made: a gateway that answers late makes no customer late
 */
export async function earnByPayment(trx: Transaction, payment: Payment, { paidOn, ...when }: When & { paidOn: string }): Promise<PointRows> {
  const { customerId, id: sourceId } = payment
  const rules = await rewardRules(trx)
  // A programme in dollars says nothing of other money.
  if (payment.kind !== 'payment' || payment.currency !== rules.currency) return noPoints
  let rows = await earn(trx, { customerId, earnedFor: 'payment', sourceId }, { points: pointsFor(payment.amount, rules), validDays: rules.validDays, when })
  for (const bill of await paidInTime(trx, Object.keys(payment.paid), paidOn))
    rows = joinPoints(rows, await earn(trx, { customerId, earnedFor: 'billInTime', sourceId: bill }, { points: rules.inTimePoints, validDays: rules.validDays, when }))
  return joinPoints(rows, await takeBackOwed(trx, customerId, when))
}

async function earn(trx: Transaction, earned: Earned, { points, validDays, when: { clock, at, today } }: { points: number; validDays: number; when: When }): Promise<PointRows> {
  if (points === 0) return noPoints
  const transaction: LoyaltyTransaction = { ...blankTransaction, ...earned, id: newId(clock), kind: 'earned', points, at }
  const batch = {
    id: newId(clock), customerId: earned.customerId, version: 1, origin: 'earned', transactionId: transaction.id, earnedOn: today, expiresOn: addDays(today, validDays),
    points, remaining: points, givenBy: null,
  } as const
  return postPoints(trx, { transaction, batches: [batch], postings: [{ batchId: batch.id, points }] })
}

/** Of these bills, those that are settled now by a payment of that day and in time, and for which nothing is earned yet. */
async function paidInTime(trx: Transaction, billIds: readonly string[], paidOn: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from customer_bill bill
    where id = any(${billIds}::uuid[]) and amount > 0 and remaining = 0 and due_date >= ${paidOn}::date and removed_at is null
      and (select coalesce(sum(points), 0) from loyalty_transaction where source_id = bill.id and earned_for = 'billInTime') <= 0
    order by id`.execute(trx)
  return rows.map(({ id }) => id)
}

/**
 * After a refund or a reversal, and whenever earned points have come: takes back what is owed (`loyalty_owed`), as far as there
 * is something to take. The rest stays owed, and the points that come next cover it; or a payment that never stays would
 * earn a credit as often as it is recorded.
 */
export async function takeBackOwed(trx: Transaction, customerId: string, when: When): Promise<PointRows> {
  const owed = await trx.selectFrom('loyaltyOwed').select(['sourceId', 'earnedFor', 'points']).where('customerId', '=', customerId)
    .orderBy('earnedFor', 'desc').orderBy('sourceId').execute()
  let rows = noPoints
  for (const { points, ...source } of owed) rows = joinPoints(rows, await takeBack(trx, { customerId, ...source }, { points, when }))
  return rows
}

/** Its own batches first: those of the source. */
async function takeBack(trx: Transaction, earned: Earned, { points, when: { clock, at, today } }: { points: number; when: When }): Promise<PointRows> {
  const own = new Set((await trx.selectFrom('loyaltyTransaction').select('id').where('sourceId', '=', earned.sourceId).where('kind', '=', 'earned').execute()).map(({ id }) => id))
  const batches = (await spendableBatches(trx, earned.customerId, today)).filter(({ origin }) => origin === 'earned')
  const isOwn = ({ transactionId }: { transactionId: string }): boolean => own.has(transactionId)
  const postings = takenFrom([...batches.filter(isOwn), ...batches.filter((batch) => !isOwn(batch))], points)
  if (postings.length === 0) return noPoints
  const transaction: LoyaltyTransaction = { ...blankTransaction, ...earned, id: newId(clock), kind: 'earnedBack', points: sumOf(postings), at }
  return postPoints(trx, { transaction, postings })
}
