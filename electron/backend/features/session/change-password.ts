/** An agent chooses another password: by the one they have, and behind a fresh proof as the contract marks it. Nobody else is told. */
import type { z } from 'zod'
import { AppError } from '#shared/kernel/errors.ts'
import type { changePasswordSchema } from '#shared/features/session/second-factor.schema.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import { AGENT_MIN, passwordFault, type PasswordFault } from '../../password-rules.ts'
import { hashSecret } from '../../secret-hash.ts'
import type { Services, SignedIn } from '../../services.ts'
import type { Transaction } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'
import { mayChangePassword } from './agent-factors.ts'
import { endAgentSessions } from './sessions.ts'
import { confirmPassword, type Door } from './sign-in.ts'

type Person = { userName: string; displayName: string }
/** What agents' passwords may be; no part of their own name makes one. */
export const agentPasswordFault = (password: string, { userName, displayName }: Person): Promise<PasswordFault | null> =>
  passwordFault(password, AGENT_MIN, [userName, ...displayName.split(/\s+/)])

/**
 * The other sessions end: whoever knew the old one is out.
 * @throws AppError `unauthenticated/wrongCredentials` for a wrong one, which counts as at the sign-in; `validation` at `newPassword` with a
 *   `PasswordFault` or `same`; `forbidden` of `ownPassword` where there is none to be changed
 */
export async function changePassword(services: Services, by: SignedIn, { password, newPassword }: z.infer<typeof changePasswordSchema>, door: Door): Promise<void> {
  const { store, clock } = services
  if (!(await mayChangePassword(store.db, by, services))) {
    await writeAudit(store.db, clock, { action: door.action, by, refusedAs: 'forbidden' })
    throw new AppError('forbidden', { detail: 'ownPassword' })
  }
  await confirmPassword(services, by.agent.id, password, door)
  const fault = newPassword === password ? 'same' : await agentPasswordFault(newPassword, by.agent)
  if (fault) throw new AppError('validation', { issues: [{ path: 'newPassword', message: fault }] })
  // Outside of the transaction, which embedded is the only one: it takes its time.
  const passwordHash = await hashSecret(newPassword)
  await store.db.transaction().execute(async (trx) => {
    await replacePassword(trx, clock, { agentId: by.agent.id, passwordHash, goesOn: by.sessionId })
    await writeAudit(trx, clock, { action: door.action, by })
  })
}

/** @param goesOn the one session that does not end; null: all do, half ones too */
export async function replacePassword(trx: Transaction, clock: Clock, { agentId, passwordHash, goesOn }: { agentId: string; passwordHash: string; goesOn: string | null }): Promise<void> {
  await trx.updateTable('agent').set({ passwordHash }).where('id', '=', agentId).execute()
  await endAgentSessions(trx, clock, agentId, goesOn)
}
