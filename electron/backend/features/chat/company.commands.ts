/** Colleagues are asked into a conversation, come or do not, and may be handed it while both are in it: the customer never waits between two. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { DESK_GONE_MS, INVITE_MS } from '#shared/features/chat/chat-times.ts'
import type { AnswerInvitation, BeginChatContact, HandOverChat, InviteColleague } from '#shared/features/chat/chat-company.schema.ts'
import type { Effect } from '../../command.ts'
import type { Transaction } from '../../store/store.ts'
import { findOpenContact } from '../interactions/contacts.queries.ts'
import { requireRested } from './ask-again.ts'
import { findChatAgent } from './chat-agents.ts'
import { beginContact, endOldContact, ownConversation } from './chat.commands.ts'
import { enter, requireRoom } from './company.ts'
import { lockConversation, takePlace } from './conversations.ts'
import { addNote, say } from './lines.ts'
import { tellAgents, tellConversation } from './tell.ts'

/** @throws AppError `validation` for somebody who is not there, or is in it or asked already; `limitExceeded` where there are many, or they have just said no */
export const inviteColleague: Effect<InviteColleague> = async (trx, { conversationId, agentId, note }, act) => {
  const { ownerId } = await ownConversation(trx, conversationId, act, 'active')
  if (agentId === ownerId) throw wrong('agentId', 'self')
  const colleague = await requireThere(trx, agentId, Date.parse(act.at))
  await requireNew(trx, conversationId, agentId)
  await requireRested(trx, { conversationId, agentId, statusAt: colleague.statusAt }, Date.parse(act.at))
  await requireRoom(trx, conversationId, agentId, 'joined')
  await trx.insertInto('chatInvitation').values({ conversationId, agentId, invitedBy: act.by.agent.id, at: act.at, expiresAt: isoInstant(Date.parse(act.at) + INVITE_MS) }).execute()
  const by = { agentId: act.by.agent.id, at: act.at }
  await addNote(trx, act.services, conversationId, { kind: 'invited', body: colleague.name, ...by })
  if (note !== '') await addNote(trx, act.services, conversationId, { kind: 'note', body: note, ...by })
  await tellAgents(trx, [agentId, ownerId])
  await tellConversation(trx, conversationId)
  return {}
}

/** Who takes chats now. */
async function requireThere(trx: Transaction, agentId: string, now: number): Promise<{ name: string; statusAt: string }> {
  const agent = await findChatAgent(trx, agentId)
  if (agent?.status !== 'available' || !isThere(agent.seenAt, now)) throw wrong('agentId', 'notThere')
  const { displayName } = await trx.selectFrom('agent').select('displayName').where('id', '=', agentId).executeTakeFirstOrThrow()
  return { name: displayName, statusAt: agent.statusAt }
}
const isThere = (seenAt: string | null, now: number): boolean => seenAt !== null && Date.parse(seenAt) + DESK_GONE_MS > now

/** Under the conversation's lock, so that of two invitations one is second. */
async function requireNew(trx: Transaction, conversationId: string, agentId: string): Promise<void> {
  const asked = await trx.selectFrom('chatInvitation').select('agentId').where('conversationId', '=', conversationId).where('agentId', '=', agentId).executeTakeFirst()
  if (asked) throw wrong('agentId', 'invited')
  const beside = await trx.selectFrom('chatParticipant').select('role').where('conversationId', '=', conversationId).where('agentId', '=', agentId).executeTakeFirst()
  if (beside?.role === 'joined') throw wrong('agentId', 'inIt')
}

/** @throws AppError `conflict` of `chatInvitation`: nobody waits for the answer any more */
export const answerInvitation: Effect<AnswerInvitation> = async (trx, { conversationId, accept }, act) => {
  const { status, ownerId } = await lockConversation(trx, conversationId)
  const agentId = act.by.agent.id
  const asked = await trx.deleteFrom('chatInvitation').where('conversationId', '=', conversationId).where('agentId', '=', agentId).returning('expiresAt').executeTakeFirst()
  if (!asked || asked.expiresAt <= act.at || status !== 'active') throw new AppError('conflict', { stream: 'chatInvitation', current: null, changedBy: null, changedAt: null })
  if (accept) await enter(trx, { conversationId, ownerId, role: 'joined' }, act)
  else {
    await addNote(trx, act.services, conversationId, { kind: 'inviteDeclined', agentId, body: '', at: act.at })
    await tellAgents(trx, [agentId, ownerId])
    await tellConversation(trx, conversationId)
  }
  return {}
}

