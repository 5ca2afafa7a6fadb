/** Queues are added, changed, closed and opened again. Nobody is left in a queue that is closed: what becomes of whom is said, or it is not closed. */
import { sql, type Selectable } from 'kysely'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { MAX_QUEUES, type AddQueue, type ChangeQueue, type CloseQueue, type OfQueue, type QueueFields } from '#shared/features/chat/chat-setup.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { requireRightNow } from '../../require-right-now.ts'
import type { Transaction } from '../../store/store.ts'
import { readRules } from './begin.ts'
import type { ChatTables } from './chat-tables.ts'
import { holdOpenQueues, lockQueueSetup } from './queue-locks.ts'
import { tellAgents, tellConversation } from './tell.ts'

type Queue = Selectable<ChatTables['chatQueue']>
const fieldsOf = ({ name, spanishName, hours, targetSeconds, targetPercent, maxWaiting }: QueueFields): QueueFields => ({ name, spanishName, hours, targetSeconds, targetPercent, maxWaiting })

async function begin(trx: Transaction, act: Act): Promise<void> {
  await lockQueueSetup(trx)
  await requireRightNow(trx, act, 'chat.configure')
}

/** @throws AppError `validation` at `name`, `taken`; `limitExceeded` of `queues` */
export const addQueue: Effect<AddQueue> = async (trx, { queueId, ...rest }, act) => {
  await begin(trx, act)
  const fields = fieldsOf(rest)
  act.note({ queueId, name: fields.name })
  const known = await trx.selectFrom('chatQueue').select('id').execute()
  if (known.length >= MAX_QUEUES) throw new AppError('limitExceeded', { limit: MAX_QUEUES, left: 0, unit: 'queues' })
  if (known.some(({ id }) => id === queueId)) throw wrong('queueId', 'taken')
  await requireFreeName(trx, queueId, fields.name)
  await trx.insertInto('chatQueue').values({ id: queueId, ...fields, hours: JSON.stringify(fields.hours), changedAt: act.at, changedBy: act.by.agent.displayName }).execute()
  return {}
}

async function requireFreeName(trx: Transaction, queueId: string, name: string): Promise<void> {
  const other = await trx.selectFrom('chatQueue').select('id').where((where) => where(where.fn('lower', ['name']), '=', name.toLowerCase())).where('id', '!=', queueId).executeTakeFirst()
  if (other) throw wrong('name', 'taken')
}

/** @throws AppError `conflict` of `chatQueue` with the queue as it is now */
async function lockQueue(trx: Transaction, { queueId, expectedVersion }: Pick<OfQueue, 'queueId' | 'expectedVersion'>): Promise<Queue> {
  const queue = await trx.selectFrom('chatQueue').selectAll().where('id', '=', queueId).forUpdate().executeTakeFirst()
  if (!queue) throw new AppError('notFound', { what: 'chatQueue' })
  if (queue.version !== expectedVersion) throw new AppError('conflict', { stream: 'chatQueue', current: { ...queue }, changedBy: queue.changedBy, changedAt: queue.changedAt })
  return queue
}
const changedNow = (queue: Queue, act: Act) => ({ version: queue.version + 1, changedAt: act.at, changedBy: act.by.agent.displayName })

export const changeQueue: Effect<ChangeQueue> = async (trx, input, act) => {
  await begin(trx, act)
  act.note({ queueId: input.queueId })
  const before = await lockQueue(trx, input)
  const fields = fieldsOf(input)
  act.note(differences(before, fields))
  await requireFreeName(trx, before.id, fields.name)
  await trx.updateTable('chatQueue').set({ ...fields, hours: JSON.stringify(fields.hours), ...changedNow(before, act) }).where('id', '=', before.id).execute()
  return {}
}
/** Each field that is another one now, as it was and as it is. */
function differences(before: QueueFields, after: QueueFields): Record<string, string> {
  const text = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
  const changed = (Object.keys(after) as (keyof QueueFields)[]).filter((field) => canonical(before[field]) !== canonical(after[field]))
  return Object.fromEntries(changed.flatMap((field) => [[`${field}Before`, text(before[field])], [`${field}After`, text(after[field])]]))
}
/** The database keeps the keys of what it keeps in an order of its own. */
const canonical = (value: unknown): string => JSON.stringify(value, (_key, each: unknown) => (each !== null && typeof each === 'object' && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort()) : each))

