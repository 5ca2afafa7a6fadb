/**
 * Conversations that are over, for whoever may read the account. Nothing of them is in a stream or on a desk: they are asked for here,
 * by pages, and searched here, in this customer's own alone.
 */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import { MAX_FOUND_LINES, type FindInChats, type FoundInChats, type FoundLine, type Transcript, type TranscriptAsked, type TranscriptFileAsked, type TranscriptOf } from '#shared/features/chat/transcripts.schema.ts'
import type { AttachmentPart } from '#shared/features/chat/attachments.schema.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { getAttachment, getPart } from './attachments/attachments.ts'
import { hasHeld, messagesAfter, notesAfter, type Reader, type SeenNotes } from './chat.queries.ts'
import { excerptOf, folded, SQL_FROM, SQL_TO } from './find-words.ts'

/** Of one customer: the newest conversations that are looked through, and of each the newest lines. */
const MAX_CONVERSATIONS = 200
const MAX_LINES = 2_000

/** @throws AppError `notFound`, also for another customer's */
export async function readTranscript(trx: Transaction, { customerId, of, afterSequence, afterNote }: TranscriptAsked, reader: Reader): Promise<Transcript> {
  const found = await trx.selectFrom('chatConversation').select(['id', 'name', 'topic', 'language', 'begunAt', 'closedAt', 'lastSequence']).where('id', '=', await conversationOf(trx, of)).where('customerId', '=', customerId).executeTakeFirst()
  if (!found) throw new AppError('notFound', { what: 'conversation' })
  const { id: conversationId, lastSequence, ...about } = found
  if (about.closedAt === null) return { conversationId, ...about, messages: [], notes: [], more: false }
  const [messages = []] = await messagesAfter(trx, [{ conversationId, after: afterSequence }])
  const { notes, lastNote } = await notesAfter(trx, { conversationId, afterNote }, await seenBy(trx, conversationId, reader))
  return { conversationId, ...about, messages, notes, more: (messages.at(-1)?.sequence ?? afterSequence) < lastSequence || (notes.at(-1)?.sequence ?? afterNote) < lastNote }
}

async function conversationOf(db: Queryable, { by, id }: TranscriptOf): Promise<string> {
  if (by === 'conversation') return id
  const found = await db.selectFrom('chatContact').select('conversationId').where('contactId', '=', id).executeTakeFirst()
  if (!found) throw new AppError('notFound', { what: 'conversation' })
  return found.conversationId
}

/** What colleagues wrote to each other is for those who held it or wrote in it, and for those who supervise; what was passed on with it, for all who take chats. */
async function seenBy(db: Queryable, conversationId: string, { id, permissions }: Reader): Promise<SeenNotes> {
  if (permissions.includes('chat.supervise')) return 'all'
  if (!permissions.includes('chat.answer')) return 'none'
  if (await hasHeld(db, conversationId, id)) return 'ofHolder'
  const wrote = await db.selectFrom('chatNote').select('sequence').where('conversationId', '=', conversationId).where('agentId', '=', id).where('kind', '=', 'whisper').limit(1).executeTakeFirst()
  return wrote ? 'ofHolder' : 'ofColleague'
}

/** As the customer sees it: what was taken back is no part of it. @throws AppError `notFound`, also for another customer's, for a chat that goes on, and for what is kept no longer */
export async function readTranscriptFile(db: Queryable, { customerId, conversationId, attachmentId, part }: TranscriptFileAsked): Promise<AttachmentPart> {
  const over = await db.selectFrom('chatConversation').select('id').where('id', '=', conversationId).where('customerId', '=', customerId).where('closedAt', 'is not', null).executeTakeFirst()
  if (!over) throw new AppError('notFound', { what: 'conversation' })
  const { parts } = await getAttachment(db, { conversationId, attachmentId }, 'customer')
  return { content: (await getPart(db, attachmentId, part)).toString('base64'), parts }
}

/** Of a file its name is what can be found. */
const WORDS = sql`(case when m.kind = 'attachment' then m.body::json ->> 'name' else m.body end)`
type Row = Pick<FoundLine, 'conversationId' | 'sequence' | 'at' | 'author' | 'agentName'> & { body: string }
/** Words of this customer's conversations that are over, whatever their accents; newest first. */
export async function findInChats(db: Queryable, { customerId, text }: FindInChats): Promise<FoundInChats> {
  const { rows } = await sql<Row>`
    with own as (select id from chat_conversation where customer_id = ${customerId} and closed_at is not null order by begun_at desc limit ${MAX_CONVERSATIONS})
    select m.conversation_id, m.sequence, m.at, m.author, ${WORDS} as body, a.display_name as agent_name from own
    cross join lateral (select * from chat_message where conversation_id = own.id order by sequence desc limit ${MAX_LINES}) m left join agent a on a.id = m.agent_id
    where m.author <> 'headend' and position(${folded(text)} in translate(lower(${WORDS}), ${SQL_FROM}, ${SQL_TO})) > 0
    order by m.at desc, m.conversation_id, m.sequence desc limit ${MAX_FOUND_LINES + 1}`.execute(db)
  return { lines: rows.slice(0, MAX_FOUND_LINES).map(({ body, ...line }) => ({ ...line, ...excerptOf(body, text) })), more: rows.length > MAX_FOUND_LINES }
}
