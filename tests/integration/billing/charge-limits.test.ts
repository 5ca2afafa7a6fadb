/** Charges meet the three limits of credits, each with sums of its own: neither uses up the other's, and an approver meets both. */
import { describe, expect, it } from 'vitest'
import type { Adjustment } from '../../../shared/features/billing/adjustments.schema.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import { MAX_WAITING_CHARGES } from '../../../electron/backend/features/billing/adjustment-limits.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { answered, charge, credit, decision, operatorToday, reversal, storedAdjustment, writtenFor } from '../../support/adjusting.ts'
import { signInAs } from '../../support/api-client.ts'
import { withBillingBackend, type TestBackend } from '../../support/billing-backend.ts'
import { issueBill, openAccount } from '../../support/simple-billing.ts'
import { storeKinds, testClock } from '../../support/stores.ts'

const DAYS_30_MS = 30 * 86_400_000

describe.each(storeKinds)('charges on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: TestBackend
  withBillingBackend(kind, clock, (opened) => void ({ store, backend } = opened))

  const signIn = (role: Role = 'agent') => signInAs(store, backend.url, role, clock)
  type Client = Awaited<ReturnType<typeof signIn>>['client']
  const stateOf = async (client: Client, input: ReturnType<typeof charge>) => answered(await client.billing.submitAdjustment(input)).state

  it('meet the day of an agent to the cent, pending ones counted, and leave credits alone', async () => {
    const { client } = await signIn()
    for (let number = 0; number < 4; number += 1) expect(await stateOf(client, charge(await openAccount(store), 5_000))).toBe('posted')
    expect(await stateOf(client, charge(await openAccount(store), 4_999))).toBe('posted')
    expect(await stateOf(client, charge(await openAccount(store), 2))).toBe('pendingApproval')
    // Two cents wait, and count: nothing is left.
    expect(await stateOf(client, charge(await openAccount(store), 1))).toBe('pendingApproval')
    const account = await openAccount(store)
    expect(await stateOf(client, credit(account, 5_000))).toBe('posted')
    expect((await client.billing.adjustmentTerms({ customerId: account.customerId })).used).toEqual({ credit: { today: 5_000, forCustomer: 5_000 }, charge: { today: 25_002, forCustomer: 0 } })
  })

  it('meet the 30 days of a customer whoever charges, to the millisecond, and are not hidden behind credits', async () => {
    const account = await openAccount(store)
    const ask = async (input: ReturnType<typeof charge>) => stateOf((await signIn()).client, input)
    expect([await ask(charge(account, 5_000)), await ask(charge(account, 2_500)), await ask(charge(account, 1))]).toEqual(['posted', 'posted', 'pendingApproval'])
    // The control: the same amounts as credits, of which none was given yet.
    expect([await ask(credit(account, 5_000)), await ask(credit(account, 2_500))]).toEqual(['posted', 'posted'])
    clock.advance(DAYS_30_MS - 1)
    expect(await ask(charge(account, 1))).toBe('pendingApproval')
    clock.advance(1)
    expect([await ask(charge(account, 5_000)), await ask(charge(account, 2_498)), await ask(charge(account, 1))]).toEqual(['posted', 'posted', 'pendingApproval'])
  })

  it('that are taken back count as credits and no longer as charges; a credit that is taken back is no charge', async () => {
    const [{ client: senior }, account] = [await signIn('seniorAgent'), await openAccount(store)]
    const used = async () => (await senior.billing.adjustmentTerms({ customerId: account.customerId })).used
    const [charged, given] = [answered(await senior.billing.submitAdjustment(charge(account, 7_000))), answered(await senior.billing.submitAdjustment(credit(account, 900)))]
    expect(await used()).toEqual({ credit: { today: 900, forCustomer: 900 }, charge: { today: 7_000, forCustomer: 7_000 } })
    await senior.billing.reverseAdjustment(reversal(charged))
    await senior.billing.reverseAdjustment(reversal(given))
    expect(await used()).toEqual({ credit: { today: 7_000, forCustomer: 7_000 }, charge: { today: 0, forCustomer: 0 } })
  })

  it('are approved within the approver\'s own day and the customer\'s 30 days', async () => {
    const [{ client: agent }, { client: supervisor }] = [await signIn('seniorAgent'), await signIn('supervisor')]
    const account = await openAccount(store)
    const [first, second] = [answered(await agent.billing.submitAdjustment(charge(account, 60_000))), answered(await agent.billing.submitAdjustment(charge(account, 40_001)))]
    const { cases } = await supervisor.billing.approvals()
    // What waits beside it counts: of 1,000.00 a cent too little is left.
    expect(cases.find(({ adjustment }) => adjustment.id === second.id)).toMatchObject({ mayDecide: 'overLimit', over: { of: 'perCustomer30Days', limit: 100_000, left: 40_000 } })
    await expect(supervisor.billing.decideAdjustment(decision(second))).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: 100_000, left: 40_000, of: 'perCustomer30Days' } })
    expect((await storedAdjustment(store, second.id))?.state).toBe('pendingApproval')
    expect(answered(await supervisor.billing.decideAdjustment(decision(second, { amount: 40_000, comment: 'What is left' }))).state).toBe('posted')
    const now = (await supervisor.billing.approvals()).cases.find(({ adjustment }) => adjustment.id === first.id)?.figuresNow
    if (!now) return expect.fail('the first waits')
    expect(answered(await supervisor.billing.decideAdjustment(decision(first, { figures: now }))).state).toBe('posted')
    expect((await supervisor.billing.adjustmentTerms({ customerId: account.customerId })).used).toEqual({ credit: { today: 0, forCustomer: 0 }, charge: { today: 100_000, forCustomer: 100_000 } })
  })

  it('are a hundred at most on one bill: one more is refused, asked for or approved, until a bill has them or one is taken back', async () => {
    const [{ client: agent }, { client: supervisor }, account] = [await signIn(), await signIn('supervisor'), await openAccount(store)]
    const full = { code: 'limitExceeded', data: { limit: MAX_WAITING_CHARGES, left: 0, unit: 'waitingCharges' } }
    const large = answered(await agent.billing.submitAdjustment(charge(account, 5_001)))
    expect(large.state).toBe('pendingApproval')
    const posted: Adjustment[] = []
    while (posted.length < MAX_WAITING_CHARGES) posted.push(answered(await agent.billing.submitAdjustment(charge(account, 1))))
    const before = await writtenFor(store, account)
    for (const amount of [1, 5_002]) await expect(agent.billing.submitAdjustment(charge(account, amount))).rejects.toMatchObject(full)
    const approve = async () => {
      const now = (await supervisor.billing.approvals()).cases.find(({ adjustment }) => adjustment.id === large.id)?.figuresNow
      return supervisor.billing.decideAdjustment(decision(large, now ? { figures: now } : {}))
    }
    await expect(approve()).rejects.toMatchObject(full)
    expect(await writtenFor(store, account)).toEqual(before)
    // The controls: a credit is no line of that bill, and another account has a bill of its own.
    expect([await stateOf(agent, credit(account, 1)), await stateOf(agent, charge(await openAccount(store), 1))]).toEqual(['posted', 'posted'])
    await supervisor.billing.reverseAdjustment(reversal(posted[0] as Adjustment))
    expect(answered(await approve()).state).toBe('posted')
    await expect(agent.billing.submitAdjustment(charge(account, 1))).rejects.toMatchObject(full)
    await issueBill(store, account, { clock, today: operatorToday(clock) }, { service: 1_000 })
    expect(await stateOf(agent, charge(account, 1))).toBe('posted')
  })
})
