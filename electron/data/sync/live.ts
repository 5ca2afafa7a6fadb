/**
 * The one WebSocket: hints that something changed, and who has what open. Nothing that must not be lost travels
 * here; a lost hint is made good by the pull after the next `hello`. States:
 *   waiting -> connecting -> open (hello) -> waiting …   ended by stop() or when nobody is signed in
 * A half-open connection is one that has said nothing for LIVE_TIMEOUT_MS although it was pinged three times.
 */
import { WebSocket } from 'ws'
import type { Clock } from '#shared/kernel/clock.ts'
import {
  LIVE_TIMEOUT_MS,
  liveMessageSchema,
  MAX_LIVE_FRAME_BYTES,
  type DeskMessage,
  type LiveMessage,
} from '#shared/features/sync/sync.schema.ts'
import { CONTRACT_HEADER, CONTRACT_VERSION } from '#shared/contract/version.ts'
import { backoffMs, createAlarm } from './backoff.ts'

export const LIVE_PATH = '/live'

export type Live = {
  /** Connects with the session that is held now, or hangs up when there is none. */
  restart(): void
  /** Which accounts are open here; sent at once and after each new connection. */
  open(customerIds: readonly string[]): void
  stop(): void
}

export type LiveDeps = {
  baseUrl(): string | null
  token(): string | null
  clock: Clock
  random: () => number
  /** Milliseconds; shorter in tests of half-open connections. */
  timeoutMs?: number
  onMessage(message: LiveMessage, token: string): void
  /** The connection was refused or went. */
  onLost(): void
}

export function createLive(deps: LiveDeps): Live {
  const timeoutMs = deps.timeoutMs ?? LIVE_TIMEOUT_MS
  const retry = createAlarm()
  const heartbeat = createAlarm()
  let socket: WebSocket | null = null
  let openHere: readonly string[] = []
  let failures = 0
  let stopped = false
  let heardAt = 0

  const say = (message: DeskMessage) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }
  const hangUp = () => {
    const old = socket
    socket = null
    heartbeat.clear()
    retry.clear()
    old?.terminate()
  }
  function beat(): void {
    if (deps.clock.now() - heardAt >= timeoutMs) return socket?.terminate()
    say({ type: 'ping' })
    heartbeat.set(timeoutMs / 3, beat)
  }
  function connect(): void {
    const [url, token] = [deps.baseUrl(), deps.token()]
    if (stopped || url === null || token === null) return
    const headers = { authorization: `Bearer ${token}`, [CONTRACT_HEADER]: String(CONTRACT_VERSION) }
    const own = new WebSocket(url.replace(/^http/, 'ws').replace(/\/$/, '') + LIVE_PATH, {
      headers, maxPayload: MAX_LIVE_FRAME_BYTES, handshakeTimeout: Math.min(10_000, timeoutMs), perMessageDeflate: false,
    })
    socket = own
    heardAt = deps.clock.now()
    own.on('open', () => {
      say({ type: 'presence', open: [...openHere] })
      heartbeat.set(timeoutMs / 3, beat)
    })
    own.on('message', (data) => {
      heardAt = deps.clock.now()
      const message = parse(String(data))
      // What this version does not understand is not worth the connection.
      if (message === null) return own.close(1003)
      if (message.type === 'hello') failures = 0
      deps.onMessage(message, token)
    })
    // 'close' follows every error.
    own.on('error', () => undefined)
    own.on('close', () => {
      if (socket !== own) return
      hangUp()
      deps.onLost()
      if (!stopped) retry.set(backoffMs(++failures, deps.random), connect)
    })
  }
  return {
    restart() {
      hangUp()
      failures = 0
      connect()
    },
    open(customerIds) {
      openHere = customerIds
      say({ type: 'presence', open: [...openHere] })
    },
    stop() {
      stopped = true
      hangUp()
    },
  }
}

function parse(text: string): LiveMessage | null {
  try {
    return liveMessageSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
