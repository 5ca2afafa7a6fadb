/** One desk's WebSocket: what is said to it, what it may say, and when it is cut off. */
import {
  deskMessageSchema,
  LIVE_TIMEOUT_MS,
  liveMessageSchema,
  type DeskMessage,
  type LiveMessage,
} from '#shared/features/sync/sync.schema.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import type { SignedIn } from '../services.ts'

/** The part of `ws` that is used. */
export type Socket = {
  readonly bufferedAmount: number
  send(text: string): void
  close(code: number, reason: string): void
  terminate(): void
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown
  on(event: 'close' | 'error', listener: () => void): unknown
}

/** A desk that leaves this many bytes unread is too slow to be told more; it pulls when it comes back. */
export const MAX_UNREAD_BYTES = 1024 * 1024
/** Close codes of the private range (RFC 6455 section 7.4.2). */
export const CLOSE_SESSION_ENDED = 4001
const CLOSE_BAD_MESSAGE = 1008

export class Connection {
  readonly signedIn: SignedIn
  readonly #socket: Socket
  readonly #clock: Clock
  #lastHeardAt: number
  /** What was to be told before `hello`, which must be first. */
  #untilGreeted: LiveMessage[] | null = []

  constructor(socket: Socket, signedIn: SignedIn, clock: Clock) {
    this.#socket = socket
    this.signedIn = signedIn
    this.#clock = clock
    this.#lastHeardAt = clock.now()
  }

  listen(onMessage: (message: DeskMessage) => void, onClose: () => void): void {
    this.#socket.on('message', (data, isBinary) => this.#receive(data, isBinary, onMessage))
    this.#socket.on('close', onClose)
    // `close` follows; without a listener a broken frame would end the process.
    this.#socket.on('error', () => undefined)
  }

  #receive(data: Buffer, isBinary: boolean, onMessage: (message: DeskMessage) => void): void {
    this.#lastHeardAt = this.#clock.now()
    const message = isBinary ? null : parseDeskMessage(data.toString('utf8'))
    if (message) onMessage(message)
    else this.#socket.close(CLOSE_BAD_MESSAGE, 'not a message of this contract')
  }

  /** Says hello, and then what happened while that was being looked up. */
  greet(hello: Extract<LiveMessage, { type: 'hello' }>): void {
    const waiting = this.#untilGreeted ?? []
    this.#untilGreeted = null
    for (const message of [hello, ...waiting]) this.send(message)
  }

  send(message: LiveMessage): void {
    if (this.#untilGreeted) this.#untilGreeted.push(message)
    else if (this.#socket.bufferedAmount > MAX_UNREAD_BYTES) this.#socket.terminate()
    else this.#socket.send(JSON.stringify(liveMessageSchema.parse(message)))
  }

  isSilent(): boolean {
    return this.#clock.now() - this.#lastHeardAt > LIVE_TIMEOUT_MS
  }

  end(reason: 'signedOut' | 'idle' | 'expired'): void {
    this.#untilGreeted = null
    this.send({ type: 'sessionEnded', reason })
    this.#socket.close(CLOSE_SESSION_ENDED, 'session ended')
  }

  terminate(): void {
    this.#socket.terminate()
  }
}

function parseDeskMessage(text: string): DeskMessage | null {
  try {
    return deskMessageSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
