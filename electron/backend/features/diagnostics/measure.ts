/** Asks the boxes now. Outside of any transaction: a box that is silent holds up nobody but whoever waits for it. */
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Equipment } from '#shared/features/catalog/catalog.schema.ts'
import { MAX_READINGS, type CheckKind, type LevelHistory, type Measurement, type Reading, type Silence } from '#shared/features/diagnostics/equipment.schema.ts'
import { judgeReading, verdictOfAll } from '#shared/features/diagnostics/judge-readings.ts'
import type { RequestContext } from '../../http/router.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { writeAudit, type AuditEntry } from '../../write-audit.ts'
import { getCustomer } from '../customers/customers.queries.ts'
import { findOpenContact, touchContact } from '../interactions/contacts.queries.ts'
import { boxesOf, soldSpeed } from './boxes.queries.ts'
import { BoxUnreachable, type Box } from './equipment-port.ts'

/** A box that has not answered by then is not waited for, in ms: less than a desk waits for an answer. */
export const ANSWER_MS = 8_000
/** Of one customer's boxes in an hour: more than a patient person needs, and no way to keep a box busy. */
export const MAX_MEASUREMENTS = 60
const HOUR_MS = 3_600_000

type Asked = { customerId: string; check: CheckKind }

/** @throws AppError `limitExceeded` with unit `measurements`; `notFound` */
export async function measure(context: RequestContext, { customerId, check }: Asked, signal: AbortSignal | undefined): Promise<Measurement> {
  const { services, signedIn } = context
  const { store, clock } = services
  const id = await noteAsked(context, customerId, { check })
  const boxes = await boxesOf(store.db, customerId, check)
  const planMbps = check === 'speed' ? await soldSpeed(store.db, customerId) : null
  const found = await Promise.all(boxes.map((box) => askBox(services, { box, check, planMbps, named: boxes.length > 1 }, signal)))
  if (signal?.aborted) throw new AppError('offline', { detail: 'aborted' })
  const measurement = put({ check, boxes, found, id, at: isoInstant(clock.now()) })
  await store.db.updateTable('equipmentMeasurement').set({ equipmentId: measurement.equipmentId, measurement: JSON.stringify(measurement) }).where('id', '=', id).execute()
  const contact = await findOpenContact(store.db, clock, signedIn(), customerId)
  if (contact) await touchContact(store.db, clock, contact)
  return measurement
}

/** @throws AppError `notFound`, also for another customer's */
export async function getMeasurement(db: Queryable, { customerId, measurementId }: { customerId: string; measurementId: string }): Promise<Measurement> {
  const found = await db.selectFrom('equipmentMeasurement').select('measurement').where('id', '=', measurementId).where('customerId', '=', customerId).executeTakeFirst()
  if (!found?.measurement) throw new AppError('notFound', { what: 'measurement' })
  return found.measurement
}

/** Counts as a measurement. @throws AppError as `measure` */
export async function levels(context: RequestContext, customerId: string, signal: AbortSignal | undefined): Promise<LevelHistory> {
  const { services, background } = context
  await noteAsked(context, customerId, { background })
  const [box] = await boxesOf(services.store.db, customerId, 'signal')
  if (!box) return { equipmentId: null, silence: 'noEquipment', points: [] }
  const answer = await waitFor(services, signal, (bound) => services.equipment?.levels({ box: toBox(box) }, bound))
  return 'silence' in answer ? { equipmentId: box.id, silence: answer.silence, points: [] } : { equipmentId: box.id, silence: null, points: answer.value }
}

/** In the audit before a box is asked, and counted, whether anybody waits for the answer or not. @returns the measurement's id. @throws AppError `limitExceeded` */
async function noteAsked({ services: { store, clock }, asked, signedIn }: RequestContext, customerId: string, detail: NonNullable<AuditEntry['detail']>): Promise<string> {
  const by = signedIn()
  if ((await getCustomer(store.db, customerId)).status === 'erased') throw wrong('customerId', 'erased')
  const id = await store.db.transaction().execute(async (trx) => {
    const room = await hasRoom(trx, clock, customerId)
    await writeAudit(trx, clock, { action: asked.action, by, customerId, detail, refusedAs: room ? undefined : 'limitExceeded' })
    return room ? insertAsked(trx, clock, { customerId, measuredBy: by.agent.displayName }) : null
  })
  if (id === null) throw new AppError('limitExceeded', { limit: MAX_MEASUREMENTS, left: 0, unit: 'measurements' })
  return id
}

