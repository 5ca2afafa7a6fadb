/** A window kept for five minutes for the caller who hears of it, and for nobody else; the rest is offered to others meanwhile. */
import { sql } from 'kysely'
import { HOLD_MINUTES, MAX_HOLDS, type HoldVisit, type VisitHold } from '#shared/features/dispatch/booking.schema.ts'
import type { Technician, WorkType } from '#shared/features/dispatch/technicians.schema.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { dateIn, addDays } from '#shared/kernel/calendar.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import type { Services } from '../../services.ts'
import type { Transaction } from '../../store/store.ts'
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { getCustomer, lockCustomer } from '../customers/customers.queries.ts'
import { mayCome } from './offer/who-may-come.ts'
import { windowsBetween } from './offer/windows.ts'
import { needOf, visitOf, type Caller } from './offers.ts'
import { findWinner, fit, forgetHolds, readDays } from './technician-time.ts'
import { findWorkOrder, getWorkType, lockTechnician, slotsOf } from './visits.queries.ts'

export type Held = { id: string; technicianId: string; customerId: string; workTypeId: string; windowStart: string; windowEnd: string; start: string; end: string; expiresAt: string; skills: string[]; speaks: string | null; travelSeconds: number }
type Found = Held & { agentId: string | null; linkId: string | null }
type Holder = { caller: Caller; contactId: string | null }

/**
 * The one of the same id is renewed as it is; another one of the same caller for this customer is given back.
 * @throws AppError `conflict` of `technicianTime`, with who has the time now; `validation`; `limitExceeded` of `holds`
 */
export async function holdVisit(trx: Transaction, services: Services, holder: Holder, input: HoldVisit): Promise<VisitHold> {
  await lockCustomer(trx, input.customerId)
  const customer = await getCustomer(trx, input.customerId)
  if (hasLeft(customer.status)) throw wrong('customerId', 'closedAccount')
  const workType = await getWorkType(trx, input.workTypeId)
  const technician = await lockTechnician(trx, input.technicianId)
  const now = services.clock.now()
  const expiresAt = isoInstant(now + HOLD_MINUTES * 60_000)
  const known = await findHold(trx, input.holdId)
  if (known) return renew(trx, technician, { known, holder, input, expiresAt })
  await forgetHolds(trx, technician.id, isoInstant(now))
  await giveBack(trx, holder.caller, input.customerId)
  await requireFewHolds(trx, holder.caller, isoInstant(now))
  await requireOffered(trx, services, { customer, workType, technician, input })
  const insertion = await insertionOf(trx, { customer, workType, technician, input, now })
  const visit = visitOf(customer, workType, input, now)
  const [start, end] = [isoInstant(insertion.start * 1_000), isoInstant((insertion.start + visit.seconds) * 1_000)]
  await trx.insertInto('technicianTime').values({
    id: input.holdId, technicianId: technician.id, span: sql<string>`tstzrange(${start}, ${end})`, kind: 'hold', customerId: customer.id, contactId: holder.contactId,
    agentId: 'agentId' in holder.caller ? holder.caller.agentId : null, linkId: 'linkId' in holder.caller ? holder.caller.linkId : null,
    workTypeId: workType.id, windowStart: input.windowStart, windowEnd: input.windowEnd, heldAt: isoInstant(now), expiresAt,
    skills: needOf(workType, input).skills, speaks: input.language, travelSeconds: insertion.to,
  }).execute()
  return { holdId: input.holdId, technicianId: technician.id, technicianName: technician.name, windowStart: input.windowStart, windowEnd: input.windowEnd, start, end, expiresAt }
}

type Place = { customer: Customer; workType: WorkType; technician: Technician; input: HoldVisit }

async function insertionOf(trx: Transaction, { customer, workType, technician, input, now }: Place & { now: number }) {
  const window = { from: Date.parse(input.windowStart) / 1_000, to: Date.parse(input.windowEnd) / 1_000 }
  const moved = input.appointmentId === null ? null : ((await findWorkOrder(trx, input.appointmentId))?.id ?? null)
  const visit = visitOf(customer, workType, input, now)
  const insertion = fit(await readDays(trx, technician, window, moved), visit, window)
  if (insertion) return insertion
  const { name, at } = await findWinner(trx, technician.id, window, visit.seconds)
  throw new AppError('conflict', { stream: 'technicianTime', current: { windowStart: input.windowStart, windowEnd: input.windowEnd, technicianName: technician.name }, changedBy: name, changedAt: at })
}

