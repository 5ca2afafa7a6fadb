/** Who takes chats, and whether they do now. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { AwayReason } from '#shared/features/chat/chat.schema.ts'
import type { Selectable } from 'kysely'
import type { Queryable, Transaction } from '../../store/store.ts'
import type { ChatTables } from './chat-tables.ts'
import type { Step } from './conversations.ts'
import { tellAgents } from './tell.ts'

export type ChatAgent = Selectable<ChatTables['chatAgent']>

export const findChatAgent = (db: Queryable, agentId: string): Promise<ChatAgent | undefined> => db.selectFrom('chatAgent').selectAll().where('agentId', '=', agentId).executeTakeFirst()

/** Nothing more is offered to them; what they hold they hold. @param by whose word it was; null: by itself */
export async function setAway(trx: Transaction, { now }: Step, agentId: string, { reason, by }: { reason: AwayReason; by: string | null }): Promise<void> {
  await trx.updateTable('chatAgent').set({ status: 'away', awayReason: reason, statusAt: isoInstant(now), statusBy: by }).where('agentId', '=', agentId).execute()
  await tellAgents(trx, [agentId])
}

/** @throws AppError `notFound` for somebody who takes no chats */
export async function setAvailable(trx: Transaction, { now }: Step, agentId: string, by: string): Promise<void> {
  const at = isoInstant(now)
  const done = await trx.updateTable('chatAgent').set({ status: 'available', awayReason: null, statusAt: at, statusBy: by, seenAt: at }).where('agentId', '=', agentId).executeTakeFirst()
  if (done.numUpdatedRows !== 1n) throw new AppError('notFound', { what: 'chatAgent' })
  await tellAgents(trx, [agentId])
}

/** Their desk is there. */
export async function seeAgent(db: Queryable, agentId: string, now: number): Promise<void> {
  await db.updateTable('chatAgent').set({ seenAt: isoInstant(now) }).where('agentId', '=', agentId).execute()
}