/** Whoever asks takes turns here: of two at the limit one is refused. */
async function hasRoom(trx: Transaction, clock: Clock, customerId: string): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`measurements ${customerId}`}, 0))`.execute(trx)
  const { asked } = await trx.selectFrom('equipmentMeasurement').select(({ fn }) => fn.countAll<string>().as('asked')).where('customerId', '=', customerId).where('measuredAt', '>', isoInstant(clock.now() - HOUR_MS)).executeTakeFirstOrThrow()
  return Number(asked) < MAX_MEASUREMENTS
}

async function insertAsked(trx: Transaction, clock: Clock, who: { customerId: string; measuredBy: string }): Promise<string> {
  const id = newId(clock)
  await trx.insertInto('equipmentMeasurement').values({ ...who, id, equipmentId: null, measuredAt: isoInstant(clock.now()) }).execute()
  return id
}

type Found = { box: Equipment; readings: Reading[]; silence: Silence | null }
type Ask = { box: Equipment; check: CheckKind; planMbps: number | null; named: boolean }

async function askBox(services: Services, { box, check, planMbps, named }: Ask, signal: AbortSignal | undefined): Promise<Found> {
  const answer = await waitFor(services, signal, (bound) => services.equipment?.measure({ check, box: toBox(box) }, bound))
  if ('silence' in answer) return { box, readings: [], silence: answer.silence }
  const name = named ? `${box.model} ${(box.serialNumber ?? box.id).slice(-4)}` : null
  return { box, silence: null, readings: answer.value.map((raw) => judgeReading({ ...raw, of: raw.of ?? name }, planMbps)) }
}

/** Of several boxes the first that is not as it should be is the one that it is about. */
function put({ check, boxes, found, id, at }: { check: CheckKind; boxes: readonly Equipment[]; found: readonly Found[]; id: string; at: string }): Measurement {
  const readings = found.flatMap((each) => each.readings).slice(0, MAX_READINGS)
  const silent = found.find(({ silence }) => silence !== null)
  const worst = silent?.box ?? found.find((each) => verdictOfAll(check, each.readings) === 'bad')?.box ?? boxes[0] ?? null
  const silence = boxes.length === 0 ? 'noEquipment' : (silent?.silence ?? null)
  return { id, check, at, equipmentId: worst?.id ?? null, model: worst?.model ?? null, silence, readings, verdict: silence === null ? verdictOfAll(check, readings) : 'noAnswer' }
}

export const toBox = ({ id, customerId, kind, model, macAddress, serialNumber }: Equipment): Box => ({ id, customerId, kind, model, macAddress, serialNumber })

type Answered<T> = { value: T } | { silence: Silence }

/** Settles when the box answers, when time is up, and when nobody waits any more. */
export async function waitFor<T>({ timers, log }: Pick<Services, 'timers' | 'log'>, signal: AbortSignal | undefined, ask: (bound: AbortSignal) => Promise<T> | undefined, ms = ANSWER_MS): Promise<Answered<T>> {
  const end = new AbortController()
  const asked = ask(end.signal)
  if (!asked) return { silence: 'notSetUp' }
  const heard = asked.then((value): Answered<T> => ({ value }), (error: unknown): Answered<T> => {
    if (error instanceof BoxUnreachable) return { silence: 'unreachable' }
    log.warn({ type: error instanceof Error ? error.name : typeof error }, 'the equipment port failed')
    return { silence: 'adapter' }
  })
  let cleanUp = (): void => undefined
  const given = new Promise<Answered<T>>((resolve) => {
    const giveUp = (): void => resolve({ silence: 'timeout' })
    const stop = timers.after(ms, giveUp)
    signal?.addEventListener('abort', giveUp)
    cleanUp = () => (stop(), signal?.removeEventListener('abort', giveUp))
    if (signal?.aborted) giveUp()
  })
  return Promise.race([heard, given]).finally(() => (cleanUp(), end.abort()))
}

/** So long what was measured is kept beside the runs that show the worst of it, in ms. */
const KEPT_MS = 30 * 24 * HOUR_MS

export const forgetMeasurements = ({ store, clock }: Services): Promise<unknown> =>
  store.db.deleteFrom('equipmentMeasurement').where('measuredAt', '<', isoInstant(clock.now() - KEPT_MS)).execute()
