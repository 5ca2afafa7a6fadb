/**
 * What people do with points: give some, turn them into a credit, take either back. The customer's lock and the agent's are
 * held, as for money, so that neither a balance nor a limit can be overrun by requests of one moment.
 */
import { addDays } from '#shared/kernel/calendar.ts'
import { newId } from '#shared/kernel/ids.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { Money } from '#shared/kernel/money.ts'
import { creditFor, type GiveGoodwillPoints, type LoyaltyTransaction, type RedeemPoints, type ReverseLoyalty } from '#shared/features/rewards/rewards.schema.ts'
import type { RowsByStream } from '#shared/features/sync/sync.schema.ts'
import type { Act, Effect } from '../../../command.ts'
import type { Transaction } from '../../../store/store.ts'
import { getCustomer } from '../../customers/customers.queries.ts'
import { requireOpen } from '../adjustment-rules.ts'
import { getBillingAccount } from '../adjustments.queries.ts'
import { application, openBillsOf, postEntry, reverseSource, type LedgerOwner } from '../ledger.ts'
import { lockForMoney } from '../money-lock.ts'
import { momentOf } from '../moment.ts'
import { settleAccount } from '../settle-account.ts'
import { takeBackOwed } from './earn-points.ts'
import { goodwillExceeds, goodwillUsed, noteGiver, rewardLimitsOf } from './goodwill-limits.ts'
import { blankTransaction, joinPoints, pointsIn, postingsOf, postPoints, spendableBatches, sumOf, takenFrom } from './points-ledger.ts'
import { restoredBatches } from './restore-points.ts'
import { getLoyaltyTransaction, rewardRules } from './rewards.queries.ts'

const beyond = (limit: number, left: number): AppError => new AppError('limitExceeded', { limit, left, unit: 'points' })

export const giveGoodwillPoints: Effect<GiveGoodwillPoints> = async (trx, input, act) => {
  const role = await lockForMoney(trx, input, act, 'rewards.give')
  requireOpen(await getCustomer(trx, input.customerId))
  const { customerId, points, giftId: id } = input
  const rules = await rewardRules(trx)
  const used = await goodwillUsed(trx, { agent: { id: act.by.agent.id, role }, customerId, rules }, momentOf(act.services, act.at))
  const exceeded = goodwillExceeds(points, await rewardLimitsOf(trx, role), used)
  if (exceeded) throw beyond(exceeded.limit, exceeded.left)
  const by = act.by.agent.displayName
  const transaction: LoyaltyTransaction = { ...blankTransaction, id, customerId, kind: 'goodwill', points, at: act.at, by, comment: input.comment }
  const batch = {
    id: newId(act.services.clock), customerId, version: 1, origin: 'goodwill', transactionId: id, earnedOn: act.today, expiresOn: addDays(act.today, rules.validDays),
    points, remaining: points, givenBy: by,
  } as const
  const posted = await postPoints(trx, { transaction, batches: [batch], postings: [{ batchId: batch.id, points }], field: 'giftId' })
  await noteGiver(trx, { giftId: id, agentId: act.by.agent.id, at: act.at })
  return posted
}

export const redeemPoints: Effect<RedeemPoints> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'rewards.redeem')
  requireOpen(await getCustomer(trx, input.customerId))
  const account = await getBillingAccount(trx, input)
  const credit = await creditOf(trx, input, account.currency)
  const batches = await spendableBatches(trx, input.customerId, act.today)
  const balance = pointsIn(batches)
  if (input.points > balance) throw beyond(balance, balance)
  const { customerId, billingAccountId, points, redemptionId: id } = input
  const transaction: LoyaltyTransaction = {
    ...blankTransaction, id, customerId, kind: 'redeemed', points: -points, at: act.at, by: act.by.agent.displayName, billingAccountId, amount: credit.amount, currency: credit.currency,
  }
  const posted = await postPoints(trx, { transaction, postings: takenFrom(batches, points), field: 'redemptionId' })
  return { ...posted, ...(await postCredit(trx, { customerId, billingAccountId, currency: credit.currency }, { act, id, credit })) }
}

