/**
 * Canned replies: text with variables, filled from what the desk knows and may say to whoever is on the other side. What cannot be
 * filled stays a gap, `[[balance]]`, and nothing with a gap in it is sent. Whoever keeps a reply may leave gaps of their own.
 */
import { withoutTricks } from './misleading-signs.ts'

/** What each is, and to whom: electron/backend/features/chat/reply-facts.ts. */
export const replyVariables = ['customer.firstName', 'customer.name', 'agent.name', 'operator.name', 'operator.phone', 'balance', 'dueDate', 'outage.eta'] as const
export type ReplyVariable = (typeof replyVariables)[number]
export const replyLanguages = ['en', 'es'] as const
export type ReplyLanguage = (typeof replyLanguages)[number]
export type ReplyTexts = Record<ReplyLanguage, string>
/** `notLinked`: nobody has said whose account it is. `notVerified`: whoever writes is not known well enough to be told. */
export type MissingWhy = 'notLinked' | 'notVerified' | 'unknown'
export type ReplyFact = { value: ReplyTexts } | { missing: MissingWhy }
/** `language`: the customer's; null where it is neither of these. */
export type ReplyFacts = { language: ReplyLanguage | null; values: Record<ReplyVariable, ReplyFact> }
export type ReplyGap = { name: string; from: number; to: number }
/** `fellBack`: there is none in the customer's language. */
export type FilledReply = { text: string; language: ReplyLanguage; fellBack: boolean; gaps: ReplyGap[] }

/** Letters and digits, with single hyphens between them: `visit-tomorrow`. */
const NAME = /^[\p{Ll}\p{Lo}\p{Nd}]+(-[\p{Ll}\p{Lo}\p{Nd}]+)*$/u
export const MAX_REPLY_NAME = 40
export const MAX_REPLY_TEXT = 1_000
/** Of all together, and of each agent's own. */
export const [MAX_SHARED_REPLIES, MAX_OWN_REPLIES] = [200, 50] as const
/** As it is kept, whatever was typed. */
export const replyName = (typed: string): string => typed.trim().replace(/^\//, '').normalize('NFC').toLowerCase()
export const isReplyName = (name: string): boolean => name.length <= MAX_REPLY_NAME && NAME.test(name)

const VARIABLE = /\{([^{}\n]*)\}/g
/** With the full stop behind it: a value that ends with one, as `4:30 p. m.` does, takes no second. */
const FILLED = /\{([^{}\n]*)\}(\.(?!\.))?/g
const isVariable = (name: string): name is ReplyVariable => replyVariables.some((known) => known === name)
/** What stands in braces and is no variable; a slip there would come to the customer. */
export const unknownVariables = (text: string): string[] => [...text.matchAll(VARIABLE)].map((match) => match[1] ?? '').filter((name) => !isVariable(name))

const GAP = /\[\[([^[\]\n]{1,60})\]\]/g
export const gapsIn = (text: string): ReplyGap[] => [...text.matchAll(GAP)].map((match) => ({ name: match[1] ?? '', from: match.index, to: match.index + match[0].length }))

/** Signs that mean something in a reply, or only mislead, are not taken over from somebody's name. */
const harmless = (value: string): string => withoutTricks(value).replace(/[{}[\]]/g, '').replace(/[\s\p{Cc}]+/gu, ' ').trim().slice(0, 200)

/** In the customer's language, or the other one where there is no text in it. One pass: what a value holds is never filled again. */
export function fillReply(texts: ReplyTexts, { language, values }: ReplyFacts): FilledReply {
  const used = languageOf(texts, language ?? 'en')
  const text = texts[used].replace(FILLED, (whole: string, name: string, stop = '') => {
    const value = isVariable(name) ? valueOf(values[name], used) || `[[${name}]]` : null
    return value === null ? whole : value.endsWith('.') ? value : value + stop
  })
  return { text, language: used, fellBack: used !== language, gaps: gapsIn(text) }
}
function languageOf(texts: ReplyTexts, wanted: ReplyLanguage): ReplyLanguage {
  const other = wanted === 'en' ? 'es' : 'en'
  return texts[wanted].trim() === '' && texts[other].trim() !== '' ? other : wanted
}
const valueOf = (fact: ReplyFact, language: ReplyLanguage): string => ('value' in fact ? harmless(fact.value[language]) : '')
