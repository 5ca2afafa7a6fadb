/**
 * An agent signs in: the password, then the second step (second-factor.ts). Whatever is wrong (no such name, the password, a
 * lock, an account that was closed), the answer is the same, after the same work: one comparison of a password, against
 * nobody's where there is none to compare. The comparison is made under the lock of the row that counts, so that tries at
 * once have no more guesses than tries one after another, and none of several right ones at once is refused.
 */
import { AppError } from '#shared/kernel/errors.ts'
import type { SignInStep } from '#shared/features/session/second-factor.schema.ts'
import type { Session, SignIn } from '#shared/features/session/session.schema.ts'
import { secretMatches } from '../../secret-hash.ts'
import type { Services } from '../../services.ts'
import { agentSubject, countAttempt, forgetFailures, takeBackAttempt, unknownAgentSubject, type Attempt, type Counted } from '../../sign-in-attempts.ts'
import { agentsSource, countSource, MAX_OF_AGENTS_SOURCE, takeBackSource } from '../../sign-in-sources.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { writeAudit, type AuditEntry } from '../../write-audit.ts'
import { hasApp } from './agent-factors.ts'
import { hasUserName } from './agent-names.ts'
import { authenticate, startSession, toSession, type Stage } from './sessions.ts'

export type Entered = { token: string; session: Session }
type Known = { id: string; passwordHash: string | null; demo: boolean }
/** Which procedure, from which network (`sourceOf`). */
export type Door = { action: string; source: string }

export const wrongCredentials = (): AppError<'unauthenticated'> => new AppError('unauthenticated', { reason: 'wrongCredentials' })

/** @throws AppError `unauthenticated/wrongCredentials` for whatever is wrong; `limitExceeded` of `signIns` for an address that tried too much */
export async function signIn(services: Services, { userName, password }: SignIn, door: Door): Promise<SignInStep> {
  const { store } = services
  await countAtDoor(services, door)
  await requirePasswords(services, door)
  const step = await store.db.transaction().execute(async (trx) => {
    const agent = await findByName(trx, userName)
    const attempt = await comparePassword(trx, services, agent ?? null, { userName, password }, door)
    if (!agent || !attempt) return null
    await takeBackSource(trx, agentsSource(door.source))
    return afterPassword(trx, services, agent.id, attempt, door)
  })
  if (!step) throw wrongCredentials()
  return step
}

/** Where the provider is the only way in, a password opens nothing. Behind the count at the door: nobody fills the audit with it. @throws AppError `forbidden` of `passwordSignIn`, after it was noted */
async function requirePasswords({ store, clock, passwordSignIn }: Services, { action }: Door): Promise<void> {
  if (passwordSignIn) return
  await writeAudit(store.db, clock, { action, by: null, refusedAs: 'forbidden' })
  throw new AppError('forbidden', { detail: 'passwordSignIn' })
}

const findByName = (db: Queryable, userName: string): Promise<Known | undefined> =>
  db.selectFrom('agent').select(['id', 'passwordHash', 'demo'])
    .where(hasUserName(userName)).where('active', '=', true).executeTakeFirst()

/** The demo's passwords are on its sign-in page; in earnest they open nothing. */
const isUsable = ({ demo }: Services, agent: Known): boolean => !agent.demo || demo !== null

/** In a transaction of its own: many come from one address. */
export const countAtDoor = ({ store, clock }: Services, { source }: Door): Promise<void> =>
  store.db.transaction().execute((trx) => countSource(trx, clock, agentsSource(source), MAX_OF_AGENTS_SOURCE))

/** @returns null, after it was noted, when it is wrong or locked */
async function comparePassword(trx: Transaction, services: Services, agent: Known | null, { userName, password }: SignIn, door: Door): Promise<Attempt | null> {
  const subject = agent ? agentSubject(agent.id) : unknownAgentSubject(userName)
  const attempt = await countAttempt(trx, services.clock, { subject, source: door.source, what: 'password' })
  const matches = await secretMatches(attempt && agent && isUsable(services, agent) ? agent.passwordHash : null, password)
  if (attempt && matches) return attempt
  await noteFailure(trx, services, { agentId: agent?.id ?? null, attempt, what: 'password' }, door)
  return null
}

async function afterPassword(trx: Transaction, services: Services, agentId: string, attempt: Attempt, door: Door): Promise<SignInStep> {
  const step = await nextStep(trx, services, agentId)
  if (step === 'in') return { step, ...(await enter(trx, services, agentId, attempt, door)) }
  await takeBackAttempt(trx, attempt, 'password')
  return awaitStep(trx, services, { agentId, step, issuer: null }, door)
}

type SecondStep = Exclude<Stage, 'full'>
/** Of somebody who has proven who they are once. */
export const nextStep = async (trx: Transaction, { secondFactor }: Services, agentId: string): Promise<SecondStep | 'in'> =>
  (await hasApp(trx, agentId)) ? 'code' : secondFactor === 'required' ? 'enrol' : 'in'

/** A session that opens the second step and nothing else. */
export async function awaitStep(trx: Transaction, { clock }: Services, { agentId, step, issuer }: { agentId: string; step: SecondStep; issuer: string | null }, { action }: Door): Promise<SignInStep> {
  const token = await startSession(trx, clock, agentId, { stage: step, issuer })
  await writeAudit(trx, clock, { action, by: { sessionId: null, agent: { id: agentId } }, detail: { step } })
  return { step, token }
}

type Entering = { issuer?: string | null; detail?: AuditEntry['detail'] }
/** To the end: failures are forgotten. @param attempt null where nothing was said that is counted here */
export async function enter(trx: Transaction, services: Services, agentId: string, attempt: Attempt | null, { action }: Door, { issuer = null, detail }: Entering = {}): Promise<Entered> {
  const { clock } = services
  if (attempt) await forgetFailures(trx, attempt.subject)
  const token = await startSession(trx, clock, agentId, { issuer })
  const signedIn = await authenticate(trx, services, token, { extend: false })
  await writeAudit(trx, clock, { action, by: signedIn, detail })
  return { token, session: await toSession(trx, signedIn, services) }
}

/** Counts as at a sign-in: an open desk is no place to guess at. @throws AppError `unauthenticated/wrongCredentials` */
export async function confirmPassword(services: Services, agentId: string, password: string, door: Door): Promise<void> {
  await countAtDoor(services, door)
  await requirePasswords(services, door)
  const right = await services.store.db.transaction().execute(async (trx) => {
    const agent = await trx.selectFrom('agent').select(['id', 'passwordHash', 'demo', 'userName']).where('id', '=', agentId).executeTakeFirstOrThrow()
    const attempt = await comparePassword(trx, services, agent, { userName: agent.userName, password }, door)
    if (!attempt) return false
    await takeBackSource(trx, agentsSource(door.source))
    await takeBackAttempt(trx, attempt, 'password')
    return true
  })
  if (!right) throw wrongCredentials()
}

type Failure = { agentId: string | null; attempt: Attempt | null; what: Counted }

/** Without the name that was typed: people type passwords into the wrong field. @param failure `attempt` null while it was locked: nothing was compared */
export async function noteFailure(trx: Transaction, { clock }: Services, { agentId, attempt, what }: Failure, { action }: Door): Promise<void> {
  const by = agentId === null ? null : { agent: { id: agentId }, sessionId: null }
  await writeAudit(trx, clock, { action, by, refusedAs: 'unauthenticated', detail: attempt ? { what, failures: attempt.after.failures } : { what, locked: true } })
}
