/** A desk's part of single sign-on, over real HTTP, with a browser that is played. */
import type { SignInStep } from '../../shared/features/session/second-factor.schema.ts'
import type { SingleSignOnOptions } from '../../electron/backend/single-sign-on-options.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { apiClient } from './api-client.ts'
import { CLIENT_ID, openBrowser, type TestBrowser, type TestProvider } from './openid-provider.ts'

/** Where the desk would listen: nothing is there, as the browser is stopped before it. */
export const REDIRECT = 'http://127.0.0.1:47999/callback'

export const optionsOf = ({ issuer, secret }: Pick<TestProvider, 'issuer' | 'secret'>, more: Partial<SingleSignOnOptions> = {}): SingleSignOnOptions => ({
  issuer, clientId: CLIENT_ID, clientSecret: secret, name: 'Isla account', scope: 'openid profile email', rolesClaim: 'groups', trustsSecondFactor: false,
  roles: [{ value: 'care-leads', role: 'supervisor' }, { value: 'care', role: 'agent' }], ...more,
})

/** Somebody signs in. @param changed what is done to the address on its way to the browser */
export async function signInAt(url: string, { browser = openBrowser(), changed = (address: URL) => address }: { browser?: TestBrowser; changed?: (address: URL) => URL } = {}): Promise<SignInStep> {
  const { session } = apiClient(url)
  const { authorizationUrl, transaction } = await session.beginSingleSignOn({ purpose: 'signIn', redirectUri: REDIRECT })
  return session.signInBySingleSignOn({ transaction, callback: await browser.callbackOf(changed(new URL(authorizationUrl)).href) })
}

/** Whoever has this token says once more who they are. */
export async function proveAt(url: string, token: string, { browser = openBrowser(), changed = (address: URL) => address }: { browser?: TestBrowser; changed?: (address: URL) => URL } = {}) {
  const { session } = apiClient(url, token)
  const { authorizationUrl, transaction } = await session.beginSingleSignOn({ purpose: 'proof', redirectUri: REDIRECT })
  return session.proveBySingleSignOn({ transaction, callback: await browser.callbackOf(changed(new URL(authorizationUrl)).href) })
}

/** How it ended: `in`, the step, or why not. */
export const endOf = (work: Promise<unknown>): Promise<string> =>
  work.then((answer) => (answer as { step?: string }).step ?? 'in', (error: { code?: string; data?: { reason?: string; unit?: string; what?: string } }) => error.data?.reason ?? error.data?.unit ?? error.data?.what ?? error.code ?? String(error))

type Line = { action: string; agentId: string | null; outcome: string; errorCode: string | null; detail: unknown }
export async function lastLines(store: Store, count: number): Promise<Line[]> {
  const lines = await store.db.selectFrom('auditEntry').select(['action', 'agentId', 'outcome', 'errorCode', 'detail']).orderBy('seq', 'desc').limit(count).execute()
  return lines.reverse()
}