/** What a desk asks for is what it could have been offered: one of the operator's windows, and one of those who may come. */
async function requireOffered(trx: Transaction, { clock, timeZone }: Services, { customer, workType, technician, input }: Place): Promise<void> {
  if (Date.parse(input.windowStart) <= clock.now()) throw wrong('windowStart', 'past')
  const day = dateIn(timeZone, Date.parse(input.windowStart))
  const windows = windowsBetween(timeZone, await slotsOf(trx, workType), addDays(day, -1), day)
  if (!windows.some(({ from, to }) => from * 1_000 === Date.parse(input.windowStart) && to * 1_000 === Date.parse(input.windowEnd))) throw wrong('windowStart', 'noWindow')
  if (!mayCome(technician, needOf(workType, input), customer)) throw wrong('technicianId', 'notTheirs')
}

async function findHold(trx: Transaction, holdId: string): Promise<Found | null> {
  const { rows } = await sql<Found>`
    select id, technician_id as "technicianId", customer_id as "customerId", work_type_id as "workTypeId", window_start as "windowStart", window_end as "windowEnd", lower(span) as start, upper(span) as "end",
      expires_at as "expiresAt", skills, speaks, travel_seconds as "travelSeconds", agent_id as "agentId", link_id as "linkId" from technician_time where id = ${holdId} and kind = 'hold'`.execute(trx)
  return rows[0] ?? null
}

export const isOwn = ({ agentId, linkId }: { agentId: string | null; linkId: string | null }, caller: Caller): boolean =>
  'agentId' in caller ? agentId === caller.agentId : linkId === caller.linkId

type Renewal = { known: Found; holder: Holder; input: HoldVisit; expiresAt: string }
/** While its row is there nobody else has the time, though it may be over: the caller is still talking. */
async function renew(trx: Transaction, technician: Technician, { known, holder, input, expiresAt }: Renewal): Promise<VisitHold> {
  if (!isOwn(known, holder.caller) || known.customerId !== input.customerId || known.technicianId !== technician.id || known.windowStart !== input.windowStart) throw wrong('holdId', 'taken')
  await trx.updateTable('technicianTime').set({ expiresAt }).where('id', '=', known.id).execute()
  const { windowStart, windowEnd, start, end } = known
  return { holdId: known.id, technicianId: technician.id, technicianName: technician.name, windowStart, windowEnd, start, end, expiresAt }
}

/** What the caller held for this customer before. */
async function giveBack(trx: Transaction, caller: Caller, customerId: string): Promise<void> {
  const held = trx.deleteFrom('technicianTime').where('kind', '=', 'hold').where('customerId', '=', customerId)
  await ('agentId' in caller ? held.where('agentId', '=', caller.agentId) : held.where('linkId', '=', caller.linkId)).execute()
}

async function requireFewHolds(trx: Transaction, caller: Caller, now: string): Promise<void> {
  if (!('agentId' in caller)) return
  const { held } = await trx.selectFrom('technicianTime').select(({ fn }) => fn.countAll<number>().as('held')).where('kind', '=', 'hold').where('agentId', '=', caller.agentId).where('expiresAt', '>', now).executeTakeFirstOrThrow()
  if (Number(held) >= MAX_HOLDS) throw new AppError('limitExceeded', { limit: MAX_HOLDS, left: 0, unit: 'holds' })
}

/** @returns false where there is none of this caller any more */
export async function releaseHold(trx: Transaction, caller: Caller, { holdId, customerId }: { holdId: string; customerId: string }): Promise<boolean> {
  const held = trx.deleteFrom('technicianTime').where('kind', '=', 'hold').where('id', '=', holdId).where('customerId', '=', customerId)
  const { numDeletedRows } = await ('agentId' in caller ? held.where('agentId', '=', caller.agentId) : held.where('linkId', '=', caller.linkId)).executeTakeFirstOrThrow()
  return Number(numDeletedRows) > 0
}

/**
 * What comes of a hold takes its place: the technician is locked, and the hold is gone.
 * @throws AppError `validation` at `holdId`: `expired`, also where somebody else has forgotten it since
 */
export async function takeHold(trx: Transaction, caller: Caller, { holdId, customerId }: { holdId: string; customerId: string }, now: string): Promise<Held> {
  const seen = await findHold(trx, holdId)
  if (!seen || !isOwn(seen, caller) || seen.customerId !== customerId) throw wrong('holdId', 'expired')
  await lockTechnician(trx, seen.technicianId)
  const hold = await findHold(trx, holdId)
  if (!hold || hold.expiresAt <= now) throw wrong('holdId', 'expired')
  await trx.deleteFrom('technicianTime').where('id', '=', holdId).execute()
  return hold
}
