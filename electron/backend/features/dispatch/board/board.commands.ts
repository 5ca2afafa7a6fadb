/** What dispatchers do on the board. */
import { sql } from 'kysely'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { MarkAbsence, MoveVisit, PinVisit, TakePlan, UnassignVisit } from '#shared/features/dispatch/board-commands.schema.ts'
import { GRACE } from '#shared/features/dispatch/day-timeline.ts'
import type { WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import type { Act, Effect } from '../../../command.ts'
import { announceChange } from '../../../store/announce.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { writeAudit } from '../../../write-audit.ts'
import { lockCustomer } from '../../customers/customers.queries.ts'
import { authorOf, changeWork } from '../visit-changes.ts'
import { changedSince, holdTechnicians, placeVisits, type Lasts } from './placing.ts'

export const moveVisit: Effect<MoveVisit> = async (trx, { customerId, workOrderId, expectedVersion, technicianId, start, override }, act) => {
  await lockCustomer(trx, customerId)
  // A plan that is taken back may have to put somebody at a time that is over: that is a broken rule there, with its reason.
  if (Date.parse(start) < act.services.clock.now() - GRACE * 1_000) throw wrong('start', 'past')
  return { workOrder: ofCustomer(await placeVisits(trx, { placements: [{ workOrderId, expectedVersion, technicianId, start }], lasts: null }, override, act), customerId) }
}

export const unassignVisit: Effect<UnassignVisit> = async (trx, { customerId, workOrderId, expectedVersion }, act) => {
  await lockCustomer(trx, customerId)
  return { workOrder: ofCustomer(await placeVisits(trx, { placements: [{ workOrderId, expectedVersion, technicianId: null, start: null }], lasts: null }, null, act), customerId) }
}

function ofCustomer(works: WorkOrder[], customerId: string): WorkOrder[] {
  if (works.some((work) => work.customerId !== customerId)) throw new AppError('notFound', { what: 'workOrder' })
  return works
}

export const pinVisit: Effect<PinVisit> = async (trx, { pinned, ...input }, act) => {
  const before = await getWork(trx, input)
  if (before.technicianId === null) throw wrong('workOrderId', 'unassigned')
  return { workOrder: [await changeWork(trx, authorOf(act), before, { pinned })] }
}

/** The customer's turn first, then the work order. @throws AppError `notFound`; `conflict` with what is there now */
export async function getWork(trx: Transaction, { customerId, workOrderId, expectedVersion }: { customerId: string; workOrderId: string; expectedVersion: number }): Promise<WorkOrder> {
  await lockCustomer(trx, customerId)
  await trx.selectFrom('workOrder').select('id').where('id', '=', workOrderId).forUpdate().execute()
  const [work] = await readRows(trx, 'workOrder', [workOrderId])
  if (work?.customerId !== customerId) throw new AppError('notFound', { what: 'workOrder' })
  if (work.version !== expectedVersion) throw changedSince(work)
  return work
}

/** What is held of their time for callers is not theirs to give any more: whoever comes for it is told that it is over, and is offered others. */
async function endHolds(trx: Transaction, technicianId: string, from: string, to: string): Promise<void> {
  await trx.deleteFrom('technicianTime').where('kind', '=', 'hold').where('technicianId', '=', technicianId).where(sql<boolean>`span && tstzrange(${from}, ${to})`).execute()
}

/** Their visits stay with them, at risk, until somebody plans them anew. */
export const markAbsence: Effect<MarkAbsence> = async (trx, { shiftId, expectedVersion, absence, from }, act) => {
  const [seen] = await readRows(trx, 'technicianShift', [shiftId])
  if (!seen) throw new AppError('notFound', { what: 'technicianShift' })
  await holdTechnicians(trx, [seen.technicianId])
  const [before] = await readRows(trx, 'technicianShift', [shiftId])
  if (!before) throw new AppError('notFound', { what: 'technicianShift' })
  if (before.version !== expectedVersion) throw new AppError('conflict', { stream: 'technicianShift', current: { ...before }, changedBy: before.changedBy, changedAt: before.changedAt })
  if ((absence === null) !== (from === null)) throw wrong('from', 'withAbsence')
  if (from !== null && (Date.parse(from) < Date.parse(before.startAt) || Date.parse(from) >= Date.parse(before.endAt))) throw wrong('from', 'outsideShift')
  const changes = { absence, absentFrom: from, version: before.version + 1, changedAt: act.at, changedBy: act.by.agent.displayName }
  await trx.updateTable('technicianShift').set(changes).where('id', '=', shiftId).execute()
  if (from !== null) await endHolds(trx, before.technicianId, from, before.endAt)
  return { technicianShift: [{ ...before, ...changes }] }
}

/** The rows are pulled: an answer that is kept for 90 days and is of no one customer names none. */
export const takePlan: Effect<TakePlan> = async (trx, { commandId, placements, override, ...length }, act) => {
  const works = await placeVisits(trx, { placements, lasts: lastsOf(length) }, override, act)
  const customerIds = [...new Set(works.map(({ customerId }) => customerId))]
  await nameCustomers(trx, act, commandId, customerIds)
  await announceChange(trx, ['workOrder'], customerIds)
  return {}
}

function lastsOf({ longer, asBefore }: Pick<TakePlan, 'longer' | 'asBefore'>): Lasts | null {
  if (longer && asBefore) throw wrong('asBefore', 'both')
  return longer ? { ...longer, as: 'longer' } : asBefore && { ...asBefore, as: 'asBefore' }
}

/** Whoever asks who planned somebody's visit finds it in their own audit: the command's line is of no one customer. */
async function nameCustomers(trx: Transaction, { by, services }: Act, commandId: string, customerIds: readonly string[]): Promise<void> {
  for (const customerId of customerIds) await writeAudit(trx, services.clock, { action: 'dispatch.takePlan', by, customerId, commandId })
}
