/** What agents and supervisors see of conversations. Lines are for whoever holds one, or is beside it: that they are is in the audit. */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { DESK_GONE_MS } from '#shared/features/chat/chat-times.ts'
import { MAX_COLLEAGUES, type ChatAfter, type ChatColleague, type ChatConversation, type ChatLines, type ChatMessage, type ChatNote, type ChatNoteKind, type ChatOutgoing } from '#shared/features/chat/chat.schema.ts'
import { MAX_MESSAGE_PAGE } from '#shared/features/chat/chat-words.schema.ts'
import type { Permission } from '#shared/features/session/session.schema.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import type { Conversation } from './conversations.ts'
import { requireReader } from './writers.ts'

/** Without a word of the page for so long, ms, it is not there: it says one each 20 seconds. */
export const PAGE_GONE_MS = 45_000

export async function listColleagues({ store: { db }, clock }: Pick<Services, 'store' | 'clock'>, agentId: string): Promise<ChatColleague[]> {
  const { rows } = await sql<ChatColleague>`select a.agent_id, p.display_name as name, a.queue_ids,
      (select count(*) from chat_slot s where s.agent_id = a.agent_id and s.conversation_id is null and s.slot <= a.capacity) as free_places
    from chat_agent a join agent p on p.id = a.agent_id
    where a.agent_id <> ${agentId} and a.status = 'available' and a.capacity > 0 and a.seen_at > ${isoInstant(clock.now() - DESK_GONE_MS)}::timestamptz order by free_places desc, p.display_name limit ${MAX_COLLEAGUES}`.execute(db)
  return rows
}

/** @throws AppError `forbidden` for whoever neither holds it nor is beside it; `validation` for a sequence that is not there yet */
export async function readLines({ store: { db }, clock }: Pick<Services, 'store' | 'clock'>, { conversationId, afterSequence, afterNote }: ChatAfter, { id: agentId, permissions }: Reader): Promise<ChatLines> {
  return db.transaction().setIsolationLevel('repeatable read').execute(async (trx) => {
    const row = await conversationsWhere(trx).where('c.id', '=', conversationId).executeTakeFirst()
    if (!row) throw new AppError('notFound', { what: 'conversation' })
    await requireReader(trx, row, agentId)
    const [messages = []] = await messagesAfter(trx, [{ conversationId, after: afterSequence }])
    const { notes, lastNote } = await notesAfter(trx, { conversationId, afterNote }, await seenNow(trx, row, { id: agentId, permissions }))
    const outgoing = await trx.selectFrom('chatOutgoing').select(['clientId', 'kind', 'body', 'sentAt', 'leavesAt', 'agentId']).where('conversationId', '=', conversationId).where('undoneAt', 'is', null).orderBy('place').limit(50).execute()
    const more = (messages.at(-1)?.sequence ?? afterSequence) < row.lastSequence || (notes.at(-1)?.sequence ?? afterNote) < lastNote
    return { conversation: toConversation(row, clock.now()), messages, notes, outgoing: outgoing.map(({ agentId: author, ...rest }): ChatOutgoing => ({ ...rest, own: author === agentId })), more }
  })
}

/** @param after a sequence */
export type LinesAfter = { conversationId: string; after: number }
/** What a customer may see, of many conversations: of each the messages behind that, in order, a page of them. */
export async function messagesAfter(db: Queryable, asked: readonly LinesAfter[]): Promise<ChatMessage[][]> {
  const { rows } = await sql<ChatMessage & { place: number }>`
    select asked.place, m.sequence, m.client_id, m.author, m.kind, m.body, m.at, a.display_name as agent_name
    from unnest(${asked.map(({ conversationId }) => conversationId)}::uuid[], ${asked.map(({ after }) => after)}::bigint[]) with ordinality as asked (id, after, place)
    cross join lateral (select * from chat_message where conversation_id = asked.id and sequence > asked.after order by sequence limit ${MAX_MESSAGE_PAGE}) m
    left join agent a on a.id = m.agent_id order by asked.place, m.sequence`.execute(db)
  const pages = asked.map((): ChatMessage[] => [])
  for (const { place, ...message } of rows) pages[place - 1]!.push(message)
  return pages
}

