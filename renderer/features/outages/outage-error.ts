/** Why nothing was said of an outage, in words. Without the schemas: an account's first paint has it. */
import { isAppError } from '#shared/kernel/app-error.ts'
import type { ProblemPhase, ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import { MAX_PROBLEM_NODES } from '#shared/features/outages/problem-limits.ts'
import { errorText } from '../../app/error-text.ts'
import { en } from '../../app/locales/en.ts'
import type { Translate } from '../../app/use-text.ts'

type Problem = keyof typeof en.outage.problems
const isPhase = (phase: unknown): phase is ProblemPhase => typeof phase === 'string' && phase in en.outage.phases
const known = (message: string): message is Problem => message in en.outage.problems
const byField: Record<string, Problem> = { 'nodes nowhere': 'nodes', 'area.ring tooMany': 'tooManyCorners' }

export function outageErrorText(error: unknown, t: Translate): string {
  if (isAppError(error, 'offline')) return t('outage.notSent')
  if (isAppError(error, 'conflict') && error.data.stream === 'serviceProblem') {
    const { phase } = (error.data.current ?? {}) as Partial<ServiceProblem>
    return t('outage.conflict', { who: error.data.changedBy ?? '?', phase: isPhase(phase) ? t(`outage.phases.${phase}`) : '?' })
  }
  if (isAppError(error, 'conflict') && error.data.stream === 'serviceProblemReport') return t('outage.notedAlready')
  if (isAppError(error, 'validation')) {
    for (const { path, message } of error.data.issues) {
      const problem = byField[`${path} ${message}`] ?? message
      if (known(problem)) return t(`outage.problems.${problem}`, { most: MAX_PROBLEM_NODES })
    }
  }
  return errorText(error, t)
}
