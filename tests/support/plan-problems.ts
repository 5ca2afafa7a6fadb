/** Random days of a few technicians, small enough to be judged by hand, with all that a day can have: breaks, skills, pins, vans that fill up. */
import fc from 'fast-check'
import type { Pin, PlanJob, PlanProblem, PlanTechnician, Span, TechnicianBreak } from '../../electron/backend/features/dispatch/plan/plan-port.ts'

const HOUR = 3_600
const SKILLS = ['fiber', 'tv', 'phone']
const quarter = (from: number, to: number): fc.Arbitrary<number> => fc.integer({ min: from * 4, max: to * 4 }).map((quarters) => (quarters * HOUR) / 4)

const pause: fc.Arbitrary<TechnicianBreak> = fc.record({ seconds: fc.constantFrom(900, 1_800, 3_600), window: fc.record({ from: quarter(10, 12), length: quarter(0, 2) }).map(({ from, length }): Span => ({ from, to: from + length })) })

const technician = (places: number): fc.Arbitrary<Omit<PlanTechnician, 'id'>> => fc.record({
  start: fc.nat(places - 1),
  end: fc.nat(places - 1),
  shift: fc.record({ from: quarter(7, 9), to: quarter(15, 18) }),
  skills: fc.subarray(SKILLS),
}).chain((base) => fc.record({ capacity: fc.nat(12), break: pause, fixedCost: fc.nat(2_000) }, { requiredKeys: [] }).map((extra) => ({ ...base, ...extra })))

const window = fc.record({ from: quarter(7, 16), length: quarter(0, 4) }).map(({ from, length }): Span => ({ from, to: from + length }))

const job = (places: number): fc.Arbitrary<Omit<PlanJob, 'id' | 'pinned'>> => fc.record({
  place: fc.nat(places - 1),
  service: fc.integer({ min: 0, max: 5_400 }),
  windows: fc.array(window, { minLength: 1, maxLength: 2 }),
  skills: fc.subarray(SKILLS, { maxLength: 1 }),
  priority: fc.nat(2),
  demand: fc.nat(4),
})

type Wish = { technician: number | null; start: number | null }
/** One job in five is pinned in some way. */
const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ technician: null, start: null }) },
  { weight: 1, arbitrary: fc.record({ technician: fc.option(fc.nat()), start: fc.option(quarter(8, 15)) }) },
)

const pinOf = ({ technician: number, start }: Wish, technicians: number): { pinned?: Pin } => {
  const pinned = { ...(number === null ? {} : { technician: `t${number % technicians}` }), ...(start === null ? {} : { start }) }
  return Object.keys(pinned).length === 0 ? {} : { pinned }
}

/** Up to 5 technicians, 14 jobs and 8 places; there and back takes differently long. */
export const planProblem: fc.Arbitrary<PlanProblem> = fc.integer({ min: 1, max: 8 }).chain((places) =>
  fc.record({
    technicians: fc.array(technician(places), { minLength: 1, maxLength: 5 }),
    jobs: fc.array(fc.tuple(job(places), wish), { maxLength: 14 }),
    cells: fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: places * places, maxLength: places * places }),
    minimise: fc.constantFrom('travel' as const, 'vehicles' as const),
    withMeters: fc.boolean(),
  }).map(({ technicians, jobs, cells, minimise, withMeters }) => ({
    technicians: technicians.map((one, index) => ({ ...one, id: `t${index}` })),
    jobs: jobs.map(([one, wished], index) => ({ ...one, id: `j${index}`, ...pinOf(wished, technicians.length) })),
    travel: { places, seconds: Float64Array.from(cells), ...(withMeters ? { meters: Float64Array.from(cells, (seconds) => seconds * 12) } : {}) },
    minimise,
  })))
