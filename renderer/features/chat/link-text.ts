/**
 * Text of people, with the addresses in it apart. An address is inert until somebody has seen where it leads: its host as a browser
 * reads it, where letters of other scripts are told as they are sent (IDNA, RFC 5890), and never what only looks like another one (UTS 39).
 */
import { shownText } from './shown-text.ts'

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/giu
/** What ends a sentence belongs to it, not to the address. */
const TAIL = /[.,;:!?)\]}»”’]+$/u
/** Of one text; what comes behind is text. */
const MOST = 50
const LONGEST = 2_000

/** `host` as it is asked for; `misleads`: it is written otherwise than it reads, or somebody stands before it (`user@host`). */
export type Link = { href: string; host: string; misleads: boolean }
export type Piece = { text: string; link: Link | null }

/** @returns the text in pieces, in order, without one left out */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let done = 0
  let count = 0
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const said = found.replace(TAIL, '')
    const link = linkOf(said)
    if (link === null || (count += 1) > MOST) continue
    if (index > done) pieces.push({ text: shownText(text.slice(done, index)), link: null })
    pieces.push({ text: shownText(said), link })
    done = index + said.length
  }
  if (done < text.length || pieces.length === 0) pieces.push({ text: shownText(text.slice(done)), link: null })
  return pieces
}

/** @returns null for what no browser of a customer would open either */
export function linkOf(said: string): Link | null {
  if (said.length > LONGEST || !URL.canParse(said)) return null
  const { protocol, host, href, username, password } = new URL(said)
  if ((protocol !== 'https:' && protocol !== 'http:') || host === '') return null
  const written = /^https?:\/\/([^/?#]*)/iu.exec(said)?.[1] ?? ''
  return { href, host, misleads: username !== '' || password !== '' || isPunycode(host) || written.toLowerCase().replace(/:(80|443)$/, '') !== host.replace(/:(80|443)$/, '') }
}
const isPunycode = (host: string): boolean => host.split('.').some((label) => label.startsWith('xn--'))
