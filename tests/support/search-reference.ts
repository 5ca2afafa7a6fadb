/**
 * Who should be found, said slowly and without an index: every customer is asked every question. Written apart
 * from the search and from its own words, so that both being wrong in the same way takes two mistakes.
 */
import type { Customer } from '#shared/features/customers/customers.schema.ts'

export const plain = (text: string): string =>
  text
    .replace(/['`´’‘ʼʻ＇]/g, "'")
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss').replace(/[æ]/g, 'ae').replace(/œ/g, 'oe').replace(/ø/g, 'o').replace(/ł/g, 'l').replace(/[đð]/g, 'd')
    .replace(/þ/g, 'th').replace(/ı/g, 'i').replace(/ħ/g, 'h')
const words = (text: string): string[] => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean)
const bare = (text: string): string => words(text).join('')
const unquoted = (text: string): string[] => words(plain(text).replaceAll("'", ''))

function namesOf(customer: Customer): Set<string> {
  const all = new Set<string>()
  for (const field of [customer.givenName, customer.familyName, customer.organizationName]) {
    if (!field) continue
    unquoted(field).forEach((word) => all.add(word))
    all.add(unquoted(field).join(''))
    for (const chunk of plain(field).split(/\s+/)) if (chunk.includes('-')) all.add(bare(chunk))
    if (plain(field).includes("'")) words(field).filter((word) => word.length > 1).forEach((word) => all.add(word))
  }
  all.delete('')
  return all
}

const streetNames: Record<string, string[]> = {
  street: ['st', 'str', 'calle'], avenue: ['ave', 'av', 'avenida', 'avda'], road: ['rd', 'camino', 'carretera'], boulevard: ['blvd', 'bulevar'],
  drive: ['dr'], lane: ['ln'], court: ['ct'], place: ['pl'], terrace: ['ter', 'terr'], parkway: ['pkwy', 'pky'], highway: ['hwy', 'autopista'],
  turnpike: ['tpke', 'tpk'], expressway: ['expy'], circle: ['cir'], square: ['sq', 'plaza', 'plz'], heights: ['hts'], point: ['pt'],
  route: ['rte', 'ruta'], extension: ['ext'], mount: ['mt'], fort: ['ft'], north: ['n', 'norte'], south: ['s', 'sur'], east: ['e', 'este'],
  west: ['w', 'oeste'], '1st': ['first'], '2nd': ['second'], '3rd': ['third'], '4th': ['fourth'], '5th': ['fifth'], '6th': ['sixth'],
  '7th': ['seventh'], '8th': ['eighth'], '9th': ['ninth'], '10th': ['tenth'],
}
const unitNames: Record<string, string[]> = {
  apartment: ['apt', 'apto', 'apartamento', 'depto', 'unit', 'unidad'], suite: ['ste'], floor: ['fl', 'piso'], building: ['bldg', 'edificio'],
}
const saint = { saint: ['st'] }
type Names = Record<string, string[]>

/** A place word is a list: what it is called, the book's own name first. */
function called(word: string, names: Names): string[] {
  const group = Object.entries(names).find(([first, others]) => first === word || others.includes(word))
  return group ? [group[0], ...group[1]] : anyGroup(word)
}
const anyGroup = (word: string): string[] => {
  const group = Object.entries({ ...streetNames, ...unitNames, ...saint }).find(([first]) => first === word)
  return group ? [group[0], ...group[1]] : [word]
}

function placesOf(customer: Customer): string[][] {
  const list = (text: string | null): string[] => {
    if (!text) return []
    const hyphens = plain(text).split(/\s+/).filter((chunk) => chunk.includes('-')).map(bare)
    const quoted = plain(text).includes("'") ? words(text).filter((word) => word.length > 1) : []
    return [...unquoted(text), ...quoted, ...hyphens].filter(Boolean)
  }
  const withSaint = (text: string | null, names: Names): string[][] => list(text).map((word, at, all) => called(word, at === 0 && all.length > 1 && (word === 'st' || word === 'saint') ? saint : names))
  const units = list(customer.unit).map((word) => called(word, unitNames))
  const apartment = customer.unit && !units.some((names) => anyGroup(names[0] ?? '').length > 1) ? [called('apartment', unitNames)] : []
  return [
    ...list(customer.houseNumber).map(anyGroup),
    ...withSaint(customer.street, streetNames),
    ...units,
    ...apartment,
    ...withSaint(customer.city, {}),
    ...list(customer.stateOrProvince).map(anyGroup),
    ...list(customer.postalCode).map(anyGroup),
  ]
}

const remembered = new WeakMap<Customer, { names: string[]; places: string[][] }>()
function known(customer: Customer): { names: string[]; places: string[][] } {
  const found = remembered.get(customer) ?? { names: [...namesOf(customer)], places: placesOf(customer) }
  remembered.set(customer, found)
  return found
}

function isIdentifier(customer: Customer, typed: string): boolean {
  if (typed.length < 3) return false
  const groups = words(customer.accountNumber)
  const account = groups.join('')
  const local = customer.phones.map((phone) => bare(phone).replace(/^1(?=\d{10}$)/, ''))
  if (/^\d+$/.test(typed) && local.some((phone) => phone.includes(typed) || (typed.length > 3 && typed.startsWith('1') && phone.startsWith(typed.slice(1))))) return true
  if (groups.some((_, at) => groups.slice(at).join('').startsWith(typed)) || (typed.length > 3 && account.endsWith(typed))) return true
  if (typed.length > 3 && customer.equipmentIds.some((id) => bare(id).startsWith(typed) || bare(id).endsWith(typed))) return true
  return customer.emails.some((email) => bare(email).startsWith(typed) || bare(email.split('@').at(-1) ?? '').startsWith(typed))
}

/** Optimal string alignment distance, the textbook table. */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)))
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(table[i - 1]![j]! + 1, table[i]![j - 1]! + 1, table[i - 1]![j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, table[i - 2]![j - 2]! + 1)
      table[i]![j] = best
    }
  return table[a.length]![b.length]!
}

