/**
 * Promises to which nobody came are marked by themselves, once for each, whichever node is first: found without a lock, decided under the
 * customer's. What is begun late all the same opens it again (`board/work.commands.ts`).
 */
import { sql } from 'kysely'
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { GATE_CODE_KEPT_HOURS, MISSED_AFTER_MINUTES, MISSED_WITHIN_DAYS, missedFrom } from '#shared/features/dispatch/visit-missed.ts'
import { isOpenVisit } from '#shared/features/dispatch/visit-status.ts'
import { toAppError } from '../../http/errors.ts'
import { createQueueWorker, type QueueWorker } from '../../queue-worker.ts'
import type { Services } from '../../services.ts'
import { announceChange } from '../../store/announce.ts'
import { readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'
import { lockEvenErased } from '../customers/customers.queries.ts'
import { changeAppointment, changeWork, endOf, forgetMissed, tellTicket } from './visit-changes.ts'
import { findWorkOrder } from './visits.queries.ts'

type Due = { id: string; customerId: string }
/** How often it is looked, in ms. */
const LOOK_MS = 60_000
const MAX_FAULTY = 100
/** Of one process: a fault of the program itself fills no log. */
const MAX_TOLD = 1_000
/** What colleagues read in place of a name. */
export const BY_ITSELF = 'Headend'

/** Looks now and each minute. */
export function openMissedVisits(services: Services): QueueWorker {
  const worker = createMissedVisits(services)
  const stop = services.timers.every(LOOK_MS, () => void worker.work())
  void worker.work()
  return { work: worker.work, close: () => (stop(), worker.close()) }
}

/** Without timers. */
export function createMissedVisits(services: Services): QueueWorker {
  const faulty = createFaulty(services)
  const worker = createQueueWorker<Due, 'marked'>(services, {
    lanes: 1,
    claim: async (trx) => {
      if (faulty.isFull()) return null
      const due = await findDue(trx, services.clock.now(), faulty.ids())
      if (!due) return forgetOneCode(trx, services)
      await faulty.stepOver(trx, due, () => mark(trx, services, due))
      return due
    },
    perform: () => Promise.resolve('marked'),
    settle: () => Promise.resolve(),
    onFault: (error) => void toAppError(error, services.log),
  })
  return { work: () => (faulty.lookAnew(), worker.work()), close: worker.close }
}

/** Promises that cannot be marked, a hundred in a look: they keep nobody else from being called, are tried again at the next look, and are told of once. */
function createFaulty({ log }: Services) {
  const [now, told] = [new Set<string>(), new Set<string>()]
  return {
    isFull: () => now.size >= MAX_FAULTY,
    ids: () => [...now],
    lookAnew: () => now.clear(),
    async stepOver(trx: Transaction, { id }: Due, work: () => Promise<void>): Promise<void> {
      await sql`savepoint marking`.execute(trx)
      try {
        await work()
      } catch (error) {
        await sql`rollback to savepoint marking`.execute(trx)
        now.add(id)
        if (!told.has(id) && told.size < MAX_TOLD) toAppError(error, log)
        told.add(id)
      }
    },
  }
}

/** @param now ms since 1970 @param not ids that are stepped over */
async function findDue(trx: Transaction, now: number, not: readonly string[]): Promise<Due | null> {
  const [before, since] = [isoInstant(now - MISSED_AFTER_MINUTES * 60_000), isoInstant(now - MISSED_WITHIN_DAYS * DAY_MS)]
  const found = await trx.selectFrom('appointment')
    .leftJoin('workOrder', (join) => join.onRef('workOrder.appointmentId', '=', 'appointment.id').on('workOrder.status', '<>', 'cancelled').on('workOrder.removedAt', 'is', null))
    .select(['appointment.id', 'appointment.customerId'])
    .where('appointment.status', 'in', ['booked', 'confirmed']).where('appointment.removedAt', 'is', null).where('appointment.windowEnd', '<=', before)
    .where((where) => where.or([where('workOrder.id', 'is', null), where('workOrder.status', '=', 'planned')]))
    .where((where) => where.or([where('workOrder.plannedStart', 'is', null), where('workOrder.plannedStart', '<=', before)]))
    .where((where) => where.or([where('appointment.windowEnd', '>', since), where('workOrder.plannedStart', '>', since)]))
    .$if(not.length > 0, (query) => query.where('appointment.id', 'not in', [...not]))
    .orderBy('appointment.windowEnd').orderBy('appointment.id').limit(1).executeTakeFirst()
  return found ?? null
}

/** Who comes late stands before the gate; who has not come for a day comes no more. @returns null where none is kept so long */
async function forgetOneCode(trx: Transaction, { clock }: Services): Promise<Due | null> {
  const until = isoInstant(clock.now() - GATE_CODE_KEPT_HOURS * 3_600_000)
  const due = await trx.selectFrom('appointmentGateCode as code').innerJoin('appointment', 'appointment.id', 'code.appointmentId')
    .leftJoin('workOrder', (join) => join.onRef('workOrder.appointmentId', '=', 'appointment.id').on('workOrder.outcome', '=', 'nobodyCame').on('workOrder.removedAt', 'is', null))
    .select(['appointment.id', 'appointment.customerId']).where('appointment.status', '=', 'missed').where('appointment.windowEnd', '<=', until)
    .where((where) => where.or([where('workOrder.endedAt', 'is', null), where('workOrder.endedAt', '<=', until)]))
    .orderBy('appointment.id').limit(1).executeTakeFirst()
  if (!due) return null
  await lockEvenErased(trx, due.customerId)
  await forgetMissed(trx, { at: isoInstant(clock.now()), by: BY_ITSELF }, due.id)
  await announceChange(trx, ['appointment'], [due.customerId])
  return due
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
  await changeAppointment(trx, author, visit, { status: 'missed' })
  const ended = work && (await changeWork(trx, author, work, { status: 'notDone', endedAt: author.at, outcome: 'nobodyCame', plannedEnd: endOf(work, author.at) }))
  const tickets = ended ? await tellTicket(trx, { ...author, by: null }, ended) : []
  await writeAudit(trx, clock, { action: 'dispatch.missVisit', by: null, customerId, detail: { appointmentId: id, reference: visit.reference } })
  await announceChange(trx, tickets.length > 0 ? ['appointment', 'workOrder', 'troubleTicket'] : ['appointment', 'workOrder'], [customerId])
}
