/**
 * Attempts to sign in, counted before they are compared: a failure is written first, under the lock of its row, and taken
 * back when the attempt was right. So no number of attempts at once has more guesses than one after another, and a process
 * that dies in between has counted too many, never too few.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import type { SignInLock } from '#shared/features/session/agents.schema.ts'
import { afterFailure, afterSuccess, judge, standingLock, type Lockout } from './lockout.ts'
import type { Queryable, Transaction } from './store/store.ts'

/** Whose failures are counted: of a customer's identity, of a device that it remembers, of an agent, or of a name that nobody has. */
export type Subject = { key: Buffer; identityId: string | null; deviceId: string | null; agentId: string | null }
const ofNobody = { identityId: null, deviceId: null, agentId: null }
const keyOf = (kind: string, name: string): Buffer => createHash('sha256').update(`${kind}:${name}`).digest()

export const identitySubject = (identityId: string): Subject => ({ ...ofNobody, key: keyOf('identity', identityId), identityId })
/** A device that the customer holds has failures of its own: what strangers fail does not shut it out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). */
export const deviceSubject = (identityId: string, deviceId: string): Subject => ({ ...ofNobody, key: keyOf('device', deviceId), identityId, deviceId })
export const unknownSubject = (name: string): Subject => ({ ...ofNobody, key: keyOf('name', name.toLowerCase()) })
export const agentSubject = (agentId: string): Subject => ({ ...ofNobody, key: keyOf('agent', agentId), agentId })
export const unknownAgentSubject = (name: string): Subject => ({ ...ofNobody, key: keyOf('agentName', name.toLowerCase()) })

export type Counted = 'password' | 'code'
export type Attempt = { subject: Subject; source: string | null; before: Lockout; after: Lockout; writes: number }

/** @param source null for a device of the customer's own. @returns null while it is locked: nothing is counted then, and nothing may be compared */
export async function countAttempt(trx: Transaction, clock: Clock, { subject, source, what }: { subject: Subject; source: string | null; what: Counted }): Promise<Attempt | null> {
  const { key, identityId, deviceId, agentId } = subject
  await trx.insertInto('signInLockout').values({ subject: key, identityId, deviceId, agentId }).onConflict((conflict) => conflict.column('subject').doNothing()).execute()
  const row = await trx.selectFrom('signInLockout').selectAll().where('subject', '=', key).forUpdate().executeTakeFirstOrThrow()
  const before = toLockout(row)
  if (judge(before, clock.now(), source).locked) return null
  const after = afterFailure(before, clock.now(), source)
  const fresh = after.failures === 1
  const wrongPasswords = (fresh ? 0 : row.wrongPasswords) + (what === 'password' ? 1 : 0)
  const wrongCodes = (fresh ? 0 : row.wrongCodes) + (what === 'code' ? 1 : 0)
  await trx.updateTable('signInLockout').set({ ...toColumns(after), wrongPasswords, wrongCodes, writes: row.writes + 1 }).where('subject', '=', key).execute()
  return { subject, source, before, after, writes: row.writes + 1 }
}

/** It was right, but not the whole of a sign-in: as if it had not been. Where another was counted since, it stays counted. */
export async function takeBackAttempt(db: Queryable, { subject, before, writes }: Attempt, what: Counted): Promise<void> {
  const column = what === 'password' ? 'wrongPasswords' : 'wrongCodes'
  await db.updateTable('signInLockout')
    .set(({ ref }) => ({ ...toColumns(before), [column]: sql`greatest(${ref(column)} - 1, 0)`, writes: writes + 1 }))
    .where('subject', '=', subject.key).where('writes', '=', writes).execute()
}

/** A sign-in that was right to its end. */
export async function forgetFailures(trx: Transaction, { key }: Subject): Promise<void> {
  const row = await trx.selectFrom('signInLockout').selectAll().where('subject', '=', key).forUpdate().executeTakeFirst()
  if (row) await trx.updateTable('signInLockout').set({ ...toColumns(afterSuccess(toLockout(row))), wrongPasswords: 0, wrongCodes: 0, writes: row.writes + 1 }).where('subject', '=', key).execute()
}

/** Of an identity and its devices: whatever was locked is not any more. */
export async function unlockIdentity(db: Queryable, identityId: string): Promise<void> {
  await db.deleteFrom('signInLockout').where('identityId', '=', identityId).execute()
}

export async function unlockAgentSignIn(db: Queryable, agentId: string): Promise<void> {
  await db.deleteFrom('signInLockout').where('agentId', '=', agentId).execute()
}

/** Names that nobody has are remembered as long as a lock of them could matter, in ms. */
const UNKNOWN_MS = 24 * 60 * 60_000

export async function forgetUnknownNames(db: Queryable, clock: Clock): Promise<void> {
  const oldest = isoInstant(clock.now() - UNKNOWN_MS)
  await db.deleteFrom('signInLockout').where('identityId', 'is', null).where('agentId', 'is', null).where('lastFailureAt', '<', oldest).execute()
  await db.deleteFrom('signInSource').where('since', '<', oldest).execute()
}

type Columns = { [K in keyof Lockout]: K extends 'firstFailureAt' | 'lastFailureAt' | 'lockedUntil' ? string | null : Lockout[K] }
const inMs = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant))
const inIso = (ms: number | null): string | null => (ms === null ? null : isoInstant(ms))

export const toLockout = ({ failures, firstFailureAt, lastFailureAt, lockedUntil, temporaryLocks, permanent, source, everywhere, blockedSource }: Columns): Lockout => ({
  failures, temporaryLocks, permanent, source, everywhere, blockedSource, firstFailureAt: inMs(firstFailureAt), lastFailureAt: inMs(lastFailureAt), lockedUntil: inMs(lockedUntil),
})

/** As people are told: where one address alone is shut out, that too. Null when nothing is locked. */
export function lockNow(lockout: Lockout, clock: Clock): SignInLock | null {
  const verdict = standingLock(lockout, clock.now())
  return verdict.locked ? { until: inIso(verdict.until), everywhere: verdict.everywhere } : null
}

const toColumns = (state: Lockout): Columns => ({ ...state, firstFailureAt: inIso(state.firstFailureAt), lastFailureAt: inIso(state.lastFailureAt), lockedUntil: inIso(state.lockedUntil) })