/** What was shown, and what the points are worth now, or nothing is redeemed. @throws AppError `validation` */
async function creditOf(trx: Transaction, { points, amount }: RedeemPoints, currency: string): Promise<Money> {
  const rules = await rewardRules(trx)
  if (rules.currency !== currency) throw wrong('billingAccountId', 'otherCurrency')
  const credit = creditFor(points, rules)
  if (!credit) throw wrong('points', 'wholeCents')
  if (credit.amount !== amount) throw wrong('amount', 'changed')
  return credit
}

/** It pays open bills, the oldest first; what is left of it waits on the account for the next one. */
async function postCredit(trx: Transaction, owner: LedgerOwner, { act, id, credit }: { act: Act; id: string; credit: Money }): Promise<RowsByStream> {
  const postings = [{ debit: 'rewards', credit: 'unapplied', amount: credit } as const, ...application(credit, await openBillsOf(trx, owner))]
  await postEntry(trx, act.services.clock, { ...owner, at: act.at, kind: 'redemption', sourceId: id, agentId: act.by.agent.id, postings })
  return settleAccount(trx, owner, act.today)
}

export const reverseLoyalty: Effect<ReverseLoyalty> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'rewards.reverse')
  const first = await getLoyaltyTransaction(trx, input)
  const back = await trx.selectFrom('loyaltyTransaction').select(['by', 'at']).where('reverses', '=', first.id).executeTakeFirst()
  if (back) throw new AppError('conflict', { stream: 'loyaltyTransaction', current: { ...first }, changedBy: back.by, changedAt: back.at })
  if (first.kind === 'redeemed') return restoreRedemption(trx, first, input, act)
  if (first.kind === 'goodwill') return takeBackGoodwill(trx, first, input, act)
  throw wrong('transactionId', 'notReversible')
}

const counter = ({ id, customerId, billingAccountId, amount, currency }: LoyaltyTransaction, { reversalId, reason }: ReverseLoyalty, { at, by }: Act) =>
  ({ ...blankTransaction, id: reversalId, customerId, at, by: by.agent.displayName, comment: reason, reverses: id, billingAccountId, amount, currency })

/** The points go back to where they came from, and the credit is taken back from the account: both or neither. */
async function restoreRedemption(trx: Transaction, first: LoyaltyTransaction, input: ReverseLoyalty, act: Act): Promise<RowsByStream> {
  if (first.billingAccountId === null || first.currency === null) throw new AppError('internal', { detail: 'a redemption without its credit' })
  const owner = { customerId: first.customerId, billingAccountId: first.billingAccountId, currency: first.currency }
  const { batches, postings } = await restoredBatches(trx, first, { act, reversalId: input.reversalId })
  const transaction = { ...counter(first, input, act), kind: 'restored', points: sumOf(postings) } as const
  const posted = await postPoints(trx, { transaction, batches, postings, field: 'reversalId' })
  await reverseSource(trx, act.services.clock, owner, { sourceId: first.id, at: act.at, agentId: act.by.agent.id })
  const settled = await settleAccount(trx, owner, act.today)
  // What comes back may be owed: the payment that earned it is gone.
  const owed = await takeBackOwed(trx, first.customerId, { clock: act.services.clock, at: act.at, today: act.today })
  return { ...joinPoints(posted, owed), ...settled }
}

/** Only whole: what was spent of it bought a credit, which would have to go first. */
async function takeBackGoodwill(trx: Transaction, first: LoyaltyTransaction, input: ReverseLoyalty, act: Act): Promise<RowsByStream> {
  const [given] = await postingsOf(trx, first.id)
  const batch = (await spendableBatches(trx, first.customerId, act.today)).find(({ id }) => id === given?.batchId)
  if (batch?.remaining !== first.points) throw wrong('transactionId', 'spent')
  const transaction = { ...counter(first, input, act), kind: 'goodwillBack', points: -first.points } as const
  return postPoints(trx, { transaction, postings: [{ batchId: batch.id, points: -first.points }], field: 'reversalId' })
}