/** Who reads, and what they may. */
export type Reader = { id: string; permissions: readonly Permission[] }

/** `ofHolder`: all but that somebody watched. `ofColleague`: without what was whispered as well, or with what was whispered since they came in. */
export type SeenNotes = 'all' | 'ofHolder' | 'ofColleague' | 'none' | { whispersSince: string }
const WATCHING: readonly ChatNoteKind[] = ['watching', 'unwatching']
const hidden = { all: [], ofHolder: WATCHING, ofColleague: [...WATCHING, 'whisper'] } as const satisfies Record<string, readonly ChatNoteKind[]>

/** While it goes on. What was whispered to whoever holds it, before a colleague came in, is not theirs. */
async function seenNow(trx: Transaction, { id, ownerId }: Pick<Conversation, 'id' | 'ownerId'>, { id: agentId, permissions }: Reader): Promise<SeenNotes> {
  if (permissions.includes('chat.supervise')) return 'all'
  if (ownerId === agentId || (await hasHeld(trx, id, agentId))) return 'ofHolder'
  const beside = await trx.selectFrom('chatParticipant').select('since').where('conversationId', '=', id).where('agentId', '=', agentId).executeTakeFirst()
  return beside ? { whispersSince: beside.since } : 'ofColleague'
}
export const hasHeld = async (db: Queryable, conversationId: string, agentId: string): Promise<boolean> =>
  (await db.selectFrom('chatAssignment').select('id').where('conversationId', '=', conversationId).where('agentId', '=', agentId).where('acceptedAt', 'is not', null).limit(1).executeTakeFirst()) !== undefined

/** Numbered anew for whoever does not see all, without gaps: a gap would tell that there is something. */
export async function notesAfter(trx: Transaction, { conversationId, afterNote }: Pick<ChatAfter, 'conversationId' | 'afterNote'>, seen: SeenNotes): Promise<{ notes: ChatNote[]; lastNote: number }> {
  if (seen === 'none') return { notes: [], lastNote: afterNote }
  const { rows } = await sql<ChatNote & { last: number }>`
    with seen as (select *, row_number() over (order by sequence) as place, count(*) over () as last from chat_note
      where conversation_id = ${conversationId} and (kind <> all(${[...hidden[typeof seen === 'string' ? seen : 'ofColleague']]}::text[]) or kind = 'whisper' and at >= ${typeof seen === 'string' ? null : seen.whispersSince}::timestamptz))
    select s.place as sequence, s.client_id, s.kind, s.body, s.at, a.display_name as agent_name, s.last from seen s left join agent a on a.id = s.agent_id
    where s.place > ${afterNote} order by s.place limit ${MAX_MESSAGE_PAGE}`.execute(trx)
  return { notes: rows.map(({ last: _last, ...note }) => note), lastNote: rows[0]?.last ?? afterNote }
}

export type Joined = Conversation & { ownerName: string | null }
export function conversationsWhere(db: Queryable) {
  return db.selectFrom('chatConversation as c').leftJoin('agent as o', 'o.id', 'c.ownerId').selectAll('c').select('o.displayName as ownerName')
}

export function toConversation(row: Joined, now: number): ChatConversation {
  const { id, version, customerId, name, topic, language, queueId, skill, reasons, status, ownerId, ownerName, offeredUntil, returns, begunAt, waitingSince, acceptedAt, closedAt, closedBy, lastSequence, unansweredSince, customerDelivered, customerRead, agentRead, contactId, disposition } = row
  return {
    id, version, customerId, signedIn: row.identityId !== null, name, topic, language, queueId, skill, reasons, status, ownerId, ownerName, offeredUntil, returns, begunAt, waitingSince, acceptedAt, closedAt, closedBy, lastSequence,
    unansweredSince, customerHere: isHere(row, now), customerDelivered, customerRead, agentRead, contactId, disposition,
  }
}

/** One that went and has not come again is gone at once, and one that only fell silent after a while. */
const isHere = ({ customerSeenAt, customerGoneAt }: Pick<Conversation, 'customerSeenAt' | 'customerGoneAt'>, now: number): boolean =>
  customerSeenAt !== null && Date.parse(customerSeenAt) + PAGE_GONE_MS > now && (customerGoneAt === null || customerGoneAt < customerSeenAt)
