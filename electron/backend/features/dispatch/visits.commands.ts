/** Visits promised, moved, called off. Locks: the customer, then the technician. */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import type { BookVisit, CancelVisit, ChangeVisitNotes, ConfirmVisit, RescheduleVisit, SendVisitLink } from '#shared/features/dispatch/booking.schema.ts'
import { isNoShowOpen } from '#shared/features/dispatch/no-show.ts'
import { isOpenVisit, isOpenWork } from '#shared/features/dispatch/visit-status.ts'
import type { Appointment, WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { Act, Effect } from '../../command.ts'
import { requireRightNow } from '../../require-right-now.ts'
import { insertNew, readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { getCustomer, lockCustomer } from '../customers/customers.queries.ts'
import { findOpenContact } from '../interactions/contacts.queries.ts'
import { setGateCode } from './gate-codes.ts'
import { takeHold, type Held } from './holds.ts'
import { endLinks, sendVisitLink as sendLink, tellCancelled } from './links/visit-links.ts'
import { authorOf, cancelAppointment, changeAppointment, forgetMissed, moveAppointment, settleMissed, settleNoShow } from './visit-changes.ts'
import { findBlock, findWorkOrder, getAppointment, getWorkType, isFollowed, nextReferences } from './visits.queries.ts'

/** @throws AppError `validation` at `holdId` where the five minutes are over, at `override` where a problem stands at the place */
export const bookVisit: Effect<BookVisit> = async (trx, input, act) => {
  const customer = await takeCustomer(trx, input.customerId)
  const hold = await takeHold(trx, { agentId: act.by.agent.id }, input, act.at)
  await requireNoProblem(trx, act, customer, input.override, hold)
  const { appointment: reference, workOrder } = await nextReferences(trx)
  const contact = await findOpenContact(trx, act.services.clock, act.by, customer.id)
  const promised = promiseOf(input, act, hold, { reference, contactId: contact?.id ?? null })
  await insertNew(trx, 'appointment', promised, 'appointmentId')
  await setGateCode(trx, act.services, { customerId: customer.id, appointmentId: promised.id }, input.gateCode)
  const { missedOf, ...follows } = await requireFollowed(trx, input)
  const work = await workOf(trx, customer, promised, { ...hold, id: input.workOrderId, reference: workOrder, findings: input.findings, ...follows })
  await insertNew(trx, 'workOrder', work, 'workOrderId')
  act.note({ appointmentId: promised.id, reference })
  const told = input.tellBy === null ? [] : [await sendLink(trx, act, customer, promised, { channel: input.tellBy, template: 'visitBooked' })]
  return { appointment: [promised, ...(await forgetMissed(trx, authorOf(act), missedOf))], workOrder: [work], ...(told.length > 0 ? { communicationMessage: told } : {}) }
}

type Known = { reference: string; contactId: string | null }
function promiseOf({ customerId, appointmentId, reason, contactName, contactPhone, language, accessNotes, dogs, adultAtHome, gateCode }: BookVisit, { at, by }: Act, { workTypeId, windowStart, windowEnd }: Held, known: Known): Appointment {
  return {
    id: appointmentId, customerId, version: 1, ...known, workTypeId, status: 'booked', windowStart, windowEnd, reason, contactName, contactPhone, language, accessNotes, dogs, adultAtHome, hasGateCode: gateCode !== null,
    bookedAt: at, bookedBy: by.agent.displayName, confirmedAt: null, confirmedBy: null, moves: 0, endReason: null, endNote: null, changedAt: at, changedBy: by.agent.displayName,
  }
}

/** It is for the same ticket as the one that it follows. @throws AppError `validation` at `followUpOf` for a work order that is not this customer's, or not over; `followed` where a colleague has booked a visit for it already */
async function requireFollowed(trx: Transaction, { customerId, runId, followUpOf = null }: BookVisit): Promise<Pick<WorkOrder, 'followUpOf' | 'runId'> & { /** The promise of that work. */ missedOf: string | null }> {
  if (followUpOf === null) return { followUpOf, runId, missedOf: null }
  const [work] = await readRows(trx, 'workOrder', [followUpOf])
  if (work?.customerId !== customerId || isOpenWork(work.status)) throw wrong('followUpOf', 'unknown')
  if (await isFollowed(trx, work.id)) throw wrong('followUpOf', 'followed')
  return { followUpOf, runId: runId ?? work.runId, missedOf: work.appointmentId }
}

type NewWork = Pick<WorkOrder, 'id' | 'reference' | 'findings' | 'runId' | 'followUpOf'> & Held
async function workOf(trx: Transaction, { latitude, longitude, city, postalCode, node }: Customer, promise: Appointment, { id, reference, findings, runId, followUpOf, ...held }: NewWork): Promise<WorkOrder> {
  const { priority, checklist } = await getWorkType(trx, promise.workTypeId)
  return {
    id, customerId: promise.customerId, version: 1, reference, appointmentId: promise.id, followUpOf, workTypeId: promise.workTypeId, minutes: minutesOf(held), skills: held.skills, speaks: held.speaks, priority, status: 'planned',
    technicianId: held.technicianId, plannedStart: held.start, plannedEnd: held.end, travelSeconds: held.travelSeconds, pinned: false, latitude, longitude, city, postalCode, node, onTheWayAt: null, startedAt: null, endedAt: null,
    checklist: { items: checklist.items.map((item) => ({ ...item, done: false })) }, parts: { items: [] }, photos: [], outcome: null, outcomeNote: null, signature: null, followUp: null, findings, runId,
    changedAt: promise.changedAt, changedBy: promise.changedBy,
  }
}

const minutesOf = ({ start, end }: Pick<Held, 'start' | 'end'>): number => Math.round((Date.parse(end) - Date.parse(start)) / 60_000)

async function takeCustomer(trx: Transaction, customerId: string): Promise<Customer> {
  await lockCustomer(trx, customerId)
  const customer = await getCustomer(trx, customerId)
  if (hasLeft(customer.status)) throw wrong('customerId', 'closedAccount')
  return customer
}

/** A visit mends no outage, and planned work makes it useless: unless somebody who may says why. @throws AppError `validation` at `override`, `forbidden` */
async function requireNoProblem(trx: Transaction, act: Act, customer: Customer, override: string | null, window: { windowStart: string; windowEnd: string }): Promise<void> {
  const block = await findBlock(trx, customer, Date.parse(act.at), window)
  if (!block) return
  if (override === null) throw wrong('override', block.kind)
  await requireRightNow(trx, act, 'dispatch.override')
  act.note({ problemId: block.id }, override)
}

/** The promise upon which somebody decided, and the job that keeps it. @throws AppError `conflict` with what is there now; `validation` at `appointmentId` for one that is over */
async function getOpen(trx: Transaction, { customerId, appointmentId, expectedVersion }: { customerId: string; appointmentId: string; expectedVersion: number }, also: (promise: Appointment) => boolean = () => false): Promise<Appointment> {
  const promise = await getAppointment(trx, customerId, appointmentId)
  if (promise.version !== expectedVersion) throw new AppError('conflict', { stream: 'appointment', current: { ...promise }, changedBy: promise.changedBy, changedAt: promise.changedAt })
  if (!isOpenVisit(promise.status) && !also(promise)) throw wrong('appointmentId', promise.status)
  return promise
}

/** Nobody came, or nobody was home, and nobody has said yet what comes of it. */
const isUnsettled = (promise: Appointment): boolean => (promise.status === 'missed' && promise.endReason === null) || isNoShowOpen(promise)

/** What is held is time for this work, of somebody who can do all of it. @throws AppError `validation` at `holdId`: `otherWork` */
async function requireSameWork(trx: Transaction, { id, workTypeId }: Appointment, hold: Held): Promise<void> {
  const work = await findWorkOrder(trx, id)
  const fits = hold.workTypeId === workTypeId && (!work || (minutesOf(hold) === work.minutes && work.skills.every((skill) => hold.skills.includes(skill))))
  if (!fits) throw wrong('holdId', 'otherWork')
}

export const rescheduleVisit: Effect<RescheduleVisit> = async (trx, input, act) => {
  const customer = await takeCustomer(trx, input.customerId)
  const before = await getOpen(trx, input)
  const hold = await takeHold(trx, { agentId: act.by.agent.id }, input, act.at)
  await requireSameWork(trx, before, hold)
  await requireNoProblem(trx, act, customer, input.override, hold)
  const moved = await moveAppointment(trx, { at: act.at, by: act.by.agent.displayName }, before, hold)
  const told = input.tellBy === null ? [] : [await sendLink(trx, act, customer, moved.appointment, { channel: input.tellBy, template: 'visitMoved' })]
  return { appointment: [moved.appointment], workOrder: moved.workOrder ? [moved.workOrder] : [], ...(told.length > 0 ? { communicationMessage: told } : {}) }
}

export const cancelVisit: Effect<CancelVisit> = async (trx, input, act) => {
  await lockCustomer(trx, input.customerId)
  const before = await getOpen(trx, input, isUnsettled)
  if (before.status === 'missed') return settleMissed(trx, authorOf(act), before, input)
  if (before.status === 'noShow') return settleNoShow(trx, authorOf(act), before, input)
  const ended = await cancelAppointment(trx, { at: act.at, by: act.by.agent.displayName }, before, { reason: input.reason, note: input.note })
  await endLinks(trx, before.id, act.at)
  const told = await tellCancelled(trx, act.services.clock, ended.appointment, act.by.agent.displayName)
  return { appointment: [ended.appointment], workOrder: ended.workOrder ? [ended.workOrder] : [], communicationMessage: told }
}

export const confirmVisit: Effect<ConfirmVisit> = async (trx, input, act) => {
  await lockCustomer(trx, input.customerId)
  const before = await getOpen(trx, input)
  if (before.status === 'confirmed') throw wrong('appointmentId', 'confirmed')
  return { appointment: [await changeAppointment(trx, { at: act.at, by: act.by.agent.displayName }, before, { status: 'confirmed', confirmedAt: act.at, confirmedBy: 'agent' })] }
}

export const changeVisitNotes: Effect<ChangeVisitNotes> = async (trx, input, act) => {
  await lockCustomer(trx, input.customerId)
  const before = await getOpen(trx, input)
  const { contactName, contactPhone, language, accessNotes, dogs, adultAtHome, gateCode } = input
  if (gateCode !== undefined) await setGateCode(trx, act.services, input, gateCode)
  const hasGateCode = gateCode === undefined ? before.hasGateCode : gateCode !== null
  return { appointment: [await changeAppointment(trx, { at: act.at, by: act.by.agent.displayName }, before, { contactName, contactPhone, language, accessNotes, dogs, adultAtHome, hasGateCode })] }
}

export const sendVisitLink: Effect<SendVisitLink> = async (trx, { customerId, appointmentId, channel }, act) => {
  const customer = await takeCustomer(trx, customerId)
  const promise = await getAppointment(trx, customerId, appointmentId)
  if (!isOpenVisit(promise.status)) throw wrong('appointmentId', promise.status)
  return { communicationMessage: [await sendLink(trx, act, customer, promise, { channel, template: 'visitBooked' })] }
}
