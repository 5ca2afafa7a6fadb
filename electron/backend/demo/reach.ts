/**
 * Phones and e-mail addresses that reach nobody.
 *
 * Phones: the hundred numbers 555-0100 to 555-0199 that the North American plan keeps for fiction are too few. The first
 * 5,000 customers have exchange 555 under the region's real area codes: apart from directory assistance (555-1212,
 * left out) no line of exchange 555 is in service since its assignments ended in 2016. Customers beyond that, who exist
 * only in measurements, have area codes of the form N9X, which the plan holds back for its own widening.
 * E-mails: example.com, .net and .org and names under .example, all kept for such use by RFC 2606.
 */
import { places } from './places.ts'
import type { Person } from './person.ts'
import type { Random } from './random.ts'

const CUSTOMERS_PER_EXCHANGE = 5_000
/** Odd and not divisible by 5, so that it visits all 10,000 line numbers. */
const LINE_STRIDE = 7_919
const areaCodes: readonly string[] = [...new Set(places.flatMap((place) => place.areaCodes))].sort()

/**
 * E.164, and no other customer's: each index has two lines of its own under every area code.
 * @param slot 0 or 1. @returns null for the one number that rings somewhere.
 */
export function phoneNumber(index: number, slot: 0 | 1, areaCode: string): string | null {
  const block = Math.floor(index / CUSTOMERS_PER_EXCHANGE)
  const own = (index % CUSTOMERS_PER_EXCHANGE) * 2 + slot
  const line = String((own * LINE_STRIDE + 4_471) % 10_000).padStart(4, '0')
  if (block === 0) return line === '1212' ? null : `+1${areaCode}555${line}`
  const reserved = areaCodes.indexOf(areaCode)
  return `+1${2 + Math.floor(reserved / 10)}9${reserved % 10}${200 + (block % 800)}${line}`
}

const domains = ['example.com', 'example.net', 'example.org', 'mail.example', 'inbox.example', 'island.example', 'post.example'] as const

export function emailAddress(random: Random, person: Person, index: number): string {
  const given = ascii(person.givenName ?? 'office')
  const family = ascii(person.familyName ?? person.organizationName ?? 'contact').slice(0, 24)
  const tail = (index % 10_000).toString(36)
  const local = random.pick([
    `${given}.${family}${tail}`,
    `${given.slice(0, 1)}${family}${tail}`,
    `${family}.${given}.${tail}`,
    `${given}_${family}${random.between(50, 99)}`,
    `${given}${family}${tail}`,
    random.chance(0.2) ? `${given}.${family}+cable` : `${family}${given.slice(0, 1)}${tail}`,
  ])
  return `${local}@${person.organizationName && random.chance(0.5) ? `${family}.example` : random.pick(domains)}`
}

const folded = new Map<string, string>()
/** Marks and everything that is not a letter or digit go; a few letters do not decompose. */
function ascii(text: string): string {
  let plain = folded.get(text)
  if (plain === undefined) {
    plain = text.toLowerCase().replaceAll('ł', 'l').normalize('NFD').replace(/[^a-z0-9]/g, '') || 'x'
    // Organization names are without end; names of people are not.
    if (folded.size < 20_000) folded.set(text, plain)
  }
  return plain
}
