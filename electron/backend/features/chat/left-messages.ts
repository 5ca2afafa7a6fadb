/** Messages of customers who found nobody: left once for each id, bounded, and done by one agent. */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { DESK_GONE_MS } from '#shared/features/chat/chat-times.ts'
import type { LeaveMessage } from '#shared/features/chat/customer-chat.schema.ts'
import { MAX_LEFT_LISTED, type LeftMessages, type LeftMessagesAsked, type SettleMessage } from '#shared/features/chat/left-messages.schema.ts'
import type { Effect } from '../../command.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { tellAgents } from './tell.ts'

/** That wait for somebody, of all customers and of one. */
export const MAX_LEFT = 5_000
export const MAX_LEFT_OF_CUSTOMER = 20
/** Agents who are told at once; the others see it when they look. */
const MOST_TOLD = 100

/** @throws AppError `limitExceeded` where so many wait already that this would not be answered */
export async function leaveMessage({ store, clock }: Pick<Services, 'store' | 'clock'>, { messageId, text, ...said }: LeaveMessage, customerId: string | null): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom('chatLeftMessage').select('id').where('id', '=', messageId).executeTakeFirst()
    if (known) return
    await requireRoom(trx, customerId)
    const now = clock.now()
    await trx.insertInto('chatLeftMessage').values({ id: messageId, customerId, ...said, body: text, leftAt: isoInstant(now) }).onConflict((there) => there.column('id').doNothing()).execute()
    const there = await trx.selectFrom('chatAgent').select('agentId').where('seenAt', '>', isoInstant(now - DESK_GONE_MS)).limit(MOST_TOLD).execute()
    await tellAgents(trx, there.map(({ agentId }) => agentId))
  })
}

async function requireRoom(db: Queryable, customerId: string | null): Promise<void> {
  const { rows: [count] } = await sql<{ all: number; own: number }>`select count(*) as "all", count(*) filter (where customer_id = ${customerId}::uuid) as own from chat_left_message where done_at is null`.execute(db)
  if (count!.all >= MAX_LEFT || count!.own >= MAX_LEFT_OF_CUSTOMER) throw new AppError('limitExceeded', { limit: count!.all >= MAX_LEFT ? MAX_LEFT : MAX_LEFT_OF_CUSTOMER, left: 0, unit: 'messages' })
}

export async function listLeftMessages(db: Queryable, { done }: LeftMessagesAsked): Promise<LeftMessages> {
  const all = db.selectFrom('chatLeftMessage').selectAll()
  const messages = await (done ? all.where('doneAt', 'is not', null).orderBy('doneAt', 'desc') : all.where('doneAt', 'is', null).orderBy('leftAt')).orderBy('id').limit(MAX_LEFT_LISTED).execute()
  const { count } = await db.selectFrom('chatLeftMessage').select((eb) => eb.fn.countAll<number>().as('count')).where('doneAt', 'is', null).executeTakeFirstOrThrow()
  return { messages, waitingCount: Number(count) }
}

/** @throws AppError `conflict` with what it is by now */
export const settleMessage: Effect<SettleMessage> = async (trx, { messageId, expectedVersion, disposition }, { at, by, note }) => {
  const before = await lockMessage(trx, messageId)
  note({ ...(before.customerId === null ? {} : { of: before.customerId }), wants: before.wants })
  if (before.version !== expectedVersion || before.doneAt !== null)
    throw new AppError('conflict', { stream: 'chatLeftMessage', current: { id: messageId, version: before.version }, changedBy: before.doneBy, changedAt: before.doneAt })
  await trx.updateTable('chatLeftMessage').set({ doneAt: at, doneBy: by.agent.displayName, disposition, version: before.version + 1 }).where('id', '=', messageId).execute()
  return {}
}

async function lockMessage(trx: Transaction, id: string) {
  const row = await trx.selectFrom('chatLeftMessage').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw new AppError('notFound', { what: 'chatLeftMessage' })
  return row
}
