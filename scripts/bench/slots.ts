/**
 * A ranked offer in the backend: 500 technicians, 14 days, 70 % full, from the question to the answer, on PostgreSQL and on PGlite,
 * while others book: each offer follows a job that was written meanwhile. Territories as operators have them (25 regions), and once
 * with everybody in one, so that all 7,000 days of technicians are in each question. The floor is one statement in the same run that
 * reads what the question is about, as a program without the node's book would have to: the days and jobs of those who may come.
 */
import { offerVisits } from '../../electron/backend/features/dispatch/offers.ts'
import { freshDatabase, startPostgres } from '../../tests/support/postgres.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { StoreLocation } from '../../electron/backend/store/store.ts'
import { runReport, type Report } from '../lib/report.ts'
import { median, p95, rounded } from '../lib/stats.ts'
import { wanted } from '../lib/wanted.ts'
import { FIRST_DAY, measuredFullness, openField, type Field, type Size } from './support/field-of-many.ts'

const OFFERS = wanted('offers', 300)
const WARM = 10
const FLOORS = 60
const SIZE: Omit<Size, 'regions'> = { technicians: 500, days: 14, customers: 20_000, fullness: 0.7 }

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** @returns ms of each, and how many windows came at least */
async function offers({ services, people, workType, random, last, store }: Field, count: number): Promise<{ times: number[]; fewest: number }> {
  const times: number[] = []
  let fewest = Infinity
  const caller = { agentId: newId() }
  for (let index = 0; index < count; index += 1) {
    const customer = random.pick(people)
    const input = { customerId: customer.id, workTypeId: workType.id, minutes: random.pick([null, 30, 45, 60]), skills: random.chance(0.4) ? ['tv'] : [], language: random.chance(0.1) ? 'es' : null, appointmentId: null, from: FIRST_DAY, to: last, notBefore: null }
    // Somebody else's job changes: it is in the next answer.
    await store.pool.query('update work_order set version = version + 1 where id = (select id from work_order offset $1 limit 1)', [random.between(0, 5_000)])
    let found = 0
    times.push(await timed(async () => { found = (await offerVisits(services, caller, input)).offers.length }))
    fewest = Math.min(fewest, found)
  }
  return { times, fewest }
}

/** What a question is about, read by SQL alone. */
async function floors({ store, people, random, last }: Field): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < FLOORS; index += 1) {
    const customer = random.pick(people)
    times.push(await timed(() => store.pool.query(`
      select shift.technician_id, shift.start_at, shift.end_at, job.planned_start, job.planned_end, job.latitude, job.longitude
      from technician join technician_shift shift on shift.technician_id = technician.id left join work_order job on job.technician_id = technician.id and job.planned_start between shift.start_at and shift.end_at
      where $1 = any(technician.cities) and shift.day between $2 and $3 order by shift.technician_id, job.planned_start`, [customer.city, FIRST_DAY, last])))
  }
  return times
}

const figures = (times: readonly number[]) => ({ median: rounded(median(times)), p95: rounded(p95(times)), most: rounded(Math.max(...times)) })

async function measure(report: Report, name: string, location: StoreLocation, regions: number): Promise<void> {
  const field = await openField(location, { ...SIZE, regions }, report.seed)
  try {
    const first = await timed(() => offers(field, 1))
    await offers(field, WARM)
    const { times, fewest } = await offers(field, OFFERS)
    const floor = await floors(field)
    report.figure(name, { jobs: field.jobs, fullness: rounded(await measuredFullness(field.store)), offerMs: figures(times), floorMs: figures(floor), firstMs: rounded(first), fewestWindows: fewest })
    report.say(`${name}: p95 ${rounded(p95(times))} ms, floor ${rounded(p95(floor))} ms, first ${rounded(first)} ms`)
    report.must(`${name}: windows in each answer`, fewest > 0, fewest)
    report.atMost(`${name}: offerP95Ms`, 25, rounded(p95(times)))
  } finally {
    await field.close()
  }
}

await runReport('slots', async (report) => {
  report.figure('size', { ...SIZE, regions: 25, offers: OFFERS })
  report.figure('baseline', 'one statement that reads the days and jobs of those who may come, same database, same run')
  const postgres = await startPostgres()
  try {
    await measure(report, 'server', { kind: 'server', url: await freshDatabase(postgres.url) }, 25)
    await measure(report, 'serverOneRegion', { kind: 'server', url: await freshDatabase(postgres.url) }, 1)
  } finally {
    await postgres.stop()
  }
  await measure(report, 'embedded', { kind: 'embedded', dataDirectory: null }, 25)
  await measure(report, 'embeddedOneRegion', { kind: 'embedded', dataDirectory: null }, 1)
})
