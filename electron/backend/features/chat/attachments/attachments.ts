/**
 * Files of conversations as they lie in the database: what is known of one, and its bytes in parts. A part is a statement of its own, so
 * that the one connection of an embedded store is nobody's for long, and no node has more of a file in hand than it hands over.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { ATTACHMENT_PART_BYTES, MAX_ATTACHMENTS, MAX_CONVERSATION_BYTES, UNNAMED_MS, type ChatAttachment } from '#shared/features/chat/attachments.ts'
import { ATTACHMENTS_KEPT_MS, RESUME_MS } from '#shared/features/chat/chat-times.ts'
import type { Services } from '../../../services.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import { lockConversation } from '../conversations.ts'
import { fileName, scan } from './scan.ts'

/** Of the whole house, bytes: one that is full takes no more files, and talks on. */
const MOST_OF_HOUSE = 20 * 1024 ** 3
/** What customers of whom nobody knows who they are may have of it: there is always room for those who did, and for agents. */
const MOST_OF_STRANGERS = MOST_OF_HOUSE / 2
/** A key of this house's own for `pg_advisory_xact_lock`: of two that fit no more together the second sees the first. */
const HOUSE_LOCK = 4_201_643

/** `id`: the client's, of the line that the file will be. `agentId` null: of the customer. */
export type Incoming = { id: string; conversationId: string; agentId: string | null; name: string; bytes: Buffer }
type Stored = Pick<Services, 'store' | 'clock'>

/** The same once more is the same file. @throws AppError `validation` for what is no picture or document, or another file under a known id; `limitExceeded` */
export async function keepAttachment({ store, clock }: Stored, { bytes: sent, ...incoming }: Incoming): Promise<{ attachment: ChatAttachment; isNew: boolean }> {
  const sentHash = createHash('sha256').update(sent).digest()
  const known = await findKept(store.db, incoming, sentHash)
  if (known) return { attachment: known, isNew: false }
  const { bytes, type, width, height } = scan(sent)
  const facts: ChatAttachment = { name: fileName(incoming.name, type), type, size: bytes.length, width, height }
  const at = isoInstant(clock.now())
  await store.db.transaction().execute((trx) => reserve(trx, incoming, { facts, sentHash, at }))
  const parts = Math.ceil(bytes.length / ATTACHMENT_PART_BYTES)
  for (let part = 0; part < parts; part += 1)
    await store.db.insertInto('chatAttachmentPart').values({ attachmentId: incoming.id, part, bytes: bytes.subarray(part * ATTACHMENT_PART_BYTES, (part + 1) * ATTACHMENT_PART_BYTES) }).execute()
  await store.db.updateTable('chatAttachment').set({ storedAt: at }).where('id', '=', incoming.id).execute()
  return { attachment: facts, isNew: true }
}

async function findKept(db: Queryable, { id, conversationId, agentId }: Omit<Incoming, 'bytes'>, sentHash: Buffer): Promise<ChatAttachment | null> {
  const row = await db.selectFrom('chatAttachment').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  if (row.conversationId !== conversationId || row.agentId !== agentId || !row.sentHash.equals(sentHash)) throw wrong('attachmentId', 'reused')
  return row.storedAt === null ? null : toFacts(row)
}
const toFacts = ({ name, type, size, width, height }: ChatAttachment): ChatAttachment => ({ name, type, size, width, height })

/** Its place among the others of the conversation, whose row is locked, and of the house. */
async function reserve(trx: Transaction, { id, conversationId, agentId }: Omit<Incoming, 'bytes'>, { facts, sentHash, at }: { facts: ChatAttachment; sentHash: Buffer; at: string }): Promise<void> {
  const { identityId, customerId } = await lockConversation(trx, conversationId)
  // Of one that did not come to its end.
  await trx.deleteFrom('chatAttachment').where('id', '=', id).where('conversationId', '=', conversationId).where('storedAt', 'is', null).execute()
  await requireRoom(trx, conversationId, { id, size: facts.size })
  await sql`select pg_advisory_xact_lock(${HOUSE_LOCK})`.execute(trx)
  const { rows: [house] } = await sql<{ size: number; ofStrangers: number }>`select coalesce(sum(f.size), 0)::bigint as size, coalesce(sum(f.size) filter (where f.agent_id is null and c.identity_id is null and c.customer_id is null), 0)::bigint as of_strangers
    from chat_attachment f join chat_conversation c on c.id = f.conversation_id`.execute(trx)
  const isStrange = agentId === null && identityId === null && customerId === null
  if (house!.size + facts.size > MOST_OF_HOUSE || (isStrange && house!.ofStrangers + facts.size > MOST_OF_STRANGERS)) throw new AppError('limitExceeded', { limit: MOST_OF_HOUSE, left: 0, unit: 'houseBytes' })
  await trx.insertInto('chatAttachment').values({ id, conversationId, author: agentId === null ? 'customer' : 'agent', agentId, ...facts, sentHash, createdAt: at }).execute()
}

