/** Visits, kinds of work, technicians and the places where people live, read and taken in hand. */
import { sql } from 'kysely'
import { MAX_AHEAD_DAYS } from '#shared/features/dispatch/booking.schema.ts'
import { asksAgain, type SeenVisit } from '#shared/features/dispatch/no-show.ts'
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { problemsAt, servicesOf } from '#shared/features/outages/affects.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import type { ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import type { Technician, WorkType } from '#shared/features/dispatch/technicians.schema.ts'
import type { Appointment, WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import type { Slot } from './offer/windows.ts'

/** @throws AppError `validation` at `workTypeId` for one that is not done any more */
export async function getWorkType(db: Queryable, workTypeId: string): Promise<WorkType> {
  const [workType] = await readRows(db, 'workType', [workTypeId])
  if (!workType?.active) throw wrong('workTypeId', 'unknown')
  return workType
}

/** In which this kind of work is promised. */
export async function slotsOf(db: Queryable, { timeSlotIds }: Pick<WorkType, 'timeSlotIds'>): Promise<Slot[]> {
  const slots = await db.selectFrom('timeSlot').select(['id', 'fromMinute', 'toMinute']).where('active', '=', true).where('removedAt', 'is', null).orderBy('fromMinute').orderBy('toMinute').execute()
  return timeSlotIds.length === 0 ? slots : slots.filter(({ id }) => timeSlotIds.includes(id))
}

/**
 * Whoever plans, holds or books time of a technician, or changes what they can do and when, holds their row; several in the order of their ids.
 * @throws AppError `validation` at `technicianId` for one who does not go out any more
 */
export async function lockTechnician(trx: Transaction, technicianId: string): Promise<Technician> {
  await trx.selectFrom('technician').select('id').where('id', '=', technicianId).forNoKeyUpdate().execute()
  const [technician] = await readRows(trx, 'technician', [technicianId])
  if (!technician?.active) throw wrong('technicianId', 'unknown')
  return technician
}

/** @throws AppError `notFound`, also for another customer's */
export async function getAppointment(db: Queryable, customerId: string, appointmentId: string): Promise<Appointment> {
  const [appointment] = await readRows(db, 'appointment', [appointmentId])
  if (appointment?.customerId !== customerId) throw new AppError('notFound', { what: 'appointment' })
  return appointment
}

/** The job that keeps the promise now. */
export async function findWorkOrder(db: Queryable, appointmentId: string): Promise<WorkOrder | null> {
  const found = await db.selectFrom('workOrder').select('id').where('appointmentId', '=', appointmentId).where('status', '!=', 'cancelled').where('removedAt', 'is', null).executeTakeFirst()
  return found ? ((await readRows(db, 'workOrder', [found.id]))[0] ?? null) : null
}

/** The number that the customer knows. */
export const findReference = async (db: Queryable, appointmentId: string | null): Promise<string | null> =>
  appointmentId === null ? null : ((await db.selectFrom('appointment').select('reference').where('id', '=', appointmentId).executeTakeFirst())?.reference ?? null)

/** Another visit was booked for what it left. */
export const isFollowed = async (db: Queryable, workOrderId: string): Promise<boolean> =>
  (await db.selectFrom('workOrder').select('id').where('followUpOf', '=', workOrderId).where('status', '<>', 'cancelled').where('removedAt', 'is', null).executeTakeFirst()) !== undefined

/** Of a promise that had no job, which nothing can follow by name: another one was made to the customer since. */
export const isRebooked = async (db: Queryable, { id, customerId, windowEnd }: Appointment): Promise<boolean> =>
  (await db.selectFrom('appointment').select('id').where('customerId', '=', customerId).where('id', '<>', id).where('bookedAt', '>=', windowEnd).where('status', '<>', 'cancelled').where('removedAt', 'is', null).executeTakeFirst()) !== undefined

/** Of an account that are looked at; more than anybody has within what the rule asks about. */
const MAX_SEEN = 500

/** Whether nobody was home, and nothing was agreed on since. The customer is held where somebody acts upon it. @param now ms since 1970 */
export async function isAskedAgain(db: Queryable, { id, customerId }: Pick<Appointment, 'id' | 'customerId'>, now: number): Promise<boolean> {
  const all = await listSeen(db, customerId)
  return all.some((visit) => visit.appointment.id === id && asksAgain(visit, all, now))
}

async function listSeen(db: Queryable, customerId: string): Promise<SeenVisit[]> {
  const appointments = await db.selectFrom('appointment').select('id').where('customerId', '=', customerId).where('removedAt', 'is', null).orderBy('id', 'desc').limit(MAX_SEEN).execute()
  const works = await db.selectFrom('workOrder').select('id').where('customerId', '=', customerId).where('appointmentId', 'is not', null).where('status', '<>', 'cancelled').where('removedAt', 'is', null).orderBy('id', 'desc').limit(MAX_SEEN).execute()
  const byPromise = new Map((await readRows(db, 'workOrder', works.map(({ id }) => id))).map((work) => [work.appointmentId, work]))
  return (await readRows(db, 'appointment', appointments.map(({ id }) => id))).map((appointment) => ({ appointment, workOrder: byPromise.get(appointment.id) ?? null }))
}

type Promised = { windowStart: string; windowEnd: string }
/** Of work that has not begun; of what stands now everybody is told, and a supervisor may decide past it. */
export const isOverPlannedWork = (problems: readonly ServiceProblem[], now: number, window: Promised): boolean =>
  problems.some((problem) => !blocks(problem, now, null) && blocks(problem, now, window))

/**
 * What no visit mends: an outage that is not over, or planned work that has begun or lies over the window. Parts speak through their whole.
 * @param now ms since 1970 @param window null: of what stands now alone
 */
export async function findBlock(db: Queryable, customer: Customer, now: number, window: Promised | null): Promise<ServiceProblem | null> {
  return (await problemsOf(db, customer, now)).find((problem) => blocks(problem, now, window)) ?? null
}

/** What stands or is to come at the customer's place and is not over. @param now ms since 1970 */
export async function problemsOf(db: Queryable, customer: Customer, now: number): Promise<ServiceProblem[]> {
  const ids = await db.selectFrom('serviceProblem').select('id').where('restoredAt', 'is', null).where('standing', 'in', ['confirmed', 'joined']).where('removedAt', 'is', null).execute()
  if (ids.length === 0) return []
  const problems = await readRows(db, 'serviceProblem', ids.map(({ id }) => id))
  const products = await db.selectFrom('product').select(['kind', 'status']).where('customerId', '=', customer.id).where('removedAt', 'is', null).execute()
  // Also planned work that is too far away to be told of on the account.
  return problemsAt(problems, customer, servicesOf(products), now + MAX_AHEAD_DAYS * DAY_MS)
}

/** @param now ms since 1970 @param window null: of what stands now alone */
export function blocks({ kind, beganAt, estimatedRestorationAt }: ServiceProblem, now: number, window: Promised | null): boolean {
  if (kind === 'outage' || Date.parse(beganAt) <= now) return true
  return window !== null && beganAt < window.windowEnd && (estimatedRestorationAt === null || estimatedRestorationAt > window.windowStart)
}

/** `V-20417`, `WO-40417`. */
export async function nextReferences(trx: Transaction): Promise<{ appointment: string; workOrder: string }> {
  const { rows } = await sql<{ appointment: string; workOrder: string }>`select nextval('appointment_reference') as appointment, nextval('work_order_reference') as "workOrder"`.execute(trx)
  return { appointment: `V-${rows[0]?.appointment}`, workOrder: `WO-${rows[0]?.workOrder}` }
}
