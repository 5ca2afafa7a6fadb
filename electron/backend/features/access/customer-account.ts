/** What a customer who is signed in sees and changes by themselves. Whatever weakens or moves the door wants the password again. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { MAX_SHOWN, type FactorKind, type IdentityEventKind } from '#shared/features/access/access.schema.ts'
import type { PortalAccount, PortalFactorBegun, PortalOperator } from '#shared/features/access/portal-account.schema.ts'
import { messageLanguage } from '../../messages/render-message.ts'
import { CUSTOMER_MIN, passwordFault } from '../../password-rules.ts'
import { hashSecret, secretMatches } from '../../secret-hash.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { getAddressee, lastFourOf } from '../customers/contacts.queries.ts'
import { listReachOfRecord } from '../interactions/contacts-of-record.queries.ts'
import { countAttempt, identitySubject, takeBackAttempt } from '../../sign-in-attempts.ts'
import { endIdentitySessions, type IdentitySession } from './customer-sessions.ts'
import { listDevices, revokeDevices } from './devices.ts'
import { activateFactor, beginFactor, listActiveFactors, removeFactor, useAppCode, useSentCode } from './factors.ts'
import { getIdentity } from './identities.queries.ts'
import { sendCode } from './second-factor.ts'
import { totpAddress } from '../../totp.ts'
import { noteFailure, refused, type Asker } from './sign-in.ts'
import { recordAct, type ToldOfSignIn } from './tell-customer.ts'
import { lockOpenSession, signOutEverywhere } from './under-lock.ts'

export const operatorOf = ({ operatorName, supportPhone, demo }: Services): PortalOperator => ({ operatorName, phone: supportPhone ?? null, demo: demo !== null })

export async function tellAccount(services: Services, session: IdentitySession): Promise<PortalAccount> {
  const { store: { db }, clock } = services
  const { language: tag, accountNumber } = await getAddressee(db, session.customerId)
  const language = messageLanguage(tag)
  const factors = await listActiveFactors(db, session.identityId)
  if (session.stage === 'code') return { step: 'code', ways: factors.map(({ kind }) => kind), language, ...operatorOf(services) }
  const devices = await listDevices(db, clock, session.identityId, MAX_SHOWN)
  return {
    step: 'in', language, lastFour: lastFourOf(accountNumber), userName: (await getIdentity(db, session.identityId)).userName,
    owed: await owed(db, session.customerId), factors, channels: (await listReachOfRecord(db, clock, session.customerId)).map(({ channel }) => channel),
    devices: devices.map((device) => ({ ...device, here: device.id === session.deviceId })), ...operatorOf(services),
  }
}

/** Of the account that has the debt; several are rare, and then it is the first. */
async function owed(db: Queryable, customerId: string): Promise<Extract<PortalAccount, { step: 'in' }>['owed']> {
  const account = await db.selectFrom('billingAccount').select(['currency', 'pastDue', 'currentDue', 'nextDueDate']).where('customerId', '=', customerId).where('removedAt', 'is', null).orderBy('id').executeTakeFirst()
  if (!account || account.currentDue === null) return null
  const pastDue = account.pastDue ?? 0
  return { currency: account.currency, balance: pastDue + account.currentDue, pastDue, due: account.nextDueDate }
}

/** Counts as a sign-in does: a browser left open is no place to guess at. @returns the hash that it was compared with. @throws AppError `unauthenticated/wrongCredentials` */
export async function confirmPassword(services: Services, { identityId, customerId }: IdentitySession, password: string, asker: Asker): Promise<string> {
  const { store, clock } = services
  const subject = identitySubject(identityId)
  const { attempt, passwordHash } = await store.db.transaction().execute(async (trx) => ({
    attempt: await countAttempt(trx, clock, { subject, source: asker.source, what: 'password' }),
    passwordHash: (await getIdentity(trx, identityId)).passwordHash,
  }))
  const matches = await secretMatches(attempt ? passwordHash : null, password)
  if (attempt && matches) {
    await takeBackAttempt(store.db, attempt, 'password')
    return passwordHash
  }
  await store.db.transaction().execute((trx) => noteFailure(trx, services, { customerId, attempt, what: 'password' }, asker))
  throw refused()
}

/** @throws AppError `validation` at `password` */
export async function requireGoodPassword(db: Queryable, services: Services, customerId: string, userName: string, password: string): Promise<void> {
  const emails = await db.selectFrom('contactMedium').select('value').where('customerId', '=', customerId).where('mediumType', '=', 'email').where('removedAt', 'is', null).execute()
  const fault = await passwordFault(password, CUSTOMER_MIN, [userName, services.operatorName, ...emails.map(({ value }) => value.split('@')[0] ?? '')])
  if (fault) throw new AppError('validation', { issues: [{ path: 'password', message: fault }] })
}

