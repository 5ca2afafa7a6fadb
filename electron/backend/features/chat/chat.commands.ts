/** What agents do with conversations. Each is in the audit; the lines themselves are their own record. */
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { MoveAgent } from '#shared/features/chat/chat-setup.schema.ts'
import type { AcceptChat, LinkChat, OfChat, SetChatAgent, SetChatStatus, SetColleagueStatus, TransferChat, WhisperChat, WrapUpChat } from '#shared/features/chat/chat-commands.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { closeContact, noteContact, openContact } from '../interactions/contact-life.queries.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { findChatAgent, seeAgent, setAvailable, setAway, type ChatAgent } from './chat-agents.ts'
import { enter, goOut } from './company.ts'
import { close, endWrapUp, hold, lockConversation, putBack, takePlace, type Conversation, type Step } from './conversations.ts'
import { addNote, say } from './lines.ts'
import { holdOpenQueues } from './queue-locks.ts'
import { tellAgents, tellConversation } from './tell.ts'

const stepOf = ({ services, at }: Act): Step => ({ services, now: Date.parse(at) })
const taken = (current: Conversation): AppError<'conflict'> =>
  new AppError('conflict', { stream: 'chatConversation', current: { id: current.id, status: current.status, ownerId: current.ownerId }, changedBy: null, changedAt: null })

/** @throws AppError `conflict` where it is not theirs, or not so any more */
export async function ownConversation(trx: Transaction, id: string, { by }: Act, ...statuses: Conversation['status'][]): Promise<Conversation> {
  const conversation = await lockBehindCustomer(trx, id)
  if (conversation.ownerId !== by.agent.id || !statuses.includes(conversation.status)) throw taken(conversation)
  return conversation
}

/** A contact begins or ends with it: the customer's turn is first, as for every command about them. */
async function lockBehindCustomer(trx: Transaction, id: string): Promise<Conversation> {
  const about = await trx.selectFrom('chatConversation').select('customerId').where('id', '=', id).executeTakeFirst()
  if (about?.customerId) await lockCustomer(trx, about.customerId)
  return lockConversation(trx, id)
}

export const setChatStatus: Effect<SetChatStatus> = async (trx, { away }, act) => {
  await setStatus(trx, act, act.by.agent.id, away)
  return {}
}
/** A supervisor's word; who is sent away keeps what they hold. */
export const setColleagueStatus: Effect<SetColleagueStatus> = async (trx, { agentId, away }, act) => {
  act.note({ agentId })
  await setStatus(trx, act, agentId, away)
  return {}
}
async function setStatus(trx: Transaction, act: Act, agentId: string, away: SetChatStatus['away']): Promise<void> {
  const agent = await trx.selectFrom('chatAgent').select('agentId').where('agentId', '=', agentId).forUpdate().executeTakeFirst()
  if (!agent) throw new AppError('notFound', { what: 'chatAgent' })
  const by = act.by.agent.displayName
  if (away === null) return setAvailable(trx, stepOf(act), agentId, by)
  await setAway(trx, stepOf(act), agentId, { reason: away, by })
  // Conversations are locked before agents everywhere else: here nothing is waited for, and one that is in hand elsewhere goes back when its time is over.
  const offered = await trx.selectFrom('chatConversation').selectAll().where('ownerId', '=', agentId).where('status', '=', 'offered').forUpdate().skipLocked().execute()
  for (const conversation of offered) await putBack(trx, stepOf(act), conversation, 'missed')
}

export const acceptChat: Effect<AcceptChat> = async (trx, { conversationId, contactId }, act) => {
  const conversation = await ownConversation(trx, conversationId, act, 'offered')
  await hold(trx, stepOf(act), conversation, act.by.agent.displayName)
  return beginContact(trx, { contactId, conversation }, act)
}

/** Whose account it is begins as unverified as any other contact. */
export async function beginContact(trx: Transaction, { contactId, conversation: { id, customerId } }: { contactId: string; conversation: Pick<Conversation, 'id' | 'customerId'> }, act: Act) {
  if (customerId === null) return {}
  const rows = await openContact(trx, { contactId, customerId, channel: 'chat' }, act)
  await joinContact(trx, contactId, id)
  return rows
}

