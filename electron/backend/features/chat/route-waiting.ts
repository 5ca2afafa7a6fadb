/**
 * Gives those who wait to those who are free: the first in turn first, to the agent with the largest share of their places free, of
 * those to the one whose last offer was longest ago. One decision at a time in the whole house, each a transaction of its own: a node
 * that dies over one has decided nothing.
 */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { DESK_GONE_MS } from '#shared/features/chat/chat-times.ts'
import type { Services } from '../../services.ts'
import type { Transaction } from '../../store/store.ts'
import { lockConversation, offer, takePlace } from './conversations.ts'

/** A key of this house's own for `pg_advisory_xact_lock`. */
const ROUTING_LOCK = 4_201_606

/** @returns how many were offered to somebody */
export async function routeWaiting({ store, clock }: Pick<Services, 'store' | 'clock'>, most = 1_000): Promise<number> {
  for (let count = 0; count < most; count += 1)
    if (!(await store.db.transaction().execute((trx) => routeNext(trx, { clock })))) return count
  return most
}

async function routeNext(trx: Transaction, services: Pick<Services, 'clock'>): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(${ROUTING_LOCK})`.execute(trx)
  const now = services.clock.now()
  const pair = await findPair(trx, now)
  if (!pair) return false
  const conversation = await lockConversation(trx, pair.conversationId)
  // Whoever goes away meanwhile waits for this, or this sees it.
  const agent = await trx.selectFrom('chatAgent').select('status').where('agentId', '=', pair.agentId).forUpdate().executeTakeFirst()
  if (agent?.status !== 'available' || conversation.status !== 'waiting') return true
  if (await takePlace(trx, pair.agentId, conversation.id)) await offer(trx, { services, now }, conversation, pair.agentId)
  return true
}

async function findPair(trx: Transaction, now: number): Promise<{ conversationId: string; agentId: string } | null> {
  const { rows } = await sql<{ conversationId: string; agentId: string }>`
    with free as materialized (
      select a.agent_id, a.queue_ids, a.languages, a.skills, a.last_offered_at, count(*)::float / a.capacity as share
      from chat_agent a join chat_slot s on s.agent_id = a.agent_id and s.conversation_id is null and s.slot <= a.capacity
      where a.status = 'available' and a.seen_at > ${isoInstant(now - DESK_GONE_MS)}::timestamptz group by a.agent_id)
    select c.id as conversation_id, f.agent_id from chat_conversation c cross join lateral (
      select free.agent_id from free where free.agent_id <> all(c.declined_by) and case
          -- Whoever passed it on to a person said that they can; where that person is not there any more, it is anybody's of its queue.
          when exists (select from chat_agent m where m.agent_id = c.meant_for and m.status = 'available' and m.capacity > 0 and m.seen_at > ${isoInstant(now - DESK_GONE_MS)}::timestamptz) then c.meant_for = free.agent_id
          else c.queue_id = any(free.queue_ids) and c.language = any(free.languages) and (c.skill is null or c.skill = any(free.skills)) end
      order by free.share desc, free.last_offered_at nulls first, free.agent_id limit 1) f
    where c.status = 'waiting' and exists (select from free) order by c.rank_at, c.id limit 1`.execute(trx)
  return rows[0] ?? null
}
