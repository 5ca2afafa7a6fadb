/**
 * What time does to conversations: offers that nobody took, agents who fell silent or whose desk is gone, words that can no longer be
 * taken back, customers who left. Any node may do it at any moment, each thing in a transaction of its own under the row's lock; a row
 * that another has in hand is left to that one.
 */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { ABANDONED_MS, DESK_GONE_MS, OFFER_MS, RETURN_MS, SILENCE_MS, WRAP_UP_MS } from '#shared/features/chat/chat-times.ts'
import type { Services } from '../../services.ts'
import type { Transaction } from '../../store/store.ts'
import { close, putBack, type Conversation, type Step } from './conversations.ts'
import { setAway } from './chat-agents.ts'
import { forgetUnnamed } from './attachments/attachments.ts'
import { endInvitations, sendOutGone } from './company.ts'
import { flushOutgoing, sendDue } from './lines.ts'
import { endUnsaid, holdCustomerOf } from './unsaid.ts'

/** In one look, of each kind; the next goes on. */
const AT_ONCE = 500
/** Of messages that are due, one of each conversation in a round. */
const MOST_ROUNDS = 20

type ClockServices = Pick<Services, 'store' | 'clock'>
type Deadline = {
  /** So long after a node has come, ms: while none was there nobody could say or do anything, and whoever is there comes back to it first. */
  grace?: number
  /** Ids of conversations. */
  find(services: ClockServices, now: number): Promise<string[]>
  /** What has to be locked before the conversation's row. @returns false: not now */
  before?(trx: Transaction, id: string): Promise<boolean>
  /** Whether it still holds, now that the row is locked. */
  holds(conversation: Conversation, now: number): boolean
  act(trx: Transaction, step: Step, conversation: Conversation): Promise<unknown>
}

/**
 * @param heardSince since when this node hears desks and pages, ms since 1970
 * @returns how many things it did. @throws what failed first, once all the others were done: one conversation holds up nobody else's
 */
export async function lookAtTheClock(services: ClockServices, heardSince: number): Promise<number> {
  const now = services.clock.now()
  const failed: unknown[] = []
  const attempt = (work: Promise<number>): Promise<number> => work.catch((error: unknown) => (failed.push(error), 0))
  const heard = now - heardSince
  let count = heard >= DESK_GONE_MS ? await attempt(sendAway(services, now)) : 0
  count += await attempt(sendAllDue(services, now))
  for (const deadline of deadlines.filter(({ grace = 0 }) => heard >= grace)) {
    const found = await deadline.find(services, now).catch((error: unknown) => (failed.push(error), []))
    for (const id of found) count += await attempt(meet(services, deadline, id, now).then(Number))
  }
  count += await attempt(forgetUnnamed(services))
  if (failed.length > 0) throw failed[0]
  return count
}

async function meet({ store, clock }: ClockServices, { before, holds, act }: Deadline, id: string, now: number): Promise<boolean> {
  return store.db.transaction().execute(async (trx) => {
    if (before && !(await before(trx, id))) return false
    const conversation = await trx.selectFrom('chatConversation').selectAll().where('id', '=', id).forUpdate().skipLocked().executeTakeFirst()
    if (!conversation || !holds(conversation, now)) return false
    await act(trx, { services: { clock }, now }, conversation)
    return true
  })
}

const passed = (since: string | null, ms: number, now: number): boolean => since !== null && Date.parse(since) + ms <= now
const ids = async (rows: Promise<{ rows: { id: string }[] }>): Promise<string[]> => (await rows).rows.map(({ id }) => id)

/** Most messages leave so, many in one statement; what is left is met one by one. */
async function sendAllDue({ store }: ClockServices, now: number): Promise<number> {
  let sent = 0
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const more = await sendDue(store.db, now)
    sent += more
    if (more === 0) break
  }
  return sent
}

