/** What of the programme is data, and what an agent may do with a customer's points. */
import { AppError } from '#shared/kernel/errors.ts'
import type { LoyaltyTransaction, RewardRules, RewardTerms } from '#shared/features/rewards/rewards.schema.ts'
import type { Agent } from '#shared/features/session/session.schema.ts'
import { readRows } from '../../../store/rows.ts'
import type { Queryable } from '../../../store/store.ts'
import { getBillingAccount } from '../adjustments.queries.ts'
import { balanceOf, standingOf } from '../ledger.ts'
import type { Moment } from '../moment.ts'
import { goodwillUsed, rewardLimitsOf } from './goodwill-limits.ts'
import { pointsIn, spendableBatches } from './points-ledger.ts'

export const rewardRules = (db: Queryable): Promise<RewardRules> =>
  db.selectFrom('rewardRule').select(['version', 'currency', 'earnPoints', 'earnAmount', 'inTimePoints', 'validDays', 'redeemPoints', 'redeemAmount']).executeTakeFirstOrThrow()

/** @throws AppError `notFound`, for another customer's as for none. */
export async function getLoyaltyTransaction(db: Queryable, { transactionId, customerId }: { transactionId: string; customerId: string }): Promise<LoyaltyTransaction> {
  const [found] = await readRows(db, 'loyaltyTransaction', [transactionId])
  if (found?.customerId !== customerId) throw new AppError('notFound', { what: 'loyaltyTransaction' })
  return found
}

/** Needs a snapshot, so that its statements see one moment. @throws AppError `notFound` for the account. */
export async function rewardTerms(db: Queryable, agent: Pick<Agent, 'id' | 'role'>, of: { customerId: string; billingAccountId: string }, moment: Moment): Promise<RewardTerms> {
  const { currency } = await getBillingAccount(db, of)
  const rules = await rewardRules(db)
  const used = await goodwillUsed(db, { agent, customerId: of.customerId, rules }, moment)
  return {
    rules,
    today: moment.today,
    balance: pointsIn(await spendableBatches(db, of.customerId, moment.today)),
    limits: await rewardLimitsOf(db, agent.role),
    usedToday: used.today,
    usedForCustomer: used.forCustomer,
    credit: used.credit,
    owed: balanceOf(await standingOf(db, { ...of, currency })).amount,
  }
}
