/**
 * A thousand desks and five thousand pages of customers, each with a line of its own, as the window and the page speak: a page says
 * what it has read, a desk reads what is in front (one of its five) and refreshes its list, each has a sign of life. A message knows when it was sent; who is
 * on the other side says when it came. The same crowd speaks to a bare relay.
 */
import { Agent, request } from 'node:http'
import WebSocket from 'ws'
import { CONTRACT_HEADER, CONTRACT_VERSION } from '#shared/contract/version.ts'
import { newId } from '#shared/kernel/ids.ts'
import { BACKGROUND_HEADER } from '../../../electron/backend/http/authentication.ts'
import type { ChatLines, ChatMessage } from '#shared/features/chat/chat.schema.ts'
import type { ToCustomer } from '#shared/features/chat/customer-chat.schema.ts'
import type { LiveMessage } from '#shared/features/sync/sync.schema.ts'
import type { ChatDeskOf, ChatPlace } from './chat-house.ts'

/** As the page and the desk have it, ms. */
const PAGE_PING_MS = 20_000
const DESK_PING_MS = 15_000
/** The desk's list, as its page refreshes it. */
const DESK_LIST_MS = 10_000
const AT_ONCE = 200
const TEXT = 'The modem was restarted twice and its light for online still blinks; the television works. '

/** What it was sent with: when, by `performance.now()` of this process. */
const said = new Map<string, number>()
let number = 0
function nextBody(): string {
  number += 1
  const body = `${TEXT}#${number}`
  said.set(body, performance.now())
  return body
}
export type Arrivals = { times: number[]; doubled: number }
function arrived(to: Arrivals, body: string): void {
  const at = said.get(body)
  if (at === undefined) return void (body.startsWith(TEXT) && (to.doubled += 1))
  said.delete(body)
  to.times.push(performance.now() - at)
}
/** Not arrived yet. */
export const underWay = (): number => said.size
export const forgetAll = (): void => said.clear()

/** In lanes, each the next one when it is done. */
export async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  let next = 0
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
    while (next < items.length) await work(items[next++]!)
  }))
}

export type Crowd = { fromCustomer(place: ChatPlace): void; fromAgent(desk: ChatDeskOf, place: ChatPlace): void; failed: () => number; close(): void }

const opened = (socket: WebSocket): Promise<void> => new Promise((resolve, reject) => socket.once('open', () => resolve()).once('error', reject))

export async function openRelayCrowd(url: string, desks: readonly ChatDeskOf[], arrivals: { customers: Arrivals; agents: Arrivals }): Promise<Crowd> {
  const sockets = new Map<string, WebSocket>()
  const connect = async (key: string, side: 'customer' | 'agent', ids: string[]): Promise<void> => {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    socket.on('message', (data: Buffer) => arrived(side === 'customer' ? arrivals.customers : arrivals.agents, (JSON.parse(data.toString('utf8')) as { body: string }).body))
    await opened(socket)
    socket.send(JSON.stringify({ open: ids, side }))
    sockets.set(key, socket)
  }
  await inLanes(desks, ({ agentId, places }) => connect(agentId, 'agent', places.map(({ conversationId }) => conversationId)))
  await inLanes(desks.flatMap(({ places }) => places), ({ conversationId }) => connect(conversationId, 'customer', [conversationId]))
  const tell = (key: string, side: string, c: string): void => sockets.get(key)?.send(JSON.stringify({ side, c, clientId: newId(), body: nextBody() }))
  return {
    fromCustomer: ({ conversationId }) => tell(conversationId, 'customer', conversationId),
    fromAgent: ({ agentId }, { conversationId }) => tell(agentId, 'agent', conversationId),
    failed: () => 0,
    close: () => sockets.forEach((socket) => socket.terminate()),
  }
}

export type HeadendCrowd = Crowd & { /** All customers' lines are cut, and come back. @returns ms until the last one has all that it missed */ storm(): Promise<number> }

