/** What the wall and the history count, in the words of the trade. */

/** Whoever leaves within it, ms, has not waited: a page opened by mistake. Counted apart, as telephone queues do with short abandons. */
export const LEFT_AT_ONCE_MS = 10_000
/** Days in one look at the history: a quarter. */
export const MAX_HISTORY_DAYS = 92
export const HOUR_MS = 60 * 60_000

/** Of those who came; `left`: gave up while they waited, but not at once. */
export type Tally = { answered: number; inTime: number; left: number }
/** Per cent; null where nobody came. Whoever gave up was not answered in time. */
export const shareInTime = ({ answered, inTime, left }: Tally): number | null => (answered + left === 0 ? null : (inTime * 100) / (answered + left))
