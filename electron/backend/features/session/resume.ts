/** Somebody who is in proves again who it is, by the password or by a code of the app, beside the token that the desk holds: at a locked screen, and before what weighs more. */
import { AppError } from '#shared/kernel/errors.ts'
import type { Session } from '#shared/features/session/session.schema.ts'
import type { Services, SignedIn } from '../../services.ts'
import { takeBackAttempt } from '../../sign-in-attempts.ts'
import type { Transaction } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'
import { useAppCode } from './agent-factors.ts'
import { attemptCode } from './second-factor.ts'
import { authenticate, endReason, findSession, noteProof, toSession } from './sessions.ts'
import { confirmPassword, wrongCredentials, type Door } from './sign-in.ts'

/** @throws AppError `unauthenticated`: `wrongCredentials`, or why the session is over */
export async function resumeSession(services: Services, token: string | null, secret: string, door: Door): Promise<Session> {
  const found = await sessionToGoOn(services, token)
  await confirmSecret(services, found.agentId, secret, door)
  return services.store.db.transaction().execute((trx) => goOnWith(trx, services, token, found.id, door))
}

/** One that is idle may be awake again, when it is proven who it is. @throws AppError `unauthenticated` of any other that is over */
export async function sessionToGoOn(services: Services, token: string | null) {
  const found = token === null ? undefined : await findSession(services.store.db, token)
  if (!found || found.stage !== 'full') throw new AppError('unauthenticated', { reason: 'signedOut' })
  const ended = endReason(found, services)
  if (ended !== null && ended !== 'idle') throw new AppError('unauthenticated', { reason: ended })
  return found
}

/** It was proven who it is: an idle session is awake again. @throws AppError `unauthenticated` when it has ended meanwhile */
export async function goOnWith(trx: Transaction, services: Services, token: string | null, sessionId: string, { action }: Pick<Door, 'action'>): Promise<Session> {
  await noteProof(trx, services.clock, sessionId)
  const signedIn = await authenticate(trx, services, token, { extend: false })
  await writeAudit(trx, services.clock, { action, by: signedIn })
  return toSession(trx, signedIn, services)
}

/** Before what weighs more than the rest (`stepUp` in the contract): valid for five minutes. @throws AppError `unauthenticated/wrongCredentials` */
export async function stepUp(services: Services, signedIn: SignedIn, secret: string, door: Door): Promise<void> {
  const { store, clock } = services
  await confirmSecret(services, signedIn.agent.id, secret, door)
  await store.db.transaction().execute(async (trx) => {
    await noteProof(trx, clock, signedIn.sessionId)
    await writeAudit(trx, clock, { action: door.action, by: signedIn })
  })
}

/** Six digits are a code: no password is as short. */
const confirmSecret = (services: Services, agentId: string, secret: string, door: Door): Promise<void> =>
  /^\d{6}$/.test(secret) ? confirmAppCode(services, agentId, secret, door) : confirmPassword(services, agentId, secret, door)

async function confirmAppCode(services: Services, agentId: string, code: string, door: Door): Promise<void> {
  const right = await attemptCode(services, agentId, door, async (trx, attempt) => {
    if (!(await useAppCode(trx, services, agentId, code, 'active'))) return null
    await takeBackAttempt(trx, attempt, 'code')
    return true
  })
  if (!right) throw wrongCredentials()
}
