/** A backend with somebody of each role signed in, and a caller who is known exactly as well as is asked for. */
import { manualClock, isoInstant } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { api } from '#shared/contract/api.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import type { VerificationLevel } from '#shared/features/interactions/verification-level.ts'
import { roleSchema, type Role } from '#shared/features/session/session.schema.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { migrate } from '../../../electron/backend/store/migrate.ts'
import { openStore, type Store } from '../../../electron/backend/store/store.ts'
import { apiClient, signInAs, startTestBackend, TEST_PASSWORD, type ApiClient } from '../../../tests/support/api-client.ts'
import { everyGuardedProcedure } from '../../../tests/support/every-procedure.ts'
import { makeRow } from '../../../tests/support/rows.ts'

/** What a call met at the door. `in`: it was let in, whatever became of it there. */
export type Met = 'in' | 'forbidden' | 'verificationRequired' | 'unauthenticated' | 'internal' | 'noAnswer'

/** Each procedure of the contract, with what it demands: the object that the backend itself reads. */
export const procedures = (): Map<string, ProcedureMeta> =>
  new Map(Object.entries(api).flatMap(([feature, all]) => Object.entries(all).map(([name, procedure]) => [`${feature}.${name}`, procedure['~orpc'].meta as ProcedureMeta] as const)))

export type Arena = {
  readonly roles: readonly Role[]
  /** @returns null where nobody has written down how this procedure is called */
  meet(procedure: string, role: Role, level: VerificationLevel): Promise<Met | null>
  /** Without a session. */
  meetStranger(procedure: string): Promise<Met | null>
  close(): Promise<void>
}

const NOW = Date.parse('2026-11-23T16:30:00.000Z')

export async function openArena(): Promise<Arena> {
  const clock = manualClock(NOW)
  const store = await openStore({ kind: 'embedded', dataDirectory: null })
  await migrate(store, clock)
  const backend = await startTestBackend({ store, clock })
  const customer = makeRow('customer')
  await store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [customer]))
  const desks = new Map<Role, Awaited<ReturnType<typeof signInAs>>>()
  const deskOf = async (role: Role) => {
    const desk = desks.get(role) ?? (await signInAs(store, backend.url, role, clock))
    desks.set(role, desk)
    return desk
  }
  const stranger = apiClient(backend.url)
  return {
    roles: roleSchema.options,
    meet: async (procedure, role, level) => {
      const { client, session } = await deskOf(role)
      await putContact(store, { agentId: session.agent.id, customerId: customer.id, level })
      const call = callsOf(client, customer.id)[procedure]
      if (!call) return null
      const met = await meetingOf(call)
      if (procedure === 'session.signOut') desks.delete(role)
      return met
    },
    meetStranger: async (procedure) => {
      const call = callsOf(stranger, customer.id)[procedure]
      return call ? meetingOf(call) : null
    },
    close: async () => {
      await backend.close()
      await store.close()
    },
  }
}

/** What needs no permission is not among the guarded ones. */
const callsOf = (client: ApiClient, customerId: string): Record<string, (() => Promise<unknown>) | undefined> => ({
  ...everyGuardedProcedure(client, customerId),
  'session.serverInfo': () => client.session.serverInfo(),
  'session.signIn': () => client.session.signIn({ userName: 'nobody', password: TEST_PASSWORD }),
  'session.current': () => client.session.current(),
  'session.signOut': () => client.session.signOut(),
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
  forbidden: 'forbidden', verificationRequired: 'verificationRequired', unauthenticated: 'unauthenticated', internal: 'internal',
  validation: 'in', conflict: 'in', notFound: 'in', limitExceeded: 'in',
}

/** Also for roles that may begin none: whatever came about, it must not open a door. */
async function putContact(store: Store, { agentId, customerId, level }: { agentId: string; customerId: string; level: VerificationLevel }): Promise<void> {
  const at = isoInstant(NOW)
  const way = { unverified: null, verified: 'pin', verifiedByCallback: 'callback' } as const
  await store.db.updateTable('partyInteraction').set({ endedAt: at, endedBy: 'replaced' }).where('agentId', '=', agentId).where('endedAt', 'is', null).execute()
  const { id: sessionId } = await store.db.selectFrom('session').select('id').where('agentId', '=', agentId).where('endedAt', 'is', null).orderBy('startedAt', 'desc').executeTakeFirstOrThrow()
  await store.db.insertInto('partyInteraction')
    .values({ id: newId(), customerId, agentId, sessionId, channel: 'call', level, way: way[level], verifiedAt: way[level] && at, startedAt: at, usedAt: at }).execute()
}
