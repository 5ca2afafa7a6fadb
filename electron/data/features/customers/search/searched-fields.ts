/** Where in a customer's row each kind of word is found: the one place that says what can be searched. */
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { cityWords, streetWords, unitWords } from './address-words.ts'
import { nameWords, placeWords } from './words.ts'

export const nameFields = ['givenName', 'familyName', 'organizationName'] as const
export const placeFields = ['houseNumber', 'street', 'unit', 'city', 'stateOrProvince', 'postalCode'] as const
export type NameField = (typeof nameFields)[number]
export type PlaceField = (typeof placeFields)[number]

export type SearchedRow = Pick<Customer, 'id' | 'accountNumber' | 'status' | 'phones' | 'emails' | 'equipmentIds' | NameField | PlaceField>

const readers: Record<NameField | PlaceField, (text: string) => string[]> = {
  givenName: nameWords,
  familyName: nameWords,
  organizationName: nameWords,
  houseNumber: placeWords,
  street: streetWords,
  unit: unitWords,
  city: cityWords,
  stateOrProvince: placeWords,
  postalCode: placeWords,
}

export function wordsIn(field: NameField | PlaceField, text: string | null): readonly string[] {
  return text ? readers[field](text) : none
}

const none: readonly string[] = []
/** The rows of one list share their streets and towns. */
const MOST_RECENT = 4_000
const recent = new Map<string, readonly string[]>()

/** The same for rows that are judged, which come again with every key. */
export function recentWordsIn(field: NameField | PlaceField, text: string | null): readonly string[] {
  if (!text) return none
  const key = `${field} ${text}`
  const known = recent.get(key)
  if (known) return known
  if (recent.size >= MOST_RECENT) recent.clear()
  const words = wordsIn(field, text)
  recent.set(key, words)
  return words
}
