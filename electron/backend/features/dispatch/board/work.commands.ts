/** The work order follows the visit: on the way, begun, done or nobody there; and what was done. */
import { wrong } from '#shared/kernel/errors.ts'
import type { ProgressWork, RecordWork, WorkStep } from '#shared/features/dispatch/board-commands.schema.ts'
import { wantsFollowUp } from '#shared/features/dispatch/follow-up.ts'
import { isOpenVisit } from '#shared/features/dispatch/visit-status.ts'
import type { Appointment, WorkOrder, WorkOrderStatus, WorkOutcome } from '#shared/features/dispatch/visits.schema.ts'
import type { Effect } from '../../../command.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { lockCustomer } from '../../customers/customers.queries.ts'
import { forgetGateCode } from '../gate-codes.ts'
import { authorOf, changeAppointment, changeWork, endOf, orNone, tellTicket, type Author } from '../visit-changes.ts'
import { isFollowed } from '../visits.queries.ts'
import { getWork } from './board.commands.ts'
import { holdTechnicians } from './placing.ts'

/** From where each step can be taken: forward, and it may skip what nobody pressed; back from the way alone. */
const from: Record<WorkStep, readonly WorkOrderStatus[]> = {
  onTheWay: ['planned'], back: ['onTheWay'], started: ['planned', 'onTheWay'], done: ['planned', 'onTheWay', 'inProgress'], noShow: ['planned', 'onTheWay', 'inProgress'],
}

/** Marked as missed, and somebody comes late all the same, or came and nobody pressed it. */
const late: ReadonlySet<WorkStep> = new Set<WorkStep>(['onTheWay', 'started', 'done', 'noShow'])

export const progressWork: Effect<ProgressWork> = async (trx, { step, ...input }, act) => {
  await holdTechnicianOf(trx, input)
  const before = await getWork(trx, input)
  const missed = isMissed(before) && late.has(step)
  if (!missed && !from[step].includes(before.status)) throw wrong('step', before.status)
  if (before.technicianId === null) throw wrong('step', 'unassigned')
  if (missed) {
    await requireNotFollowed(trx, before)
    await requireInService(trx, before.technicianId)
  }
  const work = await changeWork(trx, authorOf(act), before, stepped(missed ? { ...before, outcome: null } : before, step, act.at))
  const promised = missed ? await reopen(trx, authorOf(act), before) : []
  const ends = step === 'done' || step === 'noShow'
  const ended = ends ? await endVisit(trx, authorOf(act), work) : promised
  return { workOrder: [work], ...(ended.length > 0 ? { appointment: ended } : {}), ...(ends ? orNone(await tellTicket(trx, authorOf(act), work)) : {}) }
}

/**
 * Work that ends early gives time back, and work that is opened again is somebody's to do: whoever plans that day, or takes its technician out
 * of service, waits for it. After the customer and before the work order, as where visits are placed.
 */
async function holdTechnicianOf(trx: Transaction, { customerId, workOrderId }: { customerId: string; workOrderId: string }): Promise<void> {
  await lockCustomer(trx, customerId)
  const [seen] = await readRows(trx, 'workOrder', [workOrderId])
  await holdTechnicians(trx, [seen?.technicianId ?? null])
}

/** The technician is held. @throws AppError `validation` at `step` */
async function requireInService(trx: Transaction, technicianId: string): Promise<void> {
  const [technician] = await readRows(trx, 'technician', [technicianId])
  if (!technician?.active) throw wrong('step', 'inactive')
}

const isMissed = ({ status, outcome }: WorkOrder): boolean => status === 'notDone' && outcome === 'nobodyCame'

/** @throws AppError `validation` at `step` where another visit was booked for it */
async function requireNotFollowed(trx: Transaction, { id }: WorkOrder): Promise<void> {
  if (await isFollowed(trx, id)) throw wrong('step', 'followedUp')
}

