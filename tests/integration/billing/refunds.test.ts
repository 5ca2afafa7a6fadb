/** Who may give how much back, and why it is given: limits of a role and of an agent's day, and nobody refunds beside a check that they recorded. */
import { describe, expect, it } from 'vitest'
import { DAY_MS, dateIn } from '../../../shared/kernel/calendar.ts'
import { isoInstant } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Payment } from '../../../shared/features/billing/billing.schema.ts'
import type { RefundLimits } from '../../../shared/features/billing/payments.schema.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import { entriesOf } from '../../../electron/backend/features/billing/ledger.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import type { ApiClient } from '../../support/api-client.ts'
import { apiClient, entered, signInAs, TEST_PASSWORD } from '../../support/api-client.ts'
import type { TestBackend } from '../../support/billing-backend.ts'
import { addMethod, chargeNow, check, paymentIn, refundOf, reversalOf, storedPayment } from '../../support/paying.ts'
import { withPayingBackend } from '../../support/paying-backend.ts'
import { issueBill, openAccount, type Account } from '../../support/simple-billing.ts'
import { storeKinds, testClock } from '../../support/stores.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

const AS_DELIVERED: RefundLimits = { perRefund: 50_000, perDay: 200_000 }

describe.each(storeKinds)('refunds on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: TestBackend
  const { moods, accounts, settled } = withPayingBackend(kind, clock, (of) => ({ store, backend } = of), { settled: false })

  const signIn = async (role: Role = 'seniorAgent') => verifyingEachCaller(store, (await signInAs(store, backend.url, role, clock)).client)
  /** Charged by a colleague, long enough ago that what is recorded next is recorded after it. */
  async function paid(client: ApiClient, amount: number, account?: Account): Promise<{ account: Account; payment: Payment }> {
    const of = account ?? (await openAccount(store))
    if (!account) accounts.push(of)
    const input = await chargeNow(store, of, await addMethod(store, clock, of), amount)
    await client.billing.takePayment(input)
    const payment = await settled(input.paymentId, 'done')
    clock.advance(1_000)
    return { account: of, payment }
  }
  const of = ({ customerId, billingAccountId }: Account) => ({ customerId, billingAccountId })
  const refundingOf = async (client: ApiClient, account: Account) => (await client.billing.paymentTerms(of(account))).refunding
  const writes = async ({ customerId }: Account) => (await store.pool.query(`
    select (select json_agg(row(id, version, state, refunded) order by id) from payment where customer_id = $1) as payments,
      (select count(*) from gateway_request where customer_id = $1) as requests`, [customerId])).rows[0] as unknown
  const above = (limit: number, left: number, name: string) => ({ code: 'limitExceeded', data: { limit, left, unit: 'USD', of: name } })
  const limited = async (limits: RefundLimits, work: () => Promise<void>): Promise<void> => {
    const set = (to: RefundLimits) => store.db.updateTable('refundLimit').set(to).where('role', '=', 'seniorAgent').execute()
    await set(limits)
    await work().finally(() => set(AS_DELIVERED))
  }

  it('need a reason, which stays with the refund and in the audit, and no card number is one', async () => {
    const senior = await signIn()
    const { account, payment } = await paid(senior, 1_000)
    const before = await writes(account)
    const { reason: _reason, ...silent } = refundOf(payment, 10)
    await expect(senior.billing.refundPayment(silent as never)).rejects.toMatchObject({ code: 'validation', data: { issues: expect.arrayContaining([expect.objectContaining({ path: 'reason' })]) as unknown } })
    for (const reason of ['', ' ', ' no ', 'x'.repeat(501)]) await expect(senior.billing.refundPayment({ ...refundOf(payment, 10), reason }), reason).rejects.toMatchObject({ code: 'validation', data: { issues: expect.arrayContaining([expect.objectContaining({ path: 'reason' })]) as unknown } })
    await expect(senior.billing.refundPayment({ ...refundOf(payment, 10), reason: 'On 4242 4242 4242 4242' })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'reason', message: 'cardNumber' }] } })
    expect(await writes(account)).toEqual(before)
    const refund = { ...refundOf(payment, 10), reason: '  Cobrado dos veces,\nsegún el banco ' }
    const kept = 'Cobrado dos veces,\nsegún el banco'
    expect((await senior.billing.refundPayment(refund)).rows.payment).toMatchObject([{ id: payment.id, reason: null }, { id: refund.refundId, reason: kept }])
    expect(await settled(refund.refundId, 'done')).toMatchObject({ reason: kept, amount: 10 })
    const audit = await store.db.selectFrom('auditEntry').select('detail').where('commandId', '=', refund.commandId).execute()
    expect(audit).toEqual([{ detail: { refundId: refund.refundId, paymentId: payment.id, amount: 10, reason: kept } }])
  })

  it('meet a limit of one at a time to the cent, and above it a supervisor gives back; a role without limits gives nothing', async () => {
    const [senior, supervisor] = [await signIn(), await signIn('supervisor')]
    const { account, payment } = await paid(senior, 3_000)
    await limited({ perRefund: 1_000, perDay: 9_000 }, async () => {
      const before = await writes(account)
      await expect(senior.billing.refundPayment(refundOf(payment, 1_001))).rejects.toMatchObject(above(1_000, 1_000, 'refundedAtATime'))
      expect(await writes(account)).toEqual(before)
      await senior.billing.refundPayment(refundOf(payment, 1_000))
      await supervisor.billing.refundPayment(refundOf(await storedPayment(store, payment.id), 1_001))
      // What is left of the payment is told first: no role can raise it.
      await expect(senior.billing.refundPayment(refundOf(await storedPayment(store, payment.id), 1_002))).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: 3_000, left: 999 } })
      await store.db.deleteFrom('refundLimit').where('role', '=', 'seniorAgent').execute()
      await expect(senior.billing.refundPayment(refundOf(await storedPayment(store, payment.id), 1))).rejects.toMatchObject(above(0, 0, 'refundedAtATime'))
      await store.db.insertInto('refundLimit').values({ role: 'seniorAgent', ...AS_DELIVERED }).execute()
    })
    expect(await refundingOf(await signIn('agent'), account)).toBeNull()
  })

  it('are counted in the agent\u2019s day whoever the customer is, while they are out as well, and no more when they are declined', async () => {
    const senior = await signIn()
    const [one, other] = [await paid(senior, 3_000), await paid(senior, 3_000)]
    await limited({ perRefund: 1_000, perDay: 2_000 }, async () => {
      moods.set(991, { kind: 'dieBefore' })
      const out = refundOf(one.payment, 991)
      await senior.billing.refundPayment(out)
      await settled(out.refundId, 'unknown')
      await senior.billing.refundPayment(refundOf(other.payment, 1_000))
      expect(await refundingOf(senior, one.account)).toEqual({ perRefund: 1_000, perDay: 2_000, usedToday: 1_991, recordedAt: null })
      const more = async (amount: number) => senior.billing.refundPayment(refundOf(await storedPayment(store, one.payment.id), amount))
      await expect(more(10)).rejects.toMatchObject(above(2_000, 9, 'refundedInADay'))
      await more(9)
      await expect(more(1)).rejects.toMatchObject(above(2_000, 0, 'refundedInADay'))
      // A colleague has a day of their own.
      await (await signIn()).billing.refundPayment(refundOf(await storedPayment(store, one.payment.id), 1))
      // What the gateway has not given back can be given back another time, in the same day.
      moods.set(991, { kind: 'decline', reason: 'notRefundable' })
      clock.advance(60_000)
      await store.pool.query(`select pg_notify('headend_gateway', '{}')`)
      await settled(out.refundId, 'declined')
      expect((await refundingOf(senior, one.account))?.usedToday).toBe(1_009)
      moods.delete(991)
      await more(991)
      await expect(more(1)).rejects.toMatchObject(above(2_000, 0, 'refundedInADay'))
    })
  })

  it('of one agent at one moment never pass the limit of the day (and all would without it: the control)', async () => {
    const race = async (perDay: number): Promise<number> => {
      const senior = await signIn()
      const payments = await Promise.all(Array.from({ length: 8 }, () => paid(senior, 1_000)))
      let given = 0
      await limited({ perRefund: 1_000, perDay }, async () => {
        const asked = await Promise.allSettled(payments.map(({ payment }) => senior.billing.refundPayment(refundOf(payment, 1_000))))
        given = asked.filter(({ status }) => status === 'fulfilled').length
      })
      return given
    }
    expect([await race(3_999), await race(8_000)]).toEqual([3, 8])
  })

  it('are not made of what the bank has returned: that comes off the account, once, and never what was given back in part', async () => {
    const senior = await signIn()
    const account = await openAccount(store)
    accounts.push(account)
    const bill = await issueBill(store, account, { clock, today: dateIn('America/New_York', clock.now()) }, { service: 1_000 })
    const { payment } = await paid(senior, 1_000, account)
    const only = (message: string) => ({ code: 'validation', data: { issues: [{ path: 'paymentId', message }] } })
    await expect(senior.billing.reversePayment(reversalOf(payment))).rejects.toMatchObject(only('refundInstead'))
    const agent = await signIn('agent')
    await expect(agent.billing.reversePayment(reversalOf(payment, { returned: true }))).rejects.toMatchObject({ code: 'forbidden' })
    const answer = await senior.billing.reversePayment(reversalOf(payment, { returned: true, reason: 'R01, no funds' }))
    expect(paymentIn(answer)).toMatchObject({ id: payment.id, state: 'reversed', methodId: payment.methodId, reversal: { reason: 'R01, no funds' } })
    expect(answer.rows.customerBill).toMatchObject([{ id: bill.billId, remaining: 1_000, state: 'open' }])
    expect((await entriesOf(store.db, payment.id)).map((entry) => entry.kind)).toEqual(['payment', 'reversal'])
    const now = await storedPayment(store, payment.id)
    await expect(senior.billing.reversePayment(reversalOf(now, { returned: true }))).rejects.toMatchObject({ code: 'conflict' })
    await expect(senior.billing.refundPayment(refundOf(now, 1)), 'it would go back twice').rejects.toMatchObject({ code: 'conflict' })
    const { payment: second } = await paid(senior, 1_000, account)
    const part = refundOf(second, 1)
    await senior.billing.refundPayment(part)
    await settled(part.refundId, 'done')
    await expect(senior.billing.reversePayment(reversalOf(await storedPayment(store, second.id), { returned: true }))).rejects.toMatchObject(only('refunded'))
    const colleague = await signIn()
    const recorded = paymentIn(await colleague.billing.recordPayment(check(account, 100, '78')))
    await expect(colleague.billing.reversePayment(reversalOf(recorded, { returned: true }))).rejects.toMatchObject(only('notCharged'))
  })

  it('and what the bank has returned meets the limit of taking back, to the cent', async () => {
    const senior = await signIn()
    const { account, payment } = await paid(senior, 1_000)
    const { perPayment } = await store.db.selectFrom('recordingLimit').select('perPayment').where('role', '=', 'seniorAgent').executeTakeFirstOrThrow()
    const limit = (to: number) => store.db.updateTable('recordingLimit').set({ perPayment: to }).where('role', '=', 'seniorAgent').execute()
    try {
      await limit(999)
      const before = await writes(account)
      await expect(senior.billing.reversePayment(reversalOf(payment, { returned: true }))).rejects.toMatchObject(above(999, 999, 'takenBackAtATime'))
      expect(await writes(account)).toEqual(before)
      await limit(1_000)
      expect(paymentIn(await senior.billing.reversePayment(reversalOf(payment, { returned: true })))).toMatchObject({ state: 'reversed' })
    } finally {
      await limit(perPayment)
    }
  })

  it('and what the bank has returned go back once, when both are asked for at one moment', async () => {
    const [senior, colleague] = [await signIn(), await signIn()]
    for (let round = 0; round < 8; round += 1) {
      const { payment } = await paid(senior, 1_000)
      const refund = refundOf(payment, 1_000)
      const takeBack = () => senior.billing.reversePayment(reversalOf(payment, { returned: true }))
      const giveBack = () => colleague.billing.refundPayment(refund)
      // Each is sent first in turn; a refund has more to ask before it takes the lock, and is mostly second for all that.
      const [first, second] = await Promise.allSettled(round % 2 === 0 ? [takeBack(), giveBack()] : [giveBack(), takeBack()])
      const ends = round % 2 === 0 ? [first, second] : [second, first]
      expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      const lost = ends.find((end) => end.status === 'rejected')
      expect(lost?.reason).toMatchObject({ code: 'conflict' })
      const returned = ends[0]?.status === 'fulfilled'
      if (!returned) await settled(refund.refundId, 'done')
      expect(await storedPayment(store, payment.id)).toMatchObject(returned ? { state: 'reversed', refunded: 0 } : { state: 'done', refunded: 1_000 })
    }
  })

  describe('beside a check or cash', () => {
    const own = { code: 'forbidden', data: { detail: 'ownRecorded' } }

    it('are for somebody else than whoever recorded it, until they take it back', async () => {
      const [senior, colleague] = [await signIn(), await signIn()]
      const { account, payment } = await paid(senior, 1_000)
      // It never was: with it on the account, the charge before it could be given back.
      const never = paymentIn(await senior.billing.recordPayment(check(account, 1_000, 'N1', { instrument: 'cash' })))
      expect(await refundingOf(senior, account)).toMatchObject({ recordedAt: never.at })
      const before = await writes(account)
      await expect(senior.billing.refundPayment(refundOf(payment, 1))).rejects.toMatchObject(own)
      expect(await writes(account)).toEqual(before)
      expect(await refundingOf(colleague, account)).toMatchObject({ recordedAt: null })
      await colleague.billing.refundPayment(refundOf(payment, 1))
      // The check itself goes back by no gateway, whoever asks.
      for (const client of [senior, colleague]) await expect(client.billing.refundPayment(refundOf(never, 1))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'paymentId', message: 'notRefundable' }] } })
      await senior.billing.reversePayment(reversalOf(never))
      expect(await refundingOf(senior, account)).toMatchObject({ recordedAt: null })
      await senior.billing.refundPayment(refundOf(await storedPayment(store, payment.id), 1))
    })

    it('that came first leave the check or cash to somebody else, for thirty days, until they are declined', async () => {
      const [senior, colleague] = [await signIn(), await signIn()]
      const { account, payment } = await paid(senior, 1_000)
      moods.set(601, { kind: 'dieBefore' })
      const out = refundOf(payment, 601)
      await senior.billing.refundPayment(out)
      const termsOf = async (client: typeof senior) => (await client.billing.paymentTerms(of(account))).recording?.othersUntil
      expect(await termsOf(senior)).toBe(isoInstant(clock.now() + 30 * DAY_MS))
      expect(await termsOf(colleague)).toBeNull()
      const invented = () => senior.billing.recordPayment(check(account, 600, newId(), { instrument: 'cash' }))
      await expect(invented()).rejects.toMatchObject({ code: 'forbidden', data: { detail: 'ownRefunded' } })
      await colleague.billing.recordPayment(check(account, 600, 'F1'))
      const { account: elsewhere } = await paid(senior, 1_000)
      await senior.billing.recordPayment(check(elsewhere, 100, 'F2'))
      moods.set(601, { kind: 'decline', reason: 'notRefundable' })
      clock.advance(60_000)
      await store.pool.query(`select pg_notify('headend_gateway', '{}')`)
      await settled(out.refundId, 'declined')
      expect(await termsOf(senior)).toBeNull()
      await invented()
    })

    it('that came first are forgotten after thirty days, to the millisecond', async () => {
      const name = `senior-${newId()}`
      const { client } = await signInAs(store, backend.url, 'seniorAgent', clock, name)
      const senior = verifyingEachCaller(store, client)
      const { account, payment } = await paid(senior, 1_000)
      await senior.billing.refundPayment(refundOf(payment, 10))
      const again = async (ms: number) => {
        clock.advance(ms)
        return verifyingEachCaller(store, apiClient(backend.url, entered(await apiClient(backend.url).session.signIn({ userName: name, password: TEST_PASSWORD })).token))
      }
      await expect((await again(30 * DAY_MS - 1)).billing.recordPayment(check(account, 10, 'T1'))).rejects.toMatchObject({ data: { detail: 'ownRefunded' } })
      await (await again(1)).billing.recordPayment(check(account, 10, 'T2'))
    })

    it('stay whoever’s they were when it came before the charge, or on another account', async () => {
      const senior = await signIn()
      const { account, payment } = await paid(senior, 1_000)
      await senior.billing.recordPayment(check(account, 500, 'B1'))
      clock.advance(1_000)
      const { payment: later } = await paid(senior, 200, account)
      await senior.billing.refundPayment(refundOf(later, 200))
      await expect(senior.billing.refundPayment(refundOf(payment, 1))).rejects.toMatchObject(own)
      const { payment: elsewhere } = await paid(senior, 1_000)
      await senior.billing.refundPayment(refundOf(elsewhere, 1))
    })

    it('of the account that is asked about alone: another account of the same customer has its own', async () => {
      const senior = await signIn()
      const { account, payment } = await paid(senior, 1_000)
      const [row] = await readRows(store.db, 'billingAccount', [account.billingAccountId])
      if (!row) return expect.fail('an account')
      const second = { ...account, billingAccountId: newId() }
      await store.db.insertInto('billingAccount').values({ ...row, id: second.billingAccountId }).execute()
      await senior.billing.recordPayment(check(second, 100, 'S1'))
      await senior.billing.refundPayment(refundOf(payment, 1))
    })
  })
})
