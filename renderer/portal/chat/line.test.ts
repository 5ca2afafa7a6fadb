/** The connection comes back by itself, later each time, and never says that it is there when it is not. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openLine, waitOf, type LineState } from './line.ts'

class Socket extends EventTarget {
  static readonly OPEN = 1
  static all: Socket[] = []
  readyState = Socket.OPEN
  sent: string[] = []
  constructor() {
    super()
    Socket.all.push(this)
  }
  send(text: string): void {
    this.sent.push(text)
  }
  close(): void {
    this.readyState = 3
  }
  tell(frame: object): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(frame) }))
  }
  lose(code = 1006): void {
    this.readyState = 3
    this.dispatchEvent(Object.assign(new Event('close'), { code }))
  }
}

let states: LineState[]
let tickets: (string | null | 'offline')[]
let after: number
let future: number
const newest = () => Socket.all.at(-1)!
beforeEach(() => {
  vi.useFakeTimers()
  Socket.all = []
  states = []
  tickets = []
  after = 0
  future = 0
  vi.stubGlobal('WebSocket', Socket)
  vi.stubGlobal('location', { origin: 'https://isla.example' })
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
async function start() {
  const line = openLine({
    ticket: () => {
      const ticket = tickets.length > 0 ? tickets.shift()! : 'ticket'
      return ticket === 'offline' ? Promise.reject(new Error('offline')) : Promise.resolve(ticket)
    },
    after: () => after, hear: () => undefined, tell: (state) => { states.push(state) }, fromTheFuture: () => { future += 1; after = 0 },
  })
  await vi.advanceTimersByTimeAsync(0)
  return line
}
const opened = { type: 'opened', state: {}, lastSequence: 0 }
function answer(): void {
  newest().dispatchEvent(new Event('open'))
  newest().tell(opened)
}

it('says first what it has, and is open when it was told so', async () => {
  after = 7
  const line = await start()
  expect(line.send({ type: 'ping' }), 'not yet').toBe(false)
  answer()
  expect(JSON.parse(newest().sent[0] ?? '')).toEqual({ type: 'open', ticket: 'ticket', after: 7 })
  expect(line.send({ type: 'ping' })).toBe(true)
  expect(states).toEqual(['connecting', 'open'])
})

it('comes back after a loss, with what it has by then, and gives up for a conversation that is gone alone', async () => {
  const line = await start()
  answer()
  after = 3
  tickets = ['offline', 'offline', 'again', null]
  newest().lose()
  expect(line.send({ type: 'ping' })).toBe(false)
  await vi.advanceTimersByTimeAsync(10_000)
  answer()
  expect(JSON.parse(newest().sent[0] ?? '')).toEqual({ type: 'open', ticket: 'again', after: 3 })
  newest().lose()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(states.at(-1)).toBe('gone')
  expect(Socket.all).toHaveLength(2)
})

it('notices a line that is dead and that nobody has told', async () => {
  await start()
  answer()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(newest().sent.at(-1)).toBe('{"type":"ping"}')
  newest().tell({ type: 'pong' })
  await vi.advanceTimersByTimeAsync(15_000)
  expect(states.at(-1)).toBe('open')
  await vi.advanceTimersByTimeAsync(15_000)
  expect(states.at(-1)).not.toBe('open')
})

it('asks at once when the device is back', async () => {
  tickets = Array.from({ length: 8 }, () => 'offline' as const)
  await start()
  await vi.advanceTimersByTimeAsync(60_000)
  tickets = []
  const before = Socket.all.length
  window.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(0)
  expect(Socket.all.length).toBe(before + 1)
})

it('begins anew where the backend never said so much', async () => {
  after = 9
  await start()
  newest().lose(1008)
  expect(future).toBe(1)
})

it('is silent when it was closed', async () => {
  const line = await start()
  answer()
  line.close()
  newest().lose()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(Socket.all).toHaveLength(1)
})

it('waits longer each time, half a minute at most, and never all at one moment', () => {
  expect([0, 1, 2].map((tries) => waitOf(tries, 1))).toEqual([500, 1_000, 2_000])
  expect(waitOf(40, 1)).toBe(30_000)
  expect(waitOf(0, 0)).toBe(250)
})
