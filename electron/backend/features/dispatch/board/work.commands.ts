/** The work order follows the visit: on the way, begun, done or nobody there; and what was done. */
import { wrong } from '#shared/kernel/errors.ts'
import type { ProgressWork, RecordWork, WorkStep } from '#shared/features/dispatch/board-commands.schema.ts'
import { isOpenVisit, type Appointment, type WorkOrder, type WorkOrderStatus } from '#shared/features/dispatch/visits.schema.ts'
import type { Act, Effect } from '../../../command.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { changeWork, getWork } from './board.commands.ts'

/** From where each step can be taken: forward alone, and it may skip what nobody pressed. */
const from: Record<WorkStep, readonly WorkOrderStatus[]> = {
  onTheWay: ['planned'], started: ['planned', 'onTheWay'], done: ['planned', 'onTheWay', 'inProgress'], noShow: ['planned', 'onTheWay', 'inProgress'],
}

export const progressWork: Effect<ProgressWork> = async (trx, { step, ...input }, act) => {
  const before = await getWork(trx, input)
  if (!from[step].includes(before.status)) throw wrong('step', before.status)
  if (before.technicianId === null) throw wrong('step', 'unassigned')
  const work = await changeWork(trx, act, before, stepped(before, step, act.at))
  const ended = step === 'done' || step === 'noShow' ? await endVisit(trx, act, before, step) : []
  return { workOrder: [work], ...(ended.length > 0 ? { appointment: ended } : {}) }
}

function stepped(before: WorkOrder, step: WorkStep, at: string): Partial<WorkOrder> {
  if (step === 'onTheWay') return { status: 'onTheWay', onTheWayAt: at }
  if (step === 'started') return { status: 'inProgress', startedAt: at }
  if (step === 'done') return { status: 'completed', startedAt: before.startedAt ?? at, endedAt: at, outcome: before.outcome ?? 'done' }
  return { status: 'notDone', endedAt: at, outcome: 'customerAbsent' }
}

async function endVisit(trx: Transaction, { at, by }: Act, { appointmentId }: WorkOrder, step: 'done' | 'noShow'): Promise<Appointment[]> {
  if (appointmentId === null) return []
  await trx.selectFrom('appointment').select('id').where('id', '=', appointmentId).forUpdate().execute()
  const [visit] = await readRows(trx, 'appointment', [appointmentId])
  if (!visit || !isOpenVisit(visit.status)) return []
  const changes = { status: step === 'done' ? ('completed' as const) : ('noShow' as const), version: visit.version + 1, changedAt: at, changedBy: by.agent.displayName }
  await trx.updateTable('appointment').set(changes).where('id', '=', appointmentId).execute()
  return [{ ...visit, ...changes }]
}

/** Also after the end: photos and signatures come later. */
export const recordWork: Effect<RecordWork> = async (trx, { ticked, parts, photos, signature, outcome, outcomeNote, followUp, ...input }, act) => {
  const before = await getWork(trx, input)
  if (before.status === 'cancelled') throw wrong('workOrderId', 'cancelled')
  if (ticked.some((index) => index >= before.checklist.items.length)) throw wrong('ticked', 'unknown')
  const items = before.checklist.items.map((item, index) => ({ ...item, done: ticked.includes(index) }))
  return { workOrder: [await changeWork(trx, act, before, { checklist: { items }, parts: { items: parts }, photos, signature, outcome, outcomeNote, followUp })] }
}