async function joinContact(trx: Transaction, contactId: string, id: string): Promise<void> {
  await trx.updateTable('chatConversation').set({ contactId }).where('id', '=', id).execute()
  await trx.insertInto('chatContact').values({ contactId, conversationId: id }).execute()
}

export const declineChat: Effect<OfChat> = async (trx, { conversationId }, act) => {
  await putBack(trx, stepOf(act), await ownConversation(trx, conversationId, act, 'offered'), 'declined')
  return {}
}

export const linkChat: Effect<LinkChat> = async (trx, { conversationId, customerId, contactId }, act) => {
  await lockCustomer(trx, customerId)
  const conversation = await ownConversation(trx, conversationId, act, 'active', 'wrapUp')
  // Who signed in said whose it is; that is nobody's to change.
  if (conversation.identityId !== null && conversation.customerId !== customerId) throw wrong('customerId', 'signedIn')
  if (conversation.customerId === customerId) return {}
  await endOldContact(trx, conversation, act.at)
  await trx.updateTable('chatConversation').set({ customerId, contactId: null, version: conversation.version + 1 }).where('id', '=', conversationId).execute()
  await tellConversation(trx, conversationId)
  return beginContact(trx, { contactId, conversation: { id: conversationId, customerId } }, act)
}

/** With somebody else now: it is a line of the history of whoever had it until then. */
export async function endOldContact(trx: Transaction, { contactId }: Conversation, at: string): Promise<void> {
  if (contactId !== null) await trx.updateTable('partyInteraction').set({ endedAt: at, endedBy: 'replaced' }).where('id', '=', contactId).where('endedAt', 'is', null).execute()
}

export const transferChat: Effect<TransferChat> = async (trx, { conversationId, to, note }, act) => {
  const conversation = await ownConversation(trx, conversationId, act, 'active')
  await endOldContact(trx, conversation, act.at)
  if (note !== '') await addNote(trx, act.services, conversationId, { kind: 'note', agentId: act.by.agent.id, body: note, at: act.at })
  await say(trx, act.services, conversationId, { kind: 'transferred', body: act.by.agent.displayName, at: act.at })
  await putBack(trx, stepOf(act), conversation, 'transferred', await goalOf(trx, to, conversation))
  return {}
}

async function goalOf(trx: Transaction, to: TransferChat['to'], before: Conversation): Promise<Partial<Conversation>> {
  if (to.kind === 'queue') {
    if (!(await holdOpenQueues(trx, [to.queueId])).has(to.queueId)) throw wrong('to', 'unknownQueue')
    return { queueId: to.queueId, skill: to.skill, declinedBy: [], contactId: null }
  }
  const agent = await findChatAgent(trx, to.agentId)
  if (!agent || agent.status !== 'available') throw wrong('to', 'notThere')
  if (to.agentId === before.ownerId) throw wrong('to', 'self')
  // Where they would not take it from the queue, the person who sends it says that they can.
  return { meantFor: to.agentId, queueId: agent.queueIds.includes(before.queueId) ? before.queueId : (agent.queueIds[0] ?? before.queueId), skill: null, declinedBy: [], contactId: null }
}

export const closeChat: Effect<OfChat> = async (trx, { conversationId }, act) => {
  await close(trx, stepOf(act), await ownConversation(trx, conversationId, act, 'active'), 'agent')
  return {}
}

export const wrapUpChat: Effect<WrapUpChat> = async (trx, { conversationId, disposition, text }, act) => {
  const conversation = await ownConversation(trx, conversationId, act, 'active', 'wrapUp')
  const ended = conversation.status === 'active' ? await closed(trx, conversation, act) : conversation
  await endWrapUp(trx, stepOf(act), ended, disposition)
  const { contactId, customerId } = conversation
  if (customerId === null) return {}
  if (contactId === null) return wordsOfHanded(trx, { id: conversationId, customerId }, { disposition, text }, act)
  const open = await trx.selectFrom('partyInteraction').select('id').where('id', '=', contactId).where('endedAt', 'is', null).executeTakeFirst()
  return open ? closeContact(trx, { contactId, customerId, disposition, text }, act) : wordsOfEnded(trx, contactId, { disposition, text })
}

