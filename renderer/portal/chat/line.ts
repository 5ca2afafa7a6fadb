/**
 * The connection, which comes back by itself: a new ticket each time, later each time, at once when the device says that it is back.
 * What is on its way is nobody's here: whoever hears of `opened` says again what was not acknowledged.
 */
import type { FromCustomer, ToCustomer } from '#shared/features/chat/customer-chat.schema.ts'

export type LineState = 'connecting' | 'open' | 'lost' | 'gone'
export type Line = {
  /** @returns false: there is no connection now */
  send(frame: FromCustomer): boolean
  /** What came does not go on from what is there: once more from the beginning. */
  renew(): void
  close(): void
}
type Ways = {
  /** @returns null: the conversation is not there any more. Whatever else fails is tried again. */
  ticket(): Promise<string | null>
  after(): number
  hear(frame: ToCustomer): void
  tell(state: LineState): void
  /** The backend says that it never said so much. */
  fromTheFuture(): void
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
/** So long open, and the next loss begins with short waits again. */
const STEADY_MS = 10_000
const PING_MS = 20_000
/** Without a word behind a ping, the connection is a dead one that nobody has told. */
const SILENCE_MS = 10_000
const BAD_MESSAGE = 1008

/** @returns ms: twice as long each time, and never the same for all who lost it at one moment */
export const waitOf = (tries: number, random = Math.random()): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.5 + random / 2)

export function openLine(ways: Ways): Line {
  let socket: WebSocket | null = null
  let tries = 0
  let over = false
  let isOpen = false
  let again: ReturnType<typeof setTimeout> | undefined
  let steady: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined

  function later(): void {
    if (over) return
    ways.tell('lost')
    clearTimeout(again)
    again = setTimeout(() => void connect(), waitOf(tries))
    tries += 1
  }
  async function connect(): Promise<void> {
    again = undefined
    if (tries === 0) ways.tell('connecting')
    let ticket: string | null
    try {
      ticket = await ways.ticket()
    } catch {
      return later()
    }
    if (over) return
    if (ticket === null) return ways.tell('gone')
    attach(new WebSocket(`${location.origin.replace(/^http/, 'ws')}/portal/chat/live`), ticket)
  }
  function attach(made: WebSocket, ticket: string): void {
    socket = made
    made.addEventListener('open', () => made.send(JSON.stringify({ type: 'open', ticket, after: ways.after() } satisfies FromCustomer)))
    made.addEventListener('message', ({ data }) => { if (socket === made) hear(JSON.parse(String(data)) as ToCustomer) })
    made.addEventListener('close', ({ code }) => { if (socket === made) lost(code) })
  }
  function hear(frame: ToCustomer): void {
    clearTimeout(silence)
    if (frame.type === 'opened') {
      isOpen = true
      steady = setTimeout(() => { tries = 0 }, STEADY_MS)
      ways.tell('open')
    }
    ways.hear(frame)
  }
  function lost(code: number): void {
    const wasOpen = isOpen
    drop()
    if (code === BAD_MESSAGE && !wasOpen && ways.after() > 0) ways.fromTheFuture()
    later()
  }
  function drop(): void {
    const was = socket
    socket = null
    isOpen = false
    clearTimeout(steady)
    clearTimeout(silence)
    was?.close()
  }
  const pinging = setInterval(() => {
    if (!isOpen || !socket) return
    socket.send('{"type":"ping"}')
    clearTimeout(silence)
    silence = setTimeout(() => { drop(); later() }, SILENCE_MS)
  }, PING_MS)
  const backNow = (): void => {
    if (over || again === undefined || document.visibilityState === 'hidden') return
    clearTimeout(again)
    void connect()
  }
  window.addEventListener('online', backNow)
  document.addEventListener('visibilitychange', backNow)
  void connect()

  return {
    send(frame) {
      if (!isOpen || socket?.readyState !== WebSocket.OPEN) return false
      socket.send(JSON.stringify(frame))
      return true
    },
    renew() {
      drop()
      later()
    },
    close() {
      over = true
      clearTimeout(again)
      clearInterval(pinging)
      drop()
      window.removeEventListener('online', backNow)
      document.removeEventListener('visibilitychange', backNow)
    },
  }
}