const due: Deadline = {
  find: ({ store }, now) => ids(sql<{ id: string }>`select distinct conversation_id as id from chat_outgoing where undone_at is null and leaves_at <= ${isoInstant(now)} limit ${AT_ONCE}`.execute(store.db)),
  holds: () => true,
  act: (trx, { now }, { id }) => flushOutgoing(trx, id, isoInstant(now), isoInstant(now)),
}
const missed: Deadline = {
  grace: OFFER_MS,
  find: ({ store }, now) => ids(sql<{ id: string }>`select id from chat_conversation where status = 'offered' and offered_until <= ${isoInstant(now)} order by offered_until limit ${AT_ONCE}`.execute(store.db)),
  holds: ({ status, offeredUntil }, now) => status === 'offered' && passed(offeredUntil, 0, now),
  // Who does not answer is offered no other, which would wait for nobody as well.
  act: async (trx, step, conversation) => {
    await putBack(trx, step, conversation, 'missed')
    await setAway(trx, step, conversation.ownerId!, { reason: 'missed', by: null })
  },
}
const silent: Deadline = {
  grace: DESK_GONE_MS,
  find: ({ store }, now) => ids(sql<{ id: string }>`select id from chat_conversation where status = 'active' and unanswered_since <= ${isoInstant(now - RETURN_MS)} and agent_active_at <= ${isoInstant(now - RETURN_MS)} limit ${AT_ONCE}`.execute(store.db)),
  holds: ({ status, unansweredSince, agentActiveAt }, now) => status === 'active' && passed(unansweredSince, RETURN_MS, now) && passed(agentActiveAt, RETURN_MS, now),
  act: (trx, step, conversation) => putBack(trx, step, conversation, 'returned'),
}
/** By a desk that is not there; those that wait for nobody's answer as well. */
const left: Deadline = {
  grace: DESK_GONE_MS,
  find: ({ store }, now) => ids(sql<{ id: string }>`select c.id from chat_conversation c join chat_agent a on a.agent_id = c.owner_id
    where c.status in ('offered', 'active') and (a.seen_at is null or a.seen_at <= ${isoInstant(now - DESK_GONE_MS)}) limit ${AT_ONCE}`.execute(store.db)),
  holds: ({ status }) => status === 'offered' || status === 'active',
  act: async (trx, step, conversation) => {
    const desk = await trx.selectFrom('chatAgent').select('seenAt').where('agentId', '=', conversation.ownerId!).executeTakeFirst()
    if (!desk?.seenAt || passed(desk.seenAt, DESK_GONE_MS, step.now)) await putBack(trx, step, conversation, 'returned')
  },
}
const unwrapped: Deadline = {
  find: ({ store }, now) => ids(sql<{ id: string }>`select id from chat_conversation where status = 'wrapUp' and closed_at <= ${isoInstant(now - WRAP_UP_MS)} limit ${AT_ONCE}`.execute(store.db)),
  before: holdCustomerOf,
  holds: ({ status, closedAt }, now) => status === 'wrapUp' && passed(closedAt, WRAP_UP_MS, now),
  act: endUnsaid,
}
/** Nobody is called to a page that nobody looks at. */
const abandoned: Deadline = {
  grace: DESK_GONE_MS,
  find: ({ store }, now) => ids(sql<{ id: string }>`select id from chat_conversation where status = 'waiting' and coalesce(customer_seen_at, begun_at) <= ${isoInstant(now - ABANDONED_MS)} limit ${AT_ONCE}`.execute(store.db)),
  holds: ({ status, customerSeenAt, begunAt }, now) => status === 'waiting' && passed(customerSeenAt ?? begunAt, ABANDONED_MS, now),
  act: (trx, step, conversation) => close(trx, step, conversation, 'silence'),
}
const forgotten: Deadline = {
  grace: DESK_GONE_MS,
  find: ({ store }, now) => ids(sql<{ id: string }>`select id from chat_conversation where status = 'active' and unanswered_since is null
    and coalesce(customer_seen_at, begun_at) <= ${isoInstant(now - SILENCE_MS)} and agent_active_at <= ${isoInstant(now - SILENCE_MS)} limit ${AT_ONCE}`.execute(store.db)),
  holds: ({ status, unansweredSince, customerSeenAt, begunAt, agentActiveAt }, now) => status === 'active' && unansweredSince === null && passed(customerSeenAt ?? begunAt, SILENCE_MS, now) && passed(agentActiveAt, SILENCE_MS, now),
  act: (trx, step, conversation) => close(trx, step, conversation, 'silence'),
}
/** Colleagues who did not answer, and those whose desks are gone. */
const unanswered: Deadline = {
  find: ({ store }, now) => ids(sql<{ id: string }>`select distinct conversation_id as id from chat_invitation where expires_at <= ${isoInstant(now)} limit ${AT_ONCE}`.execute(store.db)),
  holds: () => true,
  act: endInvitations,
}
const vanished: Deadline = {
  grace: DESK_GONE_MS,
  find: ({ store }, now) => ids(sql<{ id: string }>`select distinct p.conversation_id as id from chat_participant p join chat_agent a using (agent_id)
    where a.seen_at is null or a.seen_at <= ${isoInstant(now - DESK_GONE_MS)} limit ${AT_ONCE}`.execute(store.db)),
  holds: () => true,
  act: sendOutGone,
}
const deadlines: readonly Deadline[] = [due, unanswered, vanished, left, missed, silent, unwrapped, abandoned, forgotten]

/** Agents whose desks are gone take nothing more. */
async function sendAway({ store, clock }: ClockServices, now: number): Promise<number> {
  const gone = await store.db.selectFrom('chatAgent').select('agentId').where('status', '=', 'available')
    .where((where) => where.or([where('seenAt', 'is', null), where('seenAt', '<=', isoInstant(now - DESK_GONE_MS))])).limit(AT_ONCE).execute()
  for (const { agentId } of gone)
    await store.db.transaction().execute(async (trx) => {
      const still = await trx.selectFrom('chatAgent').select('seenAt').where('agentId', '=', agentId).where('status', '=', 'available').forUpdate().executeTakeFirst()
      if (still && (still.seenAt === null || passed(still.seenAt, DESK_GONE_MS, now))) await setAway(trx, { services: { clock }, now }, agentId, { reason: 'gone', by: null })
    })
  return gone.length
}
