/**
 * Messages of customers who found nobody: left once for each id, bounded. One agent has each in hand, makes a ticket of it, or is done
 * with it; of two the second is told who was first. Locks are taken in this order: customer, message.
 */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { DESK_GONE_MS, LEFT_KEPT_MS } from '#shared/features/chat/chat-times.ts'
import type { LeaveMessage, OwnLeft } from '#shared/features/chat/customer-chat.schema.ts'
import { MAX_LEFT_LISTED, MAX_OWN_LEFT, type JoinMessage, type LeftMessages, type LeftMessagesAsked, type LeftState, type SettleMessage, type TakeMessage, type TicketMessage } from '#shared/features/chat/left-messages.schema.ts'
import type { Disposition } from '#shared/features/interactions/interactions.schema.ts'
import type { Act, Effect } from '../../command.ts'
import { requireRightNow } from '../../require-right-now.ts'
import { hashToken } from '../../secret-token.ts'
import type { Services } from '../../services.ts'
import { announceChange } from '../../store/announce.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { closeOpenTicket, openMessageTicket } from '../diagnostics/message-tickets.queries.ts'
import type { ChatLeftMessage } from './chat-tables.ts'
import { tellAgents } from './tell.ts'
import { reasonOf, titleOf } from './ticket-words.ts'

/** That wait for somebody, of all customers and of one. */
export const MAX_LEFT = 5_000
export const MAX_LEFT_OF_CUSTOMER = 20
/** Agents who are told at once; the others see it when they look. */
const MOST_TOLD = 100
/** Rows deleted in one go. */
const CLEANUP_ROWS = 1_000
/** What colleagues read in place of a name. */
const BY_ITSELF = 'Headend'

/** @throws AppError `limitExceeded` where so many wait already that this would not be answered */
export async function leaveMessage({ store, clock }: Pick<Services, 'store' | 'clock'>, { messageId, token, text, ...said }: LeaveMessage, customerId: string | null): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    if (customerId !== null) await lockCustomer(trx, customerId)
    const known = await trx.selectFrom('chatLeftMessage').select('id').where('id', '=', messageId).executeTakeFirst()
    if (known) return
    await requireRoom(trx, customerId)
    const at = isoInstant(clock.now())
    const added = await trx.insertInto('chatLeftMessage').values({ id: messageId, customerId, signedIn: customerId !== null, resumeHash: hashToken(token), ...said, body: text, leftAt: at })
      .onConflict((there) => there.column('id').doNothing()).returningAll().executeTakeFirst()
    if (added?.customerId && added.wants === 'message') await becomeTicket(trx, { clock }, { ...added, customerId: added.customerId })
    await tellThere(trx, clock.now())
  })
}

/**
 * Who has signed in to the end is as well known as a customer can be, and what they left is of their account: it stands there as a
 * ticket for whoever opens it. It waits in the list all the same, or nobody would look. A call is no ticket.
 */
async function becomeTicket(trx: Transaction, { clock }: Pick<Services, 'clock'>, left: ChatLeftMessage & { customerId: string }): Promise<void> {
  const { id, customerId, leftAt } = left
  const ticket = await openMessageTicket(trx, { at: leftAt, by: BY_ITSELF, contactId: null }, { ...ofMessage(left), customerId, ticketId: newId(clock) })
  await trx.updateTable('chatLeftMessage').set({ ticketId: ticket.id }).where('id', '=', id).execute()
  await writeAudit(trx, clock, { action: 'chat.ticketMessage', by: null, customerId, detail: { messageId: id, ticket: ticket.reference } })
  await announceChange(trx, ['troubleTicket'], [customerId])
}
const ofMessage = ({ topic, body, name, reach, leftAt }: ChatLeftMessage) => ({ title: titleOf(topic), reason: reasonOf(body), said: { at: leftAt, name, reach, text: body } })

async function requireRoom(trx: Transaction, customerId: string | null): Promise<void> {
  const { rows: [count] } = await sql<{ all: number; own: number }>`select count(*) as all, count(*) filter (where customer_id = ${customerId}::uuid) as own from chat_left_message where done_at is null`.execute(trx)
  if (count!.all >= MAX_LEFT || (customerId !== null && count!.own >= MAX_LEFT_OF_CUSTOMER))
    throw new AppError('limitExceeded', { limit: count!.all >= MAX_LEFT ? MAX_LEFT : MAX_LEFT_OF_CUSTOMER, left: 0, unit: 'messages' })
}

