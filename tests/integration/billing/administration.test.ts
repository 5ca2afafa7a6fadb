/** What administrators keep: by nobody else, upon the version that was seen, in force at once, and in the audit with before and after. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { roleSchema } from '../../../shared/features/session/session.schema.ts'
import type { Backend } from '../../../electron/backend/backend.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { answered, charge, credit, reversal } from '../../support/adjusting.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { check } from '../../support/paying.ts'
import { openAccount } from '../../support/simple-billing.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

describe.each(storeKinds)('administration on the %s store', (kind) => {
  let store: Store
  let backend: Backend & { url: string }
  beforeAll(async () => {
    store = await openTestStore(kind)
    backend = await startTestBackend({ store, clock: testClock() })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  const as = (role: Parameters<typeof signInAs>[2]) => signInAs(store, backend.url, role)
  const id = () => ({ commandId: newId() })
  const told = async (action: string) =>
    (await store.db.selectFrom('auditEntry').select('detail').where('action', '=', `administration.${action}`).orderBy('seq', 'desc').limit(1).executeTakeFirst())?.detail as unknown

  it.each(roleSchema.options.filter((role) => role !== 'administrator'))('is not for a role of %s', async (role) => {
    const { client } = await as(role)
    await expect(client.administration.moneySettings()).rejects.toMatchObject({ code: 'forbidden' })
    const asks = [
      () => client.administration.addAdjustmentReason({ ...id(), code: 'mine', english: 'Mine', spanish: 'Mío', direction: 'credit', needsPeriod: false }),
      () => client.administration.changeAdjustmentReason({ ...id(), expectedVersion: 1, code: 'goodwill', english: 'Mine', spanish: 'Mío', active: true }),
      () => client.administration.setAdjustmentLimits({ ...id(), expectedVersion: 1, role: 'agent', perAdjustment: 1, perDay: 1, perCustomer30Days: 1 }),
      () => client.administration.setRecordingLimits({ ...id(), expectedVersion: 1, role: 'agent', perPayment: 1, perDay: 1 }),
      () => client.administration.setRefundLimits({ ...id(), expectedVersion: 1, role: 'agent', perRefund: 1, perDay: 1 }),
      () => client.administration.setRewardLimits({ ...id(), expectedVersion: 1, role: 'agent', perGift: 1, perDay: 1, perCustomer30Days: 1 }),
      () => client.administration.setRewardRules({ ...id(), expectedVersion: 1, earnPoints: 1, earnAmount: 1, inTimePoints: 1, validDays: 30, redeemPoints: 1, redeemAmount: 1 }),
    ]
    for (const ask of asks) await expect(ask()).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('adds a reason that can be used at once, renames it, and retires it; what was given by it stays readable', async () => {
    const [{ client, displayName }, { client: agent }] = [await as('administrator'), await as('agent')]
    const code = `storm${Math.random().toString(36).slice(2, 8)}`
    const [account, second] = [await openAccount(store), await openAccount(store)]
    await client.administration.addAdjustmentReason({ ...id(), code, english: 'Storm', spanish: 'Tormenta', direction: 'credit', needsPeriod: false })
    await expect(client.administration.addAdjustmentReason({ ...id(), code, english: 'Other', spanish: 'Otra', direction: 'charge', needsPeriod: false }))
      .rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'code', message: 'taken' }] } })
    expect(answered(await agent.billing.submitAdjustment(credit(account, 100, { reason: code })))).toMatchObject({ state: 'posted' })
    await client.administration.changeAdjustmentReason({ ...id(), expectedVersion: 1, code, english: 'Storm damage', spanish: 'Daños por tormenta', active: false })
    expect(await told('reasonChanged')).toEqual({ code, 'before.english': 'Storm', 'after.english': 'Storm damage', 'before.spanish': 'Tormenta', 'after.spanish': 'Daños por tormenta', 'before.active': true, 'after.active': false })
    await expect(agent.billing.submitAdjustment(credit(second, 100, { reason: code }))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'reason', message: 'inactive' }] } })
    expect((await agent.billing.adjustmentTerms({ customerId: account.customerId })).reasons.map((reason) => reason.code)).not.toContain(code)
    expect((await agent.billing.adjustmentReasons()).reasons.find((reason) => reason.code === code)).toMatchObject({ english: 'Storm damage', active: false })
    expect((await client.administration.moneySettings()).reasons.find((reason) => reason.code === code)).toMatchObject({ version: 2, changedBy: displayName })
  })

  it('changes limits that hold from then on, upon the version that was seen', async () => {
    const [{ client, displayName }, { client: senior }] = [await as('administrator'), await as('seniorAgent')]
    const before = (await client.administration.moneySettings()).limits.find(({ role }) => role === 'seniorAgent')!
    const account = await openAccount(store)
    const set = (expectedVersion: number, perAdjustment: number) => client.administration.setAdjustmentLimits({ ...id(), expectedVersion, role: 'seniorAgent', perAdjustment, perDay: 75_000, perCustomer30Days: 20_000 })
    await set(before.version, 700)
    expect(answered(await senior.billing.submitAdjustment(credit(account, 701)))).toMatchObject({ state: 'pendingApproval' })
    expect(await told('limitsChanged')).toMatchObject({ role: 'seniorAgent', 'before.perAdjustment': before.perAdjustment, 'after.perAdjustment': 700 })
    await expect(set(before.version, 9_999_999)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'adjustmentLimit', current: { perAdjustment: 700 }, changedBy: displayName } })
    expect((await client.administration.moneySettings()).limits.find(({ role }) => role === 'seniorAgent')?.perAdjustment).toBe(700)
    await set(before.version + 1, before.perAdjustment)
  })

  it('changes what of cash and checks may be recorded, for the roles that may', async () => {
    const [{ client, displayName }, { client: senior }] = [await as('administrator'), await as('seniorAgent')]
    const { recordingLimits } = await client.administration.moneySettings()
    expect(recordingLimits.map(({ role }) => role)).toEqual(['seniorAgent', 'supervisor'])
    const before = recordingLimits[0]!
    const account = await openAccount(store)
    const set = (expectedVersion: number, perPayment: number) => client.administration.setRecordingLimits({ ...id(), expectedVersion, role: 'seniorAgent', perPayment, perDay: before.perDay })
    await set(before.version, 700)
    await expect(senior.billing.recordPayment(check(account, 701, '1'))).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: 700 } })
    expect(await told('recordingLimitsChanged')).toEqual({ role: 'seniorAgent', 'before.perPayment': before.perPayment, 'after.perPayment': 700 })
    await expect(set(before.version, 9_999_999)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'recordingLimit', current: { perPayment: 700 }, changedBy: displayName } })
    await set(before.version + 1, before.perPayment)
  })

  it('changes what may be refunded, for the roles that may', async () => {
    const [{ client, displayName }, { client: senior }] = [await as('administrator'), await as('seniorAgent')]
    const { refundLimits } = await client.administration.moneySettings()
    expect(refundLimits.map(({ role }) => role)).toEqual(['seniorAgent', 'supervisor'])
    const before = refundLimits[0]!
    const { customerId, billingAccountId } = await openAccount(store)
    const set = (expectedVersion: number, perRefund: number) => client.administration.setRefundLimits({ ...id(), expectedVersion, role: 'seniorAgent', perRefund, perDay: before.perDay })
    await set(before.version, 700)
    expect((await senior.billing.paymentTerms({ customerId, billingAccountId })).refunding).toEqual({ perRefund: 700, perDay: before.perDay, usedToday: 0, recordedAt: null })
    expect(await told('refundLimitsChanged')).toEqual({ role: 'seniorAgent', 'before.perRefund': before.perRefund, 'after.perRefund': 700 })
    await expect(set(before.version, 9_999_999)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'refundLimit', current: { perRefund: 700 }, changedBy: displayName } })
    await set(before.version + 1, before.perRefund)
  })

  it('of two changes at one moment takes one', async () => {
    const { client } = await as('administrator')
    const { version } = (await client.administration.moneySettings()).rewardLimits.find(({ role }) => role === 'agent')!
    const set = (perGift: number) => client.administration.setRewardLimits({ ...id(), expectedVersion: version, role: 'agent', perGift, perDay: 2_500, perCustomer30Days: 1_000 })
    const asked = await Promise.allSettled([set(500), set(501), set(502), set(503)])
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('changes the rules of the points', async () => {
    const { client } = await as('administrator')
    const { version, earnPoints, earnAmount, inTimePoints, redeemPoints, redeemAmount } = (await client.administration.moneySettings()).rewardRules
    await client.administration.setRewardRules({ ...id(), expectedVersion: version, earnPoints, earnAmount, inTimePoints, validDays: 400, redeemPoints, redeemAmount })
    expect((await client.administration.moneySettings()).rewardRules).toMatchObject({ validDays: 400, version: version + 1 })
    expect(await told('rewardRulesChanged')).toEqual({ 'before.validDays': 365, 'after.validDays': 400 })
    await client.administration.setRewardRules({ ...id(), expectedVersion: version + 1, earnPoints, earnAmount, inTimePoints, validDays: 365, redeemPoints, redeemAmount })
  })

  describe('a charge that is taken back', () => {
    it('meets the limits of a credit and counts towards them', async () => {
      const [{ client: supervisor }, { client: senior }, { client: agent }] = [await as('supervisor'), await as('seniorAgent'), await as('agent')]
      const account = await openAccount(store)
      const large = answered(await supervisor.billing.submitAdjustment(charge(account, 15_001)))
      await expect(senior.billing.reverseAdjustment(reversal(large))).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: 15_000, left: 15_000, unit: 'USD' } })
      const small = answered(await supervisor.billing.submitAdjustment(charge(account, 7_000)))
      await senior.billing.reverseAdjustment(reversal(small))
      // 75.00 in 30 days: 70.00 are given.
      expect((await agent.billing.adjustmentTerms({ customerId: account.customerId })).used.credit.forCustomer).toBe(7_000)
      expect((await senior.billing.adjustmentTerms({ customerId: account.customerId })).used.credit.today).toBe(7_000)
      expect(answered(await agent.billing.submitAdjustment(credit(account, 501)))).toMatchObject({ state: 'pendingApproval', figures: { creditsIn30Days: 7_000 } })
      expect(answered(await supervisor.billing.reverseAdjustment(reversal(large)))).toMatchObject({ state: 'reversed' })
    })

    it('is no matter of limits when it is a credit', async () => {
      const [{ client: supervisor }, { client: senior }] = [await as('supervisor'), await as('seniorAgent')]
      const large = answered(await supervisor.billing.submitAdjustment(credit(await openAccount(store), 90_000)))
      expect(answered(await senior.billing.reverseAdjustment(reversal(large)))).toMatchObject({ state: 'reversed' })
    })
  })
})
