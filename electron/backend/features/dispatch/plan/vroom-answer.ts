/** What a VROOM server answers, as far as it is read: newer versions may say more. Everything that is read must be as documented. */
import { z } from 'zod'
import { AppError } from '#shared/kernel/errors.ts'
import type { PlanProblem } from './plan-port.ts'
import type { Order } from './schedule.ts'

const id = z.int().nonnegative()
const stepSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start') }),
  z.object({ type: z.literal('end') }),
  z.object({ type: z.literal('break'), id }),
  z.object({ type: z.literal('job'), id }),
])
const solutionSchema = z.object({
  code: z.literal(0),
  unassigned: z.array(z.object({ id })),
  routes: z.array(z.object({ vehicle: id, steps: z.array(stepSchema) })),
})
const failureSchema = z.object({ code: z.int().positive(), error: z.string() })

/** VROOM's codes: 1 is its own fault, 2 the input's, 3 its router's. */
const INPUT_ERROR = 2
const LONGEST_DETAIL = 300

export const incompatible = (detail: string, cause?: unknown): AppError<'incompatible'> => new AppError('incompatible', { detail: `VROOM: ${detail}`.slice(0, LONGEST_DETAIL) }, { cause })

/** @returns the jobs of each technician in order. @throws AppError `validation` for an input that VROOM refuses, `internal` for its own faults, `incompatible` for what is no answer of VROOM's to this problem */
export function readVroomAnswer(problem: PlanProblem, text: string): Order[] {
  const said = parseJson(text)
  const failure = failureSchema.safeParse(said)
  if (failure.success) throw failed(failure.data)
  const solution = solutionSchema.safeParse(said)
  if (!solution.success) throw incompatible(z.prettifyError(solution.error), solution.error)
  return solution.data.routes.map(({ vehicle, steps }) => ({
    technician: known(problem.technicians, vehicle, 'vehicle').id,
    jobs: steps.flatMap((step) => (step.type === 'job' ? known(problem.jobs, step.id, 'job').id : [])),
  }))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw incompatible('no JSON', error)
  }
}

function failed({ code, error }: z.infer<typeof failureSchema>): AppError {
  const detail = `VROOM: ${error}`.slice(0, LONGEST_DETAIL)
  if (code === INPUT_ERROR) return new AppError('validation', { issues: [{ path: '', message: detail }], detail })
  return new AppError('internal', { detail })
}

function known<T>(list: readonly T[], index: number, what: string): T {
  const one = list[index]
  if (one === undefined) throw incompatible(`a ${what} ${index} that nobody asked about`)
  return one
}
