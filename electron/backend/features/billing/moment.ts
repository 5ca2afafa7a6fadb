/** When something is asked, as the limits see it: those of a day begin anew at the operator's midnight. */
import { dateIn } from '#shared/kernel/calendar.ts'
import type { Services } from '../../services.ts'

/** `at` an instant, `today` the operator's day of it. */
export type Moment = { at: string; today: string; timeZone: string }

/** One for everybody until services carry the operator's own. */
const OPERATOR_TIME_ZONE = 'America/New_York'

/** @param at an instant, the backend's time of receipt. */
export function momentOf(_services: Services, at: string): Moment {
  const timeZone = OPERATOR_TIME_ZONE
  return { at, today: dateIn(timeZone, Date.parse(at)), timeZone }
}
