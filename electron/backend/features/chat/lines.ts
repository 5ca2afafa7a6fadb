/**
 * The lines of a conversation. The customer's are numbered without a gap by the conversation's own row, which each writer locks: what
 * is committed first comes first, and is told first. A client's id is taken once; the same again is the same line.
 */
import { sql, type RawBuilder } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { ChatMessageKind, ChatNoteKind, SendChat, SentChat, WrittenKind } from '#shared/features/chat/chat.schema.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { CHAT_CHANNEL, lineNotice, tellLines, type SaidLine } from './tell.ts'
import { writes } from './writers.ts'

type Clocked = Pick<Services, 'clock'>

/** Headend's own word between those of people. The conversation's row is locked. */
export async function say(trx: Transaction, { clock }: Clocked, id: string, { kind, body, at }: { kind: ChatMessageKind; body: string; at: string }): Promise<void> {
  await sql`with told as (update chat_conversation set last_sequence = last_sequence + 1 where id = ${id} returning last_sequence)
    insert into chat_message (conversation_id, sequence, client_id, author, kind, body, at) select ${id}::uuid, last_sequence, ${newId(clock)}::uuid, 'headend', ${kind}, ${body}, ${at}::timestamptz from told`.execute(trx)
  await tellLines(trx, id)
}

type Note = { kind: ChatNoteKind; agentId: string | null; body: string; at: string; clientId?: string }
/** @returns its sequence; null: this client's id was here before */
export async function addNote(trx: Transaction, { clock }: Clocked, id: string, { kind, agentId, body, at, clientId = newId(clock) }: Note): Promise<number | null> {
  const known = await trx.selectFrom('chatNote').select('sequence').where('conversationId', '=', id).where('clientId', '=', clientId).executeTakeFirst()
  if (known) return null
  const { rows } = await sql<{ sequence: number }>`with told as (update chat_conversation set last_note = last_note + 1 where id = ${id} returning last_note)
    insert into chat_note (conversation_id, sequence, client_id, agent_id, kind, body, at) select ${id}::uuid, last_note, ${clientId}::uuid, ${agentId}::uuid, ${kind}, ${body}, ${at}::timestamptz from told returning sequence`.execute(trx)
  return rows[0]?.sequence ?? null
}

/** `attachment`: a file that is there, under the client's id; without it the database takes no such line. */
export type Written = { conversationId: string; clientId: string; kind?: WrittenKind; body: string }

/** `skip`: a row that somebody has in hand is left out, so that nobody waits for another one's conversation. */
export type Locked = 'wait' | 'skip'

/** Customers' messages in one statement, each in a conversation of its own. @returns their sequences; null: over, there is none, it was here before, or it is in somebody's hand */
export async function insertOfCustomers(db: Queryable, written: readonly Written[], now: number, locked: Locked): Promise<(number | null)[]> {
  const at = isoInstant(now)
  const lines = written.map(({ conversationId, clientId, kind = 'text', body }) => ({ conversationId, agentId: null, line: { clientId, author: 'customer' as const, kind, body, at, agentName: null } }))
  return insertLines(db, lines, {
    at, locked, author: 'customer', set: sql`unanswered_since = coalesce(unanswered_since, ${at}::timestamptz), customer_seen_at = ${at}::timestamptz`,
    where: sql`c.status in ('waiting', 'offered', 'active')`,
  })
}

/** A customer's message. @returns its sequence; null: the conversation is over, or there is none */
export async function sendAsCustomer(db: Queryable, written: Written, now: number): Promise<number | null> {
  try {
    const [sequence] = await insertOfCustomers(db, [written], now, 'wait')
    if (sequence != null) return sequence
  } catch (error) {
    if (!isTaken(error)) throw error
  }
  return findSent(db, written, 'customer')
}

