/** What agents type: names, parts of names, phones, addresses, identifiers, with typing errors, for people who exist. */
import type { Customer } from '#shared/features/customers/customers.schema.ts'

type Pick = (below: number) => number

const word = (text: string | null, length: number) => (text ?? 'smith').toLowerCase().slice(0, length)
const lastDigits = (text: string | undefined, count: number) => (text ?? '5550123').slice(-count)

const shapes: ((customer: Customer, pick: Pick) => string)[] = [
  ({ familyName }) => word(familyName, 20),
  ({ givenName, familyName }) => `${word(givenName, 3)} ${word(familyName, 20)}`,
  ({ familyName, city, street }) => `${word(familyName, 3)} ${word(city, 3)} ${word(street, 4)}`,
  ({ familyName, givenName }) => `${word(familyName, 20)} ${word(givenName, 20)}`,
  ({ phones }) => lastDigits(phones[0], 10),
  ({ phones }) => lastDigits(phones[0], 7),
  ({ phones, familyName }) => `${word(familyName, 4)} ${lastDigits(phones[0], 4)}`,
  ({ accountNumber }) => accountNumber,
  ({ accountNumber }) => accountNumber.replaceAll('-', ''),
  ({ houseNumber, street }) => `${houseNumber ?? '14'} ${word(street, 12)}`,
  ({ houseNumber, street, city }) => `${houseNumber ?? '14'} ${word(street, 6)} ${word(city, 8)}`,
  ({ postalCode, familyName }) => `${word(familyName, 6)} ${postalCode ?? '10701'}`,
  ({ emails, familyName }) => emails[0] ?? word(familyName, 20),
  ({ equipmentIds, city }) => equipmentIds[0] ?? word(city, 20),
  ({ familyName }, pick) => misspelled(word(familyName, 20), pick),
  ({ givenName, familyName }, pick) => `${word(givenName, 20)} ${misspelled(word(familyName, 20), pick)}`,
]

/** One letter left out, doubled, swapped with its neighbour, or replaced. */
function misspelled(text: string, pick: Pick): string {
  const at = 1 + pick(Math.max(1, text.length - 2))
  const [before, letter = '', next = ''] = [text.slice(0, at), text[at], text[at + 1]]
  const errors = [next, letter + letter + next, next + letter, `e${next}`]
  return before + errors[pick(errors.length)] + text.slice(at + 2)
}

/** @param customers from which people are drawn; @param pick a seeded whole number from 0 to below its argument. */
export function variedQueries(customers: readonly Customer[], count: number, pick: Pick): string[] {
  return Array.from({ length: count }, (_, index) => {
    const customer = customers[pick(customers.length)]
    const shape = shapes[index % shapes.length]
    if (!customer || !shape) throw new Error('no customers to search for')
    // Without accents, as agents type on a keyboard that has none; a second space asks nothing that could be waited for.
    return shape(customer, pick).normalize('NFD').replace(/[^\x20-\x7e]/g, '').replace(/\s+/g, ' ').trim()
  })
}
