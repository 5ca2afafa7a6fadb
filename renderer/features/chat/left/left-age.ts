/** How long something waits, in words. */
import type { Translate } from '../../../app/use-text.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `less than a minute`, `5 minutes`, `3 hours`, `2 days`; what has not been all the way is not counted. @param ms */
export function ageWords(ms: number, t: Translate): string {
  if (ms < MINUTE) return t('leftMessage.age.now')
  if (ms < HOUR) return t('leftMessage.age.minutes', {}, Math.floor(ms / MINUTE))
  if (ms < 2 * DAY) return t('leftMessage.age.hours', {}, Math.floor(ms / HOUR))
  return t('leftMessage.age.days', {}, Math.floor(ms / DAY))
}

/** Whoever waits for a working day's half is to be looked at, and for a day has waited too long. */
export const leftTone = (ms: number): 'soft' | 'look' | 'stop' => (ms >= DAY ? 'stop' : ms >= 4 * HOUR ? 'look' : 'soft')
