/**
 * A password is compared outside of any transaction, because it takes its time, and meanwhile an agent may freeze the sign-in
 * or the customer choose another password. So whatever opens or changes something asks again for what was true when it began,
 * under the lock of the identity, which everybody who ends sign-ins holds too: it is before them and ended by them, or behind
 * them and refused.
 */
import type { IdentityEventKind } from '#shared/features/access/access.schema.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { endIdentitySessions, isOpenSession, type IdentitySession } from './customer-sessions.ts'
import { revokeDevices } from './devices.ts'
import { isUsable, lockIdentityById, type Identity } from './identities.queries.ts'

/** After which nothing goes on that began before. Each leaves its event in the same transaction. */
const ENDINGS = ['sessionsEnded', 'passwordForced', 'passwordReset', 'passwordChanged', 'frozen', 'factorAdded', 'factorRemoved'] as const satisfies IdentityEventKind[]

/** How often all of a customer's sign-ins were ended. */
export async function countEndings(db: Queryable, customerId: string): Promise<number> {
  const { endings } = await db.selectFrom('identityEvent').select(({ fn }) => fn.countAll<number>().as('endings'))
    .where('customerId', '=', customerId).where('kind', 'in', ENDINGS).executeTakeFirstOrThrow()
  return endings
}

/** Null when it is gone, frozen, or wants a new password. */
export async function lockUsable(trx: Transaction, { demo }: Pick<Services, 'demo'>, identityId: string): Promise<Identity | null> {
  const identity = await lockIdentityById(trx, identityId)
  return identity && isUsable(identity, demo !== null) ? identity : null
}

/** @param endings when the password was compared. @returns whether it would still be compared with the same, and nothing was ended since */
export async function isStillRight(trx: Transaction, services: Pick<Services, 'demo'>, { id, customerId, passwordHash }: Identity, endings: number): Promise<boolean> {
  const identity = await lockUsable(trx, services, id)
  return identity?.passwordHash === passwordHash && (await countEndings(trx, customerId)) === endings
}

/** Null when the session, or what it was opened with, is not in force any more. */
export async function lockOpenSession(trx: Transaction, services: Pick<Services, 'demo'>, { id, identityId }: IdentitySession): Promise<Identity | null> {
  const identity = await lockUsable(trx, services, identityId)
  return identity && (await isOpenSession(trx, id)) ? identity : null
}

/**
 * Remembered devices as well: one that signs in by itself is a session. The caller holds the identity's lock and writes one of
 * the events above, by which what is under way ends too.
 * @param except the browser in which it was asked for
 */
export async function signOutEverywhere(trx: Transaction, { clock }: Pick<Services, 'clock'>, identityId: string, except: { sessionId?: string; deviceId?: string | null } = {}): Promise<void> {
  await endIdentitySessions(trx, clock, identityId, except.sessionId === undefined ? {} : { except: except.sessionId })
  await revokeDevices(trx, clock, identityId, except.deviceId ? { except: except.deviceId } : {})
}