/** @throws AppError `validation`, `needed`, at whatever stands in the way; `conflict` where it changed, or somebody came in the same moment */
export const closeQueue: Effect<CloseQueue> = async (trx, input, act) => {
  await begin(trx, act)
  act.note({ queueId: input.queueId })
  // Conversations before queues, as everywhere: who comes between the two is seen below.
  await lockConversationsIn(trx, input.queueId)
  const queue = await lockQueue(trx, input)
  const conversations = await lockLateComers(trx, queue)
  const agents = await trx.selectFrom('chatAgent').select(['agentId', 'queueIds']).where(sql<boolean>`${queue.id}::uuid = any(queue_ids)`).orderBy('agentId').forUpdate().execute()
  const rules = (await readRules(trx)).filter(({ queueId }) => queueId === queue.id)
  act.note({ conversations: conversations.length, agents: agents.length, conversationsTo: input.conversationsTo ?? '', agentsTo: input.agentsTo ?? '' })
  const missing = [
    ...(rules.length > 0 ? ['rules'] : []), ...(conversations.length > 0 && input.conversationsTo === null ? ['conversationsTo'] : []), ...(agents.length > 0 && input.agentsTo === null ? ['agentsTo'] : []),
  ]
  if (missing.length > 0) throw new AppError('validation', { issues: missing.map((path) => ({ path, message: 'needed' })) })
  await requireGoals(trx, input)
  await moveConversations(trx, conversations, input.conversationsTo)
  for (const { agentId, queueIds } of agents) await moveFrom(trx, act, { agentId, queueIds, from: queue.id, to: input.agentsTo === 'none' ? null : input.agentsTo })
  await tellAgents(trx, agents.map(({ agentId }) => agentId))
  await trx.updateTable('chatQueue').set({ active: false, ...changedNow(queue, act) }).where('id', '=', queue.id).execute()
  return {}
}

const conversationsIn = (trx: Transaction, queueId: string) => trx.selectFrom('chatConversation').select('id').where('queueId', '=', queueId).where('status', '!=', 'closed')
const lockConversationsIn = (trx: Transaction, queueId: string) => conversationsIn(trx, queueId).orderBy('id').forUpdate().execute()
async function lockLateComers(trx: Transaction, queue: Queue): Promise<string[]> {
  const locked = await conversationsIn(trx, queue.id).orderBy('id').forUpdate().skipLocked().execute()
  const all = await conversationsIn(trx, queue.id).execute()
  if (all.length !== locked.length) throw new AppError('conflict', { stream: 'chatQueue', current: { ...queue }, changedBy: null, changedAt: null })
  return locked.map(({ id }) => id)
}
async function requireGoals(trx: Transaction, { queueId, conversationsTo, agentsTo }: CloseQueue): Promise<void> {
  const goals = { conversationsTo, agentsTo: agentsTo === 'none' ? null : agentsTo }
  const open = await holdOpenQueues(trx, Object.values(goals).filter((id) => id !== null))
  for (const [path, id] of Object.entries(goals)) if (id !== null && (id === queueId || !open.has(id))) throw wrong(path, 'unknownQueue')
}
/** They keep their turn; a skill that the old queue's rule asked for is not asked for there. */
async function moveConversations(trx: Transaction, ids: string[], queueId: string | null): Promise<void> {
  if (queueId === null || ids.length === 0) return
  await trx.updateTable('chatConversation').set((set) => ({ queueId, skill: null, declinedBy: [], version: set('version', '+', 1) })).where('id', 'in', ids).execute()
  for (const id of ids) await tellConversation(trx, id)
}
async function moveFrom(trx: Transaction, act: Act, { agentId, queueIds, from, to }: { agentId: string; queueIds: string[]; from: string; to: string | null }): Promise<void> {
  const rest = queueIds.filter((id) => id !== from && id !== to)
  await trx.updateTable('chatAgent').set((set) => ({ queueIds: to === null ? rest : [...rest, to], version: set('version', '+', 1), changedAt: act.at, changedBy: act.by.agent.displayName })).where('agentId', '=', agentId).execute()
}

export const reopenQueue: Effect<OfQueue> = async (trx, input, act) => {
  await begin(trx, act)
  act.note({ queueId: input.queueId })
  const queue = await lockQueue(trx, input)
  await trx.updateTable('chatQueue').set({ active: true, ...changedNow(queue, act) }).where('id', '=', queue.id).execute()
  return {}
}