export async function openHeadendCrowd(url: string, desks: readonly ChatDeskOf[], arrivals: { customers: Arrivals; agents: Arrivals }): Promise<HeadendCrowd> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const places = desks.flatMap((desk) => desk.places)
  const addresses = new Map(places.map(({ conversationId }, index) => [conversationId, `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`]))
  const pages = new Map<string, WebSocket>()
  const last = new Map<string, number>()
  const lines: WebSocket[] = []
  let failures = 0
  const fail = (): void => void (failures += 1)

  function post<T>(path: string, body: object, headers: Record<string, string>): Promise<T> {
    return new Promise((resolve, reject) => {
      const asked = request(`${url}${path}`, { agent, method: 'POST', headers: { 'content-type': 'application/json', ...headers } }, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => void (text += part)).on('end', () => (answer.statusCode === 200 ? resolve(JSON.parse(text) as T) : reject(new Error(`${path}: ${answer.statusCode} ${text.slice(0, 200)}`))))
      })
      asked.on('error', reject)
      asked.end(JSON.stringify(body))
    })
  }
  async function openPage(place: ChatPlace): Promise<void> {
    const headers = { origin: url, 'x-forwarded-for': addresses.get(place.conversationId)! }
    const { ticket } = await post<{ ticket: string }>('/portal/chat/ticket', { token: place.token }, headers)
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/portal/chat/live`, { headers, perMessageDeflate: false })
    const tell = (frame: object): void => void (socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame)))
    const ready = new Promise<void>((resolve, reject) => {
      let upTo: number | null = null
      const look = (): void => void (upTo !== null && (last.get(place.conversationId) ?? 0) >= upTo && resolve())
      socket.on('close', () => reject(new Error('cut off')))
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString('utf8')) as ToCustomer
        if (frame.type === 'opened') upTo = frame.lastSequence
        if (frame.type === 'refused') fail()
        if (frame.type === 'messages') {
          for (const { author, body } of frame.messages) if (author === 'agent') arrived(arrivals.customers, body)
          last.set(place.conversationId, frame.messages.at(-1)!.sequence)
          tell({ type: 'read', sequence: frame.messages.at(-1)!.sequence })
        }
        look()
      })
    })
    await opened(socket)
    const pinging = setInterval(() => tell({ type: 'ping' }), PAGE_PING_MS)
    socket.on('close', () => clearInterval(pinging))
    tell({ type: 'open', ticket, after: last.get(place.conversationId) ?? 0 })
    pages.set(place.conversationId, socket)
    await ready
  }
  async function openDesk({ token, places: held }: ChatDeskOf): Promise<void> {
    const headers = { authorization: `Bearer ${token}`, [CONTRACT_HEADER]: String(CONTRACT_VERSION) }
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/live`, { headers, perMessageDeflate: false })
    const known = new Map<string, number>()
    const heard = (id: string, messages: readonly ChatMessage[]): void => {
      for (const { sequence, author, body } of messages) {
        if (sequence <= (known.get(id) ?? 0)) continue
        if (author === 'customer') arrived(arrivals.agents, body)
        known.set(id, sequence)
      }
      // What is in front of them is read.
      if (id === held[0]?.conversationId && messages.some(({ author }) => author === 'customer')) void post('/chat/read', { conversationId: id, sequence: known.get(id) ?? 0 }, headers).catch(fail)
    }
    const asking = new Map<string, boolean>()
    async function ask(id: string): Promise<void> {
      if (asking.has(id)) return void asking.set(id, true)
      do {
        asking.set(id, false)
        const { messages } = await post<ChatLines>('/chat/lines', { conversationId: id, afterSequence: known.get(id) ?? 0, afterNote: 0 }, headers)
        heard(id, messages)
      } while (asking.get(id))
      asking.delete(id)
    }
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as LiveMessage
      if (message.type !== 'chatLines') return
      const { conversationId: id } = message
      if ('message' in message && message.message && message.message.sequence === (known.get(id) ?? 0) + 1) heard(id, [message.message])
      else if (!('message' in message && message.message && message.message.sequence <= (known.get(id) ?? 0))) void ask(id).catch(fail)
    })
    await opened(socket)
    const pinging = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ type: 'ping' })), DESK_PING_MS)
    const listing = setInterval(() => void post('/chat/desk', {}, { ...headers, [BACKGROUND_HEADER]: '1' }).catch(fail), DESK_LIST_MS)
    socket.on('close', () => (clearInterval(pinging), clearInterval(listing)))
    lines.push(socket)
  }
  await inLanes(desks, openDesk)
  await inLanes(places, openPage)
  const bearer = new Map(desks.map(({ agentId, token }) => [agentId, { authorization: `Bearer ${token}`, [CONTRACT_HEADER]: String(CONTRACT_VERSION) }]))
  return {
    fromCustomer: ({ conversationId }) => pages.get(conversationId)?.send(JSON.stringify({ type: 'send', clientId: newId(), body: nextBody() })),
    fromAgent: ({ agentId }, { conversationId }) => void post('/chat/send', { conversationId, clientId: newId(), body: nextBody(), now: false }, bearer.get(agentId)!).catch(fail),
    failed: () => failures,
    async storm() {
      const started = performance.now()
      for (const socket of pages.values()) socket.terminate()
      await inLanes(places, async (place) => {
        // As the page does: again, until it is there.
        for (let times = 0; times < 20; times += 1) if (await openPage(place).then(() => true, () => false)) return
        fail()
      })
      return performance.now() - started
    },
    close() {
      for (const socket of [...pages.values(), ...lines]) socket.terminate()
      agent.destroy()
    },
  }
}
