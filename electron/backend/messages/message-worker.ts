/**
 * Sends what waits: right after each commit, a little later again where it failed, and at start what a process before this
 * one left behind. Any number of nodes may run one. At least once: who dies between a send and its note sends it again, under
 * the same id.
 */
import { toAppError } from '../http/errors.ts'
import type { Services } from '../services.ts'
import type { Transaction } from '../store/store.ts'
import { repeated } from '../repeated.ts'
import { within } from '../within.ts'
import { PermanentFault, type Attachment } from './channels.ts'
import { claimMessage, endMessage, postponeMessage, SEND_MS, type Claimed, type Ending } from './message-queue.ts'
import { MESSAGE_CHANNEL, type AttachmentRef } from './queue-message.ts'
import { renderMessage } from './render-message.ts'

/** Messages in the air at once, of one node. */
const LANES = 3
/** How often it looks by itself: for what is to be tried again, and in place of a hint that was lost. In ms. */
const LOOK_MS = 10_000

/** Makes what goes with a message. @throws AppError `notFound` when it cannot be made */
export type Attach = (trx: Transaction, ref: AttachmentRef) => Promise<Attachment>
export type MessageWorker = {
  /** Sends all that is due now. Resolves when none is left, or the worker is closed. */
  work(): Promise<void>
  /** Ends when nothing of it is in the store any more. */
  close(): Promise<void>
}

type Deps = Services & { attach: Attach }

export async function openMessageWorker(deps: Deps): Promise<MessageWorker> {
  const worker = createMessageWorker(deps)
  const wake = (): void => void worker.work()
  const stopListening = await deps.store.listen(MESSAGE_CHANNEL, wake)
  const stopLooking = deps.timers.every(LOOK_MS, wake)
  wake()
  return {
    work: worker.work,
    close: async () => {
      stopLooking()
      await worker.close()
      await stopListening()
    },
  }
}

/** Without ears and timers. */
export function createMessageWorker(services: Deps, { lanes = LANES } = {}): MessageWorker {
  const { store, clock, timers, log } = services
  const inStore = new Set<Promise<unknown>>()
  let closed = false
  let sayClosed = (): void => undefined
  const closing = new Promise<null>((resolve) => { sayClosed = () => resolve(null) })

  /** Null once it is closed: no transaction begins then, and those that run are waited for. */
  async function inTransaction<T>(work: (trx: Transaction) => Promise<T>): Promise<T | null> {
    if (closed) return null
    const running = store.db.transaction().execute(work)
    inStore.add(running)
    return running.finally(() => inStore.delete(running))
  }

  async function sendInTime(message: Claimed): Promise<Ending | 'later'> {
    const made = await inTransaction((trx) => makeAttachment(trx, services, message))
    return within(timers, SEND_MS, send(services, message, made)).catch((error: unknown) => endingOf(services, message, error))
  }

  async function lane(): Promise<void> {
    for (;;) {
      const message = await inTransaction((trx) => claimMessage(trx, clock.now()))
      if (!message) return
      // A console that is closed does not wait for a mail server.
      const ending = await Promise.race([sendInTime(message), closing])
      if (ending === null) return
      await inTransaction(async (trx) => {
        if (ending === 'later') await postponeMessage(trx, clock, message)
        else await endMessage(trx, clock, message, ending)
      })
    }
  }
  const oneLane = (): Promise<void> => lane().catch((error: unknown) => void toAppError(error, log))

  return {
    work: repeated(async () => void (await Promise.all(Array.from({ length: lanes }, oneLane)))),
    close: async () => {
      closed = true
      sayClosed()
      await Promise.allSettled(inStore)
    },
  }
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
