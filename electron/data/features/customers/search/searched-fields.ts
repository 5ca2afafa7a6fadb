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

export function wordsIn(field: NameField | PlaceField, text: string | null): string[] {
  return text ? readers[field](text) : []
}
