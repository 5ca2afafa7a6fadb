/**
 * Second factors of customers: an authenticator app (TOTP, RFC 6238: SHA-1, six digits, 30 s, as all apps do), or a code to the
 * e-mail address or phone of record. Optional, set up and removed by the customer; an agent can remove one, never see one.
 */
import { Secret, TOTP } from 'otpauth'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { FactorKind, IdentityFactor } from '#shared/features/access/access.schema.ts'
import type { MessageChannel } from '#shared/features/messages/messages.schema.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { hashCode, newCode } from './codes.ts'

const STEP_S = 30
/** A code that was sent, in ms. */
export const CODE_MS = 10 * 60_000
/** Codes sent in one session. */
export const MAX_CODES = 5

export const listActiveFactors = (db: Queryable, identityId: string): Promise<IdentityFactor[]> =>
  db.selectFrom('identityFactor').select(['id', 'kind', 'addedAt']).where('identityId', '=', identityId).where('state', '=', 'active').orderBy('addedAt').execute()

const totp = (secret: string, issuer = '', label = ''): TOTP => new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period: STEP_S, secret: Secret.fromBase32(secret) })

/** Replaces one that was begun and not finished. @returns its key for the app; null of those that are sent */
export async function beginFactor(trx: Transaction, clock: Clock, identityId: string, kind: FactorKind): Promise<string | null> {
  const secret = kind === 'totp' ? new Secret({ size: 20 }).base32 : null
  await trx.deleteFrom('identityFactor').where('identityId', '=', identityId).where('state', '=', 'pending').execute()
  await trx.insertInto('identityFactor').values({ id: newId(clock), identityId, kind, secret, state: 'pending', addedAt: isoInstant(clock.now()) }).execute()
  return secret
}

/** @returns `otpauth://…`, as the apps read it from a picture */
export const appAddress = (secret: string, issuer: string, label: string): string => totp(secret, issuer, label).toString()

/** One step earlier and later are right too (RFC 6238, 5.2): clocks differ. Each step is used once, whoever comes at the same moment. */
export async function useAppCode(trx: Transaction, clock: Clock, identityId: string, code: string, state: 'pending' | 'active'): Promise<boolean> {
  const factor = await trx.selectFrom('identityFactor').select(['id', 'secret']).where('identityId', '=', identityId).where('kind', '=', 'totp').where('state', '=', state).executeTakeFirst()
  if (!factor?.secret) return false
  const delta = totp(factor.secret).validate({ token: code, timestamp: clock.now(), window: 1 })
  if (delta === null) return false
  const step = Math.floor(clock.now() / 1000 / STEP_S) + delta
  const used = await trx.updateTable('identityFactor').set({ lastStep: step }).where('id', '=', factor.id)
    .where(({ eb, or }) => or([eb('lastStep', 'is', null), eb('lastStep', '<', step)])).executeTakeFirst()
  return used.numUpdatedRows === 1n
}

/** @returns the code, for the message alone; null when too many were sent in this session */
export async function makeCode(trx: Transaction, clock: Clock, sessionId: string, channel: MessageChannel): Promise<string | null> {
  const { sent } = await trx.selectFrom('identityCode').select(({ fn }) => fn.countAll<number>().as('sent')).where('sessionId', '=', sessionId).executeTakeFirstOrThrow()
  if (sent >= MAX_CODES) return null
  const code = newCode()
  const now = clock.now()
  // The newest alone is right.
  await trx.updateTable('identityCode').set({ usedAt: isoInstant(now) }).where('sessionId', '=', sessionId).where('usedAt', 'is', null).execute()
  await trx.insertInto('identityCode').values({ id: newId(clock), sessionId, codeHash: hashCode(sessionId, code), channel, sentAt: isoInstant(now), expiresAt: isoInstant(now + CODE_MS) }).execute()
  return code
}

/** Each is used once. */
export async function useSentCode(trx: Transaction, clock: Clock, sessionId: string, code: string, channel?: MessageChannel): Promise<boolean> {
  const used = await trx.updateTable('identityCode').set({ usedAt: isoInstant(clock.now()) })
    .where('sessionId', '=', sessionId).where('codeHash', '=', hashCode(sessionId, code)).where('usedAt', 'is', null).where('expiresAt', '>', isoInstant(clock.now()))
    .$if(channel !== undefined, (query) => query.where('channel', '=', channel ?? 'email')).executeTakeFirst()
  return used.numUpdatedRows === 1n
}

/** The one that was begun is in force; one of the same kind before it is not any more. */
export async function activateFactor(trx: Transaction, clock: Clock, identityId: string, kind: FactorKind): Promise<void> {
  await trx.deleteFrom('identityFactor').where('identityId', '=', identityId).where('kind', '=', kind).where('state', '=', 'active').execute()
  await trx.updateTable('identityFactor').set({ state: 'active', addedAt: isoInstant(clock.now()) }).where('identityId', '=', identityId).where('kind', '=', kind).where('state', '=', 'pending').execute()
}

/** @returns false when there is none */
export async function removeFactor(trx: Transaction, identityId: string, factorId: string): Promise<boolean> {
  const removed = await trx.deleteFrom('identityFactor').where('id', '=', factorId).where('identityId', '=', identityId).where('state', '=', 'active').executeTakeFirst()
  return removed.numDeletedRows === 1n
}
