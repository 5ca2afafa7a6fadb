/** The optimiser that is built in, in the caller's own thread: it lets others run every few milliseconds. `plan-in-worker.ts` gives it a thread. */
import { Random } from '../../../demo/random.ts'
import { checkProblem } from './check-problem.ts'
import { iterationsFor } from './pace.ts'
import type { ImproveOptions, Improvement, Plan, Planner, PlanProblem } from './plan-port.ts'
import { settle } from './settle.ts'
import { schedulePlan } from './schedule.ts'
import { beginWith } from './solver/begin-with.ts'
import { compile } from './solver/compile.ts'
import { emptyRoutes } from './solver/routes.ts'
import { makeSearch, type Search } from './solver/search.ts'
import type { Snapshot } from './solver/snapshot.ts'
import { reasonFor } from './unassigned.ts'

/** Iterations between two looks at the signal: some milliseconds. */
const SLICE = 200
/** Progress is told at most so often in a search. */
const REPORTS = 50

export async function improve(problem: PlanProblem, current: Plan | null, options: ImproveOptions): Promise<Improvement> {
  checkProblem(problem)
  const compiled = compile(problem)
  const routes = emptyRoutes(compiled)
  if (current) beginWith(problem, compiled, routes, current)
  const iterations = compiled.plannable.length === 0 ? 0 : iterationsFor(problem, options)
  const search = makeSearch(compiled, routes, iterations, new Random(options.seed, 0, 0))
  await runAll(problem, search, iterations, options)
  return settle(problem, current, toPlan(problem, search.best), { iterations: search.done, stopped: search.done < iterations })
}

export const builtInPlanner: Planner = { improve }

async function runAll(problem: PlanProblem, search: Search, iterations: number, { onProgress, signal }: ImproveOptions): Promise<void> {
  const reportEvery = Math.max(SLICE, Math.ceil(iterations / REPORTS))
  let reported = 0
  while (search.done < iterations && !signal?.aborted) {
    search.run(SLICE)
    if (onProgress && search.done - reported >= reportEvery) {
      reported = search.done
      onProgress({ done: search.done, of: iterations, best: toPlan(problem, search.best).totals })
    }
    await new Promise((resolve) => { setImmediate(resolve) })
  }
}

function toPlan(problem: PlanProblem, { jobs, end }: Snapshot): Plan {
  const orders = problem.technicians.map(({ id }, route) => {
    const own = jobs.subarray(route === 0 ? 0 : end[route - 1], end[route])
    return { technician: id, jobs: Array.from(own, (job) => problem.jobs[job]!.id) }
  })
  const placed = new Set(orders.flatMap((order) => order.jobs))
  const left = problem.jobs.filter(({ id }) => !placed.has(id))
  return schedulePlan(problem, orders, left.map((job) => ({ job: job.id, reason: reasonFor(problem, job) })))
}
