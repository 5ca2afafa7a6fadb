/** The operator's day of an act: limits of a day begin anew at its midnight, and no period may reach beyond it. */
import { dateIn } from '#shared/kernel/calendar.ts'
import type { Moment } from './adjustment-limits.ts'

const OPERATOR_TIME_ZONE = 'America/New_York'

/** @param at an instant, the backend's time of receipt. */
export const momentOf = (at: string): Moment => ({ at, today: dateIn(OPERATOR_TIME_ZONE, Date.parse(at)), timeZone: OPERATOR_TIME_ZONE })
