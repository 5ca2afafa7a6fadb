/**
 * Promises to which nobody came are marked by themselves, once for each, whichever node is first: found without a lock, decided under the
 * customer's. What is begun late all the same opens it again (`board/work.commands.ts`).
 */
import { isoInstant } from '#shared/kernel/clock.ts'
import { MISSED_AFTER_MINUTES, missedFrom } from '#shared/features/dispatch/visit-missed.ts'
import { isOpenVisit } from '#shared/features/dispatch/visit-status.ts'
import { toAppError } from '../../http/errors.ts'
import { createQueueWorker, type QueueWorker } from '../../queue-worker.ts'
import type { Services } from '../../services.ts'
import { announceChange } from '../../store/announce.ts'
import { readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'
import { lockEvenErased } from '../customers/customers.queries.ts'
import { forgetGateCode } from './gate-codes.ts'
import { changeAppointment, changeWork, tellTicket } from './visit-changes.ts'
import { findWorkOrder } from './visits.queries.ts'

type Due = { id: string; customerId: string }
/** How often it is looked, in ms. */
const LOOK_MS = 60_000
/** What colleagues read in place of a name. */
const BY_ITSELF = 'Headend'

/** Looks now and each minute. */
export function openMissedVisits(services: Services): QueueWorker {
  const worker = createMissedVisits(services)
  const stop = services.timers.every(LOOK_MS, () => void worker.work())
  void worker.work()
  return { work: worker.work, close: () => (stop(), worker.close()) }
}

/** Without timers. */
export function createMissedVisits(services: Services): QueueWorker {
  return createQueueWorker<Due, 'marked'>(services, {
    lanes: 1,
    claim: async (trx) => {
      const due = await findDue(trx, services.clock.now())
      if (due) await mark(trx, services, due)
      return due
    },
    perform: () => Promise.resolve('marked'),
    settle: () => Promise.resolve(),
    onFault: (error) => void toAppError(error, services.log),
  })
}

/** @param now ms since 1970 */
async function findDue(trx: Transaction, now: number): Promise<Due | null> {
  const before = isoInstant(now - MISSED_AFTER_MINUTES * 60_000)
  const found = await trx.selectFrom('appointment')
    .leftJoin('workOrder', (join) => join.onRef('workOrder.appointmentId', '=', 'appointment.id').on('workOrder.status', '<>', 'cancelled').on('workOrder.removedAt', 'is', null))
    .select(['appointment.id', 'appointment.customerId'])
    .where('appointment.status', 'in', ['booked', 'confirmed']).where('appointment.removedAt', 'is', null).where('appointment.windowEnd', '<=', before)
    .where((where) => where.or([where('workOrder.id', 'is', null), where('workOrder.status', '=', 'planned')]))
    .where((where) => where.or([where('workOrder.plannedStart', 'is', null), where('workOrder.plannedStart', '<=', before)]))
    .orderBy('appointment.windowEnd').orderBy('appointment.id').limit(1).executeTakeFirst()
  return found ?? null
}

/** Somebody may have gone there, or agreed on another time, since it was found. */
async function mark(trx: Transaction, { clock }: Services, { id, customerId }: Due): Promise<void> {
  await lockEvenErased(trx, customerId)
  const now = clock.now()
  const found = await findWorkOrder(trx, id)
  if (found) await trx.selectFrom('workOrder').select('id').where('id', '=', found.id).forUpdate().execute()
  const [[visit], [work = null]] = [await readRows(trx, 'appointment', [id]), found ? await readRows(trx, 'workOrder', [found.id]) : []]
  if (!visit || !isOpenVisit(visit.status) || (work && work.status !== 'planned') || missedFrom({ windowEnd: visit.windowEnd, plannedStart: work?.plannedStart ?? null }) > now) return
  const author = { at: isoInstant(now), by: BY_ITSELF }
  await forgetGateCode(trx, id)
  await changeAppointment(trx, author, visit, { status: 'missed', hasGateCode: false })
  const ended = work && (await changeWork(trx, author, work, { status: 'notDone', endedAt: author.at, outcome: 'nobodyCame' }))
  const tickets = ended ? await tellTicket(trx, { ...author, by: null }, ended) : []
  await writeAudit(trx, clock, { action: 'dispatch.missVisit', by: null, customerId, detail: { appointmentId: id, reference: visit.reference } })
  await announceChange(trx, tickets.length > 0 ? ['appointment', 'workOrder', 'troubleTicket'] : ['appointment', 'workOrder'], [customerId])
}
