/**
 * Plans by an operator's own VROOM server (vroom-express or alike: one POST). Only the order of the jobs is believed: the times
 * are worked out here, and the plan is checked like each other one.
 */
import { AppError, isAppError } from '#shared/kernel/errors.ts'
import { faultsInPlan, isFeasible } from './check-plan.ts'
import { checkProblem } from './check-problem.ts'
import { improve } from './improve.ts'
import type { ImproveOptions, Improvement, Plan, Planner, PlanProblem } from './plan-port.ts'
import { schedulePlan } from './schedule.ts'
import { settle } from './settle.ts'
import { reasonFor } from './unassigned.ts'
import { incompatible, readVroomAnswer } from './vroom-answer.ts'
import { vroomRequest } from './vroom-request.ts'

export type VroomOptions = {
  /** Where problems are posted to, `http:` or `https:`. */
  url: string
  /** How long one answer may take, in ms. */
  timeoutMs?: number
}

const TIMEOUT_MS = 60_000
/** Bytes of an answer: a thousand times those for a hundred jobs. */
const LARGEST_ANSWER = 32 * 2 ** 20
/** The server is there and cannot now: what stands before it, or too many at once. */
const BUSY = new Set([429, 502, 503, 504])

/**
 * VROOM is seeded by itself and goes on until it is done: seed, budget and progress are not its own, and `iterations` is 0.
 * Answers what was there, stopped, when the signal comes.
 * @throws AppError `offline` when the server is not there, busy, or silent for too long; `incompatible` when it is no VROOM, or breaks a rule of the problem; `validation` when it refuses the problem; `internal` for a fault of its own
 */
export function vroomPlanner({ url, timeoutMs = TIMEOUT_MS }: VroomOptions): Planner {
  return {
    improve: async (problem, current, options) => {
      const { signal } = options
      checkProblem(problem)
      const request = problem.technicians.length > 0 ? vroomRequest(problem) : null
      // VROOM refuses a problem without vehicles or jobs, such as one whose jobs all lie outside of the day.
      if (signal?.aborted || !request || request.vehicles.length === 0 || request.jobs.length === 0) return asItWas(problem, current, options, signal?.aborted ?? false)
      try {
        const orders = readVroomAnswer(problem, await ask(url, timeoutMs, JSON.stringify(request), signal))
        return settle(problem, current, toPlan(problem, orders), { iterations: 0, stopped: false })
      } catch (error) {
        if (signal?.aborted && isAppError(error, 'offline')) return asItWas(problem, current, options, true)
        throw error
      }
    },
  }
}

/** What cannot be driven as it was is mended here, since each answer can be driven. */
async function asItWas(problem: PlanProblem, current: Plan | null, { seed }: ImproveOptions, stopped: boolean): Promise<Improvement> {
  const plan = current && isFeasible(problem, current) ? current : (await improve(problem, current, { seed, iterations: 1 })).plan
  return settle(problem, current, plan, { iterations: 0, stopped })
}

function toPlan(problem: PlanProblem, orders: ReturnType<typeof readVroomAnswer>): Plan {
  const placed = orders.flatMap(({ jobs }) => jobs)
  const done = new Set(placed)
  if (done.size < placed.length || new Set(orders.map(({ technician }) => technician)).size < orders.length) throw incompatible('a job or a vehicle twice')
  const left = problem.jobs.filter(({ id }) => !done.has(id))
  const plan = schedulePlan(problem, orders, left.map((job) => ({ job: job.id, reason: reasonFor(problem, job) })))
  const [fault] = faultsInPlan(problem, plan)
  if (fault) throw incompatible(`its plan breaks a rule: ${fault.rule} (${fault.detail})`)
  return plan
}

async function ask(url: string, timeoutMs: number, body: string, signal: ImproveOptions['signal']): Promise<string> {
  const patience = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      // A redirect would carry where customers live to a place that nobody named.
      redirect: 'error',
      signal: signal ? AbortSignal.any([patience, signal]) : patience,
    })
    const text = await readAll(response)
    if (BUSY.has(response.status)) throw new AppError('offline', { detail: `VROOM answered ${response.status}` })
    // Refusals of the input come with 400 and faults with 500, each with VROOM's own body.
    if (!response.ok && !text.trimStart().startsWith('{')) throw incompatible(`answered ${response.status}`)
    return text
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('offline', { detail: patience.aborted ? `VROOM did not answer within ${timeoutMs} ms` : 'VROOM cannot be reached' }, { cause: error })
  }
}

async function readAll({ body }: Response): Promise<string> {
  if (!body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > LARGEST_ANSWER) throw incompatible(`more than ${LARGEST_ANSWER} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
