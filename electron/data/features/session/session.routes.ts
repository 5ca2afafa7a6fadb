import { isDeepStrictEqual } from 'node:util'
import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import { roleRightsSchema } from '#shared/features/session/roles.schema.ts'
import type { SignInStep } from '#shared/features/session/second-factor.schema.ts'
import type { Session } from '#shared/features/session/session.schema.ts'
import { AppError, isAppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { DeskCore } from '../../desk-core.ts'
import type { Api, ApiClient } from '../../sync/api-client.ts'
import { ask as askBackend, type Options } from '../../sync/ask-backend.ts'
import { streamNames } from '#shared/features/sync/streams.ts'
import type { WindowContext } from '../../window-context.ts'
import { createBrowserSignIn } from './browser-sign-in.ts'

/** How long the person waits for the backend to end the session; it ends there by itself later. Milliseconds. */
const REVOKE_MS = 2_000

type Ask = ApiClient['call']

const os = implement(bridge.session).$context<WindowContext>()

type Entered = { token: string; session: Session }
/** A sign-in that waits for its second step; `entered` when that is done and the recovery codes are on the screen. In memory alone. */
type Begun = { token: string; entered: Entered | null }

export function sessionRoutes(core: DeskCore) {
  const { cache, hub, session } = core
  let leaving: Promise<void> | null = null
  let begun: Begun | null = null
  const leave = async (): Promise<void> => {
    // The next to sign in waits for it: what is cleared must not be theirs.
    leaving = signOut(core).then(() => cache.clear()).finally(() => (leaving = null))
    await leaving
    core.networkNow?.pull.reread()
    hub.changed([...streamNames, 'tabs', 'recent'], null)
  }
  const browser = createBrowserSignIn(core)
  /** What is still here of somebody who left is cleared first, or nobody else comes in. */
  const ready = async (): Promise<void> => {
    await leaving?.catch(() => undefined)
    if (cache.clearingOwed) cache.clear()
    begun = null
  }
  const goOn = async (answer: SignInStep) => {
    if (answer.step === 'in') return { step: 'in' as const, session: await come(answer) }
    begun = { token: answer.token, entered: null }
    return { step: answer.step }
  }
  /** What the backend has ended is not waited for any more; a wrong password is no end. */
  const endIfOver = (token: string) => (error: unknown): never => {
    if (isAppError(error, 'unauthenticated') && error.data.reason !== 'wrongCredentials') session.end(error.data.reason === 'idle' ? 'signedOut' : error.data.reason, token)
    throw error
  }
  const ask: Ask = async (work) => (await core.network()).api.call(work)
  /** Somebody else at a locked desk: whoever locked it is signed out, and what was on it is cleared. */
  const come = async ({ token, session: entered }: Entered): Promise<Session> => {
    begun = null
    if (session.locked && session.locked.session.agent.id !== entered.agent.id) await leave()
    session.begin(token, entered, core.clockOffsetMs)
    return entered
  }
  /** Of whoever is in, or else of the sign-in that was begun. @throws AppError `unauthenticated` */
  const tokenOfStep = (): string => {
    const token = session.token ?? begun?.token ?? null
    if (token === null) throw new AppError('unauthenticated', { reason: 'signedOut' })
    return token
  }
  /** Each may be done twice, so that one whose answer was lost is simply done again. */
  const help = async (work: (api: Api, commandId: string, options: Options) => Promise<unknown>): Promise<Record<never, never>> => {
    await askBackend(core, true, (api, options) => work(api, newId(core.clock), options))
    return {}
  }
  return os.router({
    serverInfo: os.serverInfo.handler(() => ask((client, options) => client.session.serverInfo(undefined, options))),
    signIn: os.signIn.handler(async ({ input }) => {
      await ready()
      return goOn(await ask((client, options) => client.session.signIn(input, options)))
    }),
    signInInBrowser: os.signInInBrowser.handler(async ({ signal }) => {
      await ready()
      return goOn(await browser.signIn(signal))
    }),
    proveInBrowser: os.proveInBrowser.handler(async ({ signal }) => {
      const { locked } = session
      const token = locked?.token ?? session.token
      if (token === null) throw new AppError('unauthenticated', { reason: session.ended ?? 'signedOut' })
      const proven = await browser.prove(token, signal).catch(endIfOver(token))
      if (session.locked?.token === token) session.unlock(proven)
      return {}
    }),
    confirmCode: os.confirmCode.handler(async ({ input }) => {
      const { recoveryCodesLeft, ...entered } = await ask((client, options) => client.session.confirmCode(input, { ...options, context: { token: tokenOfStep() } }))
      return { session: await come(entered), recoveryCodesLeft }
    }),
    beginSecondFactor: os.beginSecondFactor.handler(({ input }) => ask((client, options) => client.session.beginSecondFactor(input, { ...options, context: { token: tokenOfStep() } }))),
    confirmSecondFactor: os.confirmSecondFactor.handler(async ({ input }) => {
      const { recoveryCodes, entered } = await ask((client, options) => client.session.confirmSecondFactor(input, { ...options, context: { token: tokenOfStep() } }))
      if (begun) begun.entered = entered
      return { recoveryCodes }
    }),
    finishSignIn: os.finishSignIn.handler(async () => {
      if (!begun?.entered) throw new AppError('unauthenticated', { reason: 'signedOut' })
      await come(begun.entered)
      return {}
    }),
    cancelSignIn: os.cancelSignIn.handler(() => {
      begun = null
      return {}
    }),
    lock: os.lock.handler(() => {
      session.lock()
      return {}
    }),
    resume: os.resume.handler(async ({ input }) => {
      const { locked } = session
      if (!locked) throw new AppError('unauthenticated', { reason: session.ended ?? 'signedOut' })
      const resumed = await ask((client, options) => client.session.resume(input, { ...options, context: { token: locked.token } })).catch(endIfOver(locked.token))
      session.unlock(resumed)
      return resumed
    }),
    stepUp: os.stepUp.handler(({ input }) => askBackend(core, true, (api, options) => api.session.stepUp(input, options))),
    secondFactor: os.secondFactor.handler(() => ask((client, options) => client.session.secondFactor(undefined, options))),
    renewRecoveryCodes: os.renewRecoveryCodes.handler(({ input }) => ask((client, options) => client.session.renewRecoveryCodes(input, options))),
    changePassword: os.changePassword.handler(({ input }) => ask((client, options) => client.session.changePassword(input, options))),
    agents: os.agents.handler(({ input }) => askBackend(core, true, (api, options) => api.session.agents(input, options))),
    unlockAgent: os.unlockAgent.handler(({ input }) => help((api, commandId, options) => api.session.unlockAgent({ commandId, ...input }, options))),
    removeAgentFactor: os.removeAgentFactor.handler(({ input }) => help((api, commandId, options) => api.session.removeAgentFactor({ commandId, ...input }, options))),
    disableAgent: os.disableAgent.handler(({ input }) => help((api, commandId, options) => api.session.disableAgent({ commandId, ...input }, options))),
    enableAgent: os.enableAgent.handler(({ input }) => help((api, commandId, options) => api.session.enableAgent({ commandId, ...input }, options))),
    roles: os.roles.handler(() => askBackend(core, true, (api, options) => api.session.roles(undefined, options))),
    setRoleRights: os.setRoleRights.handler(({ input }) => help((api, commandId, options) => api.session.setRoleRights({ commandId, ...input }, options)).catch((error: unknown) => {
      // The answer to an earlier try was lost, and that one was first: what was wanted is there.
      if (isAppError(error, 'conflict') && hasRights(error.data.current, input.permissions)) return {}
      throw error
    })),
    signOut: os.signOut.handler(async () => {
      await leave()
      return {}
    }),
  })
}

const hasRights = (current: unknown, wanted: readonly string[]): boolean => {
  const found = roleRightsSchema.safeParse(current)
  return found.success && isDeepStrictEqual(new Set<string>(found.data.permissions), new Set(wanted))
}

/** The token is forgotten first: what happens to the network then is no longer the person's concern. */
async function signOut(core: DeskCore): Promise<void> {
  const token = core.session.token ?? core.session.locked?.token ?? null
  const network = await core.network()
  const revoked =
    token === null
      ? null
      : network.api.call((client, options) => client.session.signOut(undefined, { ...options, context: { token } }), AbortSignal.timeout(REVOKE_MS)).catch(() => undefined)
  core.session.end(null)
  await Promise.all([network.pull.halt(), network.accounts.halt()])
  // What was just sent is usually answered in this time; else it goes again under its id when its agent is back.
  await Promise.race([network.push.settled(), new Promise((resolve) => setTimeout(resolve, REVOKE_MS))])
  await network.push.halt()
  await revoked
}
