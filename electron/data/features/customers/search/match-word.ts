/** Whether and how a word that was typed is in a customer's row: the last word on every hit. */
import type { SearchHit } from '#shared/features/customers/account-view.schema.ts'
import { namesOf } from './address-words.ts'
import { nameFields, placeFields, recentWordsIn, type SearchedRow } from './searched-fields.ts'
import { isForgiven } from './typos.ts'
import { compact, fromEachGroup, nationalDigits } from './words.ts'

export type Match = {
  field: SearchHit['matchedField']
  /** Higher is better; only the order means something. */
  score: number
  /** The e-mail, MAC, serial or phone that was meant. */
  value: string | null
  typed: string
  /** The word of the book that was meant, folded; for identifiers what was typed. */
  word: string
}

/** The row's words, folded once for all words that were typed. */
export type Subject<R extends SearchedRow = SearchedRow> = {
  row: R
  names: string[]
  places: string[]
}
export const subjectOf = <R extends SearchedRow>(row: R): Subject<R> => ({
  row,
  names: nameFields.flatMap((field) => recentWordsIn(field, row[field])),
  places: placeFields.flatMap((field) => recentWordsIn(field, row[field])),
})

/** Parts of phones, accounts and e-mails are told by this many characters; of equipment by one more. */
export const MIN_PART = 3
const MIN_EQUIPMENT = 4

export function matchName({ names }: Subject, typed: string): Match | null {
  if (names.includes(typed)) return { field: 'name', score: 100, value: null, typed, word: typed }
  const begun = names.find((name) => name.startsWith(typed))
  return begun === undefined ? null : { field: 'name', score: 80, value: null, typed, word: begun }
}

export function matchPlace({ places }: Subject, typed: string): Match | null {
  const whole = places.find((place) => namesOf(place).includes(typed))
  if (whole !== undefined) return { field: 'address', score: 60, value: null, typed, word: whole }
  const begun = places.find((place) => namesOf(place).some((name) => name.startsWith(typed)))
  return begun === undefined ? null : { field: 'address', score: 40, value: null, typed, word: begun }
}

export function matchIdentifier({ row }: Subject, typed: string): Match | null {
  if (typed.length < MIN_PART) return null
  return matchPhone(row, typed) ?? matchAccount(row, typed) ?? matchEquipment(row, typed) ?? matchEmail(row, typed)
}

/** A slip in a name or an address. */
export function matchForgiven({ names, places }: Subject, typed: string): Match | null {
  const name = names.find((word) => isForgiven(typed, word))
  if (name !== undefined) return { field: 'name', score: 20, value: null, typed, word: name }
  const place = places.find((word) => isForgiven(typed, word))
  return place === undefined ? null : { field: 'address', score: 10, value: null, typed, word: place }
}

function matchPhone(row: SearchedRow, typed: string): Match | null {
  if (!/^\d+$/.test(typed)) return null
  const national = typed.startsWith('1') && typed.length > MIN_PART ? typed.slice(1) : null
  const phone =
    row.phones.find((each) => nationalDigits(each).endsWith(typed)) ??
    row.phones.find((each) => nationalDigits(each).includes(typed) || (national !== null && nationalDigits(each).startsWith(national)))
  if (phone === undefined) return null
  return { field: 'phone', score: nationalDigits(phone).endsWith(typed) ? 58 : 30, value: phone, typed, word: typed }
}

/** From the front, from the front of any group as it is printed, or the end. */
function matchAccount(row: SearchedRow, typed: string): Match | null {
  const [whole = '', ...others] = fromEachGroup(row.accountNumber)
  const match = (score: number): Match => ({ field: 'accountNumber', score, value: row.accountNumber, typed, word: typed })
  if (whole.startsWith(typed)) return match(56)
  if (typed.length >= MIN_EQUIPMENT && whole.endsWith(typed)) return match(34)
  return others.some((text) => text.startsWith(typed)) ? match(32) : null
}

function matchEquipment(row: SearchedRow, typed: string): Match | null {
  if (typed.length < MIN_EQUIPMENT) return null
  const found = row.equipmentIds.find((id) => compact(id).startsWith(typed) || compact(id).endsWith(typed))
  return found === undefined ? null : { field: 'equipment', score: 28, value: found, typed, word: typed }
}

function matchEmail(row: SearchedRow, typed: string): Match | null {
  const domain = (email: string) => compact(email.slice(email.lastIndexOf('@') + 1))
  const found = row.emails.find((email) => compact(email).startsWith(typed)) ?? row.emails.find((email) => domain(email).startsWith(typed))
  return found === undefined ? null : { field: 'email', score: 26, value: found, typed, word: typed }
}

/** The identifier that is this text and nothing more, whatever its separators. @param hasAt an e-mail is only whole with its `@` */
export function matchWhole({ row }: Subject, whole: string, hasAt: boolean): Match | null {
  const same = (field: Match['field'], value: string | undefined): Match | null => (value === undefined ? null : { field, score: 200, value, typed: whole, word: whole })
  const unprefixed = whole.length === 11 && whole.startsWith('1') ? whole.slice(1) : whole
  return (
    (compact(row.accountNumber) === whole ? same('accountNumber', row.accountNumber) : null) ??
    same('phone', row.phones.find((phone) => compact(phone) === whole || nationalDigits(phone) === unprefixed)) ??
    same('equipment', row.equipmentIds.find((id) => compact(id) === whole)) ??
    (hasAt ? same('email', row.emails.find((email) => compact(email) === whole)) : null)
  )
}
