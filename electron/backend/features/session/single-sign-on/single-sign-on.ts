/**
 * Single sign-on (OpenID Connect, authorization code with PKCE, RFC 8252). The backend is the provider's client.
 *
 *   desk                        backend                               provider
 *   opens a listener       ->   begin: state, nonce, verifier kept
 *   opens the browser      ->                                    ->   asks who it is
 *   hears the browser      <-                                    <-   code, state
 *   token and callback     ->   finish: taken once, exchanged    ->   ID token
 *                          <-   a session, or its second step
 */
import { AppError, isAppError } from '#shared/kernel/errors.ts'
import type { SignInStep } from '#shared/features/session/second-factor.schema.ts'
import type { Session } from '#shared/features/session/session.schema.ts'
import type { BeginSingleSignOn, FinishSingleSignOn, SingleSignOnBegun } from '#shared/features/session/single-sign-on.schema.ts'
import type { Services, SingleSignOn } from '../../../services.ts'
import { agentsSource, takeBackSource } from '../../../sign-in-sources.ts'
import type { Transaction } from '../../../store/store.ts'
import { writeAudit, type AuditEntry } from '../../../write-audit.ts'
import { hasApp } from '../agent-factors.ts'
import { goOnWith } from '../resume.ts'
import { endReason, findSession, startSession } from '../sessions.ts'
import { countAtDoor, enter, type Door } from '../sign-in.ts'
import { keepBegun, takeBegun } from './begun.ts'
import { gaveTwoFactors, whoCame, whoProves, type Known, type Refused } from './identity.ts'
import { singleSignOnError, type Claims } from './provider.ts'

/** The provider counts whole seconds, and its clock is another one. */
const CLOCKS_APART_MS = 30_000

/** @param token of whoever proves something. @throws AppError `notFound` where no provider is set up, `singleSignOn/unavailable`, `limitExceeded` of `signIns` */
export async function beginSingleSignOn(services: Services, token: string | null, { purpose, redirectUri }: BeginSingleSignOn, door: Door): Promise<SingleSignOnBegun> {
  const session = purpose === 'proof' ? await sessionToProve(services, token) : null
  const { provider } = session ? requiredOf(services, session) : required(services)
  const sessionId = session?.id ?? null
  // Taken back when somebody comes in by it: whoever only begins fills no table.
  await countAtDoor(services, door)
  const secrets = await provider.newSecrets()
  const authorizationUrl = await provider.authorizationUrl({ ...secrets, redirectUri })
  return { authorizationUrl, transaction: await keepBegun(services, secrets, { redirectUri, sessionId }) }
}

/** @throws AppError `singleSignOn`, after it was noted */
export async function signInBySingleSignOn(services: Services, finish: FinishSingleSignOn, door: Door): Promise<SignInStep> {
  return noted(services, null, door, async () => {
    const claims = await redeem(services, finish, null, door)
    const came = await services.store.db.transaction().execute(async (trx) => {
      const who = await whoCame(trx, services, required(services), claims)
      return 'refused' in who ? who : { step: await letIn(trx, services, who, claims, door) }
    })
    return 'refused' in came ? refuse(came) : came.step
  })
}

/** A locked screen is open again, or what weighs more may be done for five minutes. @throws AppError `singleSignOn`, after it was noted; `unauthenticated` when the session is over */
export async function proveBySingleSignOn(services: Services, token: string | null, finish: FinishSingleSignOn, door: Door): Promise<Session> {
  const session = await sessionToProve(services, token)
  return noted(services, session.agentId, door, async () => {
    const options = requiredOf(services, session)
    const claims = await redeem(services, finish, session.id, door)
    const came = await services.store.db.transaction().execute(async (trx) => {
      const who = await whoProves(trx, services, options, claims, session)
      if ('refused' in who) return who
      await takeBackSource(trx, agentsSource(door.source))
      return { session: await goOnWith(trx, services, token, session.id, door) }
    })
    return 'refused' in came ? refuse(came) : came.session
  })
}

function required({ singleSignOn }: Services): SingleSignOn {
  if (!singleSignOn) throw new AppError('notFound', { what: 'singleSignOn' })
  return singleSignOn
}

