/**
 * Sessions: 256 random bits in the desk's hand, their SHA-256 here. A session ends after 15 minutes in which
 * nothing was asked for, and after 12 hours whatever happens (OWASP ASVS 5.0, 7.3; a working day for the second). One of
 * somebody who has only said the password opens the second step and nothing else, for ten minutes.
 */
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { AppError, type ErrorData } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { proofWaySchema, type Permission, type ProofWay, type Session } from '#shared/features/session/session.schema.ts'
import { hashToken, newToken } from '../../secret-token.ts'
import type { Services, SignedIn } from '../../services.ts'
import { notify } from '../../store/announce.ts'
import type { Queryable } from '../../store/store.ts'

export const IDLE_MS = 15 * 60 * 1000
export const ABSOLUTE_MS = 12 * 60 * 60 * 1000
export const HALF_MS = 10 * 60 * 1000
/** A session's last use is written at most this often, ms: a write for each of many calls buys nothing. So much earlier, at most, it ends. */
const TOUCH_MS = 10_000
export const SESSION_CHANNEL = 'headend_session'

/** `code`: the second step is awaited; `enrol`: it has to be set up first. */
export type Stage = 'code' | 'enrol' | 'full'
/** Who asks for the second step. */
export type SigningIn = { sessionId: string; agent: { id: string }; userName: string; stage: Stage; provenAt: string; issuer: string | null }

type EndReason = Exclude<ErrorData<'unauthenticated'>['reason'], 'wrongCredentials'>

const signedOut = (reason: ErrorData<'unauthenticated'>['reason']) => new AppError('unauthenticated', { reason })

/** @param begun `issuer`: of the provider by which they came; null for a password. @returns the token, which is told once and stored nowhere. */
export async function startSession(db: Queryable, clock: Clock, agentId: string, { stage = 'full', issuer = null }: { stage?: Stage; issuer?: string | null } = {}): Promise<string> {
  const token = newToken()
  const now = clock.now()
  await db
    .insertInto('session')
    .values({
      id: newId(clock),
      tokenHash: hashToken(token),
      agentId,
      startedAt: isoInstant(now),
      lastSeenAt: isoInstant(now),
      provenAt: isoInstant(now),
      absoluteEndsAt: isoInstant(now + (stage === 'full' ? ABSOLUTE_MS : HALF_MS)),
      stage,
      issuer,
    })
    .execute()
  return token
}

/**
 * @param extend false for what a desk asks by itself, so that a desk left alone does end.
 * @throws AppError `unauthenticated`.
 */
export async function authenticate(db: Queryable, services: Judging, token: string | null, { extend }: { extend: boolean }): Promise<SignedIn> {
  const found = await findLiving(db, services, token)
  if (found.stage !== 'full') throw signedOut('signedOut')
  const lastSeen = extend ? await touch(db, services.clock, found) : Date.parse(found.lastSeenAt)
  const { userName, displayName, role, permissions } = found
  return {
    sessionId: found.id,
    agent: { id: found.agentId, userName, displayName, role, permissions },
    idleEndsAt: isoInstant(lastSeen + IDLE_MS),
    absoluteEndsAt: found.absoluteEndsAt,
    provenAt: found.provenAt,
    issuer: found.issuer,
  }
}

/** Of a session of any stage. @throws AppError `unauthenticated` */
export async function authenticateSigningIn(db: Queryable, services: Judging, token: string | null): Promise<SigningIn> {
  const found = await findLiving(db, services, token)
  const { id, agentId, userName, stage, provenAt, issuer } = found
  return { sessionId: id, agent: { id: agentId }, userName, stage, provenAt, issuer }
}

async function findLiving(db: Queryable, services: Judging, token: string | null) {
  const found = token === null ? undefined : await findSession(db, token)
  if (!found) throw signedOut('signedOut')
  const ended = endReason(found, services)
  if (ended) throw signedOut(ended)
  return found
}

export const findSession = (db: Queryable, token: string) =>
  db
    .selectFrom('session')
    .innerJoin('agent', 'agent.id', 'session.agentId')
    .where('tokenHash', '=', hashToken(token))
    .select(['session.id', 'agentId', 'lastSeenAt', 'absoluteEndsAt', 'endedAt', 'stage', 'provenAt', 'issuer', 'userName', 'displayName', 'role', 'active'])
    .select(sql<Permission[]>`array(select permission from role_permission where role = agent.role order by permission)`.as('permissions'))
    .executeTakeFirst()

type Life = { lastSeenAt: string; absoluteEndsAt: string; endedAt: string | null; active: boolean; issuer: string | null }
type Judging = Pick<Services, 'clock' | 'passwordSignIn'>

