/** A customer's chat page without its looks: it asks, connects and writes as the page does, and keeps what it was told. */
import { expect } from 'vitest'
import WebSocket from 'ws'
import type { BeginChat, CustomerState, FromCustomer, ToCustomer } from '../../shared/features/chat/customer-chat.schema.ts'
import type { ChatMessage } from '../../shared/features/chat/chat.schema.ts'
import { newId } from '../../shared/kernel/ids.ts'
import { newToken } from '../../electron/backend/secret-token.ts'

export type ChatCustomer = {
  conversationId: string
  /** In the order in which they came. */
  messages: ChatMessage[]
  state: () => CustomerState | null
  /** Told so often that the other side types. */
  typed: () => number
  send: (body: string) => Promise<void>
  type: () => void
  /** All that is there is on the page, and seen. */
  read: () => void
  leave: () => void
  /** Without a word, as when the lid is shut. */
  vanish: () => Promise<void>
  comeBack: () => Promise<void>
}

const PING_MS = 20_000
const post = async <T>(url: string, what: string, body: object): Promise<T> => {
  const answer = await fetch(`${url}/portal/chat/${what}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** @param url of a backend whose portal is at its own address */
export async function beginCustomerChat(url: string, about: Partial<Pick<BeginChat, 'name' | 'topic' | 'language'>> = {}): Promise<ChatCustomer> {
  const begun: BeginChat = { conversationId: newId(), token: newToken(), name: 'Ana', topic: 'internet', language: 'en', ...about }
  const answer = await post<{ open: boolean }>(url, 'begin', begun)
  if (!answer.open) throw new Error(`nobody receives them: ${JSON.stringify(answer)}`)
  const messages: ChatMessage[] = []
  const sent = new Set<string>()
  let state: CustomerState | null = null
  let typed = 0
  let socket: WebSocket | null = null

  function hear(frame: ToCustomer): void {
    if (frame.type === 'opened' || frame.type === 'state') state = frame.state
    else if (frame.type === 'messages') messages.push(...frame.messages)
    else if (frame.type === 'sent') sent.add(frame.clientId)
    else if (frame.type === 'typing') typed += 1
    else if (frame.type === 'refused') throw new Error(`refused: ${frame.why}`)
  }
  const tell = (frame: FromCustomer): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }
  // As the page does: who says nothing for a minute is cut off.
  setInterval(() => tell({ type: 'ping' }), PING_MS).unref()
  async function connect(): Promise<void> {
    const { ticket } = await post<{ ticket: string }>(url, 'ticket', { token: begun.token })
    const opened = (socket = new WebSocket(`${url.replace(/^http/, 'ws')}/portal/chat/live`, { headers: { origin: url } }))
    opened.on('message', (data: Buffer) => hear(JSON.parse(data.toString('utf8')) as ToCustomer))
    await new Promise((resolve, reject) => opened.once('open', resolve).once('error', reject))
    state = null
    tell({ type: 'open', ticket, after: messages.at(-1)?.sequence ?? 0 })
    await expect.poll(() => state).not.toBeNull()
  }
  await connect()
  return {
    conversationId: begun.conversationId, messages, state: () => state, typed: () => typed,
    async send(body) {
      const clientId = newId()
      tell({ type: 'send', clientId, body })
      await expect.poll(() => sent.has(clientId)).toBe(true)
    },
    type: () => tell({ type: 'typing' }),
    read: () => tell({ type: 'read', sequence: messages.at(-1)?.sequence ?? 0 }),
    leave: () => tell({ type: 'leave' }),
    vanish: () => new Promise((resolve) => {
      if (socket?.readyState === WebSocket.CLOSED) return resolve()
      socket?.once('close', () => resolve())
      socket?.terminate()
    }),
    comeBack: connect,
  }
}
