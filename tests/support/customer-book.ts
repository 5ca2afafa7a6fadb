/**
 * A seeded book of customers for the search's tests and bench. Vocabulary as wide as a real region's: a few
 * names, streets and towns carry most people (Zipf), and a long tail of rare ones carries the rest. The
 * demo operator has its own generator; this one depends on nothing, so that a failure replays from its seed.
 */
import { type Customer } from '#shared/features/customers/customers.schema.ts'

const given =
  'Maria James Ana John José Mary Robert Luis Patricia Michael Linda David Carmen William Elizabeth Juan Barbara Richard Susan Joseph Jessica Thomas Karen Carlos Sarah Christopher Nancy Daniel Lisa Matthew Margaret Anthony Betty Mark Sandra Donald Ashley Steven Dorothy Paul Kimberly Andrew Emily Joshua Donna Kenneth Michelle Kevin Carol Brian Amanda George Melissa Edward Deborah Ronald Stephanie Timothy Rebecca Jason Laura Jeffrey Sharon Ryan Cynthia Jacob Kathleen Gary Amy Nicholas Shirley Eric Angela Jonathan Helen Stephen Anna Larry Brenda Justin Pamela Scott Nicole Brandon Samantha Benjamin Katherine Samuel Emma Frank Ruth Gregory Christine Raymond Catherine Alexander Debra Patrick Rachel Jack Carolyn Dennis Janet Jerry Virginia Tyler Maria-Elena Jean-Pierre Aisha Dmitri Olga Wei Ming Fatima Mohammed Rosa Pedro Miguel Ángel Lucía Sofía Inés Zoë Renée Siobhán Xiomara Yolanda Ignacio Guadalupe Mary-Ann'.split(' ')
const family =
  'Smith Rivera Johnson Rodriguez Williams Brown Garcia Jones Miller Davis Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Campbell Mitchell Carter Roberts Gómez Phillips Evans Turner Díaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Álvarez Castillo Sanders Patel Myers Long Ross Foster Jiménez Powell Jenkins Perry Russell Sullivan Bell Coleman Butler Henderson Barnes Fisher Vasquez Simmons Romero Jordan Patterson Alexander Hamilton Graham Reynolds Griffin Wallace Moreno West Cole Hayes Bryant Herrera Gibson Ellis Tran Medina Aguilar Stevens Murray Ford Castro Marshall Owens Harrison Fernandez McDonald Woods Washington Kennedy Wells Vargas Henry Chen Freeman Webb Tucker Guzman Burns Crawford Olson Simpson Porter Hunter Gordon Mendez Silva Shaw Snyder Mason Dixon Munoz Hunt Hicks Holmes Palmer Wagner Black O\'Neil O\'Brien O\'Connor D\'Angelo García-Márquez Smith-Jones Núñez Peña Müller Bjørnsen Łukasz Kowalski Ivanov Cohen Katz Goldberg Singh Khan Ahmed Ali Zhang Wang Liu Park Esposito Russo Ferrari Bianchi'.split(' ')
family.push('De La Cruz', 'Van Der Berg', 'St. John', 'Del Rosario')
const streets =
  'Main Maple Oak Park Broadway Elm Cedar Pine Washington Lake Hill Walnut Spring North Ridge Church Willow Mill Sunset Railroad Jackson Highland Madison Lincoln Franklin Jefferson Chestnut Spruce River Pleasant Prospect Grand Atlantic Ocean Bedford Flatbush Nostrand Fulton Court Smith Henry Clinton Degraw Bergen Dean Myrtle Bay Shore Jerome Tremont Fordham Grand-Concourse Boston Gun-Hill Warburton Palisade Ashburton Nepperhan Central Mamaroneck Post Jericho Hempstead Merrick Sunrise Montauk Hillside Jamaica Queens Northern Roosevelt Steinway Ditmars Astoria Metropolitan Woodhaven Cross-Bay Mott Rockaway'.split(' ')
const cities: readonly (readonly [string, string, number])[] = [
  ['Brooklyn', 'NY', 112], ['Bronx', 'NY', 104], ['New York', 'NY', 100], ['Yonkers', 'NY', 107], ['Jamaica', 'NY', 114],
  ['Staten Island', 'NY', 103], ['Flushing', 'NY', 113], ['Hempstead', 'NY', 115], ['New Rochelle', 'NY', 108],
  ['Mount Vernon', 'NY', 105], ['White Plains', 'NY', 106], ['Newark', 'NJ', 71], ['Jersey City', 'NJ', 73], ['Paterson', 'NJ', 75],
  ['Elizabeth', 'NJ', 72], ['Bridgeport', 'CT', 66], ['Stamford', 'CT', 69], ['New Haven', 'CT', 65], ['Norwalk', 'CT', 68],
  ['Hicksville', 'NY', 118], ['Brentwood', 'NY', 117], ['Massapequa', 'NY', 117], ['St. James', 'NY', 117], ['Port Chester', 'NY', 105],
]
const streetTypes = ['St', 'Street', 'Ave', 'Avenue', 'Rd', 'Dr', 'Ln', 'Ct', 'Pl', 'Blvd', 'Pkwy', 'Ter', 'Way', 'Calle']
const onset = 'b br c ch d f g gr h j k kl l m n p pr qu r s sh st t tr v w y z'.split(' ')
const rime = 'a an ar e el en er i in is o ol on or u um ay ow ak ett ini ov ski man'.split(' ')
const mail = ['gmail.com', 'yahoo.com', 'aol.com', 'hotmail.com', 'optonline.net', 'verizon.net', 'example.org']
const areas = ['914', '718', '212', '516', '631', '347', '917', '201', '973', '203']
const ouis = ['001A2B', '3C7A8A', 'F0AF85', '84A06E', '0CB771', '9C3426']

