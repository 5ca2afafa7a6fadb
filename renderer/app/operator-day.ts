/**
 * The day as the operator counts it: bills fall due and limits begin anew at midnight there. A desk elsewhere, or one
 * set to a wrong zone or time, shows and asks for the same day as all others. The only source of a business day in the
 * window; lint forbids the computer's own.
 */
import { computed, getCurrentScope, onScopeDispose, shallowRef, type ComputedRef } from 'vue'
import { dateIn, DAY_MS } from '#shared/kernel/calendar.ts'
import { useConnectivity } from '../stores/connectivity.ts'
import { useSession } from '../stores/session.ts'

/** A day ends on screen at most this much late. Milliseconds. */
const TICK_MS = 15_000
/** Nobody is signed in, and nothing of an account is on screen. */
const NO_ZONE = 'UTC'

export type OperatorDay = {
  /** `2026-11-23`; moves on at midnight. */
  today: ComputedRef<string>
  /** The business day of an instant that the backend wrote. */
  dayOf: (instant: string) => string
  /** By the backend's clock, in ms since 1970; moves on while somebody looks. */
  now: ComputedRef<number>
}

export function useOperatorDay(): OperatorDay {
  const session = useSession()
  const connectivity = useConnectivity()
  const now = useNow()
  const timeZone = computed(() => session.session?.timeZone ?? NO_ZONE)
  const serverNow = computed(() => now.value + (connectivity.desk?.clockOffsetMs ?? 0))
  return {
    today: computed(() => dateIn(timeZone.value, serverNow.value)),
    now: serverNow,
    dayOf: (instant) => dateIn(timeZone.value, Date.parse(instant)),
  }
}

/** Summer and winter, in milliseconds from now. */
const HALF_YEARS = [0, 182 * DAY_MS]
const shared = new Map<string, boolean>()
/** Whether clocks show the same here and in that zone, now and half a year on. A desk asks it for every component. */
export function sharesClock(timeZone: string): boolean {
  const key = [timeZone, ...HALF_YEARS.map((ms) => new Date(Date.now() + ms).getTimezoneOffset())].join(' ')
  let known = shared.get(key)
  if (known === undefined) shared.set(key, (known = HALF_YEARS.every((ms) => wallClock(timeZone, ms) === wallClock(undefined, ms))))
  return known
}
const wallClock = (timeZone: string | undefined, ms: number): string =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(Date.now() + ms)

const now = shallowRef(0)
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined

/** One clock for all of the window, that runs while somebody looks at it. */
function useNow() {
  now.value = Date.now()
  if (!getCurrentScope()) return now
  if (watchers++ === 0) timer = setInterval(() => (now.value = Date.now()), TICK_MS)
  onScopeDispose(() => {
    if (--watchers === 0) clearInterval(timer)
  })
  return now
}
