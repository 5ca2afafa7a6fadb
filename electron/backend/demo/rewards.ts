/** Points of the demo's customers: those who joined earn by each payment of the last year, and some were given a few. */
import type { Payment } from '#shared/features/billing/billing.schema.ts'
import { pointsFor, type LoyaltyBatch, type LoyaltyTransaction } from '#shared/features/rewards/rewards.schema.ts'
import { addDays, dateOf, instantOf } from '#shared/kernel/calendar.ts'
import { agentNames } from './colleagues.ts'
import type { Holder } from './products.ts'
import type { Random } from './random.ts'
import { showpieces } from './showpieces.ts'

export type Rewards = { batches: LoyaltyBatch[]; transactions: LoyaltyTransaction[] }

/** As migration 0010 delivers them; a test holds the two together. */
export const demoRewardRules = { earnPoints: 1, earnAmount: 100, validDays: 365 } as const

const sorry = ['Third call about the same fault', 'Technician came late', 'Thanks for ten years', 'Box had to be swapped twice']

export function makeRewards(random: Random, holder: Holder, payments: readonly Payment[]): Rewards {
  const { subscriber, today } = holder
  const rewards: Rewards = { batches: [], transactions: [] }
  const joined = subscriber.index < showpieces.length || random.chance(0.3)
  if (!joined || subscriber.status !== 'active') return rewards
  for (const payment of payments) earn(rewards, holder, payment)
  const day = today - random.between(3, 200)
  if (day > subscriber.sinceDay && (subscriber.index === 0 || random.chance(0.25)))
    give(rewards, holder, { points: random.pick([100, 150, 200, 250, 500]), at: instantOf(day, random.between(14 * 60, 21 * 60)), on: dateOf(day), by: random.pick(agentNames), comment: random.pick(sorry) })
  return rewards
}

function earn({ batches, transactions }: Rewards, { nextId, today }: Holder, payment: Payment): void {
  const earnedOn = payment.at.slice(0, 10)
  const expiresOn = addDays(earnedOn, demoRewardRules.validDays)
  const points = payment.kind === 'payment' && payment.state === 'done' && payment.refunded === 0 ? pointsFor(payment.amount, demoRewardRules) : 0
  if (points === 0 || expiresOn < dateOf(today)) return
  const { customerId, id: sourceId, at } = payment
  const transaction: LoyaltyTransaction = { ...blank, id: nextId(), customerId, kind: 'earned', points, at, earnedFor: 'payment', sourceId }
  transactions.push(transaction)
  batches.push({ id: nextId(), customerId, version: 1, origin: 'earned', transactionId: transaction.id, earnedOn, expiresOn, points, remaining: points, givenBy: null })
}

type Gift = { points: number; at: string; on: string; by: string; comment: string }

function give({ batches, transactions }: Rewards, { subscriber, nextId }: Holder, { points, at, on, by, comment }: Gift): void {
  const customerId = subscriber.customer.id
  const transaction: LoyaltyTransaction = { ...blank, id: nextId(), customerId, kind: 'goodwill', points, at, by, comment }
  transactions.push(transaction)
  batches.push({
    id: nextId(), customerId, version: 1, origin: 'goodwill', transactionId: transaction.id, earnedOn: on, expiresOn: addDays(on, demoRewardRules.validDays), points, remaining: points,
    givenBy: by,
  })
}

const blank = { version: 1, by: null, comment: null, earnedFor: null, sourceId: null, reverses: null, billingAccountId: null, amount: null, currency: null } as const
