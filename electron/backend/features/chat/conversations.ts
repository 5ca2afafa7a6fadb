/**
 * What becomes of a conversation: held by one agent in one of their places, or in its queue, or over. Each step locks its row first,
 * so that of two who reach for it one is second; a place beyond an agent's capacity is not in the database.
 */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { OFFER_MS } from '#shared/features/chat/chat-times.ts'
import type { ChatClosedBy } from '#shared/features/chat/chat.schema.ts'
import type { Services } from '../../services.ts'
import type { Transaction } from '../../store/store.ts'
import type { Selectable } from 'kysely'
import type { ChatTables } from './chat-tables.ts'
import { addNote, flushOutgoing, say } from './lines.ts'
import { tellAgents, tellConversation } from './tell.ts'

export type Conversation = Selectable<ChatTables['chatConversation']>
/** When, ms since 1970. */
export type Step = { services: Pick<Services, 'clock'>; now: number }

/** @throws AppError `notFound` */
export async function lockConversation(trx: Transaction, id: string): Promise<Conversation> {
  const row = await trx.selectFrom('chatConversation').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw new AppError('notFound', { what: 'conversation' })
  return row
}

/** In a free place of this agent's. @returns false: they have none */
export async function takePlace(trx: Transaction, agentId: string, conversationId: string): Promise<boolean> {
  const { rows } = await sql`update chat_slot set conversation_id = ${conversationId} where (agent_id, slot) =
    (select agent_id, slot from chat_slot where agent_id = ${agentId} and conversation_id is null
      and slot <= (select capacity from chat_agent where agent_id = ${agentId}) order by slot limit 1 for update skip locked) returning slot`.execute(trx)
  return rows.length === 1
}

/** Waits to be accepted. The agent's place is taken already. */
export async function offer(trx: Transaction, { services, now }: Step, before: Conversation, agentId: string): Promise<void> {
  const at = isoInstant(now)
  await trx.updateTable('chatConversation').set({ status: 'offered', ownerId: agentId, offeredUntil: isoInstant(now + OFFER_MS), version: before.version + 1 }).where('id', '=', before.id).execute()
  await trx.updateTable('chatAgent').set({ lastOfferedAt: at }).where('agentId', '=', agentId).execute()
  await trx.insertInto('chatAssignment').values({ id: newId(services.clock), conversationId: before.id, queueId: before.queueId, agentId, offeredAt: at }).execute()
  await addNote(trx, services, before.id, { kind: 'offered', agentId, body: '', at })
  await tellAgents(trx, [agentId])
  await tellConversation(trx, before.id)
}

/** @param before `offered` to whoever accepts */
export async function hold(trx: Transaction, { services, now }: Step, before: Conversation, agentName: string): Promise<void> {
  const at = isoInstant(now)
  await trx.updateTable('chatConversation').set({
    status: 'active', offeredUntil: null, waitingSince: null, declinedBy: [], meantFor: null, acceptedAt: before.acceptedAt ?? at, agentActiveAt: at, version: before.version + 1,
    // Who has waited for an agent waits for an answer from now on.
    unansweredSince: before.unansweredSince === null ? null : at,
  }).where('id', '=', before.id).execute()
  await trx.updateTable('chatAssignment').set({ acceptedAt: at }).where('conversationId', '=', before.id).where('endedAt', 'is', null).execute()
  await trx.deleteFrom('chatParticipant').where('conversationId', '=', before.id).where('agentId', '=', before.ownerId!).execute()
  await addNote(trx, services, before.id, { kind: 'accepted', agentId: before.ownerId, body: '', at })
  await say(trx, services, before.id, { kind: 'joined', body: agentName, at })
  await tellAgents(trx, [before.ownerId])
  await tellConversation(trx, before.id)
}

export type PutBack = 'missed' | 'declined' | 'returned' | 'transferred'
/** To its queue, where it stands as it stood. @param to another queue, skill or agent */
export async function putBack(trx: Transaction, { services, now }: Step, before: Conversation, how: PutBack, to: Partial<Pick<Conversation, 'queueId' | 'skill' | 'meantFor'>> = {}): Promise<void> {
  const at = isoInstant(now)
  await flushOutgoing(trx, before.id, at)
  await trx.updateTable('chatConversation').set({
    status: 'waiting', ownerId: null, offeredUntil: null, waitingSince: before.waitingSince ?? at, version: before.version + 1, meantFor: null, ...to,
    ...(how === 'declined' ? { declinedBy: [...before.declinedBy, before.ownerId!] } : {}),
    ...(how === 'returned' ? { returns: before.returns + 1 } : {}),
  }).where('id', '=', before.id).execute()
  await endAssignment(trx, before.id, how, at)
  await addNote(trx, services, before.id, { kind: how, agentId: before.ownerId, body: '', at })
  if (how === 'returned') await say(trx, services, before.id, { kind: 'returned', body: '', at })
  await tellAgents(trx, [before.ownerId])
  await tellConversation(trx, before.id)
}

/** `wrapUp` while its agent still says what it came to. */
export async function close(trx: Transaction, { services, now }: Step, before: Conversation, closedBy: ChatClosedBy): Promise<void> {
  const at = isoInstant(now)
  await flushOutgoing(trx, before.id, at)
  await say(trx, services, before.id, { kind: 'closed', body: closedBy, at })
  const wrapsUp = before.status === 'active'
  await trx.updateTable('chatConversation').set({
    closedAt: at, closedBy, waitingSince: null, offeredUntil: null, unansweredSince: null, meantFor: null, version: before.version + 1, ...(wrapsUp ? { status: 'wrapUp' as const } : { status: 'closed' as const, ownerId: null }),
  }).where('id', '=', before.id).execute()
  if (!wrapsUp) await endAssignment(trx, before.id, 'closed', at)
  await tellAgents(trx, [before.ownerId])
  await tellConversation(trx, before.id)
}

/** Its place is free again. */
export async function endWrapUp(trx: Transaction, { now }: Step, before: Conversation, disposition: Conversation['disposition']): Promise<void> {
  await trx.updateTable('chatConversation').set({ status: 'closed', ownerId: null, disposition, version: before.version + 1 }).where('id', '=', before.id).execute()
  await endAssignment(trx, before.id, 'closed', isoInstant(now))
  await trx.deleteFrom('chatParticipant').where('conversationId', '=', before.id).execute()
  await tellAgents(trx, [before.ownerId])
  await tellConversation(trx, before.id)
}

async function endAssignment(trx: Transaction, conversationId: string, endedHow: string, endedAt: string): Promise<void> {
  await trx.updateTable('chatAssignment').set({ endedAt, endedHow }).where('conversationId', '=', conversationId).where('endedAt', 'is', null).execute()
}
