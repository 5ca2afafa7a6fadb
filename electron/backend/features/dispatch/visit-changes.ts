/** What agents do to a promise at their desk, and customers by their link: the promise and its job change together. The customer is locked. */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { TroubleTicket } from '#shared/features/diagnostics/runs.schema.ts'
import { wantsFollowUp } from '#shared/features/dispatch/follow-up.ts'
import type { Appointment, VisitEndReason, WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import type { Act } from '../../command.ts'
import { readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { noteVisit } from '../diagnostics/runs.queries.ts'
import { forgetGateCode } from './gate-codes.ts'
import type { Held } from './holds.ts'
import { findReference, findWorkOrder, isAskedAgain, isFollowed } from './visits.queries.ts'

/** When, and the name that colleagues read. */
export type Author = { at: string; by: string }
export const authorOf = ({ at, by }: Pick<Act, 'at' | 'by'>): Author => ({ at, by: by.agent.displayName })

export async function changeAppointment(trx: Transaction, { at, by }: Author, before: Appointment, part: Partial<Appointment>): Promise<Appointment> {
  const changes = { ...part, version: before.version + 1, changedAt: at, changedBy: by }
  await trx.updateTable('appointment').set(changes).where('id', '=', before.id).execute()
  return { ...before, ...changes }
}

const json = <T>(value: T) => sql<T>`${JSON.stringify(value)}::jsonb`

/** The work order is held. */
export async function changeWork(trx: Transaction, { at, by }: Author, before: WorkOrder, part: Partial<WorkOrder>): Promise<WorkOrder> {
  const { checklist, parts, ...columns } = part
  const stamp = { version: before.version + 1, changedAt: at, changedBy: by }
  const lists = { ...(checklist ? { checklist: json(checklist) } : {}), ...(parts ? { parts: json(parts) } : {}) }
  await trx.updateTable('workOrder').set({ ...columns, ...lists, ...stamp }).where('id', '=', before.id).execute()
  return { ...before, ...part, ...stamp }
}

const MINUTE_MS = 60_000
/** What is left of the time of work that ends early is somebody else's: the database gives it anew. In whole minutes, one at least. */
export function endOf({ plannedStart, plannedEnd }: WorkOrder, at: string): string | null {
  if (plannedStart === null || plannedEnd === null) return plannedEnd
  const ended = Math.ceil(Date.parse(at) / MINUTE_MS) * MINUTE_MS
  return isoInstant(Math.min(Date.parse(plannedEnd), Math.max(Date.parse(plannedStart) + MINUTE_MS, ended)))
}

/** A technician who is on the way or at work is not called back from here. @throws AppError `validation` at `appointmentId` */
async function takeWork(trx: Transaction, appointmentId: string): Promise<WorkOrder | null> {
  const found = await findWorkOrder(trx, appointmentId)
  if (!found) return null
  await trx.selectFrom('workOrder').select('id').where('id', '=', found.id).forUpdate().execute()
  const [work] = await readRows(trx, 'workOrder', [found.id])
  if (!work) throw new AppError('notFound', { what: 'workOrder' })
  if (work.status !== 'planned') throw wrong('appointmentId', 'underWay')
  return work
}

type Changed = { appointment: Appointment; workOrder: WorkOrder | null }

/** To the time that was held, of somebody who speaks what was asked for then. Who had said that they will be there has said it of another time. */
export async function moveAppointment(trx: Transaction, author: Author, before: Appointment, { windowStart, windowEnd, technicianId, start, end, travelSeconds, speaks }: Held): Promise<Changed> {
  const work = await takeWork(trx, before.id)
  return {
    appointment: await changeAppointment(trx, author, before, { windowStart, windowEnd, status: 'booked', confirmedAt: null, confirmedBy: null, moves: before.moves + 1 }),
    workOrder: work && (await changeWork(trx, author, work, { technicianId, plannedStart: start, plannedEnd: end, travelSeconds, speaks, pinned: false })),
  }
}

/** The technician's time is given back by the database; the gate's code is forgotten. */
export async function cancelAppointment(trx: Transaction, author: Author, before: Appointment, { reason, note }: { reason: VisitEndReason; note: string | null }): Promise<Changed> {
  const work = await takeWork(trx, before.id)
  await forgetGateCode(trx, before.id)
  return {
    appointment: await changeAppointment(trx, author, before, { status: 'cancelled', hasGateCode: false, endReason: reason, endNote: note }),
    workOrder: work && (await changeWork(trx, author, work, { status: 'cancelled' })),
  }
}

/** Nobody came, and nobody has to any more: it stays missed, and is nobody's to be called about. @throws AppError `validation` at `appointmentId` where another visit was booked for it */
export async function settleMissed(trx: Transaction, author: Author, before: Appointment, { reason, note }: { reason: VisitEndReason; note: string | null }): Promise<{ appointment: Appointment[]; workOrder: WorkOrder[]; troubleTicket?: TroubleTicket[] }> {
  const work = await findWorkOrder(trx, before.id)
  if (work) await trx.selectFrom('workOrder').select('id').where('id', '=', work.id).forUpdate().execute()
  const [held] = work ? await readRows(trx, 'workOrder', [work.id]) : []
  if (work && (await isFollowed(trx, work.id))) throw wrong('appointmentId', before.status)
  await forgetGateCode(trx, before.id)
  const appointment = [await changeAppointment(trx, author, before, { endReason: reason, endNote: note, hasGateCode: false })]
  if (held?.outcome !== 'nobodyCame') return { appointment, workOrder: [] }
  const settled = await changeWork(trx, author, held, { outcome: 'other', outcomeNote: note ?? held.outcomeNote })
  return { appointment, workOrder: [settled], ...orNone(await tellTicket(trx, author, settled)) }
}

/** Nobody was home, and nobody has to come any more: how the work ended stays, and the ticket is for people to close. @throws AppError `validation` at `appointmentId` where nobody asks about it any more, as where another visit was booked since (`no-show.ts`) */
export async function settleNoShow(trx: Transaction, author: Author, before: Appointment, { reason, note }: { reason: VisitEndReason; note: string | null }): Promise<{ appointment: Appointment[] }> {
  if (!(await isAskedAgain(trx, before, Date.parse(author.at)))) throw wrong('appointmentId', before.status)
  return { appointment: [await changeAppointment(trx, author, before, { endReason: reason, endNote: note })] }
}

/** Another visit comes in place of one to which nobody came: nobody goes behind that gate for this one any more. @returns none where no code was kept */
export async function forgetMissed(trx: Transaction, author: Author, appointmentId: string | null): Promise<Appointment[]> {
  const [visit] = appointmentId === null ? [] : await readRows(trx, 'appointment', [appointmentId])
  if (visit?.status !== 'missed') return []
  await forgetGateCode(trx, visit.id)
  return !visit.hasGateCode ? [] : [await changeAppointment(trx, author, visit, { hasGateCode: false })]
}

/** As a command answers it. */
export const orNone = (tickets: TroubleTicket[]): { troubleTicket?: TroubleTicket[] } => (tickets.length > 0 ? { troubleTicket: tickets } : {})

/** What came of the work is told to the ticket that it is for. @param by null: marked by itself */
export async function tellTicket(trx: Transaction, { at, by }: { at: string; by: string | null }, work: WorkOrder): Promise<TroubleTicket[]> {
  const { outcome, outcomeNote, followUp, reference, appointmentId } = work
  if (outcome === null) return []
  const note = [outcomeNote, followUp].filter(Boolean).join('\n').slice(0, 1_000) || null
  return noteVisit(trx, work, { at, by, reference: (await findReference(trx, appointmentId)) ?? reference, outcome, note }, { followed: await isFollowed(trx, work.id), leftOpen: wantsFollowUp(work) })
}
