/** The core of one customer: everything that the directory row needs, and what the rest of the account grows from. */
import { customerName, type Customer, type CustomerStatus } from '#shared/features/customers/customers.schema.ts'
import { accountNumber } from './account-number.ts'
import { dateOf } from '#shared/kernel/calendar.ts'
import { demoId } from './demo-ids.ts'
import { makeBoxes, type Box } from './equipment.ts'
import { makeLocation, type Location } from './location.ts'
import { givenNameOf, makePerson, type Person } from './person.ts'
import { placeNamed } from './places.ts'
import { Random } from './random.ts'
import { emailAddress, phoneNumber } from './reach.ts'
import { makeServices, type Services } from './services.ts'
import { showpieces } from './showpieces.ts'

export type Phone = { value: string; use: 'mobile' | 'home' | 'work' }

export type Subscriber = {
  index: number
  person: Person
  location: Location
  status: CustomerStatus
  /** Day on which service began, or will begin when pending. */
  sinceDay: number
  /** Day on which it ended; null unless closed. */
  closedDay: number | null
  services: Services
  boxes: Box[]
  phones: Phone[]
  emails: string[]
  customer: Customer
}

/** One stream of randomness each, so that a change to one part of the demo leaves the others as they are. */
export const purpose = { person: 1, location: 2, core: 3, account: 4, history: 5, money: 6, methods: 7, rewards: 8, usage: 9, calls: 10 } as const

/** @param today a day number; nothing of the customer's past lies on or after it. */
export function makeSubscriber(seed: number, index: number, today: number): Subscriber {
  const random = new Random(seed, index, purpose.core)
  const person = personAt(seed, index)
  const location = locationAt(seed, index)
  const life = makeLife(random, today, index)
  const services = makeServices(random, person.organizationName !== null)
  const reached = {
    boxes: life.status === 'pending' ? [] : makeBoxes(random, services, index),
    phones: makePhones(random, index, person, location),
    emails: random.chance(0.82) ? [emailAddress(random, person, index)] : [],
  }
  const core = { index, person, location, services, ...life, ...reached }
  return { ...core, customer: directoryRow(seed, core) }
}

/** Every 23rd customer lives with the one before, of the same family; every 61st has the same name elsewhere. */
const livesWithPrevious = (index: number): boolean => index > showpieces.length && index % 23 === 11
const namedLikePrevious = (index: number): boolean => index > showpieces.length && index % 61 === 30

function personAt(seed: number, index: number): Person {
  const random = new Random(seed, index, purpose.person)
  const person = makePerson(random)
  const showpiece = showpieces[index]
  if (showpiece) return { ...person, ...showpiece.who }
  if (!livesWithPrevious(index) && !namedLikePrevious(index)) return person
  const other = personAt(seed, index - 1)
  if (namedLikePrevious(index)) return other
  return { ...other, givenName: givenNameOf(random, other.community), organizationName: null, familyName: other.familyName ?? person.familyName }
}

function locationAt(seed: number, index: number): Location {
  if (livesWithPrevious(index)) return locationAt(seed, index - 1)
  const random = new Random(seed, index, purpose.location)
  const where = showpieces[index]?.where
  if (!where) return makeLocation(random)
  const { city, ...house } = where
  return { ...makeLocation(random, placeNamed(city), where.zip), ...house }
}

type Life = Pick<Subscriber, 'status' | 'sinceDay' | 'closedDay'>

function makeLife(random: Random, today: number, index: number): Life {
  const roll = index < showpieces.length ? 0 : random.fraction()
  // Two thirds of the book is younger than eight years, the oldest is 22.
  const daysAgo = 1 + Math.floor(random.fraction() ** 1.6 * 8_000)
  if (roll < 0.9) return { status: 'active', sinceDay: today - Math.max(daysAgo, index < showpieces.length ? 900 : 1), closedDay: null }
  if (roll < 0.94) return { status: 'suspended', sinceDay: today - daysAgo - 150, closedDay: null }
  if (roll < 0.98) {
    const sinceDay = today - daysAgo - 200
    return { status: 'closed', sinceDay, closedDay: Math.max(sinceDay + 60, today - random.between(4, 900)) }
  }
  return { status: 'pending', sinceDay: today + random.between(1, 12), closedDay: null }
}

function makePhones(random: Random, index: number, person: Person, location: Location): Phone[] {
  const [first = '914', ...others] = location.place.areaCodes
  const area = others.length > 0 && random.chance(0.5) ? random.pick(others) : first
  const business = person.organizationName !== null
  const phones: Phone[] = []
  const main = phoneNumber(index, 0, area)
  if (main) phones.push({ value: main, use: business ? 'work' : 'mobile' })
  // The family's landline is one number on two accounts.
  const home = random.chance(0.45) ? phoneNumber(index, 1, first) : null
  const shared = livesWithPrevious(index) ? phoneNumber(index - 1, 1, first) : null
  const second = shared ?? home
  if (second) phones.push({ value: second, use: business ? 'mobile' : 'home' })
  return phones
}

function directoryRow(seed: number, core: Omit<Subscriber, 'customer'>): Customer {
  const { person, location } = core
  return {
    id: demoId(seed, core.index, 0),
    version: 1,
    accountNumber: accountNumber(location.place.franchise, core.index),
    kind: person.organizationName === null ? 'residential' : 'business',
    givenName: person.givenName,
    familyName: person.familyName,
    organizationName: person.organizationName,
    language: person.language,
    status: core.status,
    statusReason: statusReason(core.status, core.index),
    customerSince: core.status === 'pending' ? null : dateOf(core.sinceDay),
    ...placeColumns(location),
    phones: core.phones.map((phone) => phone.value),
    emails: core.emails,
    // In the order in which the backend keeps them.
    equipmentIds: core.boxes.flatMap((box) => [box.macAddress, box.serialNumber]).sort(),
  }
}

const reasons: Record<CustomerStatus, readonly string[] | null> = {
  active: null,
  erased: null,
  pending: ['installation scheduled'],
  suspended: ['non-payment', 'non-payment', 'non-payment', 'seasonal hold'],
  closed: ['moved out of the area', 'price', 'went to a competitor', 'non-payment', 'deceased', 'combined with another account'],
}

function statusReason(status: CustomerStatus, index: number): string | null {
  const list = reasons[status]
  return list ? (list[index % list.length] ?? null) : null
}

/** The columns of a place, the same in `customer` and in `address`. */
export function placeColumns(location: Location) {
  return {
    houseNumber: location.houseNumber,
    street: location.street,
    unit: location.unit,
    city: location.place.city,
    stateOrProvince: location.place.state,
    postalCode: location.zip,
    latitude: location.latitude,
    longitude: location.longitude,
    node: location.node,
  }
}

export const nameOf = (subscriber: Subscriber): string => customerName(subscriber.customer)
