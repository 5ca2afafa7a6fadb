/** A second step that is added or taken away ends what was let in before it, on both stores: another's session and remembered device are not in any more. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { openPortalBrowser, type CustomerBrowser } from '../../support/customer-portal.ts'
import { CUSTOMER_PASSWORD, makeIdentity, sentTo, type TestIdentity } from '../../support/identities.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

describe.each(storeKinds)('a second step on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let ana: TestIdentity
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, demo: { operatorName: 'Isla Cable', accounts: [] }, trustedProxies: ['127.0.0.1'] })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  beforeEach(async () => {
    clock.advance(16 * 60_000)
    ana = await makeIdentity(store)
  })

  let nextAddress = 0
  const browser = (): CustomerBrowser => openPortalBrowser(backend.url, { address: `192.0.2.${(nextAddress += 1) & 255}` })
  const enter = (from: CustomerBrowser, remember: boolean) => from.ask('sign-in', { name: ana.userName, password: CUSTOMER_PASSWORD, remember })
  const add = async (from: CustomerBrowser): Promise<string> => {
    expect(await from.ask('begin-factor', { current: CUSTOMER_PASSWORD, kind: 'sms' })).toMatchObject({ status: 200 })
    const added = await from.ask('confirm-factor', { code: (await sentTo(store, ana.customerId))[0]?.params.code, kind: 'sms' })
    expect(added).toMatchObject({ status: 200, body: { step: 'in', factors: [{ kind: 'sms' }] } })
    clock.advance(1_000)
    return (added.body as unknown as { factors: { id: string }[] }).factors[0]?.id ?? ''
  }
  const enterWithCode = async (from: CustomerBrowser) => {
    expect(await enter(from, true)).toMatchObject({ body: { step: 'code' } })
    await from.ask('send-code', { channel: 'sms' })
    expect(await from.ask('code', { code: (await sentTo(store, ana.customerId))[0]?.params.code })).toMatchObject({ body: { step: 'in' } })
    clock.advance(1_000)
  }
  const isIn = async (from: CustomerBrowser) => (await from.ask('state')).body.step === 'in'

  it('that is added signs everybody out but who added it, remembered devices as well', async () => {
    const [own, thief, thiefs] = [browser(), browser(), browser()]
    await enter(own, true)
    await enter(thief, true)
    await enter(thiefs, false)
    expect(await Promise.all([own, thief, thiefs].map(isIn)), 'the control').toEqual([true, true, true])
    await add(own)
    expect(await Promise.all([own, thief, thiefs].map(isIn))).toEqual([true, false, false])
    expect(await enter(thief, true), 'the password alone').toMatchObject({ body: { step: 'code' } })
    clock.advance(13 * 3_600_000)
    expect(await isIn(own), 'the device on which it was added stays remembered').toBe(true)
    expect((await sentTo(store, ana.customerId)).map(({ template }) => template)).toContain('signInFactorAdded')
  })

  it('that the customer removes signs all others out', async () => {
    const [own, other] = [browser(), browser()]
    await enter(own, true)
    const factorId = await add(own)
    await enterWithCode(other)
    expect(await own.ask('remove-factor', { current: CUSTOMER_PASSWORD, factorId })).toMatchObject({ body: { factors: [] } })
    expect(await Promise.all([own, other].map(isIn))).toEqual([true, false])
  })

  it('that an agent takes away signs everybody out, and the customer is told', async () => {
    const [own, thief] = [browser(), browser()]
    await enter(own, true)
    const factorId = await add(own)
    await enterWithCode(thief)
    const supervisor = verifyingEachCaller(store, (await signInAs(store, backend.url, 'supervisor', clock)).client)
    await supervisor.access.removeFactor({ commandId: newId(), customerId: ana.customerId, factorId })
    expect(await Promise.all([own, thief].map(isIn))).toEqual([false, false])
    expect(await supervisor.access.details({ customerId: ana.customerId })).toMatchObject({ sessions: 0, devices: [], factors: [] })
    expect((await sentTo(store, ana.customerId)).map(({ template }) => template)).toContain('signInFactorRemoved')
  })
})
