/**
 * The second step. Wrong codes count as wrong passwords do, and by the same row.
 *
 *   password right, app known     'code'   -> confirmCode                      -> in
 *   password right, none yet      'enrol'  -> beginSecondFactor, confirm…      -> in, with ten recovery codes
 *   in already                    'full'   -> the same with the password again: another phone
 */
import type { z } from 'zod'
import { AppError } from '#shared/kernel/errors.ts'
import type { codeConfirmedSchema, factorConfirmedSchema, FactorBegun } from '#shared/features/session/second-factor.schema.ts'
import { requireProof } from '../../http/authentication.ts'
import type { Services } from '../../services.ts'
import { agentSubject, countAttempt, takeBackAttempt, type Attempt } from '../../sign-in-attempts.ts'
import { agentsSource, takeBackSource } from '../../sign-in-sources.ts'
import type { Transaction } from '../../store/store.ts'
import { totpAddress } from '../../totp.ts'
import { writeAudit } from '../../write-audit.ts'
import { activateApp, beginApp, countRecoveryCodes, makeRecoveryCodes, useAppCode, useRecoveryCode } from './agent-factors.ts'
import { endAgentSessions, endSession, readWays, type SigningIn } from './sessions.ts'
import { confirmPassword, countAtDoor, enter, noteFailure, wrongCredentials, type Door } from './sign-in.ts'

const notNow = () => new AppError('unauthenticated', { reason: 'signedOut' })

/** @throws AppError `unauthenticated/wrongCredentials` for a wrong code, a used one, and while it is locked */
export async function confirmCode(services: Services, by: SigningIn, code: string, door: Door): Promise<z.infer<typeof codeConfirmedSchema>> {
  if (by.stage !== 'code') throw notNow()
  const agentId = by.agent.id
  const entered = await attemptCode(services, agentId, door, async (trx, attempt) => {
    const way = /^[\d\s]{6,}$/.test(code) ? 'app' : 'recoveryCode'
    const right = way === 'app' ? await useAppCode(trx, services, agentId, code.replace(/\s/g, ''), 'active') : await useRecoveryCode(trx, services, agentId, code)
    if (!right) return null
    await endSession(trx, services.clock, by.sessionId)
    const left = await countRecoveryCodes(trx, agentId)
    return { ...(await enter(trx, services, agentId, attempt, door, { issuer: by.issuer, detail: { way, recoveryCodesLeft: left } })), recoveryCodesLeft: way === 'recoveryCode' ? left : null }
  })
  if (!entered) throw wrongCredentials()
  return entered
}

/** @param work null when the code is wrong. @returns the same, after that was noted */
export async function attemptCode<T>(services: Services, agentId: string, door: Door, work: (trx: Transaction, attempt: Attempt) => Promise<T | null>): Promise<T | null> {
  await countAtDoor(services, door)
  return services.store.db.transaction().execute(async (trx) => {
    const attempt = await countAttempt(trx, services.clock, { subject: agentSubject(agentId), source: door.source, what: 'code' })
    const answer = attempt && (await work(trx, attempt))
    if (answer) await takeBackSource(trx, agentsSource(door.source))
    else await noteFailure(trx, services, { agentId, attempt, what: 'code' }, door)
    return answer
  })
}

/** @throws AppError `unauthenticated/wrongCredentials` for a wrong password; `validation` at `password` where it is wanted; `stepUpRequired` of whoever has none */
export async function beginSecondFactor(services: Services, by: SigningIn, password: string | null, door: Door): Promise<FactorBegun> {
  if (by.stage === 'code') throw notNow()
  if (by.stage === 'full') await requireOwner(services, by, password, door)
  return services.store.db.transaction().execute(async (trx) => {
    const secret = await beginApp(trx, services, by.agent.id)
    await writeAudit(trx, services.clock, { action: door.action, by })
    return { secret, address: totpAddress(secret, services.operatorName, by.userName) }
  })
}

type Owner = Pick<SigningIn, 'sessionId' | 'agent' | 'provenAt' | 'issuer'>
/** By the password, or by a proof of the last five minutes from whoever has none here. */
async function requireOwner(services: Services, by: Owner, password: string | null, door: Door): Promise<void> {
  const ways = await readWays(services.store.db, by, services)
  if (!ways.includes('password')) return requireProof(services, by, door)
  if (password === null) throw new AppError('validation', { issues: [{ path: 'password', message: 'missing' }] })
  await confirmPassword(services, by.agent.id, password, door)
}

/** Other sessions end: whoever has the old phone is out. @throws AppError `validation` at `code` for a wrong one, which counts */
export async function confirmSecondFactor(services: Services, by: SigningIn, code: string, door: Door): Promise<z.infer<typeof factorConfirmedSchema>> {
  if (by.stage === 'code') throw notNow()
  const { clock } = services
  const agentId = by.agent.id
  const confirmed = await attemptCode(services, agentId, door, async (trx, attempt) => {
    if (!(await useAppCode(trx, services, agentId, code, 'pending'))) return null
    const recoveryCodes = await activateApp(trx, services, agentId)
    await endAgentSessions(trx, clock, agentId, by.stage === 'full' ? by.sessionId : null)
    if (by.stage === 'enrol') return { recoveryCodes, entered: await enter(trx, services, agentId, attempt, door, { issuer: by.issuer }) }
    await takeBackAttempt(trx, attempt, 'code')
    await writeAudit(trx, clock, { action: door.action, by })
    return { recoveryCodes, entered: null }
  })
  if (!confirmed) throw new AppError('validation', { issues: [{ path: 'code', message: 'wrongCode' }] })
  return confirmed
}

/** @throws AppError `unauthenticated/wrongCredentials`; `notFound` of `secondFactor` where there is no app to recover from */
export async function renewRecoveryCodes(services: Services, by: Owner, password: string | null, door: Door): Promise<{ recoveryCodes: string[] }> {
  await requireOwner(services, by, password, door)
  return services.store.db.transaction().execute(async (trx) => {
    const app = await trx.selectFrom('agentFactor').select('id').where('agentId', '=', by.agent.id).where('state', '=', 'active').forUpdate().executeTakeFirst()
    if (!app) throw new AppError('notFound', { what: 'secondFactor' })
    await writeAudit(trx, services.clock, { action: door.action, by })
    return { recoveryCodes: await makeRecoveryCodes(trx, by.agent.id) }
  })
}