/** A session of this provider, and not of a password. */
function requiredOf(services: Services, { issuer }: { issuer: string | null }): SingleSignOn {
  const options = required(services)
  if (issuer !== options.issuer) throw new AppError('notFound', { what: 'singleSignOn' })
  return options
}

async function sessionToProve(services: Services, token: string | null) {
  const found = token === null ? undefined : await findSession(services.store.db, token)
  if (!found || found.stage !== 'full') throw new AppError('unauthenticated', { reason: 'signedOut' })
  const ended = endReason(found, services)
  if (ended !== null && ended !== 'idle') throw new AppError('unauthenticated', { reason: ended })
  return found
}

/** @param sessionId that it was begun for */
async function redeem(services: Services, { transaction, callback }: FinishSingleSignOn, sessionId: string | null, door: Door): Promise<Claims> {
  const { provider } = required(services)
  const begun = await takeBegun(services, transaction)
  if (!begun) {
    // What was begun is counted since then. Counted here again, those who all begin at once could not come in at their limit.
    await countAtDoor(services, door)
    throw singleSignOnError('expired')
  }
  if (begun.sessionId !== sessionId) throw singleSignOnError('invalid', 'purpose')
  const claims = await provider.exchange(callback, begun)
  // `prompt=login` stands in an address that whoever sits there can change; when they signed in is in the signed token.
  if (claims.auth_time === undefined || claims.auth_time * 1_000 < begun.begunAt - CLOCKS_APART_MS) throw singleSignOnError('notAskedAgain')
  return claims
}

/** Headend's own second step, unless two factors were given there and the administrator says that this is enough. */
async function letIn(trx: Transaction, services: Services, { agentId }: Known, claims: Claims, door: Door): Promise<SignInStep> {
  const { issuer, trustsSecondFactor } = required(services)
  const trusted = trustsSecondFactor && gaveTwoFactors(claims)
  await takeBackSource(trx, agentsSource(door.source))
  const step = trusted ? 'in' : (await hasApp(trx, agentId)) ? 'code' : services.secondFactor === 'required' ? 'enrol' : 'in'
  // What others failed with a password stays counted: it was not wrong of this person, nor right.
  if (step === 'in') return { step, ...(await enter(trx, services, agentId, null, door, { issuer, detail: { secondFactor: trusted ? 'provider' : 'none' } })) }
  const token = await startSession(trx, services.clock, agentId, { stage: step, issuer })
  await writeAudit(trx, services.clock, { action: door.action, by: { sessionId: null, agent: { id: agentId } }, detail: { step } })
  return { step, token }
}

/** Thrown behind the transaction, which goes through: the refusal of somebody known has their name in the audit. */
class RefusedSignIn extends Error {
  readonly refusal: Refused
  constructor(refusal: Refused) {
    super(refusal.refused)
    this.refusal = refusal
  }
}
const refuse = (refusal: Refused): never => {
  throw new RefusedSignIn(refusal)
}

/** Nobody began it, or it is too old: whoever is on the network may send such as often as they like. */
const isOfNobody = (error: unknown): boolean => isAppError(error, 'notFound') || (isAppError(error, 'singleSignOn') && error.data.reason === 'expired')

/** Each refusal of a sign-in that was begun, or of somebody known, has its line. Without names: who it is at the provider stays there. */
async function noted<T>(services: Services, agentId: string | null, { action }: Door, work: () => Promise<T>): Promise<T> {
  const note = (refusedAs: NonNullable<AuditEntry['refusedAs']>, who: string | null, detail: AuditEntry['detail']) =>
    writeAudit(services.store.db, services.clock, { action, by: who === null ? null : { sessionId: null, agent: { id: who } }, refusedAs, detail })
  try {
    return await work()
  } catch (error) {
    if (error instanceof RefusedSignIn) {
      const { refused, detail } = error.refusal
      await note('singleSignOn', error.refusal.agentId, { reason: refused, ...detail })
      throw singleSignOnError(refused)
    }
    if (agentId === null && isOfNobody(error)) throw error
    if (isAppError(error, 'singleSignOn')) await note('singleSignOn', agentId, { reason: error.data.reason, ...(error.data.detail ? { detail: error.data.detail } : {}) })
    if (isAppError(error, 'notFound')) await note('notFound', agentId, undefined)
    throw error
  }
}
