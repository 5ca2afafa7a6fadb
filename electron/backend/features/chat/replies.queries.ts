/** Canned replies as they are offered, with what they are filled with. */
import type { Selectable } from 'kysely'
import { MAX_OWN_REPLIES, MAX_SHARED_REPLIES } from '#shared/features/chat/canned-replies.ts'
import type { ChatReplies, ChatReply, RepliesAsked, SharedReplies } from '#shared/features/chat/replies.schema.ts'
import type { Services, SignedIn } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'
import type { ChatTables } from './chat-tables.ts'
import { readReplyFacts } from './reply-facts.ts'

export type ReplyRow = Selectable<ChatTables['chatReply']>
export const toReply = ({ id, ownerId, name, english, spanish, version, changedAt, changedBy }: ReplyRow): ChatReply => ({ id, shared: ownerId === null, name, english, spanish, version, changedAt, changedBy })

/** One's own and those of all, by name. @throws AppError `forbidden` for a conversation that is not theirs, or an account that they may not read */
export async function readReplies(services: Services, { about }: RepliesAsked, by: SignedIn): Promise<ChatReplies> {
  const { db } = services.store
  const facts = about === null ? null : await readReplyFacts(services, about, by)
  return { replies: [...(await listReplies(db, by.agent.id)), ...(await listReplies(db, null))], facts }
}

export const readSharedReplies = async (db: Queryable): Promise<SharedReplies> => ({ replies: await listReplies(db, null) })

async function listReplies(db: Queryable, ownerId: string | null): Promise<ChatReply[]> {
  const rows = await db.selectFrom('chatReply').selectAll().where('ownerId', 'is not distinct from', ownerId).orderBy('name').limit(ownerId === null ? MAX_SHARED_REPLIES : MAX_OWN_REPLIES).execute()
  return rows.map(toReply)
}
