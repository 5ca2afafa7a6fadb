/** When something is asked, as the limits see it: those of a day begin anew at the operator's midnight. */
import { sql, type RawBuilder } from 'kysely'
import { dateIn } from '#shared/kernel/calendar.ts'
import type { Services } from '../../services.ts'

/** `at` an instant, `today` the operator's day of it. */
export type Moment = { at: string; today: string; timeZone: string }

/** @param at an instant, the backend's time of receipt. */
export function momentOf({ timeZone }: Pick<Services, 'timeZone'>, at: string): Moment {
  return { at, today: dateIn(timeZone, Date.parse(at)), timeZone }
}

/** SQL: whether an instant falls on the operator's day. @param column of type timestamptz */
export const onDay = (column: RawBuilder<unknown>, { today, timeZone }: Moment): RawBuilder<boolean> =>
  sql<boolean>`(${column} >= ${today}::date::timestamp at time zone ${timeZone}::text and ${column} < (${today}::date + 1)::timestamp at time zone ${timeZone}::text)`
