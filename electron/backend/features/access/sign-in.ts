/**
 * A customer signs in. Whatever is wrong (no such name, the password, a lock, a freeze), the answer is the same, after the
 * same work: one comparison of a password, against nobody's where there is none to compare.
 */
import { AppError } from '#shared/kernel/errors.ts'
import { secretMatches } from '../../secret-hash.ts'
import type { Services } from '../../services.ts'
import type { Transaction } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'
import { countAttempt, deviceSubject, forgetFailures, identitySubject, takeBackAttempt, unknownSubject, type Attempt, type Counted, type Subject } from '../../sign-in-attempts.ts'
import { startIdentitySession } from './customer-sessions.ts'
import { findDevice, rememberDevice, useDevice, type Device } from './devices.ts'
import { listActiveFactors } from './factors.ts'
import { findIdentityByName, isUsable, type Identity } from './identities.queries.ts'
import { writeEvent } from './identity-events.ts'
import { countEndings, isStillRight, lockUsable } from './under-lock.ts'
import { countSource, takeBackSource } from '../../sign-in-sources.ts'

/** Where somebody asks from. `source` is what limits count by, `place` and `device` what people read. */
export type Asker = { source: string; place: string; device: string; deviceToken: string | null }
export type Credentials = { name: string; password: string; remember: boolean }
/** What the browser is given to keep; both are told once. */
export type Keys = { stage: 'code' | 'full'; token: string; deviceToken: string | null }

export const refused = (): AppError<'unauthenticated'> => new AppError('unauthenticated', { reason: 'wrongCredentials' })

type Begun = { identity: Identity | null; device: Device | null; attempt: Attempt | null; endings: number }

/** @throws AppError `unauthenticated/wrongCredentials` for whatever is wrong; `limitExceeded` of `signIns` for an address that tried too much */
export async function signInCustomer(services: Services, { name, password, remember }: Credentials, asker: Asker): Promise<Keys> {
  const begun = await begin(services, name, asker)
  const { identity, attempt, endings } = begun
  const comparable = identity !== null && attempt !== null && isUsable(identity, services.demo !== null) ? identity.passwordHash : null
  const matches = await secretMatches(comparable, password)
  if (!identity || !attempt || !matches) return refuse(services, begun, asker, 'password')
  const keys = await services.store.db.transaction().execute(async (trx): Promise<Keys | null> => {
    if (!(await isStillRight(trx, services, identity, endings))) return null
    const device = begun.device && (await findDevice(trx, services.clock, asker.deviceToken))
    if (begun.device && !device) return null
    await takeBackSource(trx, asker.source)
    const factors = device?.signsIn ? [] : await listActiveFactors(trx, identity.id)
    if (factors.length === 0) return complete(trx, services, { identityId: identity.id, customerId: identity.customerId, remember, device, subject: attempt.subject }, asker)
    await takeBackAttempt(trx, attempt, 'password')
    return { stage: 'code', token: await startIdentitySession(trx, services.clock, { identityId: identity.id, stage: 'code', remember, deviceId: device?.id ?? null }), deviceToken: null }
  })
  return keys ?? refuse(services, begun, asker, 'password')
}

/** Asked about in place of a customer, so that a name that nobody has takes as many questions. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The attempt is counted here, before anything is compared. */
function begin({ store, clock, demo }: Services, name: string, asker: Asker): Promise<Begun> {
  return store.db.transaction().execute(async (trx) => {
    const identity = await findIdentityByName(trx, clock, name)
    const known = await findDevice(trx, clock, asker.deviceToken)
    const device = identity && known?.identityId === identity.id ? known : null
    // The device is the customer's own: neighbours behind the same address do not shut it out.
    if (!device) await countSource(trx, clock, asker.source)
    const attempt = identity && !isUsable(identity, demo !== null) ? null : await countAttempt(trx, clock, { ...whose(identity, device, name, asker), what: 'password' })
    return { identity, device, attempt, endings: await countEndings(trx, identity?.customerId ?? NOBODY) }
  })
}

