/** The customers' chat page without a browser: what it asks, and its end of the WebSocket, that can be asked what it heard. */
import { WebSocket, type ClientOptions } from 'ws'
import { newId } from '../../shared/kernel/ids.ts'
import type { ChatMessage } from '../../shared/features/chat/chat.schema.ts'
import { toCustomerSchema, type BeginChat, type ChatTicket, type FromCustomer, type ToCustomer } from '../../shared/features/chat/customer-chat.schema.ts'
import { newToken } from '../../electron/backend/secret-token.ts'

export type PortalAnswer<T = Record<string, unknown>> = { status: number; body: T }
/** @param more headers; the origin is the page's own where nobody says */
export async function askPortal<T = Record<string, unknown>>(url: string, what: string, body: object, more: Record<string, string> = {}): Promise<PortalAnswer<T>> {
  const answer = await fetch(`${url}/portal/chat/${what}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url, ...more }, body: JSON.stringify(body) })
  return { status: answer.status, body: (await answer.json()) as T }
}

export const beginning = (more: Partial<BeginChat> = {}): BeginChat => ({ conversationId: newId(), token: newToken(), name: 'Ana', topic: 'internet', language: 'en', ...more })

export type PageEnd = Awaited<ReturnType<typeof connectPage>>
/** Before it has said who it is. @throws Error with the status of a refused upgrade */
export async function connectPage(url: string, options: ClientOptions = {}) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/portal/chat/live`, { origin: url, ...options })
  const heard: ToCustomer[] = []
  const listeners = new Set<() => void>()
  socket.on('message', (data) => {
    heard.push(toCustomerSchema.parse(JSON.parse(String(data))))
    for (const listener of listeners) listener()
  })
  const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)))
  await new Promise<void>((resolve, reject) => socket.on('open', resolve).on('error', reject).on('unexpected-response', (_request, answer) => reject(new Error(String(answer.statusCode)))))
  /** When `matches` is true of what has been heard so far. */
  const until = <T>(matches: (frames: ToCustomer[]) => T | undefined): Promise<T> => new Promise((resolve) => {
    const look = () => {
      const found = matches(heard)
      if (found === undefined) return
      listeners.delete(look)
      resolve(found)
    }
    listeners.add(look)
    look()
  })
  const messages = (): ChatMessage[] => heard.flatMap((frame) => (frame.type === 'messages' ? frame.messages : []))
  return {
    socket, heard, closed, until, messages,
    hear: <T extends ToCustomer['type']>(type: T, fits: (frame: Extract<ToCustomer, { type: T }>) => boolean = () => true) =>
      until((frames) => frames.find((frame): frame is Extract<ToCustomer, { type: T }> => frame.type === type && fits(frame as Extract<ToCustomer, { type: T }>))),
    /** All lines up to this many. */
    has: (count: number) => until(() => (messages().length >= count ? messages() : undefined)),
    say: (frame: FromCustomer) => socket.send(JSON.stringify(frame)),
    write: (body: string, clientId = newId()) => {
      socket.send(JSON.stringify({ type: 'send', clientId, body }))
      return clientId
    },
    cut: () => {
      socket.terminate()
      return closed
    },
  }
}

/** With a new ticket for this token. @param after the last sequence that the page has */
export async function openPage(url: string, token: string, after = 0): Promise<PageEnd> {
  const { body } = await askPortal<ChatTicket>(url, 'ticket', { token })
  const page = await connectPage(url)
  page.say({ type: 'open', ticket: body.ticket, after })
  await page.hear('opened')
  return page
}
