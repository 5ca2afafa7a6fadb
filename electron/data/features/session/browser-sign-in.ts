/** Single sign-on at the desk: the browser says who it is, the backend says whether that lets them in. Only one is under way. */
import type { SignInStep } from '#shared/features/session/second-factor.schema.ts'
import type { Session } from '#shared/features/session/session.schema.ts'
import type { BeginSingleSignOn, FinishSingleSignOn } from '#shared/features/session/single-sign-on.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import type { Api, ApiClient } from '../../sync/api-client.ts'

type Options = Parameters<Api['session']['beginSingleSignOn']>[1]
type Finish<T> = (client: Api, finish: FinishSingleSignOn, options: Options) => Promise<T>

export type BrowserSignIn = {
  /** @param signal the person would rather not, or the window is gone */
  signIn(signal: AbortSignal | undefined): Promise<SignInStep>
  /** @param token of the session whose agent proves who they are */
  prove(token: string, signal: AbortSignal | undefined): Promise<Session>
}

export function createBrowserSignIn(core: Pick<DeskCore, 'network' | 'browser'>): BrowserSignIn {
  let under: AbortController | null = null
  async function through<T>(purpose: BeginSingleSignOn['purpose'], token: string | null, given: AbortSignal | undefined, work: Finish<T>, undo: (api: ApiClient, answer: T) => void): Promise<T> {
    under?.abort()
    const mine = (under = new AbortController())
    const signal = given ? AbortSignal.any([given, mine.signal]) : mine.signal
    const { api } = await core.network()
    let transaction = ''
    const callback = await core.browser.visit(async (redirectUri) => {
      const begun = await api.call((client, options) => client.session.beginSingleSignOn({ purpose, redirectUri }, { ...options, context: { token } }), signal)
      transaction = begun.transaction
      return begun.authorizationUrl
    }, signal)
    // Asked to its end: an answer that nobody hears would leave a session lying about.
    const answer = await api.call((client, options) => work(client, { transaction, callback }, { ...options, context: { token } }))
    if (!signal.aborted) return answer
    undo(api, answer)
    throw signal.reason
  }
  const leave = (api: ApiClient, answer: SignInStep): void => {
    if (answer.step === 'in') void api.call((client, options) => client.session.signOut(undefined, { ...options, context: { token: answer.token } })).catch(() => undefined)
  }
  return {
    signIn: (signal) => through('signIn', null, signal, (client, finish, options) => client.session.signInBySingleSignOn(finish, options), leave),
    prove: (token, signal) => through('proof', token, signal, (client, finish, options) => client.session.proveBySingleSignOn(finish, options), () => undefined),
  }
}