type Line = { conversationId: string; agentId: string | null; line: SaidLine; /** Of an agent's: without the time to take it back. */ atOnce?: boolean; /** Where it was kept back since. */ sentAt?: string }
type Insertion = { at: string; author: 'customer' | 'agent'; locked: Locked; set: RawBuilder<unknown>; /** Of the rows `c`, the conversation, and `a`, the line that is to be. */ where: RawBuilder<unknown>; /** They were kept back, and are no more: one that was taken back meanwhile is no line. */ keptBack?: boolean }
/** Each in a conversation of its own, which its row's lock numbers; told with the commit. @returns their sequences; null of what is not to be, or not now */
async function insertLines(db: Queryable, lines: readonly Line[], { at, author, locked, set, where, keptBack = false }: Insertion): Promise<(number | null)[]> {
  const notices = lines.map(({ conversationId, line }) => lineNotice(conversationId, line))
  const { rows } = await sql<{ place: number; sequence: number }>`
    with asked as (select * from unnest(${lines.map(({ conversationId }) => conversationId)}::uuid[], ${lines.map(({ line }) => line.clientId)}::uuid[], ${lines.map(({ agentId }) => agentId)}::uuid[], ${lines.map(({ atOnce = false }) => atOnce)}::boolean[], ${lines.map(({ sentAt = at }) => sentAt)}::timestamptz[],
        ${lines.map(({ line }) => line.kind)}::text[], ${lines.map(({ line }) => line.body)}::text[], ${notices.map(({ head }) => head)}::text[], ${notices.map(({ tail }) => tail)}::text[]) with ordinality as a (id, client_id, agent_id, at_once, sent_at, kind, body, head, tail, place)),
    locked as (select c.id, a.place from asked a join chat_conversation c on c.id = a.id where ${where}
      -- What was here before is no attempt at all; of two at one moment the constraint decides.
      and not exists (select from chat_message m where m.conversation_id = a.id and m.author = ${author} and m.client_id = a.client_id)
      order by c.id for no key update of c ${locked === 'skip' ? sql`skip locked` : sql``}),
    free as (${keptBack ? sql`delete from chat_outgoing o using asked a, locked where a.place = locked.place and o.conversation_id = a.id and o.client_id = a.client_id and o.undone_at is null returning a.id, a.place` : sql`select id, place from locked`}),
    told as (update chat_conversation c set last_sequence = last_sequence + 1, ${set} from free join asked a using (place) where c.id = free.id returning place, last_sequence),
    said as (insert into chat_message (conversation_id, sequence, client_id, author, agent_id, kind, body, at)
      select a.id, last_sequence, a.client_id, ${author}, a.agent_id, a.kind, a.body, ${at}::timestamptz from told join asked a using (place) returning conversation_id, sequence)
    select told.place, sequence, pg_notify(${CHAT_CHANNEL}, case when a.tail is null then a.head else a.head || sequence || a.tail end) from said join told on told.last_sequence = sequence join asked a on a.place = told.place and a.id = said.conversation_id`.execute(db)
  const sequences = new Map(rows.map(({ place, sequence }) => [place, sequence]))
  return lines.map((_line, index) => sequences.get(index + 1) ?? null)
}

/** @returns the sequence that it had the first time; null where it was never here. @throws AppError `validation` for another text under the same id */
async function findSent(db: Queryable, { conversationId, clientId, body }: Written, author: 'customer' | 'agent'): Promise<number | null> {
  const known = await db.selectFrom('chatMessage').select(['sequence', 'body']).where('conversationId', '=', conversationId).where('author', '=', author).where('clientId', '=', clientId).executeTakeFirst()
  if (known && known.body !== body) throw wrong('clientId', 'reused')
  return known?.sequence ?? null
}

const UNIQUE_VIOLATION = '23505'
const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION

/**
 * An agent's message: kept back while it can be taken back. Whoever sends one at once sends those before it as well, or the order
 * would be another. The conversation's row is locked.
 */
export async function sendAsAgent(trx: Transaction, { conversationId, clientId, kind = 'text', body, now: atOnce }: Written & { now: boolean }, { agentId, undoSeconds, now }: { agentId: string; undoSeconds: number; now: number }): Promise<SentChat> {
  const sequence = await findSent(trx, { conversationId, clientId, body }, 'agent')
  if (sequence !== null) return { sequence, leavesAt: null }
  const known = await trx.selectFrom('chatOutgoing').select(['body', 'leavesAt', 'undoneAt']).where('conversationId', '=', conversationId).where('clientId', '=', clientId).executeTakeFirst()
  if (known && known.body !== body) throw wrong('clientId', 'reused')
  if (known?.undoneAt != null) throw gone()
  const leavesAt = known?.leavesAt ?? isoInstant(now + undoSeconds * 1_000)
  if (!known) await trx.insertInto('chatOutgoing').values({ conversationId, clientId, agentId, kind, body, sentAt: isoInstant(now), leavesAt }).execute()
  if (!atOnce && undoSeconds > 0) {
    await tellLines(trx, conversationId)
    return { sequence: null, leavesAt }
  }
  await flushOutgoing(trx, conversationId, isoInstant(now))
  return { sequence: await findSent(trx, { conversationId, clientId, body }, 'agent'), leavesAt: null }
}