async function tellThere(trx: Transaction, now: number): Promise<void> {
  const there = await trx.selectFrom('chatAgent').select('agentId').where('seenAt', '>', isoInstant(now - DESK_GONE_MS)).limit(MOST_TOLD).execute()
  await tellAgents(trx, there.map(({ agentId }) => agentId))
}

export async function listLeftMessages(db: Queryable, { done }: LeftMessagesAsked): Promise<LeftMessages> {
  const all = db.selectFrom('chatLeftMessage as m').leftJoin('troubleTicket as t', 't.id', 'm.ticketId')
    .select(['m.id', 'm.version', 'm.customerId', 'm.signedIn', 'm.name', 'm.topic', 'm.language', 'm.wants', 'm.reach', 'm.body', 'm.leftAt', 'm.takenBy', 'm.takenAt', 'm.ticketId', 't.reference as ticketReference', 'm.doneAt', 'm.doneBy', 'm.disposition', 'm.doneText'])
  const messages = await (done ? all.where('m.doneAt', 'is not', null).orderBy('m.doneAt', 'desc') : all.where('m.doneAt', 'is', null).orderBy('m.leftAt')).orderBy('m.id').limit(MAX_LEFT_LISTED).execute()
  return { messages, waitingCount: await countLeft(db) }
}

export async function countLeft(db: Queryable): Promise<number> {
  const { count } = await db.selectFrom('chatLeftMessage').select((eb) => eb.fn.countAll<number>().as('count')).where('doneAt', 'is', null).executeTakeFirstOrThrow()
  return Number(count)
}

/** What became of them, for who left them: of these tokens, and of who is signed in. Newest first. */
export async function readOwnLeft(db: Queryable, { tokens, customerId }: { tokens: readonly string[]; customerId: string | null }): Promise<OwnLeft> {
  const rows = await db.selectFrom('chatLeftMessage as m').leftJoin('troubleTicket as t', 't.id', 'm.ticketId').select(['m.leftAt', 'm.topic', 'm.wants', 'm.takenAt', 'm.doneAt', 't.reference', 't.status'])
    .where((where) => where.or([
      ...(tokens.length > 0 ? [where('m.resumeHash', 'in', tokens.map(hashToken))] : []),
      // Of others, an agent said that it is this account: they see nothing of it here.
      ...(customerId === null ? [] : [where.and([where('m.customerId', '=', customerId), where('m.signedIn', '=', true)])]),
      where.val(false),
    ])).orderBy('m.leftAt', 'desc').limit(MAX_OWN_LEFT).execute()
  return { messages: rows.map(({ takenAt, doneAt, reference, status, ...left }): LeftState => ({ ...left, reference, state: status === 'open' ? 'ticket' : doneAt !== null ? 'done' : takenAt !== null ? 'inHand' : 'waiting' })) }
}

/** To have it in hand, before somebody calls; or back for anybody. */
export const takeMessage: Effect<TakeMessage> = async (trx, { taken, ...upon }, act) => {
  const before = await openMessage(trx, upon, act)
  const { agent } = act.by
  // What a colleague has in hand is theirs to put back.
  if (!taken && before.takenById !== agent.id) throw changed(before)
  await change(trx, act, before, taken ? { takenAt: act.at, takenBy: agent.displayName, takenById: agent.id } : { takenAt: null, takenBy: null, takenById: null })
  return {}
}

export const joinMessage: Effect<JoinMessage> = async (trx, { customerId, ...upon }, act) => {
  await lockCustomer(trx, customerId)
  const before = await openMessage(trx, upon, act)
  if (before.customerId !== customerId && (before.signedIn || before.ticketId !== null)) throw wrong('customerId', before.signedIn ? 'signedIn' : 'ticket')
  await change(trx, act, before, { customerId })
  return {}
}