/** Handed over, and whoever holds it began no contact: what it came to is a line of theirs in the history all the same. */
async function wordsOfHanded(trx: Transaction, { id, customerId }: { id: string; customerId: string }, said: Pick<WrapUpChat, 'disposition' | 'text'>, act: Act) {
  const contactId = newId(act.services.clock)
  // Whom they have on the telephone meanwhile they still have.
  const rows = await noteContact(trx, { contactId, customerId, channel: 'chat', ...said }, act)
  await joinContact(trx, contactId, id)
  return rows
}

/** A contact that ended by itself meanwhile is a line of the history already: it says what it came to all the same. */
async function wordsOfEnded(trx: Transaction, contactId: string, { disposition, text }: Pick<WrapUpChat, 'disposition' | 'text'>) {
  await trx.updateTable('partyInteraction').set({ disposition, text }).where('id', '=', contactId).where('endedBy', '=', 'idle').execute()
  const line = await trx.updateTable('interaction').set((set) => ({ disposition, text, version: set('version', '+', 1) }))
    .where('id', '=', contactId).where('text', '=', '').where('removedAt', 'is', null).executeTakeFirst()
  return line.numUpdatedRows === 1n ? { interaction: await readRows(trx, 'interaction', [contactId]) } : {}
}
async function closed(trx: Transaction, conversation: Conversation, act: Act): Promise<Conversation> {
  await close(trx, stepOf(act), conversation, 'agent')
  return lockConversation(trx, conversation.id)
}

export const whisperChat: Effect<WhisperChat> = async (trx, { conversationId, clientId, body }, act) => {
  const conversation = await lockConversation(trx, conversationId)
  if (conversation.ownerId !== act.by.agent.id && !(await isBeside(trx, conversationId, act.by.agent.id))) throw new AppError('forbidden', {})
  await addNote(trx, act.services, conversationId, { kind: 'whisper', agentId: act.by.agent.id, body, at: act.at, clientId })
  await tellConversation(trx, conversationId)
  return {}
}
const isBeside = async (trx: Transaction, conversationId: string, agentId: string): Promise<boolean> =>
  (await trx.selectFrom('chatParticipant').select('role').where('conversationId', '=', conversationId).where('agentId', '=', agentId).executeTakeFirst()) !== undefined

export const watchChat: Effect<OfChat> = (trx, input, act) => beside(trx, input, act, 'watching')
export const joinChat: Effect<OfChat> = (trx, input, act) => beside(trx, input, act, 'joined')

async function beside(trx: Transaction, { conversationId }: OfChat, act: Act, role: 'watching' | 'joined') {
  const conversation = await lockConversation(trx, conversationId)
  if (conversation.status === 'closed' || conversation.ownerId === act.by.agent.id) throw taken(conversation)
  await enter(trx, { conversationId, ownerId: conversation.ownerId, role }, act)
  return {}
}

export const leaveChat: Effect<OfChat> = async (trx, { conversationId }, act) => {
  await goOut(trx, stepOf(act), await lockConversation(trx, conversationId), act.by.agent.id)
  return {}
}

