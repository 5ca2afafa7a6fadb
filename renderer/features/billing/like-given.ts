/**
 * Days and bills are credited once for a reason, which the backend holds. What is for the account as a whole names neither, so nothing
 * can say that it is the same case: whoever gives it sees what a colleague has given just before, and judges.
 */
import { dayOf as dayNumber } from '#shared/kernel/calendar.ts'
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'

/** A case is seldom heard of for longer than this. Days, today's included. */
export const LIKE_GIVEN_DAYS = 7

type Asked = Pick<Adjustment, 'direction' | 'target' | 'reason'>
type Given = Asked & Pick<Adjustment, 'state' | 'periodStart' | 'requestedAt'>
type Days = { today: string; dayOf: (instant: string) => string }

/** @param given newest first. @returns the newest that stands or waits, of the same kind and reason and for the account as a whole */
export function likeGiven<G extends Given>(given: readonly G[], asked: Asked, { today, dayOf }: Days): G | null {
  if (asked.target !== 'account') return null
  const from = dayNumber(today) - LIKE_GIVEN_DAYS + 1
  return given.find(({ direction, target, reason, state, periodStart, requestedAt }) =>
    direction === asked.direction && target === 'account' && reason === asked.reason && periodStart === null &&
    (state === 'posted' || state === 'pendingApproval') && dayNumber(dayOf(requestedAt)) >= from) ?? null
}
