/** Data used by cycle, the running one included, for whoever has internet. */
import type { UsageConsumption } from '#shared/features/usage/usage.schema.ts'
import { billDays } from './billing.ts'
import { cycleAfter, dateOf } from '#shared/kernel/calendar.ts'
import type { Holder } from './products.ts'
import type { Random } from './random.ts'

export function makeUsage(random: Random, holder: Holder): UsageConsumption[] {
  const { subscriber, today, cycleDay, nextId } = holder
  const plan = subscriber.services.internet
  if (!plan) return []
  // Some households watch television all day; most use a third of their allowance.
  const usual = Math.round(80_000 + random.fraction() ** 2 * 1_500_000)
  return billDays(holder).slice(-random.between(3, 13)).map((day) => {
    const end = cycleAfter(day, cycleDay)
    const used = Math.round(usual * (0.7 + random.fraction() * 0.6))
    const elapsed = Math.min(1, Math.max(0, (today - day) / (end - day)))
    return {
      id: nextId(),
      customerId: subscriber.customer.id,
      version: 1,
      kind: 'cycle' as const,
      periodStart: dateOf(day),
      periodEnd: dateOf(end - 1),
      usedMegabytes: Math.round(used * elapsed),
      allowanceMegabytes: plan.allowanceMegabytes,
    }
  })
}