/** Mulberry32: 32 bits of state, the same on every machine. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

type Rand = () => number
const below = (rand: Rand, n: number) => Math.floor(rand() * n)
/** The first of the list are picked far oftener than the last. */
const skewed = <T>(rand: Rand, list: readonly T[]): T => list[Math.floor(rand() ** 2.2 * list.length)] as T
const digits = (rand: Rand, n: number) => String(below(rand, 10 ** n)).padStart(n, '0')
const hex = (rand: Rand, n: number) => below(rand, 16 ** n).toString(16).toUpperCase().padStart(n, '0')

/** One of 60,000 words that nobody else would make up, the earlier ones oftener. */
function rareWord(picker: Rand): string {
  const rand = random(Math.floor(picker() ** 1.5 * 60_000))
  let word = ''
  for (let parts = 2 + below(rand, 2); parts > 0; parts--) word += skewed(rand, onset) + skewed(rand, rime)
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function uuid(rand: Rand, serial: number): string {
  const time = (0x019a_0000_0000 + serial).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(rand, 3)}-8${hex(rand, 3)}-${hex(rand, 6)}${hex(rand, 6)}`.toLowerCase()
}

function address(rand: Rand): Pick<Customer, 'houseNumber' | 'street' | 'unit' | 'city' | 'stateOrProvince' | 'postalCode'> {
  const [city, stateOrProvince, zip] = skewed(rand, cities)
  const named = rand() < 0.15 ? rareWord(rand) : rand() < 0.15 ? `${1 + below(rand, 220)}th` : skewed(rand, streets).replace('-', ' ')
  const unit = rand() < 0.4 ? `${rand() < 0.8 ? 'Apt ' : '#'}${1 + below(rand, 30)}${skewed(rand, ['', 'A', 'B', 'C', 'D'])}` : null
  const houseNumber = city === 'Jamaica' ? `${10 + below(rand, 200)}-${10 + below(rand, 90)}` : String(1 + Math.floor(rand() ** 2 * 2500))
  return { houseNumber, street: `${rand() < 0.1 ? 'East ' : ''}${named} ${skewed(rand, streetTypes)}`, unit, city, stateOrProvince, postalCode: String(zip).padStart(3, '0') + digits(rand, 2) }
}

function emailOf(rand: Rand, first: string, last: string): string {
  const plain = (text: string) => text.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase()
  return `${plain(first)}${skewed(rand, ['.', '', '_'])}${plain(last)}${rand() < 0.6 ? below(rand, 99) : ''}@${skewed(rand, mail)}`
}

const equipment = (rand: Rand) => (rand() < 0.65 ? skewed(rand, ouis) + hex(rand, 6) : `${skewed(rand, ['ARR', 'TC', 'SN-'])}${digits(rand, 8)}`)
const some = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make)

/** No two alike below ten million. */
const accountNumber = (serial: number) =>
  `07810-${String((serial * 7) % 1_000).padStart(3, '0')}-${String(Math.floor(serial / 1_000) % 10_000).padStart(4, '0')}-${(serial * 3) % 10}`

/** One customer; the same `rand` state gives the same one. */
export function customer(rand: Rand, serial: number): Customer {
  const business = rand() < 0.06
  const givenName = rand() < 0.1 ? rareWord(rand) : skewed(rand, given)
  const familyName = rand() < 0.35 ? rareWord(rand) : skewed(rand, family)
  const area = skewed(rand, areas)
  return {
    id: uuid(rand, serial),
    version: 1,
    accountNumber: accountNumber(serial),
    kind: business ? 'business' : 'residential',
    givenName: business ? null : givenName,
    familyName: business ? null : familyName,
    organizationName: business ? `${familyName} ${skewed(rand, ['Deli', 'Auto Body', '& Sons', 'Pharmacy LLC', 'Realty Corp.'])}` : null,
    language: rand() < 0.2 ? 'es' : 'en',
    status: skewed(rand, ['active', 'active', 'active', 'active', 'suspended', 'closed', 'pending'] as const),
    statusReason: null,
    customerSince: '2017-05-01',
    ...address(rand),
    latitude: 40 + rand(),
    longitude: -73 - rand(),
    node: `YK-${digits(rand, 2)}`,
    phones: some(1 + below(rand, 2), () => `+1${area}${rand() < 0.5 ? '555' : `${2 + below(rand, 8)}${digits(rand, 2)}`}${digits(rand, 4)}`),
    emails: rand() < 0.75 ? [emailOf(rand, givenName, familyName)] : [],
    equipmentIds: some(1 + below(rand, 3), () => equipment(rand)),
  }
}

/** @returns pages of customers, made as they are asked for, so that a million never stand in memory. */
export function* customerPages(count: number, seed: number, pageRows = 1_000): Generator<Customer[]> {
  const rand = random(seed)
  for (let made = 0; made < count; ) {
    const page: Customer[] = []
    while (page.length < pageRows && made < count) page.push(customer(rand, made++))
    yield page
  }
}
