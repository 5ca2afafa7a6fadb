/**
 * What an agent may do for a customer's sign-in. Nobody here sees or sets a password. Each act leaves an event, the audit's
 * line, and a message to where the customer was reached the day before; each may be done twice.
 */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { AccessAct, RemoveFactor, SendIdentityLink, UnfreezeSignIn } from '#shared/features/access/access.schema.ts'
import type { Effect } from '../../command.ts'
import type { Transaction } from '../../store/store.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { unlockIdentity } from '../../sign-in-attempts.ts'
import { removeFactor } from './factors.ts'
import { lockIdentityOf, type Identity } from './identities.queries.ts'
import { revokeLinks, sendIdentityLink } from './links.ts'
import { recordAct } from './tell-customer.ts'
import { signOutEverywhere } from './under-lock.ts'

/** The customer first, as everywhere. @throws AppError `notFound` of `customer`, or of `digitalIdentity` where there is no sign-in */
async function lockIdentity(trx: Transaction, customerId: string): Promise<Identity> {
  await lockCustomer(trx, customerId)
  const identity = await lockIdentityOf(trx, customerId)
  if (!identity) throw new AppError('notFound', { what: 'digitalIdentity' })
  return identity
}

export const unlockSignIn: Effect<AccessAct> = async (trx, { customerId }, { services, by }) => {
  const { id } = await lockIdentity(trx, customerId)
  await unlockIdentity(trx, id)
  await recordAct(trx, services, { customerId, kind: 'unlocked', template: 'signInUnlocked', by })
  return {}
}

export const sendSignInLink: Effect<SendIdentityLink> = async (trx, { customerId, channel }, { services, by }) => {
  await lockCustomer(trx, customerId)
  const identity = await lockIdentityOf(trx, customerId)
  if (identity && identity.frozenAt !== null) throw new AppError('validation', { issues: [{ path: 'state', message: 'frozen' }] })
  await sendIdentityLink(trx, services, { customerId, channel, by: by.agent.displayName })
  return {}
}

/** Whoever asks for it has lost it, or never added it: in either case nobody who is in goes on. */
export const removeSecondFactor: Effect<RemoveFactor> = async (trx, { customerId, factorId }, { services, by }) => {
  const { id } = await lockIdentity(trx, customerId)
  if (!(await removeFactor(trx, id, factorId))) throw new AppError('notFound', { what: 'factor' })
  await signOutEverywhere(trx, services, id)
  await recordAct(trx, services, { customerId, kind: 'factorRemoved', template: 'signInFactorRemoved', by })
  return {}
}

export const endCustomerSessions: Effect<AccessAct> = async (trx, { customerId }, act) => {
  const { id } = await lockIdentity(trx, customerId)
  await signOutEverywhere(trx, act.services, id)
  await recordAct(trx, act.services, { customerId, kind: 'sessionsEnded', template: 'signInSessionsEnded', by: act.by })
  return {}
}

/** Whoever knows the password gets no further by it; the way to a new one goes to the contact of record. */
export const forceNewPassword: Effect<SendIdentityLink> = async (trx, { customerId, channel }, act) => {
  const { id, frozenAt } = await lockIdentity(trx, customerId)
  if (frozenAt !== null) throw new AppError('validation', { issues: [{ path: 'state', message: 'frozen' }] })
  await sendIdentityLink(trx, act.services, { customerId, channel, by: act.by.agent.displayName })
  await trx.updateTable('digitalIdentity').set({ passwordForcedAt: act.at }).where('id', '=', id).execute()
  await signOutEverywhere(trx, act.services, id)
  await recordAct(trx, act.services, { customerId, kind: 'passwordForced', template: 'signInPasswordForced', by: act.by })
  return {}
}

/** On suspicion alone, for whoever calls: nothing opens until it is lifted. */
export const freezeSignIn: Effect<AccessAct> = async (trx, { customerId }, act) => {
  const { id, frozenAt } = await lockIdentity(trx, customerId)
  if (frozenAt !== null) return {}
  await trx.updateTable('digitalIdentity').set({ frozenAt: isoInstant(act.services.clock.now()) }).where('id', '=', id).execute()
  await signOutEverywhere(trx, act.services, id)
  await revokeLinks(trx, act.services, customerId)
  await recordAct(trx, act.services, { customerId, kind: 'frozen', template: 'signInFrozen', by: act.by })
  return {}
}

/**
 * Whoever made somebody freeze it may know the password: it stays out of use. The way to a new one goes to the contact of record;
 * without one, or without pages, the customer is let in when a link can be sent again.
 */
export const unfreezeSignIn: Effect<UnfreezeSignIn> = async (trx, { customerId, channel }, { services, by, at }) => {
  const { id, frozenAt } = await lockIdentity(trx, customerId)
  if (frozenAt === null) return {}
  await trx.updateTable('digitalIdentity').set({ frozenAt: null, passwordForcedAt: at }).where('id', '=', id).execute()
  if (channel !== null) await sendIdentityLink(trx, services, { customerId, channel, by: by.agent.displayName })
  await recordAct(trx, services, { customerId, kind: 'unfrozen', template: 'signInUnfrozen', by })
  return {}
}
