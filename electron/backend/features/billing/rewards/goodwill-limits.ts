/**
 * How many points of goodwill may be given. Whoever reads a sum here and then writes holds the customer's lock and the
 * agent's (`lockForMoney`), as for credits: neither the customer's sum nor the agent's of the day can change between.
 */
import { sql } from 'kysely'
import { creditInPoints, type RewardLimits, type RewardRules } from '#shared/features/rewards/rewards.schema.ts'
import type { Agent, Role } from '#shared/features/session/session.schema.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import { limitsOf } from '../adjustment-limits.ts'
import { usedOf, windowStart } from '../adjustment-sums.ts'
import { onDay, type Moment } from '../moment.ts'

/** Of a role that the table does not name: it gives nothing. */
const NONE: RewardLimits = { perGift: 0, perDay: 0, perCustomer30Days: 0 }

export async function rewardLimitsOf(db: Queryable, role: Role): Promise<RewardLimits> {
  return (await db.selectFrom('rewardLimit').select(['perGift', 'perDay', 'perCustomer30Days']).where('role', '=', role).executeTakeFirst()) ?? NONE
}

/**
 * In points. `today`: what the agent gave on the operator's day; `forCustomer`: what this customer got in 30 days, whoever gave
 * it; both without what was taken back. `credit`: the role's limit of credits for this customer, and what is left of it, below 0
 * when it is passed already: goodwill and credits meet it together, or either would be a way around the other's.
 */
export type GoodwillUsed = { today: number; forCustomer: number; credit: { limit: number; left: number } }

type Asked = { agent: Pick<Agent, 'id' | 'role'>; customerId: string; rules: RewardRules }

export async function goodwillUsed(db: Queryable, { agent, customerId, rules }: Asked, moment: Moment): Promise<GoodwillUsed> {
  const { perCustomer30Days } = await limitsOf(db, agent.role)
  const { credit: { forCustomer } } = await usedOf(db, { agentId: agent.id, customerId, currency: rules.currency }, moment)
  return {
    today: await givenBy(db, agent.id, moment),
    forCustomer: await givenTo(db, customerId, moment.at),
    credit: { limit: creditInPoints(perCustomer30Days, rules), left: creditInPoints(perCustomer30Days - forCustomer.amount, rules) },
  }
}

/** The first limit that a gift would pass, and what is left of it, 0 or more. @param used without the one in question */
export function goodwillExceeds(points: number, { perGift, perDay, perCustomer30Days }: RewardLimits, used: GoodwillUsed): { limit: number; left: number } | null {
  const bounds = [
    { limit: perGift, left: perGift },
    { limit: perDay, left: perDay - used.today },
    { limit: perCustomer30Days, left: perCustomer30Days - used.forCustomer },
    used.credit,
  ]
  const passed = bounds.find(({ left }) => points > left)
  return passed ? { limit: passed.limit, left: Math.max(0, passed.left) } : null
}

/** The limit of a day is the agent's, who is known to the backend alone: desks see a name. @param giftId of the transaction, which is written */
export async function noteGiver(trx: Transaction, gift: { giftId: string; agentId: string; at: string }): Promise<void> {
  await trx.insertInto('loyaltyGift').values({ transactionId: gift.giftId, agentId: gift.agentId, givenAt: gift.at }).execute()
}

async function givenBy(db: Queryable, agentId: string, moment: Moment): Promise<number> {
  const { rows } = await sql<{ points: number }>`
    select coalesce(sum(points), 0)::bigint as points from loyalty_gift gift join loyalty_transaction given on given.id = gift.transaction_id
    where gift.agent_id = ${agentId} and ${onDay(sql`given_at`, moment)}
      and not exists (select from loyalty_transaction back where back.reverses = given.id)`.execute(db)
  return rows[0]?.points ?? 0
}

/** The last thirty times 24 hours. @param at an instant */
async function givenTo(db: Queryable, customerId: string, at: string): Promise<number> {
  const { rows } = await sql<{ points: number }>`
    select coalesce(sum(points), 0)::bigint as points from loyalty_transaction gift
    where customer_id = ${customerId} and kind = 'goodwill' and at > ${windowStart(at)}::timestamptz
      and not exists (select from loyalty_transaction back where back.reverses = gift.id)`.execute(db)
  return rows[0]?.points ?? 0
}
