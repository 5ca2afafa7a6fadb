/**
 * Second factors of customers: an authenticator app (`../../totp.ts`), its key sealed, or a code to the
 * e-mail address or phone of record. Optional, set up and removed by the customer; an agent can remove one, never see one.
 */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { FactorKind, IdentityFactor } from '#shared/features/access/access.schema.ts'
import type { MessageChannel } from '#shared/features/messages/messages.schema.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Store, Transaction } from '../../store/store.ts'
import { newTotpSecret, stepOfCode } from '../../totp.ts'
import { isSealed, type SecretBox } from '../../secret-box.ts'
import { hashCode, newCode } from './codes.ts'

type Keeping = Pick<Services, 'clock' | 'secrets'>
/** A code that was sent, in ms. */
export const CODE_MS = 10 * 60_000
/** Codes sent in one session. */
export const MAX_CODES = 5

export const listActiveFactors = (db: Queryable, identityId: string): Promise<IdentityFactor[]> =>
  db.selectFrom('identityFactor').select(['id', 'kind', 'addedAt']).where('identityId', '=', identityId).where('state', '=', 'active').orderBy('addedAt').execute()

/** Replaces one that was begun and not finished. @returns its key for the app; null of those that are sent */
export async function beginFactor(trx: Transaction, { clock, secrets }: Keeping, identityId: string, kind: FactorKind): Promise<string | null> {
  const secret = kind === 'totp' ? newTotpSecret() : null
  const id = newId(clock)
  await trx.deleteFrom('identityFactor').where('identityId', '=', identityId).where('state', '=', 'pending').execute()
  await trx.insertInto('identityFactor').values({ id, identityId, kind, secret: secret && secrets.seal(secret, id), state: 'pending', addedAt: isoInstant(clock.now()) }).execute()
  return secret
}

/** Each step is used once, whoever comes at the same moment. */
export async function useAppCode(trx: Transaction, { clock, secrets }: Keeping, identityId: string, code: string, state: 'pending' | 'active'): Promise<boolean> {
  const factor = await trx.selectFrom('identityFactor').select(['id', 'secret']).where('identityId', '=', identityId).where('kind', '=', 'totp').where('state', '=', state).executeTakeFirst()
  const secret = factor?.secret ? secrets.open(factor.secret, factor.id) : null
  const step = secret === null ? null : stepOfCode(secret, code, clock.now())
  if (!factor || step === null) return false
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

/** Rows sealed in one go. */
const SEALED_AT_ONCE = 500

/** Of keys that an older program kept as they are. Call at the start, again and again until it was less than the full number. @returns how many it sealed */
export async function sealPlainFactors({ db }: Store, secrets: SecretBox): Promise<number> {
  const plain = await db.selectFrom('identityFactor').select(['id', 'secret']).where('secret', 'not like', 'v1.%').limit(SEALED_AT_ONCE).execute()
  for (const { id, secret } of plain) if (secret !== null && !isSealed(secret)) await db.updateTable('identityFactor').set({ secret: secrets.seal(secret, id) }).where('id', '=', id).where('secret', '=', secret).execute()
  return plain.length
}
