/** What a supervisor approves counts towards their own limit of a day, beside what they give themselves. */
import { describe, expect, it } from 'vitest'
import { addDays } from '../../../shared/kernel/calendar.ts'
import type { Adjustment } from '../../../shared/features/billing/adjustments.schema.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import { startSession } from '../../../electron/backend/features/session/sessions.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { answered, credit, decision, operatorToday, reversal, storedAdjustment } from '../../support/adjusting.ts'
import { apiClient, signInAs } from '../../support/api-client.ts'
import { withBillingBackend, type TestBackend } from '../../support/billing-backend.ts'
import { openAccount, type Account } from '../../support/simple-billing.ts'
import { storeKinds, testClock } from '../../support/stores.ts'

/** As migration 0007 gives it to a supervisor, minor units. */
const DAY = 500_000

describe.each(storeKinds)('an approver\'s day on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: TestBackend
  withBillingBackend(kind, clock, (opened) => void ({ store, backend } = opened))

  const signIn = (role: Role = 'agent') => signInAs(store, backend.url, role, clock)
  type Client = Awaited<ReturnType<typeof signIn>>['client']
  const approve = async (by: Client, asked: Adjustment) => answered(await by.billing.decideAdjustment(decision(asked)))
  /** By an agent of their own, above whose limits it is. */
  const ask = async (account: Account, amount = 6_000): Promise<Adjustment> => answered(await (await signIn()).client.billing.submitAdjustment(credit(account, amount)))

  it('counts what they let through beside what they gave themselves, to the cent, and what is left is told', async () => {
    const [{ client }, { client: other }] = [await signIn('supervisor'), await signIn('supervisor')]
    await client.billing.submitAdjustment(credit(await openAccount(store), 99_999))
    const first = await approve(client, await ask(await openAccount(store), 100_000))
    for (let number = 0; number < 3; number += 1) await approve(client, await ask(await openAccount(store), 100_000))
    const [last, above] = [await ask(await openAccount(store), 5_001), await ask(await openAccount(store), 5_002)]
    expect((await client.billing.adjustmentTerms({ customerId: last.customerId })).used.credit.today).toBe(DAY - 1)
    const refusal = client.billing.decideAdjustment(decision(last))
    await expect(refusal).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: DAY, left: 1, unit: 'USD', of: 'perDay' } })
    expect((await storedAdjustment(store, last.id))?.state).toBe('pendingApproval')
    const told = async () => (await client.billing.approvals()).cases.find(({ adjustment }) => adjustment.id === last.id)
    expect(await told()).toMatchObject({ mayDecide: 'overLimit', over: { of: 'perDay', limit: DAY, left: 1 } })
    // Whoever has more left can, and what is left is left to the cent.
    expect((await approve(other, above)).state).toBe('posted')
    expect(answered(await client.billing.decideAdjustment(decision(last, { amount: 1, comment: 'What is left of my day' })))).toMatchObject({ state: 'posted', amount: 1 })
    // Taken back it counts no more.
    await other.billing.reverseAdjustment(reversal(first))
    expect((await approve(client, await ask(await openAccount(store), 100_000))).state).toBe('posted')
    await expect(client.billing.decideAdjustment(decision(await ask(await openAccount(store), 5_001)))).rejects.toMatchObject({ data: { of: 'perDay', left: 0 } })
  })

  it('begins anew at the operator\'s midnight', async () => {
    const { session } = await signIn('supervisor')
    const desk = async () => apiClient(backend.url, await startSession(store.db, clock, session.agent.id))
    for (let number = 0; number < 5; number += 1) await (await desk()).billing.decideAdjustment(decision(await ask(await openAccount(store), 100_000)))
    const asked = await ask(await openAccount(store))
    const midnight = Date.parse(`${addDays(operatorToday(clock), 1)}T05:00:00.000Z`)
    clock.advance(midnight - 1 - clock.now())
    await expect((await desk()).billing.decideAdjustment(decision(asked))).rejects.toMatchObject({ data: { of: 'perDay', left: 0 } })
    clock.advance(1)
    expect(answered(await (await desk()).billing.decideAdjustment(decision(asked)))).toMatchObject({ state: 'posted' })
  })

  it('is not passed by decisions at one moment (and without the limit all go through: the control)', async () => {
    const race = async (perDay: number): Promise<number> => {
      await store.db.updateTable('adjustmentLimit').set({ perDay }).where('role', '=', 'supervisor').execute()
      const { client } = await signIn('supervisor')
      const asked: Adjustment[] = []
      for (let number = 0; number < 8; number += 1) asked.push(await ask(await openAccount(store)))
      const decided = await Promise.allSettled(asked.map((each) => approve(client, each)))
      return decided.filter(({ status }) => status === 'fulfilled').length
    }
    expect([await race(3 * 6_000 + 5_999), await race(8 * 6_000)]).toEqual([3, 8])
    await store.db.updateTable('adjustmentLimit').set({ perDay: DAY }).where('role', '=', 'supervisor').execute()
  })
})
