/** One conversation as this page knows it: its lines without a gap, what has not been acknowledged, and how far the other side is. */
import { v7 } from 'uuid'
import type { ChatMessage } from '#shared/features/chat/chat.schema.ts'
import type { ChatMine, ChatTicket, CustomerState, ToCustomer } from '#shared/features/chat/customer-chat.schema.ts'
import { holdsCardNumber } from '#shared/kernel/card-numbers.ts'
import { ask } from './ask.ts'
import type { Refusal } from './chat-words.ts'
import type { ChatAttachment } from '#shared/features/chat/attachments.ts'
import { change, readKept, type Kept, type Unsent } from './kept.ts'
import { openLine, type LineState } from './line.ts'

/** Signs of one message, and messages that wait for the connection. */
export const MAX_BODY = 4_000
const MAX_UNSENT = 20
/** How long somebody is typing after a sign of it, and how often this page says so, ms. */
const TYPING_MS = 5_000
const SAY_TYPING_MS = 3_000
const MARK_MS = 250

export type About = Pick<ChatTicket, 'operatorName' | 'phone' | 'timeZone'>
export type TalkView = {
  /** Something is other than it was. */
  update(): void
  /** Nothing came of it; its text is the person's again. */
  giveBack(body: string, why: Refusal): void
  /** All of it anew. */
  clear(): void
  /** It is seen, to its last line. */
  isRead(): boolean
}
export type Talk = {
  readonly messages: readonly ChatMessage[]
  /** Acknowledged, and not yet among the messages; then what is on its way. */
  pending(): { body: string; file?: ChatAttachment; sent: boolean }[]
  state: CustomerState | null
  line: LineState
  about: About | null
  signedIn: boolean
  typing: boolean
  show(view: TalkView): void
  /** @returns why not */
  say(text: string): Refusal | null
  /** A file that the backend has, under this id. */
  attach(clientId: string, file: ChatAttachment): void
  typed(): void
  seen(): void
  leave(): void
  /** Another tab has written or sent. */
  update(): void
  close(): void
}

export function openTalk(kept: Kept): Talk {
  const { conversationId, token } = kept
  let messages: ChatMessage[] = []
  let acknowledged: Unsent[] = []
  let view: TalkView | null = null
  let typingEnds: ReturnType<typeof setTimeout> | undefined
  let saidTypingAt = 0
  let marking: ReturnType<typeof setTimeout> | undefined
  const marked = { got: 0, read: 0 }
  const unsent = (): Unsent[] => {
    const now = readKept()
    return now?.conversationId === conversationId ? now.unsent : []
  }
  const take = (clientIds: ReadonlySet<string>): Unsent[] => {
    const taken = unsent().filter(({ clientId }) => clientIds.has(clientId))
    if (taken.length > 0) change(conversationId, (now) => ({ unsent: now.unsent.filter(({ clientId }) => !clientIds.has(clientId)) }))
    return taken
  }
  const lastSequence = (): number => messages.at(-1)?.sequence ?? 0

  async function ticket(): Promise<string | null> {
    if (token === null) {
      const mine = await ask<ChatMine>('mine', { conversationId })
      if (mine) talk.about = mine
      talk.signedIn = true
      return mine?.conversation?.ticket ?? null
    }
    const answer = await ask<ChatTicket>('ticket', { token })
    if (answer) [talk.about, talk.signedIn] = [answer, answer.signedIn]
    return answer?.ticket ?? null
  }

  function hear(frame: ToCustomer): void {
    switch (frame.type) {
      case 'opened':
        talk.state = frame.state
        marked.got = marked.read = 0
        // What was said of it last may have been lost with its node.
        if (lastSequence() > 0) talk.seen()
        unsent().forEach(sendOn)
        break
      case 'messages': return add(frame.messages)
      case 'sent':
        acknowledged.push(...take(new Set([frame.clientId])).filter(({ clientId }) => !messages.some((message) => message.clientId === clientId)))
        break
      case 'state':
        talk.state = frame.state
        break
      case 'typing': return setTyping(true)
      case 'refused':
        if (frame.clientId !== null) for (const { body } of take(new Set([frame.clientId]))) view?.giveBack(body, frame.why)
        break
      case 'pong': return
    }
    changed()
  }
  function add(fresh: readonly ChatMessage[]): void {
    for (const message of fresh) {
      if (message.sequence <= lastSequence()) continue
      // Never out of order: whatever is between is asked for again.
      if (message.sequence !== lastSequence() + 1) return line.renew()
      messages.push(message)
    }
    const ids = new Set(fresh.map(({ clientId }) => clientId))
    take(ids)
    acknowledged = acknowledged.filter(({ clientId }) => !ids.has(clientId))
    if (fresh.some(({ author }) => author === 'agent')) setTyping(false)
    noteEnd()
    changed()
    talk.seen()
  }
  /** Whether it is over is kept, so that it is forgotten in time. */
  function noteEnd(): void {
    const end = messages.findLast(({ kind }) => kind === 'closed' || kind === 'reopened')
    const overAt = end?.kind === 'closed' ? Date.parse(end.at) : null
    if (readKept()?.overAt !== overAt) change(conversationId, () => ({ overAt }))
  }
  function setTyping(on: boolean): void {
    clearTimeout(typingEnds)
    talk.typing = on
    if (on) typingEnds = setTimeout(() => setTyping(false), TYPING_MS)
    changed()
  }
  const changed = (): void => view?.update()

  function sendOn({ clientId, body, file }: Unsent): void {
    line.send(file ? { type: 'attach', clientId } : { type: 'send', clientId, body })
  }
  function attach(clientId: string, file: ChatAttachment): void {
    const message = { clientId, body: '', file }
    if (change(conversationId, (now) => ({ unsent: [...now.unsent, message] })) === null) return
    sendOn(message)
    changed()
  }
  function say(text: string): Refusal | null {
    const body = text.trim()
    if (holdsCardNumber(body)) return 'cardNumber'
    if (body.length > MAX_BODY) return 'tooLong'
    if (unsent().length >= MAX_UNSENT) return 'tooMany'
    const message = { clientId: v7(), body }
    if (change(conversationId, (now) => ({ unsent: [...now.unsent, message] })) === null) return 'failed'
    sendOn(message)
    saidTypingAt = 0
    changed()
    return null
  }

  const talk: Talk = {
    get messages() { return messages },
    pending: () => [...acknowledged.map((each) => ({ ...each, sent: true })), ...unsent().map((each) => ({ ...each, sent: false }))],
    state: null, line: 'connecting', about: null, signedIn: false, typing: false,
    show(shown) { view = shown },
    say, attach,
    typed() {
      if (Date.now() - saidTypingAt < SAY_TYPING_MS) return
      if (line.send({ type: 'typing' })) saidTypingAt = Date.now()
    },
    // Not for each line: a hundred come at once when somebody is back.
    seen() {
      if (marking !== undefined) return
      marking = setTimeout(() => {
        marking = undefined
        const what = view?.isRead() ? 'read' : 'got'
        const sequence = lastSequence()
        if (sequence > marked[what] && line.send({ type: what, sequence })) marked[what] = sequence
      }, MARK_MS)
    },
    update: changed,
    leave: () => void line.send({ type: 'leave' }),
    close() {
      view = null
      clearTimeout(typingEnds)
      clearTimeout(marking)
      line.close()
    },
  }
  const line = openLine({
    ticket, after: lastSequence, hear,
    tell(state) {
      talk.line = state
      if (state !== 'open') talk.typing = false
      changed()
    },
    fromTheFuture() {
      messages = []
      view?.clear()
    },
  })
  return talk
}
