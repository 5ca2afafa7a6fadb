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

/** A customer's message, in one statement. @returns its sequence; null: the conversation is over, or there is none */
export async function sendAsCustomer(db: Queryable, { conversationId, clientId, kind = 'text', body }: Written, now: number): Promise<number | null> {
  const at = isoInstant(now)
  try {
    const { rows } = await sql<{ sequence: number }>`
      with told as (update chat_conversation set last_sequence = last_sequence + 1, unanswered_since = coalesce(unanswered_since, ${at}::timestamptz), customer_seen_at = ${at}::timestamptz
        where id = ${conversationId} and status in ('waiting', 'offered', 'active')
          -- What was here before is no attempt at all; of two at one moment the constraint decides.
          and not exists (select from chat_message where conversation_id = ${conversationId} and author = 'customer' and client_id = ${clientId}) returning last_sequence),
      said as (insert into chat_message (conversation_id, sequence, client_id, author, kind, body, at)
        select ${conversationId}::uuid, last_sequence, ${clientId}::uuid, 'customer', ${kind}, ${body}, ${at}::timestamptz from told returning sequence)
      select sequence, pg_notify(${CHAT_CHANNEL}, ${lineNotice(conversationId, { clientId, author: 'customer', kind, body, at, agentName: null }, sql`sequence`)}) from said`.execute(db)
    if (rows[0]) return rows[0].sequence
  } catch (error) {
    if (!isTaken(error)) throw error
  }
  return findSent(db, { conversationId, clientId, body }, 'customer')
}

/** @returns the sequence that it had the first time; null where it was never here. @throws AppError `validation` for another text under the same id */
async function findSent(db: Queryable, { conversationId, clientId, body }: Omit<Written, 'kind'>, author: 'customer' | 'agent'): Promise<number | null> {
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
  const waiting = await trx.selectFrom('chatOutgoing as o').innerJoin('agent as a', 'a.id', 'o.agentId').select(['o.clientId', 'o.agentId', 'o.kind', 'o.body', 'o.leavesAt', 'a.displayName as agentName']).where('o.conversationId', '=', conversationId).where('o.undoneAt', 'is', null).orderBy('o.place').execute()
  const due = until === null ? waiting : waiting.slice(0, lengthOfDue(waiting, until))
  for (const { clientId, agentId, agentName, kind, body } of due)
    // One that went at once under the same id meanwhile is there.
    await insertOfAgent(trx, { conversationId, agentId, at, line: { clientId, author: 'agent', kind, body, at, agentName } }, sql`not exists (select from chat_message where conversation_id = ${conversationId} and author = 'agent' and client_id = ${clientId})`)
  if (due.length === 0) return 0
  await trx.deleteFrom('chatOutgoing').where('conversationId', '=', conversationId).where('clientId', 'in', due.map(({ clientId }) => clientId)).execute()
  return due.length
}

type OfAgent = { conversationId: string; agentId: string; at: string; line: SaidLine }
/** @returns its sequence; null where that does not hold */
async function insertOfAgent(db: Queryable, { conversationId, agentId, at, line }: OfAgent, holds: RawBuilder<unknown>): Promise<number | null> {
  const { rows } = await sql<{ sequence: number }>`
    with told as (update chat_conversation set last_sequence = last_sequence + 1, unanswered_since = null, answered_at = coalesce(answered_at, ${at}::timestamptz), agent_active_at = greatest(agent_active_at, ${at}::timestamptz)
      where id = ${conversationId} and ${holds} returning last_sequence),
    said as (insert into chat_message (conversation_id, sequence, client_id, author, agent_id, kind, body, at)
      select ${conversationId}::uuid, last_sequence, ${line.clientId}::uuid, 'agent', ${agentId}::uuid, ${line.kind}, ${line.body}, ${at}::timestamptz from told returning sequence)
    select sequence, pg_notify(${CHAT_CHANNEL}, ${lineNotice(conversationId, line, sql`sequence`)}) from said`.execute(db)
  return rows[0]?.sequence ?? null
}

/**
 * An agent's message that cannot be taken back, in one statement: where they hold the conversation or are joined to it, nothing is kept
 * back there, and the id is new. @returns its sequence; null: it goes the long way, which says why where it is refused
 */
export async function sendAtOnce(db: Queryable, { conversationId, clientId, body, now: atOnce }: SendChat, agent: { id: string; displayName: string }, now: number): Promise<number | null> {
  const at = isoInstant(now)
  try {
    return await insertOfAgent(db, { conversationId, agentId: agent.id, at, line: { clientId, author: 'agent', kind: 'text', body, at, agentName: agent.displayName } }, sql`${writes(agent.id)}
      and (${atOnce}::boolean or coalesce((select undo_seconds from chat_agent where agent_id = ${agent.id}), 0) = 0)
      and not exists (select from chat_outgoing o where o.conversation_id = ${conversationId} and (o.undone_at is null or o.client_id = ${clientId}))
      and not exists (select from chat_message m where m.conversation_id = ${conversationId} and m.author = 'agent' and m.client_id = ${clientId})`)
  } catch (error) {
    if (isTaken(error)) return null
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
