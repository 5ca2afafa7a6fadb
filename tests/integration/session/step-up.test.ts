/** What weighs more wants the password or a code said within five minutes: over real HTTP, for every procedure that the contract marks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../../../shared/contract/api.ts'
import type { ProcedureMeta } from '../../../shared/contract/procedure.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { PROOF_MS } from '../../../electron/backend/http/authentication.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { makeAgent, reasonOf } from '../../support/agent-sign-in.ts'
import { apiClient, signInAs, type ApiClient, startTestBackend, TEST_PASSWORD } from '../../support/api-client.ts'
import { everyGuardedProcedure, giveEveryRight } from '../../support/every-procedure.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, testClock } from '../../support/stores.ts'
import { putContact } from '../../support/verifying.ts'

const metas = Object.entries(api).flatMap(([feature, procedures]) => Object.entries(procedures).map(([name, procedure]): [string, ProcedureMeta] => [`${feature}.${name}`, procedure['~orpc'].meta as ProcedureMeta]))
const marked = metas.filter(([, { stepUp }]) => stepUp).map(([name]) => name)
/** With what everybody may who is in. A password that may not be used: nothing is changed by it. */
const callsOf = (client: ApiClient, customerId: string): Record<string, () => Promise<unknown>> => ({
  ...everyGuardedProcedure(client, customerId), 'session.changePassword': () => client.session.changePassword({ password: TEST_PASSWORD, newPassword: 'short' }),
})
const unmarked = Object.keys(everyGuardedProcedure(apiClient(''), newId())).filter((name) => !marked.includes(name))

describe('what weighs more', () => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let customerId: string
  beforeAll(async () => {
    store = await openTestStore('embedded', clock)
    backend = await startTestBackend({ store, clock })
    const customer = makeRow('customer')
    customerId = customer.id
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [customer]))
    await giveEveryRight(store, 'supervisor')
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  /** With a caller who is known, so that the gate is no answer to the question of proof. */
  const signIn = async () => {
    const desk = await signInAs(store, backend.url, 'supervisor', clock)
    await putContact(store, clock, { agentId: desk.session.agent.id, customerId, level: 'verifiedByCallback' })
    return desk
  }

  it('is helping colleagues in, deciding above limits, taking data out, and another password', () => {
    expect([...marked].sort()).toEqual([
      'audit.accessReport', 'audit.exportEntries', 'billing.decideAdjustment', 'privacy.erase', 'session.changePassword', 'session.disableAgent', 'session.enableAgent', 'session.removeAgentFactor', 'session.setRoleRights', 'session.unlockAgent',
    ])
  })

  it.each(marked)('%s is refused five minutes after the sign-in, with its line in the audit, and works again after the proof', async (name) => {
    const { client } = await signIn()
    const ask = () => reasonOf(callsOf(client, customerId)[name]!())
    clock.advance(PROOF_MS - 1)
    expect(await ask()).not.toBe('stepUpRequired')
    clock.advance(1)
    expect(await ask()).toBe('stepUpRequired')
    const line = await store.db.selectFrom('auditEntry').select(['action', 'errorCode']).orderBy('seq', 'desc').limit(1).executeTakeFirst()
    expect(line).toEqual({ action: name, errorCode: 'stepUpRequired' })
    expect(await reasonOf(client.session.stepUp({ secret: 'not this one' }))).toBe('wrongCredentials')
    expect(await ask()).toBe('stepUpRequired')
    clock.advance(2_000)
    await client.session.stepUp({ secret: TEST_PASSWORD })
    expect(await ask()).not.toBe('stepUpRequired')
  })

  it.each(unmarked)('%s does not ask for it (the control)', async (name) => {
    const { client } = await signIn()
    clock.advance(PROOF_MS)
    expect(await reasonOf(everyGuardedProcedure(client, customerId)[name]!())).not.toBe('stepUpRequired')
  })

  it('is asked for behind the gate: who has no caller is told that first', async () => {
    const { client } = await signInAs(store, backend.url, 'supervisor', clock)
    clock.advance(PROOF_MS)
    await expect(client.audit.accessReport({ customerId })).rejects.toMatchObject({ code: 'verificationRequired' })
  })

  it('is forbidden, and no question of proof, for whoever may not at all', async () => {
    const { client } = await signInAs(store, backend.url, 'agent', clock)
    clock.advance(PROOF_MS)
    // One's own password is everybody's to change.
    for (const name of marked.filter((each) => each !== 'session.changePassword')) await expect(everyGuardedProcedure(client, customerId)[name]!(), name).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('goes on under the same command id after the proof', async () => {
    const { client } = await signIn()
    const agent = await makeAgent(store)
    const act = { commandId: newId(), agentId: agent.id }
    clock.advance(PROOF_MS)
    await expect(client.session.disableAgent(act)).rejects.toMatchObject({ code: 'stepUpRequired', status: 403 })
    await client.session.stepUp({ secret: TEST_PASSWORD })
    await client.session.disableAgent(act)
    expect(await store.db.selectFrom('agent').select('active').where('id', '=', agent.id).executeTakeFirst()).toEqual({ active: false })
  })
})
