/** Who is beside a conversation: they come, they go, and whoever's desk is gone is not in it any more. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { MAX_COMPANY } from '#shared/features/chat/chat-company.schema.ts'
import { DESK_GONE_MS } from '#shared/features/chat/chat-times.ts'
import type { Act } from '../../command.ts'
import type { Transaction } from '../../store/store.ts'
import { seeAgent } from './chat-agents.ts'
import type { Conversation, Step } from './conversations.ts'
import { addNote, flushOutgoing, say } from './lines.ts'
import { tellAgents, tellConversation } from './tell.ts'

/**
 * Beside it, whoever asks for room left out. Those who only watch are counted apart: nobody keeps them out, and nobody learns of them by
 * being told that it is full. Under the conversation's lock; migration 0047 holds it too. @throws AppError `limitExceeded`
 */
export async function requireRoom(trx: Transaction, conversationId: string, agentId: string, role: 'watching' | 'joined'): Promise<void> {
  const [asked, beside] = [
    role === 'watching' ? [] : await trx.selectFrom('chatInvitation').select('agentId').where('conversationId', '=', conversationId).execute(),
    await trx.selectFrom('chatParticipant').select('agentId').where('conversationId', '=', conversationId).where('role', '=', role).execute(),
  ]
  const others = new Set([...asked, ...beside].map((each) => each.agentId).filter((id) => id !== agentId))
  if (others.size >= MAX_COMPANY) throw new AppError('limitExceeded', { limit: MAX_COMPANY, left: 0, unit: 'company' })
}

type Entering = { conversationId: string; ownerId: string | null; role: 'watching' | 'joined' }
/** The conversation's row is locked. The customer is told of whoever joins. */
export async function enter(trx: Transaction, { conversationId, ownerId, role }: Entering, { by: { agent }, services, at }: Pick<Act, 'by' | 'services' | 'at'>): Promise<void> {
  await requireRoom(trx, conversationId, agent.id, role)
  // Whoever comes is there, also where their desk has not said so yet.
  await seeAgent(trx, agent.id, Date.parse(at))
  await trx.insertInto('chatParticipant').values({ conversationId, agentId: agent.id, role, since: at }).onConflict((there) => there.columns(['conversationId', 'agentId']).doUpdateSet({ role, since: at })).execute()
  await addNote(trx, services, conversationId, { kind: role, agentId: agent.id, body: '', at })
  if (role === 'joined') await say(trx, services, conversationId, { kind: 'joined', body: agent.displayName, at })
  await tellAgents(trx, [agent.id, role === 'joined' ? ownerId : null])
  await tellConversation(trx, conversationId)
}

/** The conversation's row is locked. @returns whether they were there */
export async function goOut(trx: Transaction, { services, now }: Step, { id, ownerId, closedAt }: Pick<Conversation, 'id' | 'ownerId' | 'closedAt'>, agentId: string): Promise<boolean> {
  const at = isoInstant(now)
  const was = await trx.deleteFrom('chatParticipant').where('conversationId', '=', id).where('agentId', '=', agentId).returning('role').executeTakeFirst()
  if (!was) return false
  await addNote(trx, services, id, { kind: was.role === 'watching' ? 'unwatching' : 'left', agentId, body: '', at })
  // Nobody tells a customer of a chat that is over who goes.
  if (was.role === 'joined' && closedAt === null) {
    // What they sent and can take back no more goes before them.
    await flushOutgoing(trx, id, at)
    const { displayName } = await trx.selectFrom('agent').select('displayName').where('id', '=', agentId).executeTakeFirstOrThrow()
    await say(trx, services, id, { kind: 'left', body: displayName, at })
  }
  await tellAgents(trx, [agentId, was.role === 'joined' ? ownerId : null])
  await tellConversation(trx, id)
  return true
}

/** Desks that are gone: of those who take chats, since nobody else's are looked after. */
export async function sendOutGone(trx: Transaction, step: Step, conversation: Conversation): Promise<void> {
  const gone = await trx.selectFrom('chatParticipant as p').innerJoin('chatAgent as a', 'a.agentId', 'p.agentId').select('p.agentId').where('p.conversationId', '=', conversation.id)
    .where((where) => where.or([where('a.seenAt', 'is', null), where('a.seenAt', '<=', isoInstant(step.now - DESK_GONE_MS))])).execute()
  for (const { agentId } of gone) await goOut(trx, step, conversation, agentId)
}

/** Nobody waits for their answer any more. */
export async function endInvitations(trx: Transaction, { services, now }: Step, { id, ownerId }: Conversation): Promise<void> {
  const at = isoInstant(now)
  const over = await trx.deleteFrom('chatInvitation').where('conversationId', '=', id).where('expiresAt', '<=', at).returning('agentId').execute()
  for (const { agentId } of over) await addNote(trx, services, id, { kind: 'inviteMissed', agentId, body: '', at })
  if (over.length === 0) return
  await tellAgents(trx, [ownerId, ...over.map(({ agentId }) => agentId)])
  await tellConversation(trx, id)
}
