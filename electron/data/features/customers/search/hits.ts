/** A customer's row as a hit: what it shows, what of it is marked, and how well it answers. */
import { customerName } from '#shared/features/customers/customers.schema.ts'
import type { SearchHit } from '#shared/features/customers/account-view.schema.ts'
import type { Row } from '#shared/features/sync/streams.ts'
import { namesOf } from './address-words.ts'
import { matchForgiven, matchIdentifier, matchName, matchPlace, type Match, type Subject } from './match-word.ts'
import type { Reading } from './query.ts'
import { compact, nationalDigits } from './words.ts'

/** `openBy` is added by who knows it. */
export type FoundHit = Omit<SearchHit, 'openBy'>
export type Found = { hit: FoundHit; group: 'people' | 'places'; score: number; forgiven: boolean }
export type CustomerRow = Row<'customer'>

/** @returns null when the row does not answer: what the index says of it is old, or was a chance meeting of hashes */
export function judge(subject: Subject<CustomerRow>, reading: Reading, forgiving: boolean): Found | null {
  const matches: Match[] = []
  for (const typed of reading.words) {
    const match = bestMatch(subject, typed, reading.identifierOnly, forgiving)
    if (!match) return null
    matches.push(match)
  }
  const byAddress = !reading.identifierOnly && reading.words.every((typed) => matchPlace(subject, typed) ?? (forgiving && matchForgiven(subject, typed)?.field === 'address'))
  const byName = matches.every((match) => match.field === 'name')
  return {
    hit: hitOf(subject.row, matches),
    group: byAddress && !byName ? 'places' : 'people',
    score: matches.reduce((sum, match) => sum + match.score, 0),
    forgiven: matches.some((match) => match.score <= 20),
  }
}

/** No identifier is a better answer than a name or a whole word of the address. */
const SURE = 60

function bestMatch(subject: Subject, typed: string, identifierOnly: boolean, forgiving: boolean): Match | null {
  if (identifierOnly) return matchIdentifier(subject, typed)
  const word = matchName(subject, typed) ?? matchPlace(subject, typed)
  if (word && word.score >= SURE) return word
  const identifier = matchIdentifier(subject, typed)
  const best = word && identifier ? (word.score >= identifier.score ? word : identifier) : (word ?? identifier)
  return best ?? (forgiving ? matchForgiven(subject, typed) : null)
}

export function hitOf(row: CustomerRow, matches: readonly Match[]): FoundHit {
  const told = matches.find((match) => match.value !== null) ?? matches.find((match) => match.field === 'name') ?? matches[0]
  const phone = told?.field === 'phone' ? told.value : (row.phones[0] ?? null)
  const shown = {
    name: customerName(row),
    streetLine: [row.houseNumber, row.street, row.unit].filter(Boolean).join(' '),
    cityLine: [row.city, row.stateOrProvince, row.postalCode].filter(Boolean).join(' '),
    phoneLast4: phone === null ? null : nationalDigits(phone).slice(-4),
  }
  return {
    customerId: row.id,
    accountNumber: row.accountNumber,
    status: row.status,
    kind: row.kind,
    ...shown,
    matchedField: told?.field ?? 'name',
    matchedValue: told?.field === 'accountNumber' ? null : (told?.value ?? null),
    marks: marksOf({ ...shown, accountNumber: row.accountNumber }, matches),
  }
}

type Shown = Pick<FoundHit, 'name' | 'streetLine' | 'cityLine' | 'accountNumber' | 'phoneLast4'>

/** What to mark as it is written in the row: `jose` marks `josé`, `street` marks `st`, a slip marks the word meant. */
function marksOf(shown: Shown, matches: readonly Match[]): string[] {
  const marks = matches.flatMap((match) => {
    if (match.field === 'phone') return [match.word.slice(-4)].filter((end) => shown.phoneLast4?.includes(end))
    if (match.field === 'accountNumber') return [markInNumber(shown.accountNumber, match.word)]
    if (match.field === 'name') return markInText(shown.name, match)
    return match.field === 'address' ? markInText(`${shown.streetLine} ${shown.cityLine}`, match) : []
  })
  return [...new Set(marks)].filter((mark) => mark !== '')
}

/** The stretch of a printed number, separators included, that these characters are. */
function markInNumber(printed: string, typed: string): string {
  for (let from = 0; from < printed.length; from++) {
    if (compact(printed.charAt(from)) === '') continue
    for (let to = from + 1; to <= printed.length; to++) if (compact(printed.slice(from, to)) === typed) return printed.slice(from, to).toLowerCase()
  }
  return ''
}

function markInText(text: string, match: Match): string[] {
  return text
    .split(/[\s-]+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .flatMap((word) => markInWord(word, match))
}

function markInWord(word: string, { word: meant, typed }: Match): string[] {
  const folded = compact(word)
  if (folded === '') return []
  if (!folded.startsWith(typed)) return folded === meant || namesOf(meant).includes(folded) ? [word.toLowerCase()] : []
  for (let to = 1; to <= word.length; to++) if (compact(word.slice(0, to)) === typed) return [word.slice(0, to).toLowerCase()]
  return [word.toLowerCase()]
}
