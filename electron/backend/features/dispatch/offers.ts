/** The best windows for a visit. Nothing is kept by it: what is shown to two callers is the first one's who holds it. */
import { LEAD_MINUTES, MAX_AHEAD_DAYS, MAX_OFFER_DAYS, MAX_OFFERS, type HoldVisit, type OfferVisits, type VisitOffer, type VisitOffers } from '#shared/features/dispatch/booking.schema.ts'
import { placeOf, travelSeconds } from '#shared/features/dispatch/travel.ts'
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { addDays, dayOf } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { wrong } from '#shared/kernel/errors.ts'
import { operatorToday } from '../../operator-day.ts'
import type { Services } from '../../services.ts'
import { getCustomer } from '../customers/customers.queries.ts'
import { daysOf, readFieldBook, type Beside, type FieldBook, type KnownWork } from './offer/field-book.ts'
import type { Visit, Window } from './offer/insertion.ts'
import type { Stop } from './offer/open-day.ts'
import { rankWindows, type Candidate, type Ranked } from './offer/rank-windows.ts'
import { mayCome } from './offer/who-may-come.ts'
import { windowsBetween, type Slot } from './offer/windows.ts'
import { blocks, findWorkOrder, isOverPlannedWork, problemsOf } from './visits.queries.ts'

/** Who asks: an agent at their desk, or the customer by their link. */
export type Caller = { agentId: string } | { linkId: string }
type Wanted = Pick<HoldVisit, 'minutes' | 'skills' | 'language' | 'notBefore'>

/** @throws AppError `notFound`, `validation` for days that nobody plans, and at `customerId` for who has left */
export async function offerVisits(services: Services, caller: Caller, input: OfferVisits): Promise<Omit<VisitOffers, 'tellBy'>> {
  const { store: { db }, clock, timeZone } = services
  const days = requireDays(services, input)
  const customer = await getCustomer(db, input.customerId)
  if (hasLeft(customer.status)) throw wrong('customerId', 'closedAccount')
  const moved = input.appointmentId === null ? null : ((await findWorkOrder(db, input.appointmentId))?.id ?? null)
  const problems = await problemsOf(db, customer, clock.now())
  const isWorkTo = ({ from, to }: Window): boolean => isOverPlannedWork(problems, clock.now(), { windowStart: isoInstant(from * 1_000), windowEnd: isoInstant(to * 1_000) })
  // Last of what is read: nothing that was written meanwhile is missing in it.
  const book = await readFieldBook(services)
  const workType = workIn(book, input.workTypeId)
  const visit = visitOf(customer, workType, input, clock.now())
  const windows = windowsBetween(timeZone, slotsIn(book, workType), ...days).filter((window) => window.from >= visit.earliest && !isWorkTo(window))
  const beside = { holds: holdsOfOthers(book, caller, customer.id), moved: moved === null ? null : (book.jobs.get(moved) ?? null) }
  const ranked = rankWindows(candidatesOf(book, { customer, need: needOf(workType, input), windows, beside }), visit, travelSeconds, MAX_OFFERS)
  return { offers: ranked.map((each) => toOffer(book, each)), blockedBy: problems.find((problem) => blocks(problem, clock.now(), null))?.id ?? null }
}

/** @throws AppError `validation` at `workTypeId` for one that is not done any more */
function workIn({ workTypes }: FieldBook, workTypeId: string): KnownWork {
  const workType = workTypes.get(workTypeId)
  if (!workType?.active) throw wrong('workTypeId', 'unknown')
  return workType
}

const slotsIn = ({ slots }: FieldBook, { timeSlotIds }: KnownWork): Slot[] => [...slots.values()].filter(({ id, active }) => active && (timeSlotIds.length === 0 || timeSlotIds.includes(id)))

export const needOf = ({ skills }: Pick<KnownWork, 'skills'>, wanted: Wanted): { skills: string[]; language: string | null } => ({ skills: [...new Set([...skills, ...wanted.skills])], language: wanted.language })

/** @param now ms since 1970 */
export function visitOf(customer: Customer, workType: Pick<KnownWork, 'minutes'>, { minutes, notBefore }: Wanted, now: number): Visit {
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
function holdsOfOthers({ holds }: FieldBook, caller: Caller, customerId: string): Map<string, Stop[]> {
  const others = holds.filter((hold) => ('agentId' in caller ? hold.agentId !== caller.agentId || hold.customerId !== customerId : hold.linkId !== caller.linkId))
  const byTechnician = new Map<string, Stop[]>()
  for (const hold of others) byTechnician.set(hold.technicianId, [...(byTechnician.get(hold.technicianId) ?? []), hold])
  return byTechnician
}

function toOffer(book: FieldBook, { window, technicianId, insertion: { start, added, near }, fullness, choices }: Ranked): VisitOffer {
  const at = (seconds: number): string => isoInstant(seconds * 1_000)
  return {
    windowStart: at(window.from), windowEnd: at(window.to), technicianId, technicianName: book.technicians.get(technicianId)?.name ?? '', start: at(start), added, fullness, choices,
    near: { what: near.what, seconds: near.seconds, at: at(near.at) },
  }
}

