/**
 * When a sign-in is locked, after Keycloak's model of brute-force detection with its linear wait (Server Administration Guide,
 * "Password guess: brute force attacks"). Pure: whoever uses it keeps the state, under a lock of its row, and asks before
 * each attempt. Passwords and codes count alike.
 *
 *   failure 1 to 4     counted; the second within a second waits 60 s
 *   failure 5 to 14    a temporary lock each: 60 s, 120 s, … up to 900 s
 *   failure 15         locked for good, until somebody unlocks it
 *   12 h of rest       begins at nought, unless it is locked for good
 *
 * An attempt while it is locked is not compared and changes nothing.
 *
 * Where failures have a source (a network address), strangers cannot shut somebody out from one address: what one address
 * alone has failed locks it for that address alone, for good after 10; only failures from a second one lock it for
 * everybody. From however many addresses, 15 are compared.
 */
export type Lockout = {
  failures: number
  firstFailureAt: number | null
  lastFailureAt: number | null
  lockedUntil: number | null
  temporaryLocks: number
  /** For everybody, until it is unlocked. */
  permanent: boolean
  /** Where all of these failures came from; null where nobody asks for it, or from several. */
  source: string | null
  /** False while they all came from `source`. */
  everywhere: boolean
  /** An address that has used up its own share: refused until it is unlocked. */
  blockedSource: string | null
}

export const MAX_FAILURES = 5
export const WAIT_STEP_MS = 60_000
export const LONGEST_WAIT_MS = 900_000
export const RESET_MS = 12 * 60 * 60_000
export const QUICK_MS = 1_000
export const QUICK_WAIT_MS = 60_000
export const MAX_TEMPORARY_LOCKS = 10
/** Of the 15; the others are left for those who come from elsewhere, so that a typing error of the owner is not the last straw. */
export const MAX_OF_ONE_SOURCE = 10

export const noFailures: Lockout = {
  failures: 0, firstFailureAt: null, lastFailureAt: null, lockedUntil: null, temporaryLocks: 0, permanent: false, source: null, everywhere: false, blockedSource: null,
}

/** `until` in ms; null: until it is unlocked. */
export type Verdict = { locked: false } | { locked: true; until: number | null; everywhere: boolean }

/** @param now in ms. @param source null where failures have none: then a lock is for everybody. */
export function judge(state: Lockout, now: number, source: string | null): Verdict {
  if (state.permanent) return { locked: true, until: null, everywhere: true }
  if (source !== null && state.blockedSource === source) return { locked: true, until: null, everywhere: false }
  const concerned = state.everywhere || source === null || state.source === source
  if (concerned && state.lockedUntil !== null && now < state.lockedUntil) return { locked: true, until: state.lockedUntil, everywhere: state.everywhere }
  return { locked: false }
}

/** The lock that most people meet: one for everybody before one of a single address, which may stand at the same time. */
export function standingLock(state: Lockout, now: number): Verdict {
  const ofAll = judge(state, now, null)
  return ofAll.locked && ofAll.everywhere ? ofAll : judge(state, now, state.blockedSource ?? state.source)
}

/** Of an attempt that `judge` let through and that was wrong. */
export function afterFailure(state: Lockout, now: number, source: string | null): Lockout {
  const known = isRested(state, now) ? forgiven(state) : state
  const failures = known.failures + 1
  const temporaryLocks = known.temporaryLocks + (failures >= MAX_FAILURES ? 1 : 0)
  const wait = waitAfter(failures, known.lastFailureAt === null ? null : now - known.lastFailureAt)
  const everywhere = source === null || known.everywhere || (known.failures > 0 && known.source !== source)
  return {
    failures,
    firstFailureAt: known.firstFailureAt ?? now,
    lastFailureAt: now,
    lockedUntil: wait === 0 ? null : now + wait,
    temporaryLocks,
    permanent: temporaryLocks > MAX_TEMPORARY_LOCKS,
    source: everywhere ? null : source,
    everywhere,
    blockedSource: !everywhere && failures >= MAX_OF_ONE_SOURCE ? source : known.blockedSource,
  }
}

/** After a sign-in that was right to its end. An address that used up its share stays out: the owner's success is not the stranger's. */
export const afterSuccess = (state: Lockout): Lockout => forgiven(state)

const forgiven = ({ blockedSource }: Lockout): Lockout => ({ ...noFailures, blockedSource })
const isRested = ({ permanent, lastFailureAt }: Lockout, now: number): boolean => !permanent && lastFailureAt !== null && now - lastFailureAt > RESET_MS

/** @param sinceLast ms since the failure before; null of the first. @returns ms */
function waitAfter(failures: number, sinceLast: number | null): number {
  if (failures >= MAX_FAILURES) return Math.min(LONGEST_WAIT_MS, WAIT_STEP_MS * (1 + failures - MAX_FAILURES))
  return sinceLast !== null && sinceLast < QUICK_MS ? QUICK_WAIT_MS : 0
}
