/** A day and time as a field of the browser has it, by this computer's clock, by which all times of day are shown. */
const written = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' })

/** `2026-11-30T14:30`; empty without one. */
export const momentText = (instant: string | null): string => (instant === null ? '' : written.format(new Date(instant)).replace(' ', 'T'))

/** The instant, null where nothing is typed, `wrong` for what is none. */
export function readMoment(text: string): string | null | 'wrong' {
  if (text.trim() === '') return null
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? 'wrong' : at.toISOString()
}
