/** However many visits have no place, an exchange for them is looked for a bounded number of times. */
import { expect, it } from 'vitest'
import { boardVisitSchema, type BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import type { PlanJob, PlanProblem, PlanTechnician } from '../plan/plan-port.ts'
import { exchange } from './exchange.ts'
import type { Places } from './squeeze.ts'

const HOUR = 3_600
const TECHNICIANS = 20
const EACH = 7
const id = (number: number): string => `0190f0aa-0000-7000-8000-${String(number).padStart(12, '0')}`
const visitOf = (number: number): BoardVisit => boardVisitSchema.parse({
  id: id(number), version: 1, reference: `WO-${number}`, customerId: id(0), appointmentId: null, workTypeId: id(1), skills: [], speaks: null, priority: 1, status: 'planned', outcome: null, technicianId: null,
  minutes: 60, pinned: false, latitude: null, longitude: null, city: '', postalCode: '', node: null, start: null, promised: null, customerName: 'Rosa Rivera', street: '',
})
const jobOf = (number: number, from: number, to: number): PlanJob => ({ id: id(number), place: 0, service: HOUR, windows: [{ from, to }], skills: [], priority: 1 })

/** Full days, and visits for which no exchange helps, since they are promised for when nobody works. */
function fullDays(missing: number): { problem: PlanProblem; visits: Map<string, BoardVisit>; places: Places } {
  const technicians = Array.from({ length: TECHNICIANS }, (_, index): PlanTechnician => ({ id: `t${index}`, start: 0, end: 0, shift: { from: 8 * HOUR, to: 16 * HOUR }, skills: [] }))
  const given = technicians.flatMap((technician, row) => Array.from({ length: EACH }, (_, index) => ({ technician, job: jobOf(1 + row * EACH + index, (8 + index) * HOUR, (8 + index) * HOUR) })))
  const open = Array.from({ length: missing }, (_, index) => jobOf(1_000 + index, 20 * HOUR, 21 * HOUR))
  const jobs = [...given.map(({ job }) => job), ...open]
  return {
    problem: { technicians, jobs, travel: { places: 1, seconds: Float64Array.from([0]) }, minimise: 'travel' },
    visits: new Map(jobs.map((job) => [job.id, visitOf(Number(job.id.slice(-12)))])),
    places: new Map([...given.map(({ technician, job }) => [job.id, { technicianId: technician.id, start: job.windows[0]!.from }] as const), ...open.map((job) => [job.id, null] as const)]),
  }
}

async function triesFor(missing: number): Promise<number> {
  const { problem, visits, places } = fullDays(missing)
  let tries = 0
  // It is asked once before each try.
  const signal = { get aborted() { tries += 1; return false } } as unknown as AbortSignal
  expect([...(await exchange(problem, visits, places, signal)).values()].filter((place) => place === null)).toHaveLength(missing)
  return tries
}

it('tries each of few visits with everybody, and three hundred no longer than twenty thousand times', async () => {
  expect(await triesFor(10)).toBe(10 * TECHNICIANS * EACH)
  expect(await triesFor(300)).toBeLessThanOrEqual(20_000)
}, 60_000)
