/** Who may write in a conversation: whoever holds it, and whoever has joined openly. */
import { sql, type RawBuilder } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import type { Queryable } from '../../store/store.ts'

/** Of a row of `chat_conversation` in a statement, under whatever name: that this agent writes there now. */
export const writes = (agentId: string | RawBuilder<string>, row: RawBuilder<unknown> = sql`chat_conversation`): RawBuilder<boolean> => sql<boolean>`(${row}.status = 'active'
  and (${row}.owner_id = ${agentId} or exists (select from chat_participant p where p.conversation_id = ${row}.id and p.agent_id = ${agentId} and p.role = 'joined')))`

/** @throws AppError `forbidden` for anybody else, and where nobody writes any more */
export async function requireWriter(db: Queryable, conversationId: string, agentId: string): Promise<void> {
  const row = await db.selectFrom('chatConversation').select(writes(agentId).as('mayWrite')).where('id', '=', conversationId).executeTakeFirst()
  if (!row) throw new AppError('notFound', { what: 'conversation' })
  if (!row.mayWrite) throw new AppError('forbidden', {})
}

/** Whoever holds it, and whoever is beside it. @throws AppError `forbidden` */
export async function requireReader(db: Queryable, { id, ownerId, status }: { id: string; ownerId: string | null; status: string }, agentId: string): Promise<void> {
  if (ownerId === agentId && status !== 'offered') return
  const beside = await db.selectFrom('chatParticipant').select('role').where('conversationId', '=', id).where('agentId', '=', agentId).executeTakeFirst()
  if (!beside) throw new AppError('forbidden', {})
}