/** All that is kept back, or what is due by `until`; in the order of sending, and nothing past one that is not due. The conversation's row is locked. @returns how many left */
export async function flushOutgoing(trx: Transaction, conversationId: string, at: string, until: string | null = null): Promise<number> {
  const waiting = await trx.selectFrom('chatOutgoing as o').innerJoin('agent as a', 'a.id', 'o.agentId').select(['o.clientId', 'o.agentId', 'o.kind', 'o.body', 'o.sentAt', 'o.leavesAt', 'a.displayName as agentName']).where('o.conversationId', '=', conversationId).where('o.undoneAt', 'is', null).orderBy('o.place').execute()
  const due = until === null ? waiting : waiting.slice(0, lengthOfDue(waiting, until))
  for (const { clientId, agentId, agentName, kind, body, sentAt } of due)
    // One that went at once under the same id meanwhile is there.
    await insertOfAgents(trx, [{ conversationId, agentId, sentAt, line: { clientId, author: 'agent', kind, body, at, agentName } }], { at, locked: 'wait', where: sql`true` })
  if (due.length === 0) return 0
  await trx.deleteFrom('chatOutgoing').where('conversationId', '=', conversationId).where('clientId', 'in', due.map(({ clientId }) => clientId)).execute()
  return due.length
}

const insertOfAgents = (db: Queryable, lines: readonly Line[], how: Pick<Insertion, 'at' | 'locked' | 'where' | 'keptBack'>): Promise<(number | null)[]> =>
  insertLines(db, lines, { ...how, author: 'agent', // What was asked after it was written it does not answer.
    set: sql`unanswered_since = case when unanswered_since > a.sent_at then unanswered_since end, answered_at = coalesce(answered_at, ${how.at}::timestamptz), agent_active_at = greatest(agent_active_at, ${how.at}::timestamptz)` })

/** Of the rows `c`, which is locked, and `a`: nobody has changed it since the look, so that what other tables said of it then holds. */
const untouched = sql<boolean>`c.xmin = (select seen.xmin from chat_conversation seen where seen.id = a.id)`

export type OfAgent = { message: SendChat; agent: { id: string; displayName: string }; sessionId: string }
/**
 * Agents' messages that cannot be taken back, in one statement, each in a conversation of its own: where they hold it or are joined to it,
 * nothing is kept back there, the id is new, and nobody has the row in hand. Where somebody had it between the look and the lock nothing is
 * written either: what other tables say of the conversation is of before. @returns their sequences; null: it goes the long way, which says
 * why where it is refused
 */
export async function insertAtOnce(db: Queryable, sent: readonly OfAgent[], now: number): Promise<(number | null)[]> {
  const at = isoInstant(now)
  const lines = sent.map(({ message: { conversationId, clientId, body, now: atOnce }, agent }): Line => ({ conversationId, agentId: agent.id, atOnce, line: { clientId, author: 'agent', kind: 'text', body, at, agentName: agent.displayName } }))
  return insertOfAgents(db, lines, { at, locked: 'skip', where: sql`${untouched} and ${writes(sql<string>`a.agent_id`, sql`c`)}
    and (a.at_once or coalesce((select undo_seconds from chat_agent g where g.agent_id = a.agent_id), 0) = 0)
    and not exists (select from chat_outgoing o where o.conversation_id = a.id and (o.undone_at is null or o.client_id = a.client_id))` })
}

