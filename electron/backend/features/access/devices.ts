/**
 * Devices that a customer asked us to remember: a random token in the browser, never the password. While it is remembered it
 * signs in by itself and needs no second factor; after a sign-out it is only known, so that what strangers fail elsewhere
 * does not shut it out. Revoked by the customer or by an agent, and with every new password.
 */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { IdentityDevice } from '#shared/features/access/access.schema.ts'
import { hashToken, newToken } from '../../secret-token.ts'
import type { Queryable } from '../../store/store.ts'

/** After so long without use, in ms (NIST SP 800-63B-4, 2.1.3: once in 30 days at the lowest level). */
export const DEVICE_MS = 30 * 24 * 60 * 60_000

export type Device = { id: string; identityId: string; signsIn: boolean }

export async function findDevice(db: Queryable, clock: Clock, token: string | null): Promise<Device | null> {
  if (token === null) return null
  return (await db.selectFrom('identityDevice').select(['id', 'identityId', 'signsIn']).where('tokenHash', '=', hashToken(token))
    .where('revokedAt', 'is', null).where('expiresAt', '>', isoInstant(clock.now())).executeTakeFirst()) ?? null
}

type Remembered = { identityId: string; name: string; place: string }

/** @returns the token of a new device. */
export async function rememberDevice(db: Queryable, clock: Clock, { identityId, name, place }: Remembered): Promise<{ id: string; token: string }> {
  const token = newToken()
  const id = newId(clock)
  const at = isoInstant(clock.now())
  await db.insertInto('identityDevice')
    .values({ id, identityId, tokenHash: hashToken(token), name, place, addedAt: at, lastUsedAt: at, expiresAt: isoInstant(clock.now() + DEVICE_MS), signsIn: true }).execute()
  return { id, token }
}

/** @returns false of one that has been revoked: it stays so */
export async function useDevice(db: Queryable, clock: Clock, id: string, change: { place?: string; signsIn?: boolean }): Promise<boolean> {
  const now = clock.now()
  const used = await db.updateTable('identityDevice').set({ ...change, lastUsedAt: isoInstant(now), expiresAt: isoInstant(now + DEVICE_MS) })
    .where('id', '=', id).where('revokedAt', 'is', null).executeTakeFirst()
  return used.numUpdatedRows === 1n
}

/** All, `only` one of them, or all `except` one. @returns how many */
export async function revokeDevices(db: Queryable, clock: Clock, identityId: string, { only, except }: { only?: string; except?: string } = {}): Promise<number> {
  const revoked = await db.updateTable('identityDevice').set({ revokedAt: isoInstant(clock.now()), signsIn: false })
    .where('identityId', '=', identityId).where('revokedAt', 'is', null)
    .$if(only !== undefined, (query) => query.where('id', '=', only ?? '')).$if(except !== undefined, (query) => query.where('id', '!=', except ?? '')).executeTakeFirst()
  return Number(revoked.numUpdatedRows)
}

export const listDevices = (db: Queryable, clock: Clock, identityId: string, most: number): Promise<IdentityDevice[]> =>
  db.selectFrom('identityDevice').select(['id', 'name', 'place', 'addedAt', 'lastUsedAt', 'signsIn']).where('identityId', '=', identityId)
    .where('revokedAt', 'is', null).where('expiresAt', '>', isoInstant(clock.now())).orderBy('lastUsedAt', 'desc').orderBy('id').limit(most).execute()
