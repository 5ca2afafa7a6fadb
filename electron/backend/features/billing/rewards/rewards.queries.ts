/** What of the programme is data, and what an agent may do with a customer's points. */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import type { LoyaltyTransaction, RewardLimits, RewardRules, RewardTerms } from '#shared/features/rewards/rewards.schema.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import { readRows } from '../../../store/rows.ts'
import type { Queryable } from '../../../store/store.ts'
import { windowStart } from '../adjustment-limits.ts'
import { getBillingAccount } from '../adjustments.queries.ts'
import { balanceOf, standingOf } from '../ledger.ts'
import type { Moment } from '../moment.ts'
import { pointsIn, spendableBatches } from './points-ledger.ts'

export const rewardRules = (db: Queryable): Promise<RewardRules> =>
  db.selectFrom('rewardRule').select(['version', 'currency', 'earnPoints', 'earnAmount', 'inTimePoints', 'validDays', 'redeemPoints', 'redeemAmount']).executeTakeFirstOrThrow()

/** Of a role that the table does not name: it gives nothing. */
const NONE: RewardLimits = { perGift: 0, perCustomer30Days: 0 }

export async function rewardLimitsOf(db: Queryable, role: Role): Promise<RewardLimits> {
  return (await db.selectFrom('rewardLimit').select(['perGift', 'perCustomer30Days']).where('role', '=', role).executeTakeFirst()) ?? NONE
}

/** Goodwill of the last thirty times 24 hours that was not taken back, whoever gave it. @param at an instant */
export async function goodwillGiven(db: Queryable, customerId: string, at: string): Promise<number> {
  const { rows } = await sql<{ points: number }>`
    select coalesce(sum(points), 0)::bigint as points from loyalty_transaction gift
    where customer_id = ${customerId} and kind = 'goodwill' and at > ${windowStart(at)}::timestamptz
      and not exists (select from loyalty_transaction back where back.reverses = gift.id)`.execute(db)
  return rows[0]?.points ?? 0
}

/** @throws AppError `notFound`, for another customer's as for none. */
export async function getLoyaltyTransaction(db: Queryable, { transactionId, customerId }: { transactionId: string; customerId: string }): Promise<LoyaltyTransaction> {
  const [found] = await readRows(db, 'loyaltyTransaction', [transactionId])
  if (found?.customerId !== customerId) throw new AppError('notFound', { what: 'loyaltyTransaction' })
  return found
}

/** Needs a snapshot, so that its statements see one moment. @throws AppError `notFound` for the account. */
export async function rewardTerms(db: Queryable, role: Role, of: { customerId: string; billingAccountId: string }, { at, today }: Moment): Promise<RewardTerms> {
  const { currency } = await getBillingAccount(db, of)
  return {
    rules: await rewardRules(db),
    today,
    balance: pointsIn(await spendableBatches(db, of.customerId, today)),
    limits: await rewardLimitsOf(db, role),
    usedForCustomer: await goodwillGiven(db, of.customerId, at),
    owed: balanceOf(await standingOf(db, { ...of, currency })).amount,
  }
}