async function reopen(trx: Transaction, author: Author, { appointmentId }: WorkOrder): Promise<Appointment[]> {
  const visit = await takePromise(trx, appointmentId)
  if (visit?.status !== 'missed') return []
  return [await changeAppointment(trx, author, visit, { status: visit.confirmedAt === null ? 'booked' : 'confirmed', endReason: null, endNote: null })]
}

function stepped(before: WorkOrder, step: WorkStep, at: string): Partial<WorkOrder> {
  const open = { outcome: before.outcome, endedAt: null }
  if (step === 'onTheWay') return { ...open, status: 'onTheWay', onTheWayAt: at }
  if (step === 'started') return { ...open, status: 'inProgress', startedAt: at }
  if (step === 'back') return { status: 'planned', onTheWayAt: null }
  if (step === 'noShow') return { status: 'notDone', endedAt: at, outcome: before.outcome === 'noAccess' ? 'noAccess' : 'customerAbsent', plannedEnd: endOf(before, at) }
  const outcome = before.outcome ?? 'done'
  return { status: statusOf(outcome), startedAt: before.startedAt ?? at, endedAt: at, outcome, plannedEnd: endOf(before, at) }
}

/** What a technician has left as it was is not done, however they leave. What is half done is done, and wants a follow-up. */
export const statusOf = (outcome: WorkOutcome): 'completed' | 'notDone' => (NOT_DONE.has(outcome) ? 'notDone' : 'completed')
const NOT_DONE: ReadonlySet<WorkOutcome> = new Set(['noAccess', 'customerAbsent', 'unsafe', 'missingParts', 'plantFault'])
/** The promise is that somebody comes: it is kept where nothing could be done too, unless nobody let them in. */
export const promiseAfter = (outcome: WorkOutcome | null): 'completed' | 'noShow' => (outcome === 'noAccess' || outcome === 'customerAbsent' ? 'noShow' : 'completed')

/** Nobody needs the gate's code any more. */
async function endVisit(trx: Transaction, author: Author, { appointmentId, outcome }: WorkOrder): Promise<Appointment[]> {
  const visit = await takePromise(trx, appointmentId)
  if (!visit || !isOpenVisit(visit.status)) return []
  await forgetGateCode(trx, visit.id)
  return [await changeAppointment(trx, author, visit, { status: promiseAfter(outcome), hasGateCode: false })]
}

async function takePromise(trx: Transaction, appointmentId: string | null): Promise<Appointment | null> {
  if (appointmentId === null) return null
  await trx.selectFrom('appointment').select('id').where('id', '=', appointmentId).forUpdate().execute()
  return (await readRows(trx, 'appointment', [appointmentId]))[0] ?? null
}

/** Also after the end: photos and signatures come later, and what is said then of the outcome decides what the work is. The promise stays as it ended; of one that was marked as missed by itself, who was there is said by `progressWork`. */
export const recordWork: Effect<RecordWork> = async (trx, { ticked, parts, photos, signature, outcome, outcomeNote, followUp, ...input }, act) => {
  const before = await getWork(trx, input)
  if (before.status === 'cancelled') throw wrong('workOrderId', 'cancelled')
  if (ticked.some((index) => index >= before.checklist.items.length)) throw wrong('ticked', 'unknown')
  // That nobody came is not said by hand, nor unsaid: who comes late all the same takes the next step.
  if ((outcome === 'nobodyCame') !== (before.outcome === 'nobodyCame')) throw wrong('outcome', 'byItself')
  const items = before.checklist.items.map((item, index) => ({ ...item, done: ticked.includes(index) }))
  const ended = before.status === 'completed' || before.status === 'notDone'
  const otherwise = ended && outcome !== null && outcome !== before.outcome
  const status = otherwise ? statusOf(outcome) : before.status
  const work = await changeWork(trx, authorOf(act), before, { status, checklist: { items }, parts: { items: parts }, photos, signature, outcome, outcomeNote, followUp })
  const told = otherwise || (ended && wantsFollowUp(work) !== wantsFollowUp(before))
  return { workOrder: [work], ...(told ? orNone(await tellTicket(trx, authorOf(act), work)) : {}) }
}
