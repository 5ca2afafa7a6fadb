/** What goes between the caller's thread and the optimiser's. Both ends are of one build, so nothing is parsed. */
import type { ErrorCode, ErrorData } from '#shared/kernel/errors.ts'
import type { Budget, Improvement, Plan, PlanProblem, PlanProgress } from './plan-port.ts'

export type ToPlanWorker =
  | { kind: 'improve'; problem: PlanProblem; current: Plan | null; budget: Budget; seed: number; tellProgress: boolean }
  | { kind: 'stop' }

export type FromPlanWorker =
  | { kind: 'progress'; progress: PlanProgress }
  | { kind: 'done'; improvement: Improvement }
  | { kind: 'failed'; code: ErrorCode; data: ErrorData<ErrorCode> }
