/** Sign-ins that are on their way through a browser: what they began with, sealed, for whoever holds the token, once. */
import { z } from 'zod'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { hashToken, newToken } from '../../../secret-token.ts'
import type { Services } from '../../../services.ts'
import type { Queryable } from '../../../store/store.ts'
import type { Secrets } from './provider.ts'

/** A minute longer than the desk waits for its browser (electron/main/browser-return.ts). */
export const BEGUN_MS = 6 * 60_000

type Keeping = Pick<Services, 'store' | 'clock' | 'secrets'>
type Begun = { redirectUri: string; sessionId: string | null }
const secretsSchema = z.strictObject({ state: z.string(), nonce: z.string(), verifier: z.string() })

/** @returns the token, which is told to one desk and stored nowhere */
export async function keepBegun({ store, clock, secrets: box }: Keeping, secrets: Secrets, { redirectUri, sessionId }: Begun): Promise<string> {
  const token = newToken()
  const now = clock.now()
  await store.db.insertInto('singleSignOnBegun').values({
    tokenHash: hashToken(token), secrets: box.seal(JSON.stringify(secrets), ownerOf(token)), redirectUri, sessionId, begunAt: isoInstant(now), expiresAt: isoInstant(now + BEGUN_MS),
  }).execute()
  return token
}

/** It is gone with this, whatever becomes of it: of two who come with it one has it. @returns null for one that is used, too old, or was never begun */
export async function takeBegun({ store, clock, secrets: box }: Keeping, token: string): Promise<(Begun & Secrets & { begunAt: number }) | null> {
  const row = await store.db.deleteFrom('singleSignOnBegun').where('tokenHash', '=', hashToken(token)).returningAll().executeTakeFirst()
  const secrets = row && clock.now() < Date.parse(row.expiresAt) ? box.open(row.secrets, ownerOf(token)) : null
  if (!row || secrets === null) return null
  return { ...secretsSchema.parse(JSON.parse(secrets)), redirectUri: row.redirectUri, sessionId: row.sessionId, begunAt: Date.parse(row.begunAt) }
}

/** Sealed for one row. */
const ownerOf = (token: string): string => `singleSignOn:${hashToken(token).toString('hex')}`

export async function forgetBegun(db: Queryable, clock: Clock): Promise<void> {
  await db.deleteFrom('singleSignOnBegun').where('expiresAt', '<=', isoInstant(clock.now())).execute()
}
