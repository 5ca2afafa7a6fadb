/** Which thresholds are crossed. No database: the same state gives the same steps, on whatever node. */
import { groupBy } from '#shared/kernel/group-by.ts'
import type { UsageAlert, UsageAlertEvent, UsageConsumption } from '#shared/features/usage/usage.schema.ts'
import { sameThreshold, thresholdMegabytes } from '#shared/features/usage/usage-threshold.ts'

/**
 *   under (at first) -> over -> under -> over …     told at each turn; the generation counts the turns over
 *
 * A share of an allowance that is no more is crossed by nobody: who was over it is under it again.
 */
export type AlertStep = { alert: UsageAlert; direction: UsageAlertEvent['direction']; generation: number; threshold: number }

type State = {
  alerts: readonly UsageAlert[]
  /** Of the cycle. */
  events: readonly UsageAlertEvent[]
  cycle: Pick<UsageConsumption, 'usedMegabytes' | 'allowanceMegabytes'>
}

export function alertSteps({ alerts, events, cycle }: State): AlertStep[] {
  return alerts.filter(({ state }) => state === 'active').flatMap((alert) => {
    const threshold = thresholdMegabytes(alert, cycle.allowanceMegabytes)
    const last = lastOf(events.filter((event) => sameThreshold(event, alert)))
    const isOver = threshold !== null && cycle.usedMegabytes >= threshold
    if (isOver === (last?.direction === 'over')) return []
    const generation = isOver ? (last?.generation ?? 0) + 1 : (last?.generation ?? 1)
    return [{ alert, direction: isOver ? ('over' as const) : ('under' as const), generation, threshold: threshold ?? Infinity }]
  })
}

const turn = ({ generation, direction }: UsageAlertEvent): number => generation * 2 + Number(direction === 'under')
const lastOf = (events: readonly UsageAlertEvent[]): UsageAlertEvent | undefined => [...events].sort((a, b) => turn(a) - turn(b)).at(-1)

/**
 * Of several that are crossed at once one message tells: the highest that was passed, the lowest that one is back under.
 * One for each way of telling and each direction.
 */
export function toldSteps(steps: readonly AlertStep[]): Set<AlertStep> {
  const told = groupBy(steps, ({ alert, direction }) => `${alert.channel} ${direction}`)
  return new Set([...told.values()].map((group) => group.reduce((best, step) => (tellsMore(step, best) ? step : best))))
}

const tellsMore = (step: AlertStep, best: AlertStep): boolean => (step.direction === 'over' ? step.threshold > best.threshold : step.threshold < best.threshold)