/** Within the colleague's own capacity; whoever had it is in it until they leave. @throws AppError `limitExceeded` where they have no place free */
export const handOverChat: Effect<HandOverChat> = async (trx, { commandId, conversationId, agentId }, act) => {
  const before = await ownConversation(trx, conversationId, act, 'active')
  const { capacity, name } = await requireBeside(trx, { conversationId, agentId, holderId: act.by.agent.id }, Date.parse(act.at))
  await endOldContact(trx, before, act.at)
  await trx.updateTable('chatSlot').set({ conversationId: null }).where('conversationId', '=', conversationId).execute()
  if (!(await takePlace(trx, agentId, conversationId))) throw new AppError('limitExceeded', { limit: capacity, left: 0, unit: 'places' })
  await trx.deleteFrom('chatParticipant').where('conversationId', '=', conversationId).where('agentId', '=', agentId).execute()
  await trx.updateTable('chatConversation').set({ ownerId: agentId, contactId: null, agentActiveAt: act.at, version: before.version + 1 }).where('id', '=', conversationId).execute()
  await trx.insertInto('chatParticipant').values({ conversationId, agentId: act.by.agent.id, role: 'joined', since: act.at }).execute()
  await trx.updateTable('chatAssignment').set({ endedAt: act.at, endedHow: 'handedOver' }).where('conversationId', '=', conversationId).where('endedAt', 'is', null).execute()
  await trx.insertInto('chatAssignment').values({ id: commandId, conversationId, queueId: before.queueId, agentId, offeredAt: act.at, acceptedAt: act.at }).execute()
  await addNote(trx, act.services, conversationId, { kind: 'handedOver', agentId: act.by.agent.id, body: name, at: act.at })
  await say(trx, act.services, conversationId, { kind: 'transferred', body: act.by.agent.displayName, at: act.at })
  await tellAgents(trx, [agentId, act.by.agent.id])
  await tellConversation(trx, conversationId)
  return {}
}

/** In it, and takes chats now: whoever went to lunch meanwhile is handed nothing. Both agents' rows are locked in one order: two may hand over to each other. */
async function requireBeside(trx: Transaction, { conversationId, agentId, holderId }: { conversationId: string; agentId: string; holderId: string }, now: number): Promise<{ capacity: number; name: string }> {
  const beside = await trx.selectFrom('chatParticipant').select('role').where('conversationId', '=', conversationId).where('agentId', '=', agentId).executeTakeFirst()
  if (beside?.role !== 'joined') throw wrong('agentId', 'notInIt')
  const both = await trx.selectFrom('chatAgent').select(['agentId', 'capacity', 'status', 'seenAt']).where('agentId', 'in', [agentId, holderId]).orderBy('agentId').forUpdate().execute()
  const agent = both.find((each) => each.agentId === agentId)
  if (!agent) throw wrong('agentId', 'takesNone')
  if (agent.status !== 'available' || !isThere(agent.seenAt, now)) throw wrong('agentId', 'notThere')
  const { displayName } = await trx.selectFrom('agent').select('displayName').where('id', '=', agentId).executeTakeFirstOrThrow()
  return { capacity: agent.capacity, name: displayName }
}

/** What is done from now on is done in it. Where one is open that this chat began, it goes on. */
export const beginChatContact: Effect<BeginChatContact> = async (trx, { conversationId, contactId }, act) => {
  const conversation = await ownConversation(trx, conversationId, act, 'active', 'wrapUp')
  if (conversation.customerId === null) throw wrong('conversationId', 'notLinked')
  const open = await findOpenContact(trx, act.services.clock, act.by, conversation.customerId)
  if (open !== null && open.id === conversation.contactId) return {}
  await endOldContact(trx, conversation, act.at)
  await tellConversation(trx, conversationId)
  return beginContact(trx, { contactId, conversation }, act)
}