/** From a colleague, or out of the queue; within the capacity of whoever takes it. */
export const takeOverChat: Effect<AcceptChat> = async (trx, { commandId, conversationId, contactId }, act) => {
  const before = await lockBehindCustomer(trx, conversationId)
  const agentId = act.by.agent.id
  if (before.ownerId === agentId || before.status === 'closed' || before.status === 'wrapUp') throw taken(before)
  const agent = await trx.selectFrom('chatAgent').select('capacity').where('agentId', '=', agentId).forUpdate().executeTakeFirst()
  if (!agent) throw new AppError('notFound', { what: 'chatAgent' })
  // Whoever takes it is there, also where their desk has not said so yet: it would go back at once.
  await seeAgent(trx, agentId, Date.parse(act.at))
  await endOldContact(trx, before, act.at)
  if (before.status !== 'waiting') await putBack(trx, stepOf(act), before, 'transferred')
  if (!(await takePlace(trx, agentId, conversationId))) throw new AppError('limitExceeded', { limit: agent.capacity, left: 0, unit: 'conversations' })
  const waiting = await lockConversation(trx, conversationId)
  await trx.updateTable('chatConversation').set({ status: 'offered', ownerId: agentId, offeredUntil: act.at, contactId: null, version: waiting.version + 1 }).where('id', '=', conversationId).execute()
  await addNote(trx, act.services, conversationId, { kind: 'takenOver', agentId, body: '', at: act.at })
  await trx.insertInto('chatAssignment').values({ id: commandId, conversationId, queueId: waiting.queueId, agentId, offeredAt: act.at }).execute()
  await trx.deleteFrom('chatParticipant').where('conversationId', '=', conversationId).where('agentId', '=', agentId).execute()
  const offered = await lockConversation(trx, conversationId)
  await hold(trx, stepOf(act), offered, act.by.agent.displayName)
  return beginContact(trx, { contactId, conversation: offered }, act)
}

/** @throws AppError `conflict` upon another version than was seen */
export const setChatAgent: Effect<SetChatAgent> = async (trx, { agentId, expectedVersion, queueIds, languages, skills, capacity, undoSeconds }, act) => {
  const person = await trx.selectFrom('agent').select('id').where('id', '=', agentId).executeTakeFirst()
  if (!person) throw new AppError('notFound', { what: 'agent' })
  if ((await holdOpenQueues(trx, queueIds)).size !== new Set(queueIds).size) throw wrong('queueIds', 'unknownQueue')
  const before = await trx.selectFrom('chatAgent').selectAll().where('agentId', '=', agentId).forUpdate().executeTakeFirst()
  if ((before?.version ?? 0) !== expectedVersion) throw changedMeanwhile(before)
  const said = { queueIds: [...new Set(queueIds)], languages, skills, capacity, undoSeconds, changedAt: act.at, changedBy: act.by.agent.displayName }
  act.note({ agentId, capacity })
  if (before) await trx.updateTable('chatAgent').set({ ...said, version: before.version + 1 }).where('agentId', '=', agentId).execute()
  else await trx.insertInto('chatAgent').values({ agentId, ...said, status: 'away', awayReason: 'break', statusAt: act.at, statusBy: act.by.agent.displayName }).execute()
  await tellAgents(trx, [agentId])
  return {}
}
const changedMeanwhile = (now: ChatAgent | undefined): AppError<'conflict'> =>
  new AppError('conflict', { stream: 'chatAgent', current: now ? { version: now.version, queueIds: now.queueIds } : null, changedBy: now?.changedBy ?? null, changedAt: now?.changedAt ?? null })

/** @throws AppError `conflict` upon another version than was seen; `validation` at `into`, `unknownQueue`, for one that is closed */
export const moveAgent: Effect<MoveAgent> = async (trx, { agentId, expectedVersion, into, outOf }, act) => {
  act.note({ agentId, into: into ?? '', outOf: outOf ?? '' })
  if (into !== null && !(await holdOpenQueues(trx, [into])).has(into)) throw wrong('into', 'unknownQueue')
  const before = await trx.selectFrom('chatAgent').selectAll().where('agentId', '=', agentId).forUpdate().executeTakeFirst()
  if (!before) throw new AppError('notFound', { what: 'chatAgent' })
  if (before.version !== expectedVersion) throw changedMeanwhile(before)
  const rest = before.queueIds.filter((id) => id !== outOf && id !== into)
  await trx.updateTable('chatAgent').set({ queueIds: into === null ? rest : [...rest, into], version: before.version + 1, changedAt: act.at, changedBy: act.by.agent.displayName }).where('agentId', '=', agentId).execute()
  await tellAgents(trx, [agentId])
  return {}
}
