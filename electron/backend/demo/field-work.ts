/**
 * Technicians with their days, and visits at customers of the book: what a dispatcher finds in the morning. Every day can be driven as
 * it is planned; what is over by the clock is done, and the days before say how it went.
 */
import { addDays, DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { wallInstant, wallMinute } from '#shared/kernel/wall-time.ts'
import { customerName } from '#shared/features/customers/customer-name.ts'
import type { Technician, TechnicianShift, TimeSlot, WorkType } from '#shared/features/dispatch/technicians.schema.ts'
import { placeOf, travelSeconds, type Density } from '#shared/features/dispatch/travel.ts'
import type { Appointment, WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import { bulkInsert } from '../store/bulk-insert.ts'
import type { Transaction } from '../store/store.ts'
import { demoSlots, demoWorkTypes } from './field-work-catalog.ts'
import { places } from './places.ts'
import { Random } from './random.ts'
import { showpieces } from './showpieces.ts'
import { demoEndOf, endedAs } from './visit-outcomes.ts'

const MINUTE = 60_000
const BY = 'Walt Kirschner'
/** Starts are on the five minutes. */
const STEP = 5 * MINUTE

type Region = { name: string; cities: readonly string[]; density: Density }
const regions: readonly Region[] = [
  { name: 'Brooklyn', cities: ['Brooklyn'], density: 'city' },
  { name: 'Bronx and Westchester', cities: ['Bronx', 'Yonkers', 'Mount Vernon', 'New Rochelle', 'White Plains'], density: 'city' },
  { name: 'Queens', cities: ['Astoria', 'Flushing', 'Jackson Heights', 'Elmhurst', 'Corona', 'Forest Hills', 'Ridgewood', 'Jamaica', 'Woodside', 'Long Island City', 'Sunnyside', 'Rego Park', 'Bayside'], density: 'city' },
]
/** Two technicians each: wherever a customer lives, somebody can be sent. By the franchise of the towns. */
const around: readonly { name: string; franchise: string; density: Density }[] = [
  { name: 'Manhattan', franchise: '07813', density: 'core' }, { name: 'Staten Island', franchise: '07815', density: 'suburb' }, { name: 'Upper Westchester', franchise: '07810', density: 'suburb' }, { name: 'Hudson Valley', franchise: '07816', density: 'country' },
  { name: 'Nassau', franchise: '07820', density: 'suburb' }, { name: 'Suffolk', franchise: '07830', density: 'suburb' }, { name: 'New Jersey', franchise: '07840', density: 'suburb' }, { name: 'Connecticut', franchise: '07850', density: 'suburb' },
]
const regionsAround = (): Region[] => {
  const covered = new Set(regions.flatMap(({ cities }) => cities))
  const queens: Region = { name: 'Outer Queens', density: 'city', cities: places.filter(({ franchise, city }) => franchise === '07814' && !covered.has(city)).map(({ city }) => city) }
  return [...around.map(({ franchise, ...region }) => ({ ...region, cities: places.filter((place) => place.franchise === franchise && !covered.has(place.city)).map(({ city }) => city) })), queens]
}
const givenNames = ['Sam', 'Kim', 'Luis', 'Dana', 'Omar', 'Ivy', 'Pete', 'Rosa', 'Gus', 'Nell', 'Hugo', 'Mara', 'Cole', 'Tess', 'Abel', 'June', 'Rey', 'Faye', 'Milo', 'Edie'] as const
const familyNames = ['Okafor', 'Brandt', 'Salas', 'Whitlock', 'Nair', 'Pruitt', 'Castellan', 'Moreau', 'Ibarra', 'Lindqvist', 'Tran', 'Hale'] as const

export type FieldWorkOptions = { clock: Clock; timeZone: string; today: string; seed: number; technicians: number; days: number; /** Visits of one technician on one day of the plan, 0 being today. */ visitsOn: (day: number, technician: number) => number; /** Visits that nobody has. */ unassigned: number; /** Visits of yesterday to which nobody came. */ missed?: number; /** Days before today that went as such days do. */ past?: number; /** Technicians in the other towns as well. */ everywhere?: boolean; /** Minutes of each visit; as its work type says where nobody says. */ minutes?: number }

/** As much as a demo shows: two weeks, the fuller the nearer. */
export const demoFieldWork = (options: Pick<FieldWorkOptions, 'clock' | 'timeZone' | 'today' | 'seed'>): FieldWorkOptions =>
  ({ ...options, technicians: 24, days: 14, visitsOn: (day, technician) => (day === 0 ? 5 : Math.max(0, 4 - Math.floor(day / 2) + (technician % 2))), unassigned: 7, missed: 2, past: 3, everywhere: true })

type Person = Awaited<ReturnType<typeof subscribersIn>>[number]

export async function insertFieldWork(trx: Transaction, options: FieldWorkOptions): Promise<void> {
  const made = { technician: [] as Technician[], technicianShift: [] as TechnicianShift[], appointment: [] as Appointment[], workOrder: [] as WorkOrder[] }
  const random = new Random(options.seed, 0, 71)
  const base = { version: 1, changedAt: isoInstant(options.clock.now()), changedBy: BY }
  const slots: TimeSlot[] = demoSlots.map((slot) => ({ id: newId(options.clock), ...base, ...slot, active: true }))
  const types: WorkType[] = demoWorkTypes.map((type) => ({ id: newId(options.clock), ...base, ...type, timeSlotIds: [], active: true }))
  const filled: { region: Region; people: Person[] }[] = []
  for (const region of regions) {
    const people = await subscribersIn(trx, region)
    if (people.length > 0) filled.push({ region, people })
  }
  if (filled.length === 0) return
  const plan = { ...made, options, random, base, slots, types }
  for (let index = 0; index < options.technicians; index += 1) addTechnician(plan, filled[index % filled.length]!, index)
  for (let index = 0; index < options.unassigned; index += 1) {
    const { people } = filled[index % filled.length]!
    const slot = slots[2 + (index % (slots.length - 2))]!
    const day = addDays(options.today, Math.floor(index / 4))
    // A window that is over already would be one to which nobody came.
    const begun = wallInstant(options.timeZone, day, slot.fromMinute) <= options.clock.now()
    addVisit(plan, people[random.between(0, people.length - 1)]!, types[index % types.length]!, { day: begun ? addDays(day, 1) : day, slot, technicianId: null, start: null, travel: null })
  }
  for (let index = 0; index < (options.missed ?? 0); index += 1) {
    const { people } = filled[index % filled.length]!
    const day = addDays(options.today, -1)
    const start = wallInstant(options.timeZone, day, slots[2]!.fromMinute)
    addVisit(plan, people[random.between(0, people.length - 1)]!, types[index % types.length]!, { day, slot: slots[2]!, technicianId: plan.technician[index]!.id, start, travel: 900, missed: true })
  }
  let index = options.technicians
  for (const region of options.everywhere ? regionsAround() : []) {
    const people = await subscribersIn(trx, region)
    for (let count = 0; count < 2 && people.length > 0; count += 1) addTechnician(plan, { region, people }, index++)
  }
  addPast(plan, filled)
  await bulkInsert(trx, 'timeSlot', slots)
  await bulkInsert(trx, 'workType', types)
  for (const stream of ['technician', 'technicianShift', 'appointment', 'workOrder'] as const) await bulkInsert(trx, stream, made[stream] as never)
}

const subscribersIn = (trx: Transaction, { cities }: Region) =>
  trx.selectFrom('customer').select(['id', 'givenName', 'familyName', 'organizationName', 'accountNumber', 'language', 'phones', 'latitude', 'longitude', 'city', 'postalCode', 'node'])
    .where('city', 'in', [...cities]).where('status', '=', 'active').where('latitude', 'is not', null).where('removedAt', 'is', null).orderBy('id').limit(2_000).execute()

type Plan = {
  technician: Technician[]; technicianShift: TechnicianShift[]; appointment: Appointment[]; workOrder: WorkOrder[]
  options: FieldWorkOptions; random: Random; base: { version: number; changedAt: string; changedBy: string }; slots: TimeSlot[]; types: WorkType[]
}

function addTechnician(plan: Plan, { region, people }: { region: Region; people: Person[] }, index: number): void {
  const { options, random, base } = plan
  const home = people[random.between(0, people.length - 1)]!
  const technician: Technician = {
    id: newId(options.clock), ...base, name: `${givenNames[index % givenNames.length]} ${familyNames[(index * 5 + Math.floor(index / givenNames.length)) % familyNames.length]}`,
    skills: ['internet', 'tv', ...(index % 3 === 0 ? ['fiber'] : []), ...(index % 2 === 0 ? ['phone'] : [])], languages: index % 3 === 1 ? ['en', 'es'] : ['en'],
    startLatitude: home.latitude!, startLongitude: home.longitude!, region: region.name, density: region.density, cities: [...region.cities], postalCodes: [], nodes: [], area: null, active: true,
  }
  plan.technician.push(technician)
  const begins = [7.5, 8, 8, 9][index % 4]! * 60
  const near = nearTo(people, { latitude: home.latitude!, longitude: home.longitude! })
  for (let day = 0; day < options.days; day += 1) addDay(plan, technician, addShift(plan, technician, addDays(options.today, day), begins), near, options.visitsOn(day, index))
}

/** With chance of its own, and behind all others, so that these are the same with and without it. */
function addPast(plan: Plan, filled: readonly { people: Person[] }[]): void {
  const { options } = plan
  const past = { ...plan, random: new Random(options.seed, 0, 72) }
  const people = filled.flatMap((each) => each.people).filter((person) => !isShowpiece(person))
  for (const [index, technician] of plan.technician.entries()) {
    const near = nearTo(people.filter(({ city }) => city !== null && technician.cities.includes(city)), { latitude: technician.startLatitude, longitude: technician.startLongitude })
    const first = plan.technicianShift.find(({ technicianId }) => technicianId === technician.id)!
    for (let day = 1; day <= (options.past ?? 0); day += 1) {
      const shift = addShift(plan, technician, addDays(options.today, -day), wallMinute(options.timeZone, Date.parse(first.startAt)))
      // Yesterday those to whom nobody came stand in the day of these.
      if (near.length > 0 && (day > 1 || index >= (options.missed ?? 0))) addDay(past, technician, shift, near, 4 + (index % 2))
    }
  }
}

/** What tests and tours find there stays as it is. */
const isShowpiece = ({ givenName, familyName, city }: Person): boolean => showpieces.some(({ who, where }) => who.givenName === givenName && who.familyName === familyName && where.city === city)

/** Near each other, as a plan would have them. */
const nearTo = (people: readonly Person[], { latitude, longitude }: { latitude: number; longitude: number }): Person[] =>
  people.map((person) => ({ person, far: (person.latitude! - latitude) ** 2 + (person.longitude! - longitude) ** 2 })).sort((one, other) => one.far - other.far).slice(0, 60).map(({ person }) => person)

/** @param begins minutes since midnight */
function addShift(plan: Plan, technician: Technician, day: string, begins: number): TechnicianShift {
  const { options, base } = plan
  const at = (minute: number): string => isoInstant(wallInstant(options.timeZone, day, minute))
  const shift: TechnicianShift = { id: newId(options.clock), ...base, technicianId: technician.id, day, startAt: at(begins), endAt: at(begins + 9 * 60 + 30), breakMinutes: 30, breakFrom: at(11 * 60), breakTo: at(13 * 60 + 30), absence: null, absentFrom: null }
  plan.technicianShift.push(shift)
  return shift
}

/** One visit behind the other, with the break around noon, as long as all can be home in time. */
function addDay(plan: Plan, technician: Technician, shift: TechnicianShift, near: readonly Person[], visits: number): void {
  const { options, random, slots, types } = plan
  const home = { latitude: technician.startLatitude, longitude: technician.startLongitude }
  let [place, free, rested] = [placeOf(home), Date.parse(shift.startAt), false]
  for (let count = 0; count < visits; count += 1) {
    const person = near[random.between(0, near.length - 1)]!
    const type = types[random.between(0, 4)]!
    if (!type.skills.every((skill) => technician.skills.includes(skill))) continue
    if (!rested && free >= Date.parse(shift.breakFrom!)) [free, rested] = [free + shift.breakMinutes * MINUTE, true]
    const travel = travelSeconds(place, placeOf(person), technician.density)
    const spare = options.minutes === undefined ? random.between(0, 4) * STEP : 0
    const start = Math.ceil((free + travel * 1_000 + spare) / STEP) * STEP
    const end = start + (options.minutes ?? type.minutes) * MINUTE
    const rest = rested ? 0 : shift.breakMinutes * MINUTE
    if (end + travelSeconds(placeOf(person), placeOf(home), technician.density) * 1_000 + rest > Date.parse(shift.endAt)) return
    // Without the break before it, whoever works across its last moment would lose it.
    if (!rested && end > Date.parse(shift.breakTo!)) {
      ;[free, rested] = [Math.max(free, Date.parse(shift.breakFrom!)) + shift.breakMinutes * MINUTE, true]
      count -= 1
      continue
    }
    const slot = slots.find(({ fromMinute, toMinute }) => start >= wallInstant(options.timeZone, shift.day, fromMinute) && start < wallInstant(options.timeZone, shift.day, toMinute))
    if (!slot) return
    addVisit(plan, person, type, { day: shift.day, slot, technicianId: technician.id, start, travel })
    ;[place, free] = [placeOf(person), end]
  }
}

type Where = { day: string; slot: TimeSlot; technicianId: string | null; start: number | null; travel: number | null; missed?: boolean }

function addVisit({ options, base, technician, appointment, workOrder, random }: Plan, person: Person, type: WorkType, { day, slot, technicianId, start, travel, missed = false }: Where): void {
  const minutes = options.minutes ?? type.minutes
  const [isSpanish, spoken] = [person.language.startsWith('es'), technician.find(({ id }) => id === technicianId)?.languages ?? []]
  const [now, end] = [options.clock.now(), start === null ? null : start + minutes * MINUTE]
  const done = !missed && end !== null && end <= now
  const under = !missed && !done && start !== null && start <= now
  const promise: Appointment = {
    id: newId(options.clock), customerId: person.id, ...base, reference: `V-${10_000 + appointment.length}`, workTypeId: type.id, status: missed ? 'missed' : done ? 'completed' : random.chance(0.5) ? 'confirmed' : 'booked',
    windowStart: isoInstant(wallInstant(options.timeZone, day, slot.fromMinute)), windowEnd: isoInstant(wallInstant(options.timeZone, day, slot.toMinute)), reason: type.names.en, contactName: customerName(person), contactPhone: person.phones[0] ?? null,
    language: person.language, accessNotes: random.chance(0.2) ? 'Side door, ring twice' : null, dogs: random.chance(0.15) ? true : null, adultAtHome: true, hasGateCode: false, contactId: null, bookedAt: isoInstant(options.clock.now() - (missed ? 4 : 1) * DAY_MS), bookedBy: BY,
    confirmedAt: null, confirmedBy: null, moves: 0, endReason: null, endNote: null,
  }
  if (promise.status === 'confirmed') Object.assign(promise, { confirmedAt: base.changedAt, confirmedBy: 'customer' })
  appointment.push(promise)
  const { latitude, longitude, city, postalCode, node } = person
  workOrder.push({
    id: newId(options.clock), customerId: person.id, ...base, reference: `WO-${30_000 + workOrder.length}`, appointmentId: promise.id, followUpOf: null, workTypeId: type.id, minutes, skills: [...type.skills], speaks: isSpanish && (technicianId === null || spoken.includes('es')) ? 'es' : null, priority: type.priority,
    status: missed ? 'notDone' : done ? 'completed' : under ? 'inProgress' : 'planned', technicianId, plannedStart: start === null ? null : isoInstant(start), plannedEnd: end === null ? null : isoInstant(end), travelSeconds: travel, pinned: false, latitude, longitude, city, postalCode, node,
    onTheWayAt: null, startedAt: (done || under) && start !== null ? isoInstant(start) : null, endedAt: done ? isoInstant(end) : missed ? base.changedAt : null, checklist: { items: type.checklist.items.map((item) => ({ ...item, done })) }, parts: { items: [] }, photos: [],
    outcome: missed ? 'nobodyCame' : done ? 'done' : null, outcomeNote: null, signature: null, followUp: null, findings: [], runId: null,
  })
  if (done && day < options.today) endPast(promise, workOrder.at(-1)!)
}

/** As the day went, said by who was there. */
function endPast(promise: Appointment, work: WorkOrder): void {
  const [by, end] = [demoEndOf(work.reference), work.endedAt!]
  const begun = { ...work, outcome: null, startedAt: null, checklist: { items: work.checklist.items.map((item) => ({ ...item, done: false })) } }
  Object.assign(work, endedAs(by === 'nobodyComes' ? 'done' : by, begun, { start: work.plannedStart!, end }), { changedAt: end })
  Object.assign(promise, { status: work.outcome === 'customerAbsent' ? 'noShow' : 'completed', bookedAt: isoInstant(Date.parse(promise.windowStart) - 3 * DAY_MS), changedAt: end })
}