/** One slip; in a word not yet finished, not in its last letter. */
function isSlip(typed: string, word: string): boolean {
  if (typed.length < 4 || /\d/.test(typed) || word.startsWith(typed)) return false
  // Only words of three letters or more are known to be words.
  if (word.length < 3 || (/\d/.test(word) && word.length <= 5)) return false
  if (Math.abs(typed.length - word.length) < 2 && distance(typed, word) === 1) return true
  const near = [typed.length - 1, typed.length, typed.length + 1].filter((length) => length < word.length)
  return near.map((length) => word.slice(0, length)).some((start) => {
    const alike = start.at(-1) === typed.at(-1) || (start.length === typed.length && start.at(-1) === typed.at(-2) && start.at(-2) === typed.at(-1))
    return alike && distance(typed, start) === 1
  })
}

type Reading = { words: string[]; identifier: boolean; lastResort: boolean }

/** The ways in which a text can be read: numbers put together; words with what separates their parts; one identifier; every part. */
function readings(text: string): Reading[] {
  const chunks = plain(text).replaceAll("'", '').split(/\s+/)
  const apart = chunks.flatMap((chunk) => words(chunk))
  const together = chunks.flatMap((chunk) => (/[\d@._]/.test(chunk) ? [words(chunk).join('')].filter(Boolean) : words(chunk)))
  const joined = together.join(' ').replace(/(?<=(^| )\d+) (?=\d+( |$))/g, '').split(' ').filter(Boolean)
  const all = [joined, together].map((list) => ({ words: list, identifier: false, lastResort: false }))
  if (joined.length > 1 && apart.join('').length <= 64) all.push({ words: [apart.join('')], identifier: true, lastResort: false })
  return [...all, { words: apart, identifier: false, lastResort: true }].filter((reading) => reading.words.length > 0)
}

function answers(customer: Customer, reading: Reading, slips: boolean): boolean {
  const { names, places } = known(customer)
  return reading.words.every((typed) => {
    if (isIdentifier(customer, typed)) return true
    if (reading.identifier) return false
    if (names.some((name) => name.startsWith(typed)) || places.some((known) => known.some((name) => name.startsWith(typed)))) return true
    return slips && (names.some((name) => isSlip(typed, name)) || places.some((known) => isSlip(typed, known[0] ?? '')))
  })
}

function isWhole(customer: Customer, text: string): boolean {
  const whole = bare(plain(text).replaceAll("'", ''))
  if (whole.length < 4) return false
  const phones = customer.phones.map(bare).flatMap((phone) => (/^1\d{10}$/.test(phone) ? [phone, phone.slice(1)] : [phone]))
  const codes = [customer.accountNumber, ...customer.equipmentIds].map(bare)
  return [...phones, ...codes, ...(text.includes('@') ? customer.emails.map(bare) : [])].includes(whole)
}

export type Expected = { exact: Set<string>; strict: Set<string>; forgiven: Set<string> }

/** Ids of who is meant exactly, who answers as typed, and who would if a slip is forgiven. */
export function expected(customers: readonly Customer[], text: string): Expected {
  const ids = (test: (customer: Customer) => boolean) => new Set(customers.filter(test).map((customer) => customer.id))
  const ways = readings(text)
  const apart = ways.findLast((way) => !way.identifier)
  const exact = ids((customer) => isWhole(customer, text))
  const first = ids((customer) => ways.some((way) => !way.lastResort && answers(customer, way, false)))
  const last = first.size + exact.size > 0 ? first : ids((customer) => ways.some((way) => way.lastResort && answers(customer, way, false)))
  return { exact, strict: last, forgiven: ids((customer) => apart !== undefined && answers(customer, apart, true)) }
}
