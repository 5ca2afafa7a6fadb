/** A day as the clock of this computer has it. */

/** `2026-11-23` in local time. @param at an instant, or milliseconds since 1970 */
export function localDate(at: string | number): string {
  const date = new Date(at)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}
