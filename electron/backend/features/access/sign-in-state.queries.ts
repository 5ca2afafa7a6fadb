/** What an agent is told of a customer's sign-in. No hash, no token, no key, no code is ever read here. */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { MAX_SHOWN, type IdentityLink, type IdentityState, type SignInDetails, type SignInState } from '#shared/features/access/access.schema.ts'
import { maskRecipient } from '#shared/features/messages/messages.schema.ts'
import { noFailures, type Lockout } from '../../lockout.ts'
import type { Services } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'
import { lockNow, toLockout } from '../../sign-in-attempts.ts'
import { listReachOfRecord } from '../interactions/contacts-of-record.queries.ts'
import { countIdentitySessions } from './customer-sessions.ts'
import { listDevices } from './devices.ts'
import { listActiveFactors } from './factors.ts'
import { linkState } from './links.ts'
import { findIdentityOf, type Identity } from './identities.queries.ts'

type Failures = { lockout: Lockout; wrongPasswords: number; wrongCodes: number }
const noneFailed: Failures = { lockout: noFailures, wrongPasswords: 0, wrongCodes: 0 }

/** Of the name itself; what a remembered device failed locks that device alone. */
async function failuresOf(db: Queryable, identityId: string): Promise<Failures> {
  const row = await db.selectFrom('signInLockout').selectAll().where('identityId', '=', identityId).where('deviceId', 'is', null).executeTakeFirst()
  return row ? { lockout: toLockout(row), wrongPasswords: row.wrongPasswords, wrongCodes: row.wrongCodes } : noneFailed
}

async function lockedDevicesOf(db: Queryable, clock: Clock, identityId: string): Promise<SignInState['lockedDevices']> {
  const rows = await db.selectFrom('signInLockout').innerJoin('identityDevice', 'identityDevice.id', 'deviceId').selectAll('signInLockout')
    .where('signInLockout.identityId', '=', identityId).where('revokedAt', 'is', null).where('expiresAt', '>', isoInstant(clock.now())).execute()
  const ends = rows.flatMap((row) => lockNow(toLockout(row), clock) ?? []).map(({ until }) => until)
  return ends.length === 0 ? null : { count: ends.length, until: ends.includes(null) ? null : (ends.toSorted().at(-1) ?? null) }
}

export async function signInState(db: Queryable, { clock, portalUrl }: Pick<Services, 'clock' | 'portalUrl'>, customerId: string): Promise<SignInState> {
  const identity = await findIdentityOf(db, customerId)
  const { lockout, wrongPasswords, wrongCodes } = identity ? await failuresOf(db, identity.id) : noneFailed
  const used = identity !== null && (await hasSignedIn(db, customerId))
  return {
    state: identity ? stateOf(identity, used) : { state: 'none' },
    lock: lockNow(lockout, clock),
    lockedDevices: identity ? await lockedDevicesOf(db, clock, identity.id) : null,
    wrongPasswords, wrongCodes, temporaryLocks: lockout.temporaryLocks,
    firstFailureAt: lockout.firstFailureAt === null ? null : isoInstant(lockout.firstFailureAt),
    lastFailureAt: lockout.lastFailureAt === null ? null : isoInstant(lockout.lastFailureAt),
    portal: portalUrl() !== null,
    channels: (await listReachOfRecord(db, clock, customerId)).map(({ channel, to }) => ({ channel, recipient: maskRecipient(channel, to) })),
  }
}

const hasSignedIn = async (db: Queryable, customerId: string): Promise<boolean> =>
  (await db.selectFrom('identityEvent').select('id').where('customerId', '=', customerId).where('kind', 'in', ['signedIn', 'signedInByDevice']).limit(1).executeTakeFirst()) !== undefined

function stateOf({ frozenAt, passwordForcedAt }: Identity, used: boolean): IdentityState {
  if (frozenAt !== null) return { state: 'frozen', since: frozenAt }
  if (passwordForcedAt !== null) return { state: 'passwordForced', since: passwordForcedAt }
  return { state: used ? 'active' : 'neverUsed' }
}

export async function signInDetails(db: Queryable, { clock }: Pick<Services, 'clock'>, customerId: string): Promise<SignInDetails> {
  const identity = await db.selectFrom('digitalIdentity').select(['id', 'userName', 'passwordChangedAt']).where('customerId', '=', customerId).executeTakeFirst()
  const events = await db.selectFrom('identityEvent').select(['id', 'at', 'kind', 'by', 'place', 'device']).where('customerId', '=', customerId)
    .orderBy('at', 'desc').orderBy('id', 'desc').limit(MAX_SHOWN).execute()
  return {
    userName: identity?.userName ?? null,
    passwordChangedAt: identity?.passwordChangedAt ?? null,
    sessions: identity ? await countIdentitySessions(db, clock, identity.id) : 0,
    events,
    devices: identity ? await listDevices(db, clock, identity.id, MAX_SHOWN) : [],
    factors: identity ? await listActiveFactors(db, identity.id) : [],
    links: await listLinks(db, clock, customerId),
  }
}

async function listLinks(db: Queryable, clock: Clock, customerId: string): Promise<IdentityLink[]> {
  const rows = await db.selectFrom('identityLink').select(['id', 'purpose', 'channel', 'recipient', 'sentAt', 'sentBy', 'expiresAt', 'usedAt', 'revokedAt'])
    .where('customerId', '=', customerId).orderBy('sentAt', 'desc').orderBy('id', 'desc').limit(MAX_SHOWN).execute()
  return rows.map(({ revokedAt, ...link }) => {
    const state = linkState({ ...link, revokedAt }, clock)
    return { ...link, state: state === 'open' ? 'sent' : state }
  })
}
