/** A fair amount for days without service, with the sum that an agent can read aloud. */
import { cycleAfter, cycleStartOn, dayOf } from '../../kernel/calendar.ts'
import { share, sum, type Money } from '../../kernel/money.ts'

/** Longest period that an amount is proposed for, in days. */
export const MAX_PROPOSED_DAYS = 366

/** Days of one billing cycle: `days` of its `cycleDays`, at `price` for the whole. */
export type ProposalPart = { days: number; cycleDays: number; amount: Money }
export type Proposal = { days: number; price: Money; parts: ProposalPart[]; amount: Money }

export type ProposalInput = {
  /** Per cycle, before tax, above 0. */
  price: Money
  /** First and last day, both counted: `2026-11-23`. */
  periodStart: string
  periodEnd: string
  /** Day of the month on which a bill is made, 1 to 31. */
  cycleDay: number
}

/**
 * Days × price / days of the cycle, each cycle by its own length, as a partial month is billed.
 * @returns null for a period that ends before it begins or is longer than MAX_PROPOSED_DAYS, and for a price of nothing
 */
export function proposeAmount({ price, periodStart, periodEnd, cycleDay }: ProposalInput): Proposal | null {
  const [first, last] = [dayOf(periodStart), dayOf(periodEnd)]
  const days = last - first + 1
  if (!(days >= 1 && days <= MAX_PROPOSED_DAYS) || price.amount <= 0) return null
  const parts = partsOf(price, first, last, cycleDay)
  const amount = sum(parts.map((part) => part.amount), price.currency)
  return { days, price, parts, amount }
}

function partsOf(price: Money, first: number, last: number, cycleDay: number): ProposalPart[] {
  const parts: ProposalPart[] = []
  for (let day = first; day <= last; ) {
    const start = cycleStartOn(day, cycleDay)
    const next = cycleAfter(start, cycleDay)
    const days = Math.min(last + 1, next) - day
    parts.push({ days, cycleDays: next - start, amount: share(price, days, next - start) })
    day += days
  }
  return parts
}
