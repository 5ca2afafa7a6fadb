/**
 * Orders in which jobs that were cut out are put back, each by its chance. The first four and the last three are Christiaens and
 * Vanden Berghe's (2020) with their weights; skills and priorities are of this field.
 */
import { rankOf } from '../compare-plans.ts'
import type { PlanJob, PlanProblem } from '../plan-port.ts'
import { startSpans } from '../schedule.ts'

export type Sort = { key: Float64Array; chance: number }

/** The first sort: its keys are drawn anew each time. */
export const RANDOM_ORDER = 0

/** @param scarcity by job: how many technicians could do it */
export function makeSorts({ technicians, jobs, travel }: PlanProblem, scarcity: Float64Array): Sort[] {
  const by = (chance: number, read: (job: PlanJob, index: number) => number): Sort => ({ chance, key: Float64Array.from(jobs, read) })
  const starts = [...new Set(technicians.map(({ start }) => start))]
  const away = ({ place }: PlanJob): number => starts.reduce((sum, start) => sum + travel.seconds[start * travel.places + place]!, 0)
  const first = (job: PlanJob): number => startSpans(job)[0]!.from
  const last = (job: PlanJob): number => startSpans(job).at(-1)!.to
  const open = (job: PlanJob): number => startSpans(job).reduce((sum, { from, to }) => sum + to - from, 0)
  const differs = (read: (job: PlanJob, index: number) => number): boolean => jobs.some((job, index) => read(job, index) !== read(jobs[0]!, 0))
  const sorts = [
    { chance: 4, key: new Float64Array(jobs.length) },
    ...(differs(({ demand = 0 }) => demand) ? [by(4, ({ demand = 0 }) => -demand)] : []),
    by(2, (job) => -away(job)),
    by(1, away),
    ...(differs((_, index) => scarcity[index]!) ? [by(4, (_, index) => scarcity[index]!)] : []),
    ...(differs(rankOf) ? [by(6, (job) => -rankOf(job))] : []),
    by(2, open),
    by(2, first),
    by(2, (job) => -last(job)),
  ]
  const chances = sorts.reduce((sum, { chance }) => sum + chance, 0)
  return sorts.map(({ chance, key }) => ({ key, chance: chance / chances }))
}
