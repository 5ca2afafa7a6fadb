/**
 * One customer's WebSocket. Its first frame brings a ticket and the last sequence that the page has; what it sends is in the database
 * before it is told so. Whoever floods is slowed, then cut off; whoever does not read is cut off, and finds all of it again.
 */
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { AppError } from '#shared/kernel/errors.ts'
import { fromCustomerSchema, type CustomerState, type FromCustomer, type ToCustomer } from '#shared/features/chat/customer-chat.schema.ts'
import type { Socket } from '../../live/connection.ts'
import type { Services } from '../../services.ts'
import { reopen } from './begin.ts'
import { close, lockConversation } from './conversations.ts'
import type { ChatLive, PageSide } from './chat-live.ts'
import { findBody } from './attachments/attachments.ts'
import type { Written } from './lines.ts'
import { sending } from './send-together.ts'
import { tellTyping } from './tell.ts'

/** Frames of one page: these at once, and so many more in a second. */
const BURST = 30
const PER_SECOND = 10
/** So many too many, and it is cut off. */
const MOST_TOO_MANY = 200
/** To say who it is, and between two signs of life, ms. */
const OPEN_MS = 10_000
export const PAGE_SILENT_MS = 60_000
const MAX_UNREAD_BYTES = 1024 * 1024
const TYPING_MS = 2_000
const CLOSE_BAD_MESSAGE = 1008
const CLOSE_TOO_FAST = 4008
const CLOSE_NOBODY = 4004

type Refusal = Extract<ToCustomer, { type: 'refused' }>['why']

/** A page in the background has its timers slowed to one a minute; what its browser answers by itself (RFC 6455, 5.5.3) is a sign of life as well. */
type PageSocket = Socket & { ping(): void; on(event: 'pong', listener: () => void): unknown }

