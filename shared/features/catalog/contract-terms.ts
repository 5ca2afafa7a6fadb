/** How long a contract binds, in months of the calendar: one of the 31st ends on the last day of a shorter month. */
import { dateOf, dayInMonth, dayOf, monthOf } from '../../kernel/calendar.ts'
import type { ContractTerm } from './offerings.schema.ts'

const months: Record<ContractTerm, number> = { monthToMonth: 0, oneYear: 12, twoYear: 24 }

/** @param date `2026-11-23`. @param count whole months, which may be negative */
export function monthsAfter(date: string, count: number): string {
  return dateOf(dayInMonth(monthOf(dayOf(date)) + count, Number(date.slice(8))))
}

/** @returns the first day that the contract does not bind; null for month to month. */
export const contractEnd = (term: ContractTerm | null, startsOn: string): string | null =>
  term === null || months[term] === 0 ? null : monthsAfter(startsOn, months[term])

/**
 * By the months of the contract itself, counted back from its end: one that ends on March 31 has months that end on February 28,
 * January 31, December 31. @returns those that have begun; 0 when none binds on that day.
 */
export function monthsLeft(endsOn: string | null, on: string): number {
  let count = 0
  while (endsOn !== null && monthsAfter(endsOn, -count) > on) count += 1
  return count
}
