/** The clock of visits is the operator's: a dispatcher or agent elsewhere sees the hours that the technicians see. */
import { computed } from 'vue'
import { usePreferences } from '../stores/preferences.ts'
import { useSession } from '../stores/session.ts'

export type WallClock = {
  /** `8:40 AM`; of an instant, or of seconds since 1970. */
  time: (at: string | number) => string
  /** `8 AM` */
  hour: (seconds: number) => string
  /** `8 – 10 AM` */
  window: (span: { from: string; to: string }) => string
  /** `Mon, Nov 30, 8 – 10 AM` */
  dayWindow: (span: { from: string; to: string }) => string
  /** `Mon, Nov 30` */
  day: (instant: string) => string
  /** `Mon, Nov 30, 8:40 AM` */
  moment: (instant: string) => string
}

const ms = (at: string | number): number => (typeof at === 'string' ? Date.parse(at) : at * 1_000)

const made = new Map<string, WallClock>()
/** Formatters are made once for each locale and zone: each technician's lane has a clock. */
function makeWallClock(locale: string, timeZone: string): WallClock {
  const key = `${locale} ${timeZone}`
  let clock = made.get(key)
  if (!clock) made.set(key, (clock = build(locale, timeZone)))
  return clock
}

function build(locale: string, timeZone: string): WallClock {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options })
  const clock = { hour: 'numeric', minute: '2-digit' } as const
  const day = { weekday: 'short', month: 'short', day: 'numeric' } as const
  const [time, hour] = [format(clock), format({ hour: 'numeric' })]
  const [date, moment, dayHour] = [format(day), format({ ...day, ...clock }), format({ ...day, hour: 'numeric' })]
  const whole = ({ from, to }: { from: string; to: string }): boolean => (ms(from) % 3_600_000) + (ms(to) % 3_600_000) === 0
  return {
    time: (at) => time.format(ms(at)), hour: (seconds) => hour.format(seconds * 1_000), day: (instant) => date.format(ms(instant)), moment: (instant) => moment.format(ms(instant)),
    window: (both) => (whole(both) ? hour : time).formatRange(ms(both.from), ms(both.to)),
    dayWindow: (both) => (whole(both) ? dayHour : moment).formatRange(ms(both.from), ms(both.to)),
  }
}

export function useWallClock() {
  const preferences = usePreferences()
  const session = useSession()
  return computed(() => makeWallClock(preferences.locale, session.session?.timeZone ?? 'UTC'))
}
