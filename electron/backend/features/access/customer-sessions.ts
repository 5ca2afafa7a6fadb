/**
 * Sessions of customers in their browsers: 256 random bits in a cookie, their SHA-256 here. One ends half an hour after its
 * last use (OWASP Session Management Cheat Sheet: 15 to 30 minutes for what is not of high value) and after 12 hours
 * whatever happens; one that waits for a second factor, after ten minutes.
 */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { hashToken, newToken } from '../../secret-token.ts'
import type { Queryable } from '../../store/store.ts'

export const IDLE_MS = 30 * 60_000
export const ABSOLUTE_MS = 12 * 60 * 60_000
export const CODE_STAGE_MS = 10 * 60_000
/** A last use is written at most this often, in ms. */
const TOUCH_MS = 5_000
/** How long an ended one is kept, in ms. */
const KEPT_MS = 7 * 24 * 60 * 60_000

export type IdentitySession = { id: string; identityId: string; customerId: string; stage: 'code' | 'full'; remember: boolean; deviceId: string | null }
type NewSession = { identityId: string; stage: 'code' | 'full'; remember: boolean; deviceId: string | null }

/** @returns the token, which is told once. */
export async function startIdentitySession(db: Queryable, clock: Clock, { identityId, stage, remember, deviceId }: NewSession): Promise<string> {
  const token = newToken()
  const now = clock.now()
  const endsAt = isoInstant(now + (stage === 'code' ? CODE_STAGE_MS : ABSOLUTE_MS))
  await db.insertInto('identitySession').values({
    id: newId(clock), identityId, tokenHash: hashToken(token), stage, remember, deviceId, startedAt: isoInstant(now), lastSeenAt: isoInstant(now), endsAt,
  }).execute()
  return token
}

/** @returns null for one that has ended, or whose identity is frozen or wants a new password */
export async function findIdentitySession(db: Queryable, clock: Clock, token: string | null): Promise<IdentitySession | null> {
  if (token === null) return null
  const now = clock.now()
  const found = await db.selectFrom('identitySession').innerJoin('digitalIdentity', 'digitalIdentity.id', 'identityId')
    .select(['identitySession.id', 'identityId', 'customerId', 'stage', 'remember', 'deviceId', 'lastSeenAt'])
    .where('tokenHash', '=', hashToken(token)).where('endedAt', 'is', null).where('frozenAt', 'is', null).where('passwordForcedAt', 'is', null)
    .where('endsAt', '>', isoInstant(now)).where('lastSeenAt', '>', isoInstant(now - IDLE_MS)).executeTakeFirst()
  if (!found) return null
  const { lastSeenAt, ...session } = found
  if (now - Date.parse(lastSeenAt) >= TOUCH_MS) await db.updateTable('identitySession').set({ lastSeenAt: isoInstant(now) }).where('id', '=', session.id).execute()
  return session
}

/** One that nobody ended; it may have run out. */
export async function findOpenSession(db: Queryable, token: string | null): Promise<Pick<IdentitySession, 'id' | 'identityId' | 'deviceId'> | null> {
  if (token === null) return null
  return (await db.selectFrom('identitySession').select(['id', 'identityId', 'deviceId']).where('tokenHash', '=', hashToken(token)).where('endedAt', 'is', null).executeTakeFirst()) ?? null
}

/** For whoever holds the identity's lock, of a session that was found before: its hours are over soon enough. */
export const isOpenSession = async (db: Queryable, sessionId: string): Promise<boolean> =>
  (await db.selectFrom('identitySession').select('id').where('id', '=', sessionId).where('endedAt', 'is', null).executeTakeFirst()) !== undefined

export async function endIdentitySession(db: Queryable, clock: Clock, sessionId: string): Promise<void> {
  await db.updateTable('identitySession').set({ endedAt: isoInstant(clock.now()) }).where('id', '=', sessionId).where('endedAt', 'is', null).execute()
}

/** @param of `except` the session in which it was asked for; `deviceId` of one device alone. @returns how many were open */
export async function endIdentitySessions(db: Queryable, clock: Clock, identityId: string, { except, deviceId }: { except?: string; deviceId?: string } = {}): Promise<number> {
  const ended = await db.updateTable('identitySession').set({ endedAt: isoInstant(clock.now()) })
    .where('identityId', '=', identityId).where('endedAt', 'is', null).$if(except !== undefined, (query) => query.where('id', '!=', except ?? ''))
    .$if(deviceId !== undefined, (query) => query.where('deviceId', '=', deviceId ?? '')).executeTakeFirst()
  return Number(ended.numUpdatedRows)
}

export async function countIdentitySessions(db: Queryable, clock: Clock, identityId: string): Promise<number> {
  const now = clock.now()
  const { open } = await db.selectFrom('identitySession').select(({ fn }) => fn.countAll<number>().as('open')).where('identityId', '=', identityId).where('stage', '=', 'full')
    .where('endedAt', 'is', null).where('endsAt', '>', isoInstant(now)).where('lastSeenAt', '>', isoInstant(now - IDLE_MS)).executeTakeFirstOrThrow()
  return open
}

export async function forgetOldIdentitySessions(db: Queryable, clock: Clock): Promise<void> {
  await db.deleteFrom('identitySession').where('endsAt', '<', isoInstant(clock.now() - KEPT_MS)).execute()
}
