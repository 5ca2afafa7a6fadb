/** Agents at the door: from which address, with what. */
import { TOTP } from 'otpauth'
import { createORPCClient } from '@orpc/client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { api } from '../../shared/contract/api.ts'
import type { Role } from '../../shared/features/session/session.schema.ts'
import type { Clock, manualClock } from '../../shared/kernel/clock.ts'
import { newId } from '../../shared/kernel/ids.ts'
import { hashSecret } from '../../electron/backend/secret-hash.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { TEST_PASSWORD, type ApiClient } from './api-client.ts'

/** A client behind a proxy that is believed (`trustedProxies: ['127.0.0.1']`). @param address as the proxy says it */
export const clientFrom = (url: string, address: string, token: string | null = null): ApiClient =>
  createORPCClient(new OpenAPILink(api, { url, headers: { 'x-forwarded-for': address, ...(token === null ? {} : { authorization: `Bearer ${token}` }) } }))

type ManualClock = ReturnType<typeof manualClock>
let hashed: Promise<string> | undefined
let counter = 0

/** An agent with TEST_PASSWORD, not signed in. One hash for all: argon2 takes its time. @param passwordHash another of the same password */
export async function makeAgent(store: Store, role: Role = 'agent', passwordHash?: string) {
  const number = (counter += 1)
  const agent = { id: newId(), userName: `jo-${number}-${Math.random().toString(36).slice(2, 8)}`, displayName: `Jo Alder ${number}`, role }
  await store.db.insertInto('agent').values({ ...agent, passwordHash: passwordHash ?? (await (hashed ??= hashSecret(TEST_PASSWORD))), createdAt: '2026-02-03T04:05:06.000Z' }).execute()
  return agent
}

/** Signs in with the password alone. @returns a client that holds what came of it, and how it goes on */
export async function begin(url: string, userName: string, address = '192.0.2.1') {
  const { step, token } = await clientFrom(url, address).session.signIn({ userName, password: TEST_PASSWORD })
  return { step, token, client: clientFrom(url, address, token) }
}

/** Codes as the agent's phone shows them. */
export const phoneWith = (secret: string, clock: Clock) => (shiftMs = 0): string => new TOTP({ secret, digits: 6, period: 30 }).generate({ timestamp: clock.now() + shiftMs })

/** Sets up an app from a sign-in that wants one. Moves the clock on, past the code that was used for it. */
export async function enrol(url: string, userName: string, clock: ManualClock) {
  const { client } = await begin(url, userName)
  const { secret } = await client.session.beginSecondFactor({ password: null })
  const code = phoneWith(secret, clock)
  const { recoveryCodes, entered } = await client.session.confirmSecondFactor({ code: code() })
  clock.advance(60_000)
  if (!entered) throw new Error('nobody is in')
  return { secret, code, recoveryCodes, ...entered, client: clientFrom(url, '192.0.2.1', entered.token) }
}

export const reasonOf = (work: Promise<unknown>): Promise<string> =>
  work.then(() => 'in', (error: { code?: string; data?: { reason?: string; unit?: string } }) => error.data?.reason ?? error.data?.unit ?? error.code ?? String(error))
