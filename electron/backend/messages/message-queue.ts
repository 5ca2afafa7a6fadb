/**
 * Messages on their way, as rows. One is written with its reason, taken in hand by one worker at a time, and its address,
 * parameters and link are deleted when it is at its end.
 *
 *   waiting --claim--> sending --sent------------> gone; the desks' row says `sent`
 *                        |  ^                      (dies after the send: sent again under the same id when the lease ends)
 *                        |  +--claim, after a pause that grows
 *                        +--refused, a day over--> gone; the desks' row says `failed`, and why
 */
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import type { CommunicationMessage, MessageChannel, MessageTemplate } from '#shared/features/messages/messages.schema.ts'
import { announceChange } from '../store/announce.ts'
import type { Transaction } from '../store/store.ts'
import { writeAudit } from '../write-audit.ts'
import type { AttachmentRef } from './queue-message.ts'
import type { Language } from './render-message.ts'

/** How long one send may take, in ms. */
export const SEND_MS = 60_000
/** How long a message belongs to whoever took it in hand, in ms: longer by what the clocks of two nodes may be apart. */
export const MESSAGE_LEASE_MS = SEND_MS + 90_000
/** After a send that failed, in ms; doubled each time, up to the longest. */
const FIRST_PAUSE_MS = 10_000
const LONGEST_PAUSE_MS = 30 * 60_000
/** After this, in ms from its writing, it is given up: what it says is of yesterday, and its link is dead. */
export const GIVE_UP_MS = 24 * 60 * 60_000

export type Claimed = {
  id: string
  customerId: string
  at: string
  channel: MessageChannel
  template: MessageTemplate
  language: Language
  to: string
  params: Record<string, unknown>
  attachment: AttachmentRef | null
  /** This time included. */
  attempts: number
}

/** Takes the next message in hand for the length of the lease. @param now in ms. */
export async function claimMessage(trx: Transaction, now: number): Promise<Claimed | null> {
  const { rows } = await sql<Claimed>`
    update message_dispatch dispatch
    set state = 'sending', attempts = attempts + 1, not_before = ${isoInstant(now + MESSAGE_LEASE_MS)}::timestamptz
    from communication_message message
    where message.id = dispatch.message_id and dispatch.message_id = (
      select message_id from message_dispatch
      where state in ('waiting', 'sending') and not_before <= ${isoInstant(now)}::timestamptz
      order by not_before, message_id limit 1 for update skip locked
    )
    returning message.id, message.customer_id as "customerId", message.at, message.channel, message.template, message.language,
      dispatch.recipient as "to", dispatch.params, dispatch.attachment, dispatch.attempts`.execute(trx)
  return rows[0] ?? null
}

export type Ending =
  | { state: 'sent'; failure: null }
  | { state: 'kept'; failure: null }
  | { state: 'failed'; failure: NonNullable<CommunicationMessage['failure']> }

/** What is kept stays for the mailbox; of all else nothing that could be sent is left. @returns false when another worker has it by now */
export async function endMessage(trx: Transaction, clock: Clock, message: Claimed, ending: Ending): Promise<boolean> {
  const mine = { messageId: message.id, attempts: message.attempts }
  const taken = ending.state === 'kept'
    ? (await trx.updateTable('messageDispatch').set({ state: 'kept' }).where('messageId', '=', mine.messageId).where('attempts', '=', mine.attempts).executeTakeFirst()).numUpdatedRows
    : (await trx.deleteFrom('messageDispatch').where('messageId', '=', mine.messageId).where('attempts', '=', mine.attempts).executeTakeFirst()).numDeletedRows
  if (taken === 0n) return false
  const { customerId, channel, template } = message
  await trx.updateTable('communicationMessage')
    .set(({ eb }) => ({ ...ending, version: eb('version', '+', 1), sentAt: ending.state === 'sent' ? isoInstant(clock.now()) : null }))
    .where('id', '=', message.id).execute()
  await writeAudit(trx, clock, {
    action: 'messages.end', by: null, customerId, detail: { messageId: message.id, channel, template, outcome: ending.failure ?? ending.state, attempts: message.attempts },
  })
  await announceChange(trx, ['communicationMessage'], [customerId])
  return true
}

/** Tried again after a pause, or given up when its day is over. */
export async function postponeMessage(trx: Transaction, clock: Clock, message: Claimed): Promise<void> {
  const now = clock.now()
  const next = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(message.attempts - 1, 12))
  if (next > Date.parse(message.at) + GIVE_UP_MS) return void (await endMessage(trx, clock, message, { state: 'failed', failure: 'unreachable' }))
  await trx.updateTable('messageDispatch').set({ state: 'waiting', notBefore: isoInstant(next) })
    .where('messageId', '=', message.id).where('attempts', '=', message.attempts).execute()
}

/** How long the demo's mailbox keeps a message, in ms. */
const KEPT_MS = 30 * 24 * 60 * 60_000

export async function forgetKeptMessages(trx: Transaction, clock: Clock): Promise<void> {
  await trx.deleteFrom('messageDispatch').where('state', '=', 'kept').where('notBefore', '<', isoInstant(clock.now() - KEPT_MS)).execute()
}