/** All other sessions and all devices end: whoever knew the old one is out. */
export async function changePassword(services: Services, session: IdentitySession, { current, password }: { current: string; password: string }, asker: Asker): Promise<void> {
  const compared = await confirmPassword(services, session, current, asker)
  const { userName } = await getIdentity(services.store.db, session.identityId)
  await requireGoodPassword(services.store.db, services, session.customerId, userName, password)
  const passwordHash = await hashSecret(password)
  await changing(services, { session, asker, kind: 'passwordChanged', compared }, async (trx) => {
    await setPassword(trx, services, session.identityId, passwordHash)
    await signOutEverywhere(trx, services, session.identityId, { sessionId: session.id })
    return 'signInPasswordChanged'
  })
}

/** For whoever holds the identity's lock and has asked under it: what was forced is done by it, so a force that came meanwhile must not be undone. */
export async function setPassword(trx: Transaction, { clock }: Services, identityId: string, passwordHash: string): Promise<void> {
  await trx.updateTable('digitalIdentity').set({ passwordHash, passwordChangedAt: isoInstant(clock.now()), passwordForcedAt: null, demo: false }).where('id', '=', identityId).execute()
}

/** @throws AppError `validation` at `channel` where no code can be sent */
export async function beginSecondFactor(services: Services, session: IdentitySession, { current, kind }: { current: string; kind: FactorKind }, asker: Asker): Promise<PortalFactorBegun> {
  const compared = await confirmPassword(services, session, current, asker)
  return services.store.db.transaction().execute(async (trx) => {
    await requireInForce(trx, services, session, compared)
    const secret = await beginFactor(trx, services, session.identityId, kind)
    if (kind !== 'totp') await sendCode(trx, services, session, kind)
    const { userName } = await getIdentity(trx, session.identityId)
    return { secret, address: secret && totpAddress(secret, services.operatorName, userName) }
  })
}

/**
 * Whoever adds one may fear that the password is known: all other sessions and devices end, which were let in without it.
 * @throws AppError `validation` at `code`; a wrong one is counted as at a sign-in
 */
export async function confirmSecondFactor(services: Services, session: IdentitySession, { code, kind }: { code: string; kind: FactorKind }, asker: Asker): Promise<void> {
  const { clock } = services
  const { identityId, customerId } = session
  const right = await services.store.db.transaction().execute(async (trx) => {
    await requireInForce(trx, services, session)
    const attempt = await countAttempt(trx, clock, { subject: identitySubject(identityId), source: asker.source, what: 'code' })
    const matches = attempt !== null && (kind === 'totp' ? await useAppCode(trx, services, identityId, code, 'pending') : await useSentCode(trx, clock, session.id, code, kind))
    if (!attempt || !matches) {
      await noteFailure(trx, services, { customerId, attempt, what: 'code' }, asker)
      return false
    }
    await takeBackAttempt(trx, attempt, 'code')
    await activateFactor(trx, clock, identityId, kind)
    await signOutElsewhere(trx, services, session)
    await recordAct(trx, services, { customerId, kind: 'factorAdded', template: 'signInFactorAdded', by: null, from: asker })
    return true
  })
  if (!right) throw new AppError('validation', { issues: [{ path: 'code', message: 'wrong' }] })
}

export async function removeSecondFactor(services: Services, session: IdentitySession, { current, factorId }: { current: string; factorId: string }, asker: Asker): Promise<void> {
  const compared = await confirmPassword(services, session, current, asker)
  await changing(services, { session, asker, kind: 'factorRemoved', compared }, async (trx) => {
    if (!(await removeFactor(trx, session.identityId, factorId))) throw new AppError('notFound', { what: 'factor' })
    await signOutElsewhere(trx, services, session)
    return 'signInFactorRemoved'
  })
}

/** Its open sessions end with it. */
export async function revokeDevice(services: Services, session: IdentitySession, deviceId: string, asker: Asker): Promise<void> {
  await changing(services, { session, asker, kind: 'deviceRevoked' }, async (trx) => {
    if ((await revokeDevices(trx, services.clock, session.identityId, { only: deviceId })) === 0) throw new AppError('notFound', { what: 'device' })
    await endIdentitySessions(trx, services.clock, session.identityId, { except: session.id, deviceId })
    return null
  })
}

const signOutElsewhere = (trx: Transaction, services: Services, { id, identityId, deviceId }: IdentitySession): Promise<void> =>
  signOutEverywhere(trx, services, identityId, { sessionId: id, deviceId })

/** Locks the identity. @param compared the hash that the password was compared with. @throws AppError `unauthenticated/wrongCredentials` when what let them in was ended or replaced meanwhile */
async function requireInForce(trx: Transaction, services: Services, session: IdentitySession, compared?: string): Promise<void> {
  const identity = await lockOpenSession(trx, services, session)
  if (!identity || (compared !== undefined && identity.passwordHash !== compared)) throw refused()
}

type Change = { session: IdentitySession; asker: Asker; kind: IdentityEventKind; compared?: string }

/** A change by the customer: its event, its line in the audit, and the message where one is due. */
async function changing(services: Services, { session, asker, kind, compared }: Change, work: (trx: Transaction) => Promise<ToldOfSignIn | null>): Promise<void> {
  const { customerId } = session
  await services.store.db.transaction().execute(async (trx) => {
    await requireInForce(trx, services, session, compared)
    const template = await work(trx)
    await recordAct(trx, services, { customerId, kind, template, by: null, from: asker })
  })
}
