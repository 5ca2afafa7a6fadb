/** The contract's own client over a real socket, as a desk uses it. */
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { api } from '../../shared/contract/api.ts'
import { CONTRACT_HEADER, CONTRACT_VERSION } from '../../shared/contract/version.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { SignInStep } from '../../shared/features/session/second-factor.schema.ts'
import type { Role } from '../../shared/features/session/session.schema.ts'
import { createBackend, type Backend, type BackendOptions } from '../../electron/backend/backend.ts'
import { insertAgent } from '../../electron/backend/features/session/create-agent.ts'
import { hashSecret } from '../../electron/backend/secret-hash.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { testClock } from './stores.ts'

export type ApiClient = ContractRouterClient<typeof api>

/** @param more headers, such as of what a desk asks by itself */
export function apiClient(url: string, token: string | null = null, more: Record<string, string> = {}): ApiClient {
  const headers = { ...more, [CONTRACT_HEADER]: String(CONTRACT_VERSION), ...(token ? { authorization: `Bearer ${token}` } : {}) }
  return createORPCClient(new OpenAPILink(api, { url, headers }))
}

export async function startTestBackend(options: BackendOptions): Promise<Backend & { url: string }> {
  const backend = await createBackend(options)
  const url = await backend.listen({ port: 0 })
  return { ...backend, url }
}

export const TEST_PASSWORD = 'correct horse battery staple'

/** One for all: argon2 takes its time, and a test has many agents. */
let hashed: Promise<string> | undefined

/** Of a sign-in that needs no second step. */
export function entered(step: SignInStep): Extract<SignInStep, { step: 'in' }> {
  if (step.step !== 'in') throw new Error(`the sign-in goes on with ${step.step}`)
  return step
}

/** An agent of the role, signed in. */
export async function signInAs(store: Store, url: string, role: Role = 'agent', clock: Clock = testClock(), userName = `${role}-${Math.random().toString(36).slice(2)}`) {
  const displayName = `${role} ${userName.slice(-4)}`
  await insertAgent(store.db, { userName, displayName, role, clock, passwordHash: await (hashed ??= hashSecret(TEST_PASSWORD)) })
  const { token, session } = entered(await apiClient(url).session.signIn({ userName, password: TEST_PASSWORD }))
  return { token, session, userName, displayName, client: apiClient(url, token) }
}