export function attachPage(services: Services, live: ChatLive, socket: PageSocket): void {
  const { store, clock, timers, log } = services
  let tokens = BURST
  let filledAt = clock.now()
  let tooMany = 0
  let heardAt = clock.now()
  let typedAt = -Infinity
  let conversationId: string | null = null
  let opening = false
  let unfollow = (): void => undefined
  let state: CustomerState | null = null
  let working: Promise<void> = Promise.resolve()
  let over = false

  const tell = (frame: ToCustomer): void => {
    if (over) return
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) return cut()
    socket.send(JSON.stringify(frame))
  }
  const refuse = (clientId: string | null, why: Refusal): void => tell({ type: 'refused', clientId, why })
  const cut = (): void => (end(), socket.terminate())
  const end = (): void => {
    over = true
    unfollow()
    stopLooking()
  }
  const stopLooking = timers.every(OPEN_MS, () => {
    if (conversationId === null ? !opening : clock.now() - heardAt > PAGE_SILENT_MS) return cut()
    socket.ping()
  })
  const tellState = (next: CustomerState): void => {
    if (isDeepStrictEqual(next, state)) return
    state = next
    tell({ type: 'state', state })
  }
  const side: PageSide = {
    after: 0,
    tell: (messages) => tell({ type: 'messages', messages }),
    state: tellState,
    waits: () => state?.status === 'waiting',
    read: (sequence) => void (state && sequence > state.agentRead && tellState({ ...state, agentRead: sequence })),
    typing: () => tell({ type: 'typing' }),
    session: null,
    end: () => (end(), socket.close(CLOSE_NOBODY, 'signed out')),
  }

  async function open({ ticket, after }: Extract<FromCustomer, { type: 'open' }>): Promise<void> {
    const opened = await live.open(ticket)
    if (opened === null) return socket.close(CLOSE_NOBODY, 'no such ticket')
    const { id, session, lastSequence } = opened
    if (after > lastSequence) return socket.close(CLOSE_BAD_MESSAGE, 'a sequence from the future')
    if (over) return
    state = opened.state
    conversationId = id
    tell({ type: 'opened', state, lastSequence })
    side.after = after
    side.session = session
    unfollow = live.follow(id, side)
  }
  async function attach(id: string, { clientId }: { clientId: string }): Promise<void> {
    const body = await findBody(store.db, { id: clientId, conversationId: id, agentId: null })
    return body === null ? refuse(clientId, 'noFile') : send({ conversationId: id, clientId, kind: 'attachment', body })
  }
  async function send(input: Written): Promise<void> {
    const { conversationId: id, clientId } = input
    let sequence = await sending(services).customer(input)
    if (sequence === null) {
      const door = await store.db.transaction().execute((trx) => reopen(trx, { services, now: clock.now() }, id))
      if (!door.open) return refuse(clientId, door.why)
      sequence = await sending(services).customer(input)
    }
    if (sequence === null) return refuse(clientId, 'closed')
    tell({ type: 'sent', clientId, sequence })
  }
  async function leave(id: string): Promise<void> {
    await store.db.transaction().execute(async (trx) => {
      const conversation = await lockConversation(trx, id)
      if (conversation.closedAt === null) await close(trx, { services, now: clock.now() }, conversation, 'customer')
    })
  }
  async function act(frame: FromCustomer): Promise<void> {
    if (frame.type === 'ping') return tell({ type: 'pong' })
    if (frame.type === 'open') {
      if (opening) return socket.close(CLOSE_BAD_MESSAGE, 'open already')
      opening = true
      return open(frame)
    }
    const id = conversationId
    if (id === null) return socket.close(CLOSE_BAD_MESSAGE, 'not open')
    switch (frame.type) {
      case 'send':
        return send({ conversationId: id, clientId: frame.clientId, body: frame.body })
      case 'attach':
        return attach(id, frame)
      case 'typing':
        if (clock.now() - typedAt < TYPING_MS) return
        typedAt = clock.now()
        return tellTyping(store.db, id, 'customer')
      case 'got':
      case 'read':
        // What this page was never told it cannot have.
        if (frame.sequence > side.after) return refuse(null, 'notAMessage')
        return live.mark(id, frame.type === 'read' ? { got: frame.sequence, read: frame.sequence } : { got: frame.sequence, read: 0 })
      case 'leave':
        return leave(id)
    }
  }
  function mayAct(): boolean {
    const now = clock.now()
    tokens = Math.min(BURST, tokens + ((now - filledAt) / 1_000) * PER_SECOND)
    filledAt = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
  socket.on('message', (data, isBinary) => {
    heardAt = clock.now()
    const parsed = isBinary ? null : read(data)
    if (!mayAct()) {
      tooMany += 1
      if (tooMany > MOST_TOO_MANY) return (end(), socket.close(CLOSE_TOO_FAST, 'too many'))
      return refuse(clientIdOf(parsed), 'tooFast')
    }
    if (parsed === null) return (end(), socket.close(CLOSE_BAD_MESSAGE, 'not a message'))
    const frame = fromCustomerSchema.safeParse(parsed)
    if (!frame.success) return refuse(clientIdOf(parsed), whyNot(frame.error))
    // In the order in which it came.
    working = working.then(() => (over ? undefined : act(frame.data))).catch((error: unknown) => {
      const known = error instanceof AppError && error.code === 'validation'
      if (!known) log.error({ type: error instanceof Error ? error.name : typeof error }, 'a customer’s frame failed')
      refuse(clientIdOf(parsed), known ? 'reused' : 'failed')
    })
  })
  socket.on('pong', () => { heardAt = clock.now() })
  socket.on('close', end)
  socket.on('error', () => undefined)
}

function read(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8')) as unknown
  } catch {
    return null
  }
}
const clientIdOf = (parsed: unknown): string | null => z.object({ clientId: z.uuid() }).safeParse(parsed).data?.clientId ?? null

function whyNot(error: z.ZodError): Refusal {
  if (error.issues.some(({ message }) => message === 'cardNumber')) return 'cardNumber'
  return error.issues.some(({ code }) => code === 'too_big') ? 'tooLong' : 'notAMessage'
}
