/** A backend with somebody of each role signed in, and a caller who is known exactly as well as is asked for. */
import { manualClock, isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { api } from '#shared/contract/api.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import type { VerificationLevel } from '#shared/features/interactions/verification-level.ts'
import { roleSchema, type Role } from '#shared/features/session/session.schema.ts'
import { startSession } from '../../../electron/backend/features/session/sessions.ts'
import { passingSecretBox, type SecretBox } from '../../../electron/backend/secret-box.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { migrate } from '../../../electron/backend/store/migrate.ts'
import { openStore, type Store } from '../../../electron/backend/store/store.ts'
import { newTotpSecret } from '../../../electron/backend/totp.ts'
import { makeAgent, phoneWith } from '../../../tests/support/agent-sign-in.ts'
import { apiClient, signInAs, startTestBackend, TEST_PASSWORD, type ApiClient } from '../../../tests/support/api-client.ts'
import { everyGuardedProcedure } from '../../../tests/support/every-procedure.ts'
import { makeRow } from '../../../tests/support/rows.ts'
import { putContact } from '../../../tests/support/verifying.ts'
import type { Half } from './expected-rights.ts'

/** What a call met at the door. `in`: it was let in, whatever became of it there. */
export type Met = 'in' | 'forbidden' | 'verificationRequired' | 'stepUpRequired' | 'unauthenticated' | 'internal' | 'noAnswer'

/** Each procedure of the contract, with what it demands: the object that the backend itself reads. */
export const procedures = (): Map<string, ProcedureMeta> =>
  new Map(Object.entries(api).flatMap(([feature, all]) => Object.entries(all).map(([name, procedure]) => [`${feature}.${name}`, procedure['~orpc'].meta as ProcedureMeta] as const)))

export type Arena = {
  readonly roles: readonly Role[]
  /** @returns null where nobody has written down how this procedure is called */
  meet(procedure: string, role: Role, level: VerificationLevel): Promise<Met | null>
  /** With half a session, begun for this call. */
  meetHalf(procedure: string, role: Role, half: Half): Promise<Met | null>
  /** Without a session. */
  meetStranger(procedure: string): Promise<Met | null>
  close(): Promise<void>
}

const NOW = Date.parse('2026-11-23T16:30:00.000Z')

export async function openArena(): Promise<Arena> {
  const clock = manualClock(NOW)
  const store = await openStore({ kind: 'embedded', dataDirectory: null })
  await migrate(store, clock)
  const secrets = passingSecretBox()
  const backend = await startTestBackend({ store, clock, secrets })
  const customer = makeRow('customer')
  await store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [customer]))
  const desks = new Map<Role, Awaited<ReturnType<typeof signInAs>>>()
  const deskOf = async (role: Role) => {
    const desk = desks.get(role) ?? (await signInAs(store, backend.url, role, clock))
    desks.set(role, desk)
    return desk
  }
  const halfIn = new Map<Role, ReturnType<typeof makeAgent>>()
  const halfInOf = (role: Role) => {
    const agent = halfIn.get(role) ?? makeAgent(store, role)
    halfIn.set(role, agent)
    return agent
  }
  const callOf = (client: ApiClient, procedure: string) => callsOf(client, customer.id, clock)[procedure]
  const stranger = apiClient(backend.url)
  return {
    roles: roleSchema.options,
    meet: async (procedure, role, level) => {
      const { client, session } = await deskOf(role)
      await putContact(store, clock, { agentId: session.agent.id, customerId: customer.id, level })
      const call = callOf(client, procedure)
      if (!call) return null
      const met = await meetingOf(call)
      if (procedure === 'session.signOut') desks.delete(role)
      return met
    },
    meetHalf: async (procedure, role, half) => {
      const { id } = await halfInOf(role)
      await putApp(store, secrets, id)
      const call = callOf(apiClient(backend.url, await startSession(store.db, clock, id, { stage: half })), procedure)
      return call ? meetingOf(call) : null
    },
    meetStranger: async (procedure) => {
      const call = callOf(stranger, procedure)
      return call ? meetingOf(call) : null
    },
    close: async () => {
      await backend.close()
      await store.close()
    },
  }
}

const APP = newTotpSecret()

/** In place of whatever there was: its code is right, and was never used. */
async function putApp(store: Store, secrets: SecretBox, agentId: string): Promise<void> {
  const id = newId()
  await store.db.deleteFrom('agentFactor').where('agentId', '=', agentId).execute()
  await store.db.insertInto('agentFactor').values({ id, agentId, secret: secrets.seal(APP, id), state: 'active', addedAt: isoInstant(NOW) }).execute()
}

/** Who may not begin gets no key: then any code will do to find out whether they may confirm. */
async function setUpApp({ session }: ApiClient, clock: Clock): Promise<unknown> {
  const begun = await session.beginSecondFactor({ password: TEST_PASSWORD }).catch(() => null)
  return session.confirmSecondFactor({ code: begun ? phoneWith(begun.secret, clock)() : '000000' })
}

/** What needs no permission is not among the guarded ones. Secrets are right, so that whoever may get in does. */
const callsOf = (client: ApiClient, customerId: string, clock: Clock): Record<string, (() => Promise<unknown>) | undefined> => ({
  ...everyGuardedProcedure(client, customerId),
  'session.serverInfo': () => client.session.serverInfo(),
  'session.signIn': () => client.session.signIn({ userName: 'nobody', password: TEST_PASSWORD }),
  // No provider is set up: whoever is let in is told that.
  'session.beginSingleSignOn': () => client.session.beginSingleSignOn({ purpose: 'signIn', redirectUri: 'http://127.0.0.1:4000/callback' }),
  'session.signInBySingleSignOn': () => client.session.signInBySingleSignOn({ transaction: 'x'.repeat(43), callback: 'code=x&state=y' }),
  'session.proveBySingleSignOn': () => client.session.proveBySingleSignOn({ transaction: 'x'.repeat(43), callback: 'code=x&state=y' }),
  'session.current': () => client.session.current(),
  'session.signOut': () => client.session.signOut(),
  'session.confirmCode': () => client.session.confirmCode({ code: phoneWith(APP, clock)() }),
  'session.beginSecondFactor': () => client.session.beginSecondFactor({ password: TEST_PASSWORD }),
  'session.confirmSecondFactor': () => setUpApp(client, clock),
  'session.resume': () => client.session.resume({ secret: TEST_PASSWORD }),
  'session.stepUp': () => client.session.stepUp({ secret: TEST_PASSWORD }),
  'session.secondFactor': () => client.session.secondFactor(),
  'session.renewRecoveryCodes': () => client.session.renewRecoveryCodes({ password: TEST_PASSWORD }),
  // Too short: whoever gets in is told that, and goes on with the password they have.
  'session.changePassword': () => client.session.changePassword({ password: TEST_PASSWORD, newPassword: 'short' }),
  'billing.adjustmentReasons': () => client.billing.adjustmentReasons(),
  'billing.lineNames': () => client.billing.lineNames(),
})

async function meetingOf(call: () => Promise<unknown>): Promise<Met> {
  try {
    await call()
    return 'in'
  } catch (error) {
    return meetings[String((error as { code?: unknown }).code)] ?? 'noAnswer'
  }
}

/** Errors of the contract. A door is passed where the input, or what it is about, is what was wrong. */
const meetings: Record<string, Met> = {
  forbidden: 'forbidden', verificationRequired: 'verificationRequired', stepUpRequired: 'stepUpRequired', unauthenticated: 'unauthenticated', internal: 'internal',
  validation: 'in', conflict: 'in', notFound: 'in', limitExceeded: 'in',
}