/** Agents' messages that can be taken back for a while, each in a conversation of its own. @returns until when; null: it goes at once, or the long way */
export async function keepBack(db: Queryable, sent: readonly OfAgent[], now: number): Promise<(string | null)[]> {
  const at = isoInstant(now)
  const { rows } = await sql<{ place: number; leavesAt: string }>`
    with asked as (select * from unnest(${sent.map(({ message }) => message.conversationId)}::uuid[], ${sent.map(({ message }) => message.clientId)}::uuid[], ${sent.map(({ agent }) => agent.id)}::uuid[],
        ${sent.map(({ message }) => message.body)}::text[], ${sent.map(({ sessionId }) => sessionId)}::text[]) with ordinality as a (id, client_id, agent_id, body, session_id, place)),
    free as (select c.id, a.place, g.undo_seconds from asked a join chat_conversation c on c.id = a.id join chat_agent g on g.agent_id = a.agent_id
      where g.undo_seconds > 0 and ${untouched} and ${writes(sql<string>`a.agent_id`, sql`c`)}
        and not exists (select from chat_message m where m.conversation_id = a.id and m.author = 'agent' and m.client_id = a.client_id)
        and not exists (select from chat_outgoing o where o.conversation_id = a.id and o.client_id = a.client_id)
      order by c.id for no key update of c skip locked),
    talks as (update chat_conversation c set agent_active_at = greatest(agent_active_at, ${at}::timestamptz) from free where c.id = free.id returning free.place),
    kept as (insert into chat_outgoing (conversation_id, client_id, agent_id, kind, body, sent_at, leaves_at)
      select a.id, a.client_id, a.agent_id, 'text', a.body, ${at}::timestamptz, ${at}::timestamptz + make_interval(secs => free.undo_seconds) from free join talks using (place) join asked a using (place) returning conversation_id, client_id, leaves_at)
    select a.place, kept.leaves_at, pg_notify(${CHAT_CHANNEL}, '{"c":"' || a.id || '","o":"' || a.session_id || '"}') from kept join asked a on a.id = kept.conversation_id and a.client_id = kept.client_id`.execute(db)
  const kept = new Map(rows.map(({ place, leavesAt }) => [place, leavesAt]))
  return sent.map((_one, index) => kept.get(index + 1) ?? null)
}

/** Conversations in one statement. */
const MOST_DUE = 200
/**
 * What is due, of each conversation the first that is kept back, in one statement; what somebody has in hand stays. @returns how many left:
 * none where nothing is due, or one of them cannot be written, and then each goes alone
 */
export async function sendDue(db: Queryable, now: number): Promise<number> {
  const at = isoInstant(now)
  const { rows } = await sql<{ conversationId: string; clientId: string; agentId: string; kind: WrittenKind; body: string; sentAt: string; agentName: string }>`
    select o.*, a.display_name as agent_name from (select distinct conversation_id as id from chat_outgoing where undone_at is null and leaves_at <= ${at}::timestamptz limit ${MOST_DUE}) due
    cross join lateral (select conversation_id, client_id, agent_id, kind, body, sent_at, leaves_at from chat_outgoing where conversation_id = due.id and undone_at is null order by place limit 1) o
    join agent a on a.id = o.agent_id where o.leaves_at <= ${at}::timestamptz`.execute(db)
  if (rows.length === 0) return 0
  const lines = rows.map(({ conversationId, agentId, agentName, sentAt, ...said }): Line => ({ conversationId, agentId, sentAt, line: { clientId: said.clientId, author: 'agent', kind: said.kind, body: said.body, at, agentName } }))
  try {
    return (await insertOfAgents(db, lines, { at, locked: 'skip', where: sql`true`, keptBack: true })).filter((sequence) => sequence !== null).length
  } catch (error) {
    if (isTaken(error)) return 0
    throw error
  }
}

function lengthOfDue(waiting: readonly { leavesAt: string }[], until: string): number {
  const first = waiting.findIndex(({ leavesAt }) => leavesAt > until)
  return first < 0 ? waiting.length : first
}

const gone = (): AppError<'conflict'> => new AppError('conflict', { stream: 'chatMessage', current: null, changedBy: null, changedAt: null })

/** @throws AppError `conflict` when it has gone already: what the customer has cannot be taken back */
export async function takeBack(trx: Transaction, { conversationId, clientId, agentId }: { conversationId: string; clientId: string; agentId: string }, at: string): Promise<void> {
  const undone = await trx.updateTable('chatOutgoing').set({ undoneAt: at }).where('conversationId', '=', conversationId).where('clientId', '=', clientId).where('agentId', '=', agentId).where('undoneAt', 'is', null).executeTakeFirst()
  if (undone.numUpdatedRows !== 1n) throw gone()
  // A file goes with its line.
  await trx.deleteFrom('chatAttachment').where('id', '=', clientId).where('conversationId', '=', conversationId).where('agentId', '=', agentId).execute()
  await tellLines(trx, conversationId)
}
