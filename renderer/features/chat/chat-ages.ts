/** How long something lasts already, or has left. */

/** `0:42`, `12:05`, `1:02:10`; less than nothing is nothing. @param ms */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  const rest = String(seconds % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** @param instant null: nothing has begun. @returns ms, never below zero; null likewise */
export const ageOf = (instant: string | null, now: number): number | null => (instant === null ? null : Math.max(0, now - Date.parse(instant)))
/** @returns ms until then, never below zero */
export const leftUntil = (instant: string, now: number): number => Math.max(0, Date.parse(instant) - now)
/** Of a bar, 0 to 1. */
export const shareOf = (ms: number, whole: number): number => (whole <= 0 ? 0 : Math.min(1, Math.max(0, ms / whole)))

/** A wait that is half of what is promised is to be looked at, one beyond it has failed. */
export type AgeTone = 'soft' | 'look' | 'stop'
export const ageTone = (ms: number, promisedMs: number): AgeTone => (ms >= promisedMs ? 'stop' : ms * 2 >= promisedMs ? 'look' : 'soft')