function whose(identity: Identity | null, device: Device | null, name: string, asker: Asker): { subject: Subject; source: string | null } {
  if (identity && device) return { subject: deviceSubject(identity.id, device.id), source: null }
  return { subject: identity ? identitySubject(identity.id) : unknownSubject(name), source: asker.source }
}

async function refuse(services: Services, { identity, attempt }: Begun, asker: Asker, what: Counted): Promise<never> {
  await services.store.db.transaction().execute((trx) => noteFailure(trx, services, { customerId: identity?.customerId ?? null, attempt, what }, asker))
  throw refused()
}

type Failure = { customerId: string | null; attempt: Attempt | null; what: Counted }

/**
 * Of a name that nobody has as of any other, and of one that is locked or frozen: whoever measures us learns nothing.
 * @param failure `attempt` null while it was locked: nothing was compared, and the customer's own list is not filled by strangers
 */
export async function noteFailure(trx: Transaction, { clock }: Services, { customerId, attempt, what }: Failure, { place, device }: Asker): Promise<void> {
  const line = { action: 'portal.signIn', by: null, ...(customerId === null ? {} : { customerId }), refusedAs: 'unauthenticated' } as const
  if (!attempt) return writeAudit(trx, clock, { ...line, detail: { what, locked: true } })
  await writeEvent(trx, clock, { customerId, kind: what === 'password' ? 'wrongPassword' : 'wrongCode', place, device })
  const { permanent, lockedUntil, blockedSource } = attempt.after
  const forGood = permanent || (blockedSource !== null && blockedSource !== attempt.before.blockedSource)
  if (forGood || lockedUntil !== null) await writeEvent(trx, clock, { customerId, kind: forGood ? 'lockedForGood' : 'locked', place, device })
  await writeAudit(trx, clock, { ...line, detail: { what, failures: attempt.after.failures } })
}

type Complete = { identityId: string; customerId: string; remember: boolean; device: Device | null; subject: Subject }

/** To the end: failures are forgotten, the browser gets its keys. The caller holds the identity's lock, and has asked under it whether all is still as it was. */
export async function complete(trx: Transaction, { clock }: Services, { identityId, customerId, remember, device, subject }: Complete, { place, device: name }: Asker): Promise<Keys> {
  // Of a remembered device its own alone: what strangers failed stays counted, and locked for them.
  await forgetFailures(trx, subject)
  if (device) await useDevice(trx, clock, device.id, { place, ...(remember ? { signsIn: true } : {}) })
  const made = remember && !device ? await rememberDevice(trx, clock, { identityId, name, place }) : null
  const token = await startIdentitySession(trx, clock, { identityId, stage: 'full', remember, deviceId: device?.id ?? made?.id ?? null })
  await writeEvent(trx, clock, { customerId, kind: 'signedIn', place, device: name })
  await writeAudit(trx, clock, { action: 'portal.signIn', by: null, customerId })
  return { stage: 'full', token, deviceToken: made?.token ?? null }
}

/** A remembered device signs in without a password. @returns null when it may not */
export async function signInByDevice(services: Services, { place, device: name, deviceToken }: Asker): Promise<Keys | null> {
  const { store, clock } = services
  if (deviceToken === null) return null
  return store.db.transaction().execute(async (trx) => {
    const found = await findDevice(trx, clock, deviceToken)
    const identity = found?.signsIn ? await lockUsable(trx, services, found.identityId) : null
    // Under the lock once more: it may have been signed out or revoked meanwhile.
    const device = identity && (await findDevice(trx, clock, deviceToken))
    if (!identity || !device?.signsIn) return null
    await useDevice(trx, clock, device.id, { place })
    const token = await startIdentitySession(trx, clock, { identityId: device.identityId, stage: 'full', remember: true, deviceId: device.id })
    await writeEvent(trx, clock, { customerId: identity.customerId, kind: 'signedInByDevice', place, device: name })
    await writeAudit(trx, clock, { action: 'portal.signInByDevice', by: null, customerId: identity.customerId })
    return { stage: 'full', token, deviceToken: null }
  })
}
