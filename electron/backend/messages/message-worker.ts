/** Sends the messages that wait. At least once: who dies between a send and its note sends it again, under the same id. */
import { toAppError } from '../http/errors.ts'
import type { Services } from '../services.ts'
import type { Transaction } from '../store/store.ts'
import { createQueueWorker, listenAndWork, type QueueWorker } from '../queue-worker.ts'
import { within } from '../within.ts'
import { PermanentFault, type Attachment } from './channels.ts'
import { claimMessage, endMessage, postponeMessage, SEND_MS, type Claimed, type Ending } from './message-queue.ts'
import { MESSAGE_CHANNEL, type AttachmentRef } from './queue-message.ts'
import { renderMessage } from './render-message.ts'

/** Messages in the air at once, of one node. */
const LANES = 3

/** Makes what goes with a message. @throws AppError `notFound` when it cannot be made */
export type Attach = (trx: Transaction, ref: AttachmentRef) => Promise<Attachment>
type Deps = Services & { attach: Attach }

export const openMessageWorker = (deps: Deps): Promise<QueueWorker> => listenAndWork(deps, MESSAGE_CHANNEL, createMessageWorker(deps))

/** Without ears and timers. */
export function createMessageWorker(services: Deps, { lanes = LANES } = {}): QueueWorker {
  const { clock, timers, log } = services
  return createQueueWorker<Claimed, Ending | 'later'>(services, {
    lanes,
    claim: (trx) => claimMessage(trx, clock.now()),
    perform: async (message, inTransaction) => {
      const made = await inTransaction((trx) => makeAttachment(trx, services, message))
      return within(timers, SEND_MS, send(services, message, made)).catch((error: unknown) => endingOf(services, message, error))
    },
    settle: async (trx, message, ending) => {
      if (ending === 'later') await postponeMessage(trx, clock, message)
      else await endMessage(trx, clock, message, ending)
    },
    onFault: (error) => void toAppError(error, log),
  })
}

type Made = { attachment: Attachment | null } | { fault: unknown } | null

/** A fault of it is the message's own, not the worker's. */
const makeAttachment = async (trx: Transaction, { attach }: Deps, { attachment }: Claimed): Promise<Made> => {
  if (attachment === null) return { attachment: null }
  return attach(trx, attachment).then((made) => ({ attachment: made }), (fault: unknown) => ({ fault }))
}

async function send({ channels, demo, operatorName, timeZone }: Deps, message: Claimed, made: Made): Promise<Ending> {
  const nowhere: Ending = demo ? { state: 'kept', failure: null } : { state: 'failed', failure: 'noChannel' }
  if (channels[message.channel] === null) return nowhere
  if (made === null || 'fault' in made) throw made?.fault ?? new Error('closed')
  const { subject, text } = renderMessage(message, { operatorName, timeZone })
  const { id, at, to } = message
  if (message.channel === 'email') await channels.email?.send({ id, at, to, subject: subject ?? '', text, attachment: made.attachment })
  else await channels.sms?.send({ id, at, to, text })
  return { state: 'sent', failure: null }
}

/** Of the other side's words only its number is logged: they may name the customer. */
function endingOf({ log }: Deps, { id, attempts, channel }: Claimed, error: unknown): Ending | 'later' {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown }
  const final = error instanceof PermanentFault
  log.warn({ messageId: id, attempts, channel, final, type: error instanceof Error ? error.name : typeof error, code, responseCode }, 'a message has not gone out')
  return final ? { state: 'failed', failure: 'refused' } : 'later'
}