/** @param one more, which may be among them already. @throws AppError `limitExceeded` of `files` or `conversationBytes` */
export async function requireRoom(db: Queryable, conversationId: string, { id, size }: { id: string; size: number }): Promise<void> {
  const { rows: [held] } = await sql<{ count: number; size: number }>`select count(*) as count, coalesce(sum(size), 0)::bigint as size from chat_attachment where conversation_id = ${conversationId} and id <> ${id}`.execute(db)
  if (held!.count >= MAX_ATTACHMENTS) throw new AppError('limitExceeded', { limit: MAX_ATTACHMENTS, left: 0, unit: 'files' })
  if (held!.size + size > MAX_CONVERSATION_BYTES) throw new AppError('limitExceeded', { limit: MAX_CONVERSATION_BYTES, left: MAX_CONVERSATION_BYTES - held!.size, unit: 'conversationBytes' })
}

/** What a line says of a file of this side's that is there whole. @returns null where there is none */
export async function findBody(db: Queryable, { id, conversationId, agentId }: { id: string; conversationId: string; agentId: string | null }): Promise<string | null> {
  const row = await db.selectFrom('chatAttachment').select(['name', 'type', 'size', 'width', 'height']).where('id', '=', id).where('conversationId', '=', conversationId)
    .where('agentId', 'is not distinct from', agentId).where('storedAt', 'is not', null).executeTakeFirst()
  return row ? JSON.stringify(toFacts(row)) : null
}

export type Whole = { facts: ChatAttachment; parts: number }
/** @param seenBy a customer has what is a line, an agent what waits to become one as well. @throws AppError `notFound` */
export async function getAttachment(db: Queryable, { conversationId, attachmentId }: { conversationId: string; attachmentId: string }, seenBy: 'customer' | 'agent'): Promise<Whole> {
  const row = await db.selectFrom('chatAttachment as a').selectAll('a').where('a.id', '=', attachmentId).where('a.conversationId', '=', conversationId).where('a.namedAt', 'is not', null)
    .$if(seenBy === 'customer', (query) => query.where((where) => where.exists(where.selectFrom('chatMessage as m').select('m.sequence').whereRef('m.conversationId', '=', 'a.conversationId').whereRef('m.clientId', '=', 'a.id').where('m.kind', '=', 'attachment'))))
    .executeTakeFirst()
  if (!row) throw new AppError('notFound', { what: 'attachment' })
  return { facts: toFacts(row), parts: Math.ceil(row.size / ATTACHMENT_PART_BYTES) }
}
/** @throws AppError `notFound` */
export async function getPart(db: Queryable, attachmentId: string, part: number): Promise<Buffer> {
  const row = await db.selectFrom('chatAttachmentPart').select('bytes').where('attachmentId', '=', attachmentId).where('part', '=', part).executeTakeFirst()
  if (!row) throw new AppError('notFound', { what: 'attachment' })
  return row.bytes
}

/** With the conversation, as its lines; a file is larger than all of them, and is kept so long behind its end: of somebody with an account, and of a stranger as long as they can come back. @returns how many went */
export async function forgetOldAttachments({ store, clock }: Stored): Promise<number> {
  const now = clock.now()
  const { rows } = await sql`delete from chat_attachment where id in (select a.id from chat_attachment a join chat_conversation c on c.id = a.conversation_id
    where c.closed_at < case when c.customer_id is null then ${isoInstant(now - RESUME_MS)}::timestamptz else ${isoInstant(now - ATTACHMENTS_KEPT_MS)}::timestamptz end) returning id`.execute(store.db)
  return rows.length
}

/** What no line names: it was given up, taken back, or never came to its end. @returns how many went */
export async function forgetUnnamed({ store, clock }: Stored): Promise<number> {
  const gone = await store.db.deleteFrom('chatAttachment').where('namedAt', 'is', null).where('createdAt', '<', isoInstant(clock.now() - UNNAMED_MS)).executeTakeFirst()
  return Number(gone.numDeletedRows)
}
