/** Who may write in a conversation: whoever holds it, and whoever has joined openly. */
import { AppError } from '#shared/kernel/errors.ts'
import type { Queryable } from '../../store/store.ts'

/** @throws AppError `forbidden` for anybody else, and where nobody writes any more */
export async function requireWriter(db: Queryable, conversationId: string, agentId: string): Promise<void> {
  const row = await db.selectFrom('chatConversation').select(['ownerId', 'status']).where('id', '=', conversationId).executeTakeFirst()
  if (!row) throw new AppError('notFound', { what: 'conversation' })
  const joined = () => db.selectFrom('chatParticipant').select('role').where('conversationId', '=', conversationId).where('agentId', '=', agentId).where('role', '=', 'joined').executeTakeFirst()
  if (row.status !== 'active' || (row.ownerId !== agentId && !(await joined()))) throw new AppError('forbidden', {})
}

/** Whoever holds it, and whoever is beside it. @throws AppError `forbidden` */
export async function requireReader(db: Queryable, { id, ownerId, status }: { id: string; ownerId: string | null; status: string }, agentId: string): Promise<void> {
  if (ownerId === agentId && status !== 'offered') return
  const beside = await db.selectFrom('chatParticipant').select('role').where('conversationId', '=', id).where('agentId', '=', agentId).executeTakeFirst()
  if (!beside) throw new AppError('forbidden', {})
}
