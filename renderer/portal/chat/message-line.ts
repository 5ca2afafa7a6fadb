/** One line as people read it. Text is text: in what an agent wrote alone an address of https can be followed, and shows its whole host. */
import type { ChatMessage } from '#shared/features/chat/chat.schema.ts'
import { attachmentOf } from '#shared/features/chat/attachments.ts'
import { part } from '../part.ts'
import { fill, type ChatWords } from './chat-words.ts'
import { filePart } from './file-line.ts'
import type { Files } from './files.ts'
import { timeOf, type Clocked } from './times.ts'

const ADDRESS = /https?:\/\/[^\s<>"'`]+/giu
/** What ends a sentence belongs to it, not to the address. */
const TAIL = /[.,;:!?)\]}»”’]+$/u

export type Piece = { text: string; href: string | null }
/** @returns the text in pieces, in order; an address that could mislead is text */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let done = 0
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const said = found.replace(TAIL, '')
    const href = safeAddress(said)
    if (href === null) continue
    if (index > done) pieces.push({ text: text.slice(done, index), href: null })
    // As the browser reads it: a host of look-alike letters is not what it seems.
    pieces.push({ text: href, href })
    done = index + said.length
  }
  if (done < text.length) pieces.push({ text: text.slice(done), href: null })
  return pieces
}
function safeAddress(said: string): string | null {
  if (!URL.canParse(said)) return null
  const { protocol, username, password, href } = new URL(said)
  return protocol === 'https:' && username === '' && password === '' ? href : null
}

export function textPart(body: string, linked: boolean): HTMLElement {
  const made = part('p', '', 'text')
  made.dir = 'auto'
  for (const { text, href } of linked ? piecesOf(body) : [{ text: body, href: null }]) made.append(href === null ? text : linkPart(text, href))
  return made
}
function linkPart(text: string, href: string): HTMLAnchorElement {
  const made = part('a', text)
  Object.assign(made, { href, rel: 'noreferrer noopener', target: '_blank' })
  return made
}

/** Headend's own line. @returns null for one that says nothing to a customer */
export function saidOf({ kind, body }: Pick<ChatMessage, 'kind' | 'body'>, words: ChatWords): string | null {
  switch (kind) {
    case 'joined': case 'left': case 'transferred': return fill(words.said[kind], { name: body })
    case 'returned': case 'reopened': return words.said[kind]
    case 'closed': return words.said.closed[body === 'customer' || body === 'agent' ? body : 'silence']
    case 'text': case 'attachment': return null
  }
}

export function messagePart(message: ChatMessage, words: ChatWords, clock: Clocked, files: Files): HTMLElement {
  const line = part('li', '', message.author === 'customer' ? 'own' : message.author)
  line.dataset['sequence'] = String(message.sequence)
  const time = part('time', timeOf(message.at, clock))
  time.dateTime = message.at
  if (message.author === 'headend') {
    line.append(Object.assign(part('span', saidOf(message, words) ?? message.body), { dir: 'auto' }), ' ', time)
    return line
  }
  const who = part('p', '', 'who')
  who.append(part('bdi', message.author === 'customer' ? words.you : (message.agentName ?? words.agent)), ' ', time)
  const file = attachmentOf(message)
  line.append(who, file ? filePart(message.clientId, file, { files, words, language: clock.language }) : textPart(message.body, message.author === 'agent'))
  return line
}
