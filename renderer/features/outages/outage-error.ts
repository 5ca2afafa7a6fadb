/** Why nothing was said of an outage, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import { MAX_PROBLEM_NODES, problemPhaseSchema, type ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import { errorText } from '../../app/error-text.ts'
import { en } from '../../app/locales/en.ts'
import type { Translate } from '../../app/use-text.ts'

type Problem = keyof typeof en.outage.problems
const known = (message: string): message is Problem => message in en.outage.problems
const byField: Record<string, Problem> = { 'nodes nowhere': 'nodes', 'services too_small': 'services' }

export function outageErrorText(error: unknown, t: Translate): string {
  if (isAppError(error, 'offline')) return t('outage.notSent')
  if (isAppError(error, 'conflict') && error.data.stream === 'serviceProblem') {
    const phase = problemPhaseSchema.safeParse((error.data.current as Partial<ServiceProblem> | null)?.phase)
    return t('outage.conflict', { who: error.data.changedBy ?? '?', phase: phase.success ? t(`outage.phases.${phase.data}`) : '?' })
  }
  if (isAppError(error, 'validation')) {
    for (const { path, message } of error.data.issues) {
      const problem = byField[`${path} ${message}`] ?? message
      if (known(problem)) return t(`outage.problems.${problem}`, { most: MAX_PROBLEM_NODES })
    }
  }
  return errorText(error, t)
}
