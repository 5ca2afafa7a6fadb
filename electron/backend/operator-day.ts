/** The day as the operator counts it: bills fall due and limits begin anew at midnight in its time zone. */
import { dateIn, isTimeZone } from '#shared/kernel/calendar.ts'
import type { Services } from './services.ts'

/** The demo operator's, and where nobody said. */
export const DEFAULT_TIME_ZONE = 'America/New_York'

/** @returns `2026-11-23` */
export const operatorToday = ({ clock, timeZone }: Pick<Services, 'clock' | 'timeZone'>): string => dateIn(timeZone, clock.now())

/** @param name IANA. @returns it. @throws Error in words for the terminal, for one that this machine does not know. */
export function requireTimeZone(name: string): string {
  if (!isTimeZone(name)) throw new Error(`the time zone must be one such as America/New_York, not ${name}`)
  return name
}
