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
import { goOnWith, sessionToGoOn } from '../resume.ts'
import { awaitStep, countAtDoor, enter, nextStep, type Door } from '../sign-in.ts'
import { keepBegun, takeBegun } from './begun.ts'
import { gaveTwoFactors, isRefused, whoCame, whoProves, type Known, type Refused } from './identity.ts'
import { singleSignOnError, type Claims } from './provider.ts'

/** The provider counts whole seconds, and its clock is another one. */
const CLOCKS_APART_MS = 30_000

/** @param token of whoever proves something. @throws AppError `notFound` where no provider is set up, `singleSignOn/unavailable`, `limitExceeded` of `signIns` */
export async function beginSingleSignOn(services: Services, token: string | null, { purpose, redirectUri }: BeginSingleSignOn, door: Door): Promise<SingleSignOnBegun> {
  const session = purpose === 'proof' ? await sessionToGoOn(services, token) : null
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
    return services.store.db.transaction().execute(async (trx) => {
      const who = await whoCame(trx, services, required(services), claims)
      return isRefused(who) ? who : letIn(trx, services, who, claims, door)
    })
  })
}

/** A locked screen is open again, or what weighs more may be done for five minutes. @throws AppError `singleSignOn`, after it was noted; `unauthenticated` when the session is over */
export async function proveBySingleSignOn(services: Services, token: string | null, finish: FinishSingleSignOn, door: Door): Promise<Session> {
  const session = await sessionToGoOn(services, token)
  return noted(services, session.agentId, door, async () => {
    const options = requiredOf(services, session)
    const claims = await redeem(services, finish, session.id, door)
    return services.store.db.transaction().execute(async (trx) => {
      const who = await whoProves(trx, services, options, claims, session)
      if (isRefused(who)) return who
      await takeBackSource(trx, agentsSource(door.source))
      return goOnWith(trx, services, token, session.id, door)
    })
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
  const step = trusted ? 'in' : await nextStep(trx, services, agentId)
  // What others failed with a password stays counted: it was not wrong of this person, nor right.
  if (step === 'in') return { step, ...(await enter(trx, services, agentId, null, door, { issuer, detail: { secondFactor: trusted ? 'provider' : 'none' } })) }
  return awaitStep(trx, services, { agentId, step, issuer }, door)
}

/** Nobody began it, or it is too old: whoever is on the network may send such as often as they like. */
const isOfNobody = (error: unknown): boolean => isAppError(error, 'notFound') || (isAppError(error, 'singleSignOn') && error.data.reason === 'expired')

/**
 * Each refusal of a sign-in that was begun, or of somebody known, has its line. Without names: who it is at the provider stays there.
 * @param work answers a refusal, and does not throw it, where its transaction has to go through
 */
async function noted<T extends object>(services: Services, agentId: string | null, { action }: Door, work: () => Promise<T | Refused>): Promise<T> {
  const note = (refusedAs: NonNullable<AuditEntry['refusedAs']>, who: string | null, detail: AuditEntry['detail']) =>
    writeAudit(services.store.db, services.clock, { action, by: who === null ? null : { sessionId: null, agent: { id: who } }, refusedAs, detail })
  const came = await work().catch(async (error: unknown) => {
    if (agentId === null && isOfNobody(error)) throw error
    if (isAppError(error, 'singleSignOn')) await note('singleSignOn', agentId, { reason: error.data.reason, ...(error.data.detail ? { detail: error.data.detail } : {}) })
    if (isAppError(error, 'notFound')) await note('notFound', agentId, undefined)
    throw error
  })
  if (!isRefused(came)) return came
  await note('singleSignOn', came.agentId, { reason: came.refused, ...came.detail })
  throw singleSignOnError(came.refused)
}
