/**
 * The technicians of the demo go through their days: they begin what is planned for them when its time has come, and end it when its minutes are
 * over; a few find nobody at home, leave something to do, or do not come. What passed while no demo ran was done meanwhile, also what the
 * backend took for missed. What dispatchers have pressed and written stays. Never in earnest, nor where a real book was imported.
 */
import { sql } from 'kysely'
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import type { StreamName } from '#shared/features/sync/streams.ts'
import { isOpenWork } from '#shared/features/dispatch/visit-status.ts'
import type { Appointment, WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import { holdTechnicians } from '../features/dispatch/board/placing.ts'
import { promiseAfter } from '../features/dispatch/board/work.commands.ts'
import { forgetGateCode } from '../features/dispatch/gate-codes.ts'
import { BY_ITSELF } from '../features/dispatch/missed-visits.ts'
import { changeAppointment, changeWork, endOf, tellTicket, type Author } from '../features/dispatch/visit-changes.ts'
import { isFollowed } from '../features/dispatch/visits.queries.ts'
import { toAppError } from '../http/errors.ts'
import { repeated } from '../repeated.ts'
import type { Services } from '../services.ts'
import { announceChange } from '../store/announce.ts'
import { readRows } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { writeAudit } from '../write-audit.ts'
import { demoEndOf, endedAs } from './visit-outcomes.ts'

const BEAT_MS = 20_000
/** Who stands before a closed door waits so long. */
const WAIT_MS = 10 * 60_000
/** Visits in one transaction. */
const CHUNK = 25
/** What is older is left as it is. */
const LOOKED_BACK_MS = 30 * DAY_MS
const MAX_DUE = 10_000
/** Of one process. */
const MAX_TOLD = 1_000

export type TechnicianSimulator = { beat(): Promise<void>; stop(): Promise<void> }

export function startTechnicianSimulator({ timers, log, ...services }: Pick<Services, 'store' | 'clock' | 'timers' | 'log'>): TechnicianSimulator {
  const simulator = createTechnicianSimulator({ ...services, onFault: (error) => void toAppError(error, log) })
  const cancel = timers.every(BEAT_MS, () => void simulator.beat())
  return { ...simulator, stop: () => (cancel(), simulator.stop()) }
}

type Watched = {
  onFault: (error: unknown) => void
  /** Visits gone through in this beat, of how many: after each transaction. */
  onProgress?: (done: number, total: number) => void
}

/** Without timers. */
export function createTechnicianSimulator({ store, clock, onFault, onProgress }: Pick<Services, 'store' | 'clock'> & Watched): TechnicianSimulator {
  let stopped = false
  async function beat(): Promise<void> {
    if (stopped) return
    try {
      const due = (await isImported()) ? [] : await findDue(clock.now())
      for (let from = 0; from < due.length && !stopped; from += CHUNK) {
        await goThroughOf(due.slice(from, from + CHUNK))
        onProgress?.(Math.min(from + CHUNK, due.length), due.length)
      }
    } catch (error) {
      onFault(error)
    }
  }
  const stepOver = createStepOver(onFault)
  const goThroughOf = (due: readonly Due[]): Promise<void> => store.db.transaction().execute((trx) => goThrough(trx, clock, due, stepOver))
  const isImported = async (): Promise<boolean> => (await store.db.selectFrom('importSource').select('customerId').limit(1).executeTakeFirst()) !== undefined
  async function findDue(now: number): Promise<Due[]> {
    const found = await store.db.selectFrom('workOrder').innerJoin('technician', 'technician.id', 'workOrder.technicianId').innerJoin('customer', 'customer.id', 'workOrder.customerId')
      .select(['workOrder.id', 'workOrder.reference', 'workOrder.customerId', 'workOrder.technicianId', 'workOrder.plannedStart', 'workOrder.plannedEnd', 'workOrder.status', 'technician.name'])
      .where('workOrder.removedAt', 'is', null).where('technician.active', '=', true).where('customer.status', '<>', 'erased')
      .where('workOrder.plannedStart', '<=', isoInstant(now)).where('workOrder.plannedStart', '>', isoInstant(now - LOOKED_BACK_MS))
      .where((where) => where.or([where('workOrder.status', 'in', ['planned', 'onTheWay', 'inProgress']), where.and([where('workOrder.outcome', '=', 'nobodyCame'), where('workOrder.changedBy', '=', BY_ITSELF)])]))
      .orderBy('workOrder.plannedStart').orderBy('workOrder.id').limit(MAX_DUE).execute()
    const away = await store.db.selectFrom('technicianShift').select(['technicianId', 'absentFrom', 'endAt']).where('absentFrom', 'is not', null).where('removedAt', 'is', null).where('endAt', '>', isoInstant(now - LOOKED_BACK_MS)).execute()
    const isAway = (technicianId: string, at: number) => away.some((one) => one.technicianId === technicianId && at >= Date.parse(one.absentFrom!) && at < Date.parse(one.endAt))
    return found.filter(({ reference, technicianId, plannedStart, plannedEnd, status }) =>
      demoEndOf(reference) !== 'nobodyComes' && !isAway(technicianId!, Date.parse(plannedStart!)) && (status !== 'inProgress' || Date.parse(plannedEnd!) <= now)).map(({ id, customerId, technicianId, name }) => ({ id, customerId, technicianId: technicianId!, name }))
  }
  const work = repeated(beat)
  return { beat: work, stop: async () => ((stopped = true), work()) }
}

/** `name` of the technician. */
type Due = { id: string; customerId: string; technicianId: string; name: string }

type StepOver = (trx: Transaction, due: Due, work: () => Promise<StreamName[]>) => Promise<StreamName[]>

/** A visit that cannot go on keeps no other from it, is tried again at the next beat, and is told of once. */
function createStepOver(onFault: (error: unknown) => void): StepOver {
  const told = new Set<string>()
  return async (trx, { id }, work) => {
    await sql`savepoint visiting`.execute(trx)
    try {
      const changed = await work()
      await sql`release savepoint visiting`.execute(trx)
      return changed
    } catch (error) {
      await sql`rollback to savepoint visiting`.execute(trx)
      if (!told.has(id) && told.size < MAX_TOLD) onFault(error)
      told.add(id)
      return []
    }
  }
}

/** Somebody may have changed it since it was found: customers, technicians and work orders are held, each in the order of their ids. */
async function goThrough(trx: Transaction, clock: Clock, due: readonly Due[], stepOver: StepOver): Promise<void> {
  await trx.selectFrom('customer').select('id').where('id', 'in', due.map(({ customerId }) => customerId)).orderBy('id').forUpdate().execute()
  await holdTechnicians(trx, due.map(({ technicianId }) => technicianId))
  await trx.selectFrom('workOrder').select('id').where('id', 'in', due.map(({ id }) => id)).orderBy('id').forUpdate().execute()
  const works = new Map((await readRows(trx, 'workOrder', due.map(({ id }) => id))).map((work) => [work.id, work]))
  const changed = new Set<StreamName>()
  for (const one of due) for (const stream of await stepOver(trx, one, () => goOn(trx, clock, works.get(one.id), one))) changed.add(stream)
  if (changed.size > 0) await announceChange(trx, [...changed], [...new Set(due.map(({ customerId }) => customerId))])
}

async function goOn(trx: Transaction, clock: Clock, work: WorkOrder | undefined, { technicianId, name }: Due): Promise<StreamName[]> {
  const now = clock.now()
  if (!work || work.technicianId !== technicianId || work.plannedStart === null || work.plannedEnd === null) return []
  const missed = work.outcome === 'nobodyCame'
  if (!isOpenWork(work.status) && !(missed && !(await isFollowed(trx, work.id)))) return []
  const end = demoEndOf(work.reference)
  const absent = end === 'customerAbsent' && work.status !== 'inProgress' && (missed || work.outcome === null)
  const [start, over] = timesOf(work, absent)
  if (start > now || end === 'nobodyComes') return []
  const author = { at: isoInstant(now), by: name }
  if (over <= now || missed) return finish(trx, clock, work, { author, start: isoInstant(start), end: isoInstant(Math.min(over, now)) }, absent || end !== 'customerAbsent' ? end : 'done')
  return absent || work.status === 'inProgress' ? [] : begin(trx, clock, work, { author, start: isoInstant(start) })
}

/** When they are there and when they go, in ms since 1970: who began later than planned, or is on the way late, needs their minutes all the same. */
function timesOf({ plannedStart, plannedEnd, onTheWayAt, travelSeconds, startedAt, minutes }: WorkOrder, absent: boolean): [start: number, over: number] {
  const there = onTheWayAt === null ? 0 : Date.parse(onTheWayAt) + (travelSeconds ?? 0) * 1_000
  const start = startedAt === null ? Math.max(Date.parse(plannedStart!), there) : Date.parse(startedAt)
  return [start, absent ? start + WAIT_MS : Math.max(Date.parse(plannedEnd!), start + minutes * 60_000)]
}

/** `start`, `end`: instants of that day. `author`: who writes it down, and when. */
type Day = { author: Author; start: string; end: string }

async function begin(trx: Transaction, clock: Clock, work: WorkOrder, { author, start }: Omit<Day, 'end'>): Promise<StreamName[]> {
  await changeWork(trx, author, work, { status: 'inProgress', startedAt: start })
  await note(trx, clock, work, 'started')
  return ['workOrder']
}

async function finish(trx: Transaction, clock: Clock, before: WorkOrder, { author, start, end: endedAt }: Day, end: Exclude<ReturnType<typeof demoEndOf>, 'nobodyComes'>): Promise<StreamName[]> {
  const work = await changeWork(trx, author, before, { ...endedAs(end, before, { start, end: endedAt }), plannedEnd: endOf(before, endedAt) })
  await endPromise(trx, work, author)
  const tickets = await tellTicket(trx, author, work)
  await note(trx, clock, work, promiseAfter(work.outcome) === 'noShow' ? 'noShow' : 'done')
  return tickets.length > 0 ? ['workOrder', 'appointment', 'troubleTicket'] : ['workOrder', 'appointment']
}

async function endPromise(trx: Transaction, { appointmentId, outcome }: WorkOrder, author: Author): Promise<void> {
  const [visit] = appointmentId === null ? [] : await readRows(trx, 'appointment', [appointmentId])
  if (!visit || !isTheirs(visit)) return
  await forgetGateCode(trx, visit.id)
  await changeAppointment(trx, author, visit, { status: promiseAfter(outcome), hasGateCode: false })
}
const isTheirs = ({ status, endReason }: Appointment): boolean => endReason === null && (status === 'booked' || status === 'confirmed' || status === 'missed')

/** The audit says when it was written down, whenever it was. */
const note = (trx: Transaction, clock: Clock, { id: workOrderId, customerId }: WorkOrder, step: string): Promise<void> =>
  writeAudit(trx, clock, { action: 'dispatch.progressWork', by: null, customerId, detail: { workOrderId, step } })
