/** The best windows for a visit. Nothing is kept by it: what is shown to two callers is the first one's who holds it. */
import { sql } from 'kysely'
import { LEAD_MINUTES, MAX_AHEAD_DAYS, MAX_OFFER_DAYS, MAX_OFFERS, type HoldVisit, type OfferVisits, type VisitOffer, type VisitOffers } from '#shared/features/dispatch/booking.schema.ts'
import type { WorkType } from '#shared/features/dispatch/technicians.schema.ts'
import { placeOf, travelSeconds } from '#shared/features/dispatch/travel.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { addDays, dayOf } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { wrong } from '#shared/kernel/errors.ts'
import { operatorToday } from '../../operator-day.ts'
import type { Services } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'
import { getCustomer } from '../customers/customers.queries.ts'
import { daysOf, readFieldBook, type Beside, type FieldBook } from './offer/field-book.ts'
import type { Visit, Window } from './offer/insertion.ts'
import type { Stop } from './offer/open-day.ts'
import { rankWindows, type Candidate, type Ranked } from './offer/rank-windows.ts'
import { mayCome } from './offer/who-may-come.ts'
import { windowsBetween } from './offer/windows.ts'
import { findBlock, findWorkOrder, getWorkType, slotsOf } from './visits.queries.ts'

/** Who asks: an agent at their desk, or the customer by their link. */
export type Caller = { agentId: string } | { linkId: string }
type Wanted = Pick<HoldVisit, 'minutes' | 'skills' | 'language' | 'notBefore'>

/** @throws AppError `notFound`, `validation` for days that nobody plans */
export async function offerVisits(services: Services, caller: Caller, input: OfferVisits): Promise<VisitOffers> {
  const { store: { db }, clock, timeZone } = services
  const customer = await getCustomer(db, input.customerId)
  const workType = await getWorkType(db, input.workTypeId)
  const windows = windowsBetween(timeZone, await slotsOf(db, workType), ...requireDays(services, input))
  const moved = input.appointmentId === null ? null : ((await findWorkOrder(db, input.appointmentId))?.id ?? null)
  const visit = visitOf(customer, workType, input, clock.now())
  const book = await readFieldBook(services)
  const beside = await readBeside(db, services, { caller, customerId: customer.id, moved })
  const need = needOf(workType, input)
  const ranked = rankWindows(candidatesOf(book, { customer, need, windows: windows.filter(({ from }) => from >= visit.earliest), beside }), visit, travelSeconds, MAX_OFFERS)
  const block = await findBlock(db, customer, clock.now(), null)
  return { offers: ranked.map((each) => toOffer(book, each)), blockedBy: block?.id ?? null }
}

export const needOf = ({ skills }: WorkType, wanted: Wanted): { skills: string[]; language: string | null } => ({ skills: [...new Set([...skills, ...wanted.skills])], language: wanted.language })

/** @param now ms since 1970 */
export function visitOf(customer: Customer, workType: WorkType, { minutes, notBefore }: Wanted, now: number): Visit {
  const soonest = now + LEAD_MINUTES * 60_000
  return { place: placeOf(customer), seconds: (minutes ?? workType.minutes) * 60, earliest: Math.max(soonest, notBefore === null ? 0 : Date.parse(notBefore)) / 1_000 }
}

/** From today on at the earliest. */
function requireDays(services: Services, { from, to }: OfferVisits): [string, string] {
  const today = operatorToday(services)
  if (to < from) throw wrong('to', 'beforeFrom')
  if (to < today) throw wrong('to', 'past')
  if (dayOf(to) - dayOf(from) >= MAX_OFFER_DAYS) throw wrong('to', 'tooLong')
  if (to > addDays(today, MAX_AHEAD_DAYS)) throw wrong('to', 'tooFar')
  return [from < today ? today : from, to]
}

type AllBeside = { holds: ReadonlyMap<string, Stop[]>; moved: { id: string; technicianId: string } | null }
type Asked = { customer: Customer; need: { skills: string[]; language: string | null }; windows: readonly Window[]; beside: AllBeside }

/** Days of those who may come, each beside its windows. */
function candidatesOf(book: FieldBook, { customer, need, windows, beside }: Asked): Candidate[] {
  const candidates: Candidate[] = []
  for (const technician of book.technicians.values()) {
    if (!mayCome(technician, need, customer)) continue
    for (const day of daysOf(book, technician, besideOf(beside, technician.id))) {
      const within = windows.filter(({ from, to }) => from < day.to && to > day.from)
      if (within.length > 0) candidates.push({ technicianId: technician.id, day, windows: within })
    }
  }
  return candidates
}

/** Null where the days are as the book has them. */
function besideOf({ holds, moved }: AllBeside, technicianId: string): Beside | null {
  const [held, own] = [holds.get(technicianId), moved?.technicianId === technicianId ? moved.id : null]
  return held || own !== null ? { holds: held ?? [], moved: own } : null
}

/** Time that is kept for other callers; one's own is about to be given back. */
async function readBeside(db: Queryable, { clock }: Services, { caller, customerId, moved }: { caller: Caller; customerId: string; moved: string | null }): Promise<AllBeside> {
  const own = 'agentId' in caller ? sql`hold.agent_id = ${caller.agentId} and hold.customer_id = ${customerId}` : sql`hold.link_id = ${caller.linkId}`
  const { rows } = await sql<{ technicianId: string; from: number; to: number; latitude: number | null; longitude: number | null }>`
    select hold.technician_id as "technicianId", extract(epoch from lower(span))::float8 as "from", extract(epoch from upper(span))::float8 as "to", latitude, longitude
    from technician_time hold join customer on customer.id = hold.customer_id
    where hold.kind = 'hold' and expires_at > ${isoInstant(clock.now())} and (${own}) is not true`.execute(db)
  const holds = new Map<string, Stop[]>()
  for (const { technicianId, from, to, ...place } of rows) holds.set(technicianId, [...(holds.get(technicianId) ?? []), { from, to, place: placeOf(place) }])
  const job = moved === null ? null : await db.selectFrom('technicianTime').select(['id', 'technicianId']).where('id', '=', moved).executeTakeFirst()
  return { holds, moved: job ?? null }
}

function toOffer(book: FieldBook, { window, technicianId, insertion: { start, added, near }, fullness, choices }: Ranked): VisitOffer {
  const at = (seconds: number): string => isoInstant(seconds * 1_000)
  return {
    windowStart: at(window.from), windowEnd: at(window.to), technicianId, technicianName: book.technicians.get(technicianId)?.name ?? '', start: at(start), added, fullness, choices,
    near: { what: near.what, seconds: near.seconds, at: at(near.at) },
  }
}

