/**
 * An agent's authenticator app, and ten recovery codes for the day on which the phone is lost. The database holds that each
 * code works once: the step of an app's last code, the use of each recovery code.
 */
import { createHash, randomInt } from 'node:crypto'
import { RECOVERY_CODES, type SecondFactorState } from '#shared/features/session/second-factor.schema.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Services, SignedIn } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { newTotpSecret, stepOfCode } from '../../totp.ts'
import { readWays } from './sessions.ts'

type Keeping = Pick<Services, 'clock' | 'secrets'>

export const hasApp = async (db: Queryable, agentId: string): Promise<boolean> =>
  (await db.selectFrom('agentFactor').select('id').where('agentId', '=', agentId).where('state', '=', 'active').executeTakeFirst()) !== undefined

/** @param by who asks for their own */
export async function readSecondFactor(db: Queryable, by: Pick<SignedIn, 'agent' | 'issuer'>, services: Services): Promise<SecondFactorState> {
  const agentId = by.agent.id
  const app = await db.selectFrom('agentFactor').select('addedAt').where('agentId', '=', agentId).where('state', '=', 'active').executeTakeFirst()
  const recoveryCodesLeft = await countRecoveryCodes(db, agentId)
  const ways = await readWays(db, by, services)
  return { required: services.secondFactor === 'required', addedAt: app?.addedAt ?? null, recoveryCodesLeft, password: ways.includes('password'), mayChangePassword: await mayChangePassword(db, by, services) }
}

/** The demo's passwords are on its sign-in page, for whoever sits down next; and nobody changes one that they have not, or that opens nothing. */
export async function mayChangePassword(db: Queryable, by: Pick<SignedIn, 'agent' | 'issuer'>, services: Services): Promise<boolean> {
  const { demo } = await db.selectFrom('agent').select('demo').where('id', '=', by.agent.id).executeTakeFirstOrThrow()
  return !demo && (await readWays(db, by, services)).includes('password')
}

/** Replaces one that was begun and not finished. @returns its key, for the app */
export async function beginApp(trx: Transaction, { clock, secrets }: Keeping, agentId: string): Promise<string> {
  const secret = newTotpSecret()
  const id = newId(clock)
  await trx.deleteFrom('agentFactor').where('agentId', '=', agentId).where('state', '=', 'pending').execute()
  await trx.insertInto('agentFactor').values({ id, agentId, secret: secrets.seal(secret, id), state: 'pending', addedAt: isoInstant(clock.now()) }).execute()
  return secret
}

/** Whoever comes at the same moment, each step is used once. */
export async function useAppCode(trx: Transaction, { clock, secrets }: Keeping, agentId: string, code: string, state: 'pending' | 'active'): Promise<boolean> {
  const factor = await trx.selectFrom('agentFactor').select(['id', 'secret']).where('agentId', '=', agentId).where('state', '=', state).executeTakeFirst()
  const secret = factor ? secrets.open(factor.secret, factor.id) : null
  const step = secret === null ? null : stepOfCode(secret, code, clock.now())
  if (!factor || step === null) return false
  const used = await trx.updateTable('agentFactor').set({ lastStep: step }).where('id', '=', factor.id)
    .where(({ eb, or }) => or([eb('lastStep', 'is', null), eb('lastStep', '<', step)])).executeTakeFirst()
  return used.numUpdatedRows === 1n
}

/** The one that was begun is in force; one before it is not any more. @returns new recovery codes, told once */
export async function activateApp(trx: Transaction, { clock }: Keeping, agentId: string): Promise<string[]> {
  await trx.deleteFrom('agentFactor').where('agentId', '=', agentId).where('state', '=', 'active').execute()
  await trx.updateTable('agentFactor').set({ state: 'active', addedAt: isoInstant(clock.now()) }).where('agentId', '=', agentId).where('state', '=', 'pending').execute()
  return makeRecoveryCodes(trx, agentId)
}

/** Those before are worth nothing any more. @returns them, told once: `bcdf-ghjk-mnpq-rstv` */
export async function makeRecoveryCodes(trx: Transaction, agentId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode)
  await trx.deleteFrom('agentRecoveryCode').where('agentId', '=', agentId).execute()
  await trx.insertInto('agentRecoveryCode').values(codes.map((code) => ({ agentId, codeHash: hashRecoveryCode(agentId, code) }))).execute()
  return codes
}

export async function useRecoveryCode(trx: Transaction, { clock }: Keeping, agentId: string, code: string): Promise<boolean> {
  const used = await trx.updateTable('agentRecoveryCode').set({ usedAt: isoInstant(clock.now()) })
    .where('agentId', '=', agentId).where('codeHash', '=', hashRecoveryCode(agentId, code)).where('usedAt', 'is', null).executeTakeFirst()
  return used.numUpdatedRows === 1n
}

export async function countRecoveryCodes(db: Queryable, agentId: string): Promise<number> {
  const { left } = await db.selectFrom('agentRecoveryCode').select(({ fn }) => fn.countAll<number>().as('left')).where('agentId', '=', agentId).where('usedAt', 'is', null).executeTakeFirstOrThrow()
  return left
}

/** @returns false when there was none */
export async function removeAgentFactors(trx: Transaction, agentId: string): Promise<boolean> {
  await trx.deleteFrom('agentRecoveryCode').where('agentId', '=', agentId).execute()
  const removed = await trx.deleteFrom('agentFactor').where('agentId', '=', agentId).returning('state').execute()
  return removed.some(({ state }) => state === 'active')
}

/** Signs that nobody takes for another. 16 of them are 79 bits: nobody tries all, so that a plain hash is enough. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4

const newGroup = (): string => Array.from({ length: 4 }, () => SIGNS[randomInt(SIGNS.length)]).join('')
const newRecoveryCode = (): string => Array.from({ length: GROUPS }, newGroup).join('-')

/** Typed with or without hyphens, in whatever case. */
const hashRecoveryCode = (agentId: string, code: string): Buffer =>
  createHash('sha256').update(`${agentId}:${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`).digest()
