/** Data used by cycle, the running one included, for whoever has internet; the two newest cycles day by day. */
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import type { UsageConsumption } from '#shared/features/usage/usage.schema.ts'
import type { MeasuredDay } from '../features/billing/usage/usage-days.ts'
import { billDays } from './billing.ts'
import { cycleAfter, dateOf, instantOf } from '#shared/kernel/calendar.ts'
import type { Holder } from './products.ts'
import type { Random } from './random.ts'
import { offeringCode, unlimitedData } from './services.ts'

export type DemoUsage = { cycles: UsageConsumption[]; days: MeasuredDay[] }

/** As many cycles as the account shows day by day. */
const CYCLES_WITH_DAYS = 2

/** @param shape how the days of a cycle share its sum, which is drawn from `random` as before there were days */
export function makeUsage(random: Random, shape: Random, holder: Holder, products: readonly Product[]): DemoUsage {
  const { subscriber, today, cycleDay, nextId } = holder
  const plan = subscriber.services.internet
  if (!plan) return { cycles: [], days: [] }
  // Some households watch television all day; most use a third of their allowance.
  const usual = Math.round(80_000 + random.fraction() ** 2 * 1_500_000)
  const starts = billDays(holder).slice(-random.between(3, 13))
  const days: MeasuredDay[] = []
  const cycles = starts.map((day, position) => {
    const end = cycleAfter(day, cycleDay)
    const used = Math.round(usual * (0.7 + random.fraction() * 0.6))
    const elapsed = Math.min(1, Math.max(0, (today - day) / (end - day)))
    const usedMegabytes = Math.round(used * elapsed)
    if (position >= starts.length - CYCLES_WITH_DAYS) days.push(...daysOf(shape, holder, { from: day, until: Math.min(end, today) }, usedMegabytes))
    return {
      id: nextId(),
      customerId: subscriber.customer.id,
      version: 1,
      kind: 'cycle' as const,
      periodStart: dateOf(day),
      periodEnd: dateOf(end - 1),
      usedMegabytes,
      allowanceMegabytes: isUnlimited(products, Math.min(end - 1, today)) ? null : plan.allowanceMegabytes,
      toppedUpMegabytes: 0,
    }
  })
  return { cycles, days }
}

const isUnlimited = (products: readonly Product[], day: number): boolean =>
  products.some(({ name, startedOn, endsOn }) => name === unlimitedData && startedOn !== null && startedOn <= dateOf(day) && (endsOn === null || endsOn > dateOf(day)))

/** Whole megabytes that sum to the cycle's exactly: each day takes what the running sum has grown by. */
function daysOf(shape: Random, { subscriber }: Holder, { from, until }: { from: number; until: number }, usedMegabytes: number): MeasuredDay[] {
  const weights = Array.from({ length: Math.max(0, until - from) }, (_, at) => weightOf(shape, from + at))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  let [grown, told] = [0, 0]
  return weights.map((weight, at) => {
    grown += weight
    const megabytes = Math.round((usedMegabytes * grown) / whole) - told
    told += megabytes
    const day = from + at
    return { customerId: subscriber.customer.id, day: dateOf(day), megabytes, measuredAt: instantOf(day, 23 * 60 + 59) }
  })
}

/** At home at the weekend, and Friday evening begins it; now and then somebody downloads a game. 1970-01-01 was a Thursday. */
function weightOf(shape: Random, day: number): number {
  const ofWeek = [1.4, 0.9, 0.9, 0.95, 1, 1.2, 1.5][(day + 4) % 7] ?? 1
  const evening = 0.6 + shape.fraction() * 0.8
  return ofWeek * evening * (shape.chance(0.04) ? 2.5 : 1)
}

export const demoTopUpOffers = [
  { code: 'data-50', name: 'Extra Data 50 GB', megabytes: 50_000, amount: 1_000 },
  { code: 'data-100', name: 'Extra Data 100 GB', megabytes: 100_000, amount: 1_500 },
  { code: 'data-250', name: 'Extra Data 250 GB', megabytes: 250_000, amount: 2_500 },
  { code: 'data-500', name: 'Extra Data 500 GB', megabytes: 500_000, amount: 4_000 },
].map((offer) => ({ ...offer, spanish: offer.name.replace('Extra Data', 'Datos adicionales:'), currency: 'USD', validFrom: '2020-01-01', validTo: null }))

/** Beside whatever plan. */
export const demoUnlimitedOfferings = [{ offeringCode: offeringCode(unlimitedData) }]
