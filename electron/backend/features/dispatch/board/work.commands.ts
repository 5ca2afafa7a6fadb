/** The work order follows the visit: on the way, begun, done or nobody there; and what was done. */
import { wrong } from '#shared/kernel/errors.ts'
import type { ProgressWork, RecordWork, WorkStep } from '#shared/features/dispatch/board-commands.schema.ts'
import { isOpenVisit } from '#shared/features/dispatch/visit-status.ts'
import type { Appointment, WorkOrder, WorkOrderStatus, WorkOutcome } from '#shared/features/dispatch/visits.schema.ts'
import type { Effect } from '../../../command.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { forgetGateCode } from '../gate-codes.ts'
import { authorOf, changeAppointment, changeWork, type Author } from '../visit-changes.ts'
import { getWork } from './board.commands.ts'

/** From where each step can be taken: forward, and it may skip what nobody pressed; back from the way alone. */
const from: Record<WorkStep, readonly WorkOrderStatus[]> = {
  onTheWay: ['planned'], back: ['onTheWay'], started: ['planned', 'onTheWay'], done: ['planned', 'onTheWay', 'inProgress'], noShow: ['planned', 'onTheWay', 'inProgress'],
}

export const progressWork: Effect<ProgressWork> = async (trx, { step, ...input }, act) => {
  const before = await getWork(trx, input)
  if (!from[step].includes(before.status)) throw wrong('step', before.status)
  if (before.technicianId === null) throw wrong('step', 'unassigned')
  const work = await changeWork(trx, authorOf(act), before, stepped(before, step, act.at))
  const ended = step === 'done' || step === 'noShow' ? await endVisit(trx, authorOf(act), work) : []
  return { workOrder: [work], ...(ended.length > 0 ? { appointment: ended } : {}) }
}

function stepped(before: WorkOrder, step: WorkStep, at: string): Partial<WorkOrder> {
  if (step === 'onTheWay') return { status: 'onTheWay', onTheWayAt: at }
  if (step === 'started') return { status: 'inProgress', startedAt: at }
  if (step === 'back') return { status: 'planned', onTheWayAt: null }
  if (step === 'noShow') return { status: 'notDone', endedAt: at, outcome: before.outcome === 'noAccess' ? 'noAccess' : 'customerAbsent' }
  const outcome = before.outcome ?? 'done'
  return { status: statusOf(outcome), startedAt: before.startedAt ?? at, endedAt: at, outcome }
}

/** What a technician has left as it was is not done, however they leave. What is half done is done, and wants a follow-up. */
const statusOf = (outcome: WorkOutcome): 'completed' | 'notDone' => (NOT_DONE.has(outcome) ? 'notDone' : 'completed')
const NOT_DONE: ReadonlySet<WorkOutcome> = new Set(['noAccess', 'customerAbsent', 'unsafe', 'missingParts', 'plantFault'])
/** The promise is that somebody comes: it is kept where nothing could be done too, unless nobody let them in. */
const promiseAfter = (outcome: WorkOutcome | null): 'completed' | 'noShow' => (outcome === 'noAccess' || outcome === 'customerAbsent' ? 'noShow' : 'completed')

/** Nobody needs the gate's code any more. */
async function endVisit(trx: Transaction, author: Author, { appointmentId, outcome }: WorkOrder): Promise<Appointment[]> {
  if (appointmentId === null) return []
  await trx.selectFrom('appointment').select('id').where('id', '=', appointmentId).forUpdate().execute()
  const [visit] = await readRows(trx, 'appointment', [appointmentId])
  if (!visit || !isOpenVisit(visit.status)) return []
  await forgetGateCode(trx, appointmentId)
  return [await changeAppointment(trx, author, visit, { status: promiseAfter(outcome), hasGateCode: false })]
}

/** Also after the end: photos and signatures come later, and what is said then of the outcome decides what the work is. The promise stays as it ended. */
export const recordWork: Effect<RecordWork> = async (trx, { ticked, parts, photos, signature, outcome, outcomeNote, followUp, ...input }, act) => {
  const before = await getWork(trx, input)
  if (before.status === 'cancelled') throw wrong('workOrderId', 'cancelled')
  if (ticked.some((index) => index >= before.checklist.items.length)) throw wrong('ticked', 'unknown')
  const items = before.checklist.items.map((item, index) => ({ ...item, done: ticked.includes(index) }))
  const ended = before.status === 'completed' || before.status === 'notDone'
  const status = ended && outcome !== null && outcome !== before.outcome ? statusOf(outcome) : before.status
  return { workOrder: [await changeWork(trx, authorOf(act), before, { status, checklist: { items }, parts: { items: parts }, photos, signature, outcome, outcomeNote, followUp })] }
}
