import { expect, it } from 'vitest'
import { manualClock } from '#shared/kernel/clock.ts'
import { LIVE_TIMEOUT_MS, type LiveMessage } from '#shared/features/sync/sync.schema.ts'
import type { SignedIn } from '../services.ts'
import { Connection, MAX_UNREAD_BYTES, type Socket } from './connection.ts'

/** A socket whose other end reads as slowly as the test wants; a real one would need megabytes of kernel buffers filled. */
function slowSocket(bufferedAmount: number) {
  const sent: string[] = []
  const state = { terminated: false }
  const socket: Socket = {
    bufferedAmount,
    send: (text) => void sent.push(text),
    close: () => undefined,
    terminate: () => void (state.terminated = true),
    on: () => undefined,
  }
  return { socket, sent, state }
}
const signedIn = {} as SignedIn
const clock = manualClock(0)
const hello: Extract<LiveMessage, { type: 'hello' }> = { type: 'hello', epoch: 'e', presence: [] }
function greeted(socket: Socket): Connection {
  const connection = new Connection(socket, signedIn, clock)
  connection.greet(hello)
  return connection
}

it('says hello first, then what happened meanwhile', () => {
  const { socket, sent } = slowSocket(0)
  const connection = new Connection(socket, signedIn, clock)
  connection.send({ type: 'pong' })
  expect(sent).toEqual([])
  connection.greet(hello)
  expect(sent.map((text) => (JSON.parse(text) as { type: string }).type)).toEqual(['hello', 'pong'])
})

it('cuts off a desk that leaves too much unread, and only then', () => {
  const slow = slowSocket(MAX_UNREAD_BYTES + 1)
  greeted(slow.socket).send({ type: 'pong' })
  expect(slow).toMatchObject({ sent: [], state: { terminated: true } })
  const slowEnough = slowSocket(MAX_UNREAD_BYTES)
  greeted(slowEnough.socket).send({ type: 'pong' })
  expect(slowEnough).toMatchObject({ sent: [JSON.stringify(hello), '{"type":"pong"}'], state: { terminated: false } })
})

it('counts silence from the last word', () => {
  const connection = new Connection(slowSocket(0).socket, signedIn, clock)
  clock.advance(LIVE_TIMEOUT_MS)
  expect(connection.isSilent()).toBe(false)
  clock.advance(1)
  expect(connection.isSilent()).toBe(true)
})
