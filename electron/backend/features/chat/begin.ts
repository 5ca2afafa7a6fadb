/** A customer comes, or comes back. The page makes the conversation's id and its token, so that asking once more begins nothing twice. */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { BeginChat, ChatDoor } from '#shared/features/chat/customer-chat.schema.ts'
import { DESK_GONE_MS, REPEAT_MS, RESUME_MS } from '#shared/features/chat/chat-times.ts'
import { isOpen, opensAt } from '#shared/features/chat/open-hours.ts'
import { headStartOf, routeOf, type ChatReason, type RoutingRule } from '#shared/features/chat/routing.ts'
import { problemsStanding } from '../outages/standing.queries.ts'
import { hashToken } from '../../secret-token.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { lockConversation, type Conversation, type Step } from './conversations.ts'
import { giveTickets, paceOf, takenOf } from './customer-state.ts'
import { say } from './lines.ts'
import { holdOpenQueues } from './queue-locks.ts'
import { endedAmong } from './page-ends.ts'
import { tellConversation } from './tell.ts'

/** Who is signed in on the page, and by which of their sign-ins; nulls for a stranger. */
export type Comer = { customerId: string | null; identityId: string | null; sessionId?: string | null }
type Shut = Exclude<ChatDoor, { open: true }>
type BeginServices = Pick<Services, 'store' | 'clock' | 'timeZone'>
type Door = Shut | { open: true; queueId: string; waiting: number }

/** @returns the conversation, which may have been there before; or why there is none. @throws AppError `validation` for an id that is somebody else's */
export async function beginChat(services: BeginServices, input: BeginChat, comer: Comer): Promise<{ conversation: Conversation } | { closed: Shut }> {
  return services.store.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom('chatConversation').selectAll().where('id', '=', input.conversationId).executeTakeFirst()
    if (known) {
      if (!known.resumeHash.equals(hashToken(input.token))) throw wrong('conversationId', 'taken')
      return { conversation: known }
    }
    const reasons = await reasonsOf(trx, services, comer.customerId)
    const route = routeOf(await readRules(trx), { topic: input.topic, language: input.language, reasons })
    if (!route) return { closed: { open: false, why: 'closed', opensAt: null } }
    // From here on it is not closed before they wait in it.
    await holdOpenQueues(trx, [route.rule.queueId])
    const door = await doorOf(trx, services, route.rule.queueId)
    if (!door.open) return { closed: door }
    const now = services.clock.now()
    const at = isoInstant(now)
    await trx.insertInto('chatConversation').values({
      id: input.conversationId, ...comer, name: input.name, topic: input.topic, language: input.language, resumeHash: hashToken(input.token), queueId: route.rule.queueId, skill: route.rule.skill,
      reasons: [...reasons], status: 'waiting', rankAt: isoInstant(now - headStartOf(reasons) * 1_000), waitingSince: at, begunAt: at, customerSeenAt: at,
    }).execute()
    await tellConversation(trx, input.conversationId)
    return { conversation: await lockConversation(trx, input.conversationId) }
  })
}

/** By its token, from whatever device. @returns null for a token of nothing, of what was over long ago, or of what was begun in a sign-in that somebody has ended since */
export const findByToken = async (db: Queryable, token: string, now: number): Promise<Conversation | null> => (await findByTokens(db, [token], now))[0]!

async function findByTokens(db: Queryable, tokens: readonly string[], now: number): Promise<(Conversation | null)[]> {
  const hashes = tokens.map(hashToken)
  const rows = (await db.selectFrom('chatConversation').selectAll().where('resumeHash', 'in', hashes).execute()).filter((row) => isKept(row, now))
  const ended = await endedAmong(db, rows.flatMap(({ sessionId }) => (sessionId === null ? [] : [{ id: sessionId, own: false }])), now)
  const found = new Map(rows.filter(({ sessionId }) => sessionId === null || !ended.has(sessionId)).map((row) => [row.resumeHash.toString('hex'), row]))
  return hashes.map((hash) => found.get(hash.toString('hex')) ?? null)
}

export type Entered = { conversation: Conversation; ticket: string }
/** Of many pages at once. @returns null as with `findByToken` */
export async function enterByTokens(db: Queryable, tokens: readonly string[], now: number): Promise<(Entered | null)[]> {
  const found = await findByTokens(db, tokens, now)
  const tickets = (await giveTickets(db, found.flatMap((row) => (row ? [{ conversationId: row.id, sessionId: null }] : [])), now)).values()
  return found.map((conversation) => conversation && { conversation, ticket: tickets.next().value! })
}

/** Of who is signed in, and begun by them. @param conversationId null: the one that is not over */
export async function findOwn(db: Queryable, { identityId, customerId }: { identityId: string; customerId: string }, conversationId: string | null, now: number): Promise<Conversation | null> {
  const own = db.selectFrom('chatConversation').selectAll().where('identityId', '=', identityId).where('customerId', '=', customerId)
  const row = await (conversationId === null ? own.where('closedAt', 'is', null) : own.where('id', '=', conversationId)).orderBy('begunAt', 'desc').limit(1).executeTakeFirst()
  return row && isKept(row, now) ? row : null
}

const isKept = ({ closedAt }: Pick<Conversation, 'closedAt'>, now: number): boolean => closedAt === null || Date.parse(closedAt) + RESUME_MS > now