export function endReason(session: Life, { clock, passwordSignIn }: Judging): EndReason | null {
  const now = clock.now()
  if (session.endedAt !== null || !session.active) return 'signedOut'
  // Where passwords open nothing any more, neither does what one of them opened before.
  if (session.issuer === null && !passwordSignIn) return 'signedOut'
  if (now >= Date.parse(session.absoluteEndsAt)) return 'expired'
  return now >= Date.parse(session.lastSeenAt) + IDLE_MS ? 'idle' : null
}

/** The agent said the password or a code once more: an idle session goes on, if it has not ended otherwise meanwhile. @throws AppError `unauthenticated` */
export async function noteProof(db: Queryable, clock: Clock, sessionId: string): Promise<void> {
  const now = isoInstant(clock.now())
  const woken = await db.updateTable('session').set({ lastSeenAt: now, provenAt: now }).where('id', '=', sessionId).where('endedAt', 'is', null).where('absoluteEndsAt', '>', now).executeTakeFirst()
  if (woken.numUpdatedRows !== 1n) throw signedOut('signedOut')
}

async function touch(db: Queryable, clock: Clock, session: { id: string; lastSeenAt: string }): Promise<number> {
  const now = clock.now()
  if (now - Date.parse(session.lastSeenAt) < TOUCH_MS) return Date.parse(session.lastSeenAt)
  await db.updateTable('session').set({ lastSeenAt: isoInstant(now) }).where('id', '=', session.id).execute()
  return now
}

/** Ends it for all nodes at once; its live connections are told. */
export async function endSession(db: Queryable, clock: Clock, sessionId: string): Promise<void> {
  await db.updateTable('session').set({ endedAt: isoInstant(clock.now()) }).where('id', '=', sessionId).where('endedAt', 'is', null).execute()
  await notify(db, SESSION_CHANNEL, { sessionId, reason: 'signedOut' satisfies EndReason })
}

/** Of one agent, wherever they are open. @param except one that goes on */
export async function endAgentSessions(db: Queryable, clock: Clock, agentId: string, except: string | null = null): Promise<void> {
  const ended = await db.updateTable('session').set({ endedAt: isoInstant(clock.now()) }).where('agentId', '=', agentId).where('endedAt', 'is', null)
    .$if(except !== null, (query) => query.where('id', '!=', except ?? '')).returning('id').execute()
  for (const { id } of ended) await notify(db, SESSION_CHANNEL, { sessionId: id, reason: 'signedOut' satisfies EndReason })
}

/** Of these sessions, those that have ended, with the reason. */
export async function findEnded(db: Queryable, services: Judging, sessionIds: readonly string[]): Promise<Map<string, EndReason>> {
  const rows = await db
    .selectFrom('session')
    .innerJoin('agent', 'agent.id', 'session.agentId')
    .where('session.id', 'in', sessionIds)
    .select(['session.id', 'lastSeenAt', 'absoluteEndsAt', 'endedAt', 'active', 'issuer'])
    .execute()
  const reasons = rows.map((row) => [row.id, endReason(row, services)] as const)
  return new Map(reasons.flatMap(([id, reason]) => (reason ? [[id, reason] as const] : [])))
}

type Ways = Pick<Services, 'passwordSignIn' | 'singleSignOn'>
/** As whoever is in may prove again who they are: what they have, where this backend takes it as it is set up now. */
export async function readWays(db: Queryable, { agent, issuer }: { agent: { id: string }; issuer: string | null }, { passwordSignIn, singleSignOn }: Ways): Promise<ProofWay[]> {
  const { hasPassword, hasApp } = await db.selectFrom('agent').where('agent.id', '=', agent.id)
    .select(({ eb, exists, selectFrom }) => [
      eb('passwordHash', 'is not', null).as('hasPassword'),
      exists(selectFrom('agentFactor').select('agentFactor.id').whereRef('agentFactor.agentId', '=', 'agent.id').where('state', '=', 'active')).as('hasApp'),
    ]).executeTakeFirstOrThrow()
  const here = { password: hasPassword && passwordSignIn, code: hasApp, singleSignOn: issuer !== null && singleSignOn?.issuer === issuer }
  return proofWaySchema.options.filter((way) => here[way])
}

export async function toSession(db: Queryable, signedIn: SignedIn, services: Ways & Pick<Services, 'timeZone'>): Promise<Session> {
  const { agent, idleEndsAt, absoluteEndsAt } = signedIn
  return { agent, ways: await readWays(db, signedIn, services), idleEndsAt, absoluteEndsAt, timeZone: services.timeZone }
}

/** Sessions that ended long ago are of no use; who had them is in the audit. */
const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000

export async function forgetOldSessions(db: Queryable, clock: Clock): Promise<void> {
  await db.deleteFrom('session').where('absoluteEndsAt', '<', isoInstant(clock.now() - REMEMBERED_MS)).execute()
}
