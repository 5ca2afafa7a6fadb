/** When something is asked, as the limits see it: those of a day begin anew at the operator's midnight. */
import { dateIn } from '#shared/kernel/calendar.ts'
import type { Services } from '../../services.ts'

/** `at` an instant, `today` the operator's day of it. */
export type Moment = { at: string; today: string; timeZone: string }

/** @param at an instant, the backend's time of receipt. */
export function momentOf({ timeZone }: Pick<Services, 'timeZone'>, at: string): Moment {
  return { at, today: dateIn(timeZone, Date.parse(at)), timeZone }
}
