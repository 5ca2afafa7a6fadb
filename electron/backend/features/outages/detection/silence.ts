/** A poller that hangs says nothing, and then everything at once. It is known by the events that would have come meanwhile. */
import type { Hub } from './watched-plant.ts'

/** So many would have come: by chance once in exp(8) times. */
const MISSED_EVENTS = 8
/** With so many it is better to wait. */
const MISSING_EVENTS = 5
/** What was missed comes within so many minutes. */
const CATCH_UP_MINUTES = 2
/** Weight of one more day at an hour, of one more hour among all. */
const DAILY = 0.3
const HOURLY = 0.1
/** An hour counts at most so many times what is usual. */
const CLIP_FACTOR = 2

/** Events a minute that are usual of those who are on. */
function paceOf({ pace, everPace, modems, off }: Hub, hour: number): number {
  return modems === 0 ? 0 : (pace[hour % 24]! || everPace) * (1 - off / modems)
}

/** One event of this hub. @param minute in which it is taken */
export function hearFrom(hub: Hub, minute: number, hour: number): void {
  hub.events += 1
  const silent = minute - hub.heardIn
  if (silent > 1 && (silent - 1) * paceOf(hub, hour) > MISSED_EVENTS) hub.silence = { minutes: silent, until: minute + CATCH_UP_MINUTES }
  hub.heardIn = minute
}

/** @returns the minutes that come at once in this one; 1 where nothing was missed */
export const minutesAtOnce = ({ silence }: Hub, minute: number): number => (minute <= silence.until ? silence.minutes : 1)

/** Whether who is off and who is on is not known just now: the hub is silent, or has not told all of it yet. */
export const isUnsure = (hub: Hub, minute: number, hour: number): boolean => minute < hub.silence.until || (minute - hub.heardIn) * paceOf(hub, hour) > MISSING_EVENTS

/** After each hour. An hour in which nothing came says nothing of what is usual. @param minutes of it that were watched */
export function learnPace(hub: Hub, hour: number, minutes: number): void {
  if (hub.events > 0) {
    const seen = hub.events / minutes
    hub.everPace = towards(hub.everPace, seen, HOURLY)
    hub.pace[hour % 24] = towards(hub.pace[hour % 24]!, seen, DAILY)
  }
  hub.events = 0
}

const towards = (usual: number, seen: number, weight: number): number => (usual === 0 ? seen : usual + (Math.min(seen, CLIP_FACTOR * usual) - usual) * weight)
