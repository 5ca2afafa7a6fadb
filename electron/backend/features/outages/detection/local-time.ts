/** Hours as the operator's clocks show them: habits follow those, on the nights as well on which they are changed. */

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** @param timeZone IANA. @returns the hour of the week of an instant in ms since 1970: 0 is Monday from 0:00, 167 Sunday from 23:00 */
export function hourOfWeekIn(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: 'numeric', hourCycle: 'h23' })
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    return DAYS.indexOf(parts.get('weekday')!) * 24 + Number(parts.get('hour'))
  }
}