/** It goes on as a ticket of the account, and is done here. */
export const ticketMessage: Effect<TicketMessage> = async (trx, { customerId, ticketId, text, ...upon }, act) => {
  await lockCustomer(trx, customerId)
  await requireRightNow(trx, act, 'interactions.write')
  const before = await openMessage(trx, upon, act)
  if (before.customerId !== customerId) throw wrong('customerId', 'notTheirs')
  if (before.ticketId !== null) throw wrong('ticketId', 'ticket')
  const contact = await trx.selectFrom('partyInteraction').select('id').where('customerId', '=', customerId).where('agentId', '=', act.by.agent.id).where('endedAt', 'is', null).executeTakeFirst()
  const ticket = await openMessageTicket(trx, { at: act.at, by: act.by.agent.displayName, contactId: contact?.id ?? null }, { ...ofMessage(before), customerId, ticketId })
  await change(trx, act, before, { ...done(act, 'followUp', text), ticketId })
  act.note({ ticket: ticket.reference })
  return { troubleTicket: [ticket] }
}

/** After these somebody goes on with it, in the ticket that it has. */
const GOES_ON: readonly Disposition[] = ['followUp', 'escalated', 'transferred', 'callBack']

/** @throws AppError `conflict` with what it is by now; `validation` where its ticket would be closed without a word */
export const settleMessage: Effect<SettleMessage> = async (trx, { disposition, text, ...upon }, act) => {
  const about = await trx.selectFrom('chatLeftMessage').select(['customerId', 'ticketId']).where('id', '=', upon.messageId).executeTakeFirst()
  if (about?.ticketId && about.customerId) await lockCustomer(trx, about.customerId)
  const before = await openMessage(trx, upon, act)
  const closes = before.ticketId !== null && before.customerId !== null && !GOES_ON.includes(disposition)
  if (closes && text === '') throw wrong('text', 'ticketNote')
  // A ticket is closed by whoever may close one.
  if (closes) await requireRightNow(trx, act, 'interactions.write')
  await change(trx, act, before, done(act, disposition, text))
  if (!closes) return {}
  const ticket = await closeOpenTicket(trx, { ticketId: before.ticketId!, customerId: before.customerId!, at: act.at, by: act.by.agent.displayName, text })
  if (!ticket) return {}
  act.note({ ticket: ticket.reference })
  await announceChange(trx, ['troubleTicket'], [ticket.customerId])
  return {}
}

const done = ({ at, by }: Act, disposition: Disposition, doneText: string) => ({ doneAt: at, doneBy: by.agent.displayName, disposition, doneText })

async function openMessage(trx: Transaction, { messageId, expectedVersion }: { messageId: string; expectedVersion: number }, { note }: Act): Promise<ChatLeftMessage> {
  const before = await trx.selectFrom('chatLeftMessage').selectAll().where('id', '=', messageId).forUpdate().executeTakeFirst()
  if (!before) throw new AppError('notFound', { what: 'chatLeftMessage' })
  note({ ...(before.customerId === null ? {} : { of: before.customerId }), wants: before.wants })
  if (before.version !== expectedVersion || before.doneAt !== null) throw changed(before)
  return before
}
const changed = ({ id, version, doneBy, doneAt, takenBy, takenAt }: ChatLeftMessage): AppError<'conflict'> =>
  new AppError('conflict', { stream: 'chatLeftMessage', current: { id, version }, changedBy: doneBy ?? takenBy, changedAt: doneAt ?? takenAt })

async function change(trx: Transaction, { at }: Pick<Act, 'at'>, { id, version }: ChatLeftMessage, part: Partial<ChatLeftMessage>): Promise<void> {
  await trx.updateTable('chatLeftMessage').set({ ...part, version: version + 1 }).where('id', '=', id).execute()
  await tellThere(trx, Date.parse(at))
}

/** Those that were done long ago. @returns how many were deleted; call again when it is the full CLEANUP_ROWS */
export async function forgetDoneMessages({ store, clock }: Pick<Services, 'store' | 'clock'>): Promise<number> {
  const { rows } = await sql`delete from chat_left_message where id in (select id from chat_left_message where done_at <= ${isoInstant(clock.now() - LEFT_KEPT_MS)}::timestamptz limit ${CLEANUP_ROWS}) returning id`.execute(store.db)
  return rows.length
}
