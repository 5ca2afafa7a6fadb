/** When a promise counts as missed. One rule for the backend, which marks it, and for whoever explains it. */

/**
 * Nobody presses a key at the door: a technician who came in the last minute of the window and went straight to work is seen on the
 * board when the work is over. The usual kinds of work take 30 to 60 minutes, so that an hour behind the window nobody is called in
 * vain about somebody who is in their cellar. Minutes.
 */
export const MISSED_AFTER_MINUTES = 60

/** What nobody closed for longer, such as before an upgrade that brings this, is left as it is: nobody is called about it, so nobody is told that it was missed. Days; not below `MISSED_CALL_DAYS` of the board. */
export const MISSED_WITHIN_DAYS = 14

/** How long the code of the gate is kept for who comes late all the same. Hours. */
export const GATE_CODE_KEPT_HOURS = 24

type Planned = { windowEnd: string; /** When somebody was to begin, as it is planned now; null where nobody has it. */ plannedStart: string | null }

/** Of work that nobody has begun: from when on nobody comes any more, in ms since 1970. Who is planned for later, and was to be called about it, is still awaited then. */
export const missedFrom = ({ windowEnd, plannedStart }: Planned): number => Math.max(Date.parse(windowEnd), plannedStart === null ? 0 : Date.parse(plannedStart)) + MISSED_AFTER_MINUTES * 60_000
