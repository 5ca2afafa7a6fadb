/** Calls of those who have phone service, of the last month: few for each, so that the fill stays quick. */
import { instantOf } from '#shared/kernel/calendar.ts'
import type { CustomerCall } from '../features/billing/usage/calls.queries.ts'
import type { Holder } from './products.ts'
import type { Random } from './random.ts'

const DAYS = 30
/** Fewest and most of one customer. */
const CALLS = [6, 24] as const

export function makeCalls(random: Random, { subscriber, today, nextId }: Holder): CustomerCall[] {
  const line = subscriber.phones.find(({ use }) => use !== 'mobile') ?? subscriber.phones[0]
  if (!subscriber.services.phone || !line || (subscriber.status !== 'active' && subscriber.status !== 'suspended')) return []
  const first = Math.max(subscriber.sinceDay, today - DAYS)
  if (first >= today) return []
  const friends = Array.from({ length: 7 }, () => fictionNumber(random, line.value))
  return Array.from({ length: random.between(...CALLS) }, () => ({
    id: nextId(),
    customerId: subscriber.customer.id,
    line: line.value,
    direction: random.chance(0.55) ? ('outgoing' as const) : ('incoming' as const),
    otherNumber: random.chance(0.07) ? null : random.pick(friends),
    startedAt: instantOf(random.between(first, today - 1), random.between(0, 1_439), random.between(0, 59)),
    seconds: random.chance(0.18) ? 0 : Math.round(20 + random.fraction() ** 3 * 3_000),
  }))
}

/** 555-0100 to 555-0199 is kept for fiction. */
const fictionNumber = (random: Random, line: string): string => `${line.slice(0, 5)}55501${String(random.between(0, 99)).padStart(2, '0')}`