/** A word to a conversation that is over: with its agent again, who is still writing it up, or at the end of its queue. @returns why not, where nobody is there */
export async function reopen(trx: Transaction, { services, now }: Step & { services: Pick<Services, 'clock' | 'timeZone'> }, id: string): Promise<Door> {
  const before = await lockConversation(trx, id)
  const at = isoInstant(now)
  const again = { closedAt: null, closedBy: null, version: before.version + 1 }
  if (before.status === 'wrapUp') {
    await trx.updateTable('chatConversation').set({ ...again, status: 'active', agentActiveAt: at }).where('id', '=', id).execute()
  } else if (before.status === 'closed') {
    const to = await goalAgain(trx, before)
    const door = await doorOf(trx, { clock: services.clock, timeZone: services.timeZone }, to.queueId)
    if (!door.open) return door
    await trx.updateTable('chatConversation').set({ ...again, ...to, status: 'waiting', waitingSince: at, rankAt: isoInstant(now - headStartOf(before.reasons) * 1_000), declinedBy: [] }).where('id', '=', id).execute()
  }
  if (before.closedAt !== null) await say(trx, services, id, { kind: 'reopened', body: '', at })
  await tellConversation(trx, id)
  return { open: true, queueId: before.queueId, waiting: 0 }
}

/** Where it was; where that queue is there no more, the rules of now say where. */
async function goalAgain(trx: Transaction, { queueId, skill, ...facts }: Conversation): Promise<Pick<Conversation, 'queueId' | 'skill'>> {
  if ((await holdOpenQueues(trx, [queueId])).has(queueId)) return { queueId, skill }
  const rule = routeOf(await readRules(trx), facts)?.rule
  if (rule) await holdOpenQueues(trx, [rule.queueId])
  return rule ? { queueId: rule.queueId, skill: rule.skill } : { queueId, skill }
}

/** Open, not full, and somebody is there: nobody waits for nobody. */
async function doorOf(db: Queryable, { clock, timeZone }: Pick<Services, 'clock' | 'timeZone'>, queueId: string): Promise<Door> {
  const now = clock.now()
  const queue = await db.selectFrom('chatQueue').select(['hours', 'maxWaiting', 'active']).where('id', '=', queueId).executeTakeFirst()
  if (!queue?.active || !isOpen(queue.hours, timeZone, now)) {
    const next = queue?.active ? opensAt(queue.hours, timeZone, now) : null
    return { open: false, why: 'closed', opensAt: next === null ? null : isoInstant(next) }
  }
  const { rows: [counted] } = await sql<{ waiting: number; there: number }>`select
    (select count(*) from chat_conversation where queue_id = ${queueId} and status = 'waiting') as waiting,
    (select count(*) from chat_agent where ${queueId}::uuid = any(queue_ids) and capacity > 0 and seen_at > ${isoInstant(now - DESK_GONE_MS)}::timestamptz
      and (status = 'available' or exists (select from chat_slot s where s.agent_id = chat_agent.agent_id and s.conversation_id is not null))) as there`.execute(db)
  if (counted!.waiting >= queue.maxWaiting) return { open: false, why: 'full', opensAt: null }
  return counted!.there === 0 ? { open: false, why: 'nobodyThere', opensAt: null } : { open: true, queueId, waiting: counted!.waiting }
}

/** Before somebody begins: whether they would be received, and after how long. */
export async function findDoor({ store: { db }, clock, timeZone }: BeginServices, facts: Pick<BeginChat, 'topic' | 'language'>, { customerId }: Comer): Promise<ChatDoor> {
  const route = routeOf(await readRules(db), { ...facts, reasons: await reasonsOf(db, { clock }, customerId) })
  if (!route) return { open: false, why: 'closed', opensAt: null }
  const door = await doorOf(db, { clock, timeZone }, route.rule.queueId)
  return door.open ? { open: true, waiting: door.waiting, waitSeconds: paceOf(await takenOf(db, door.queueId, clock.now()), door.waiting + 1) } : door
}

/** The newest that was published; none: nobody can be received. */
export async function readRules(db: Queryable): Promise<RoutingRule[]> {
  const row = await db.selectFrom('chatRules').select('rules').orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row?.rules ?? []
}

/** As they are now; of a stranger none. */
export async function reasonsOf(db: Queryable, { clock }: Pick<Services, 'clock'>, customerId: string | null): Promise<ChatReason[]> {
  if (customerId === null) return []
  const now = clock.now()
  const [customer, before, problems] = [
    await db.selectFrom('customer').select('kind').where('id', '=', customerId).where('removedAt', 'is', null).executeTakeFirst(),
    await db.selectFrom('chatConversation').select('id').where('customerId', '=', customerId).where('begunAt', '>', isoInstant(now - REPEAT_MS)).limit(1).executeTakeFirst(),
    await problemsStanding(db, customerId, now),
  ]
  return [...(customer?.kind === 'business' ? (['business'] as const) : []), ...(problems.length > 0 ? (['outage'] as const) : []), ...(before ? (['repeat'] as const) : [])]
}

/** @throws AppError `notFound`: a conversation is whose token it is */
export function requireFound<T>(found: T | null): T {
  if (!found) throw new AppError('notFound', { what: 'conversation' })
  return found
}
