/** Payments through the real HTTP backend with its worker: what is charged, recorded, given back and taken back, and every refusal with its exact error. */
import { describe, expect, it, vi } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { dateIn } from '../../../shared/kernel/calendar.ts'
import { holdsCardNumber } from '../../../shared/kernel/card-numbers.ts'
import { mostOfOnePayment, type RefundPayment } from '../../../shared/features/billing/payments.schema.ts'
import { money } from '../../../shared/kernel/money.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import { entriesOf } from '../../../electron/backend/features/billing/ledger.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { withoutRight } from '../../support/adjusting.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import type { TestBackend } from '../../support/billing-backend.ts'
import { addMethod, charge, chargeNow, check, paymentIn, refundOf, reversalOf, storedPayment } from '../../support/paying.ts'
import { withPayingBackend } from '../../support/paying-backend.ts'
import { issueBill, openAccount, type Account } from '../../support/simple-billing.ts'
import { storeKinds, testClock } from '../../support/stores.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

describe('a card number in a text', () => {
  it.each(['4242424242424242', '4242 4242 4242 4242', 'CHK 4242-4242-4242-4242', 'x378282246310005y', '6011000990139424'])('is found in %j', (text) => expect(holdsCardNumber(text)).toBe(true))
  it.each(['', '1042', '4242424242424241', '424242424242', '42424242424242424242', 'CHK-10/2026'])('is not found in %j', (text) => expect(holdsCardNumber(text)).toBe(false))
})

it.each([[0, 50_000], [-900, 49_100], [-49_999, 1], [-50_000, 0], [-50_001, 0], [-1_000_000_000_000, 0], [1, 50_000], [5_000, 50_000], [5_001, 50_010], [8_420, 84_200], [1_000_000_000_000, 1_000_000_000_000]])('one payment against a balance of %i is at most %i', (balance, most) =>
  expect(mostOfOnePayment(money(balance)).amount).toBe(most))

describe.each(storeKinds)('payments on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: TestBackend
  const { moods, accounts, gateway, settled } = withPayingBackend(kind, clock, (of) => ({ store, backend } = of), { settled: true })

  const signIn = async (role: Role = 'seniorAgent') => verifyingEachCaller(store, (await signInAs(store, backend.url, role, clock)).client)
  const at = () => ({ clock, today: dateIn('America/New_York', clock.now()) })
  const open = async (customer: Parameters<typeof openAccount>[1] = {}) => {
    const account = await openAccount(store, customer)
    accounts.push(account)
    return { account, method: await addMethod(store, clock, account) }
  }
  const of = ({ customerId, billingAccountId }: Account) => ({ customerId, billingAccountId })
  const writes = async ({ customerId }: Account) => (await store.pool.query(`
    select (select count(*) from payment where customer_id = $1) as payments, (select count(*) from gateway_request where customer_id = $1) as requests,
      (select count(*) from ledger_entry where customer_id = $1) as entries`, [customerId])).rows[0] as unknown

  it('is pending at first and paid when the gateway has said so: the named bill, then the oldest', async () => {
    const client = await signIn('agent')
    const { account, method } = await open()
    const old = await issueBill(store, account, at(), { service: 3_000, dueInDays: -3 })
    const bill = await issueBill(store, account, at(), { service: 2_000 })
    const input = await chargeNow(store, account, method, 2_500, { billIds: [bill.billId] })
    const first = paymentIn(await client.billing.takePayment(input))
    expect(first).toMatchObject({ state: 'pending', paid: {}, method: 'Visa ···· 4242', methodId: method.id, reference: null })
    const paid = await settled(input.paymentId, 'done')
    expect(paid).toMatchObject({ version: 2, paid: { [bill.billId]: 2_000, [old.billId]: 500 }, reference: `sim-${input.paymentId}`, refunded: 0 })
    expect(await readRows(store.db, 'billingAccount', [account.billingAccountId])).toMatchObject([{ pastDue: 2_500, currentDue: 0, credit: 0 }])
    expect(await entriesOf(store.db, input.paymentId)).toMatchObject([{ kind: 'payment', postings: [{ debit: 'cash', credit: 'unapplied' }, { billId: bill.billId }, { billId: old.billId }] }])
    expect(paymentIn(await client.billing.takePayment(input)), 'asked again it is the first answer, and no second charge').toEqual(first)
    expect(gateway.books().filter(({ of }) => of === `token-${method.id}`)).toHaveLength(1)
    const audit = await store.db.selectFrom('auditEntry').select(['action', 'detail']).where('customerId', '=', account.customerId).where('action', 'like', 'billing.%').orderBy('seq').execute()
    expect(audit).toMatchObject([
      { action: 'billing.takePayment', detail: { paymentId: input.paymentId, amount: 2_500, paymentMethodId: method.id, bills: 1 } },
      { action: 'billing.gatewayAnswer', detail: { operation: 'charge', outcome: 'approved', amount: 2_500 } },
    ])
  })

  it('shows a decline with its reason and pays nothing; the next one pays', async () => {
    const client = await signIn()
    const { account, method } = await open()
    const bill = await issueBill(store, account, at(), { service: 4_051 })
    moods.set(4_051, { kind: 'decline', reason: 'insufficientFunds' })
    const declined = await chargeNow(store, account, method, 4_051)
    await client.billing.takePayment(declined)
    expect(await settled(declined.paymentId, 'declined')).toMatchObject({ declineReason: 'insufficientFunds', paid: {} })
    expect(await readRows(store.db, 'customerBill', [bill.billId])).toMatchObject([{ remaining: 4_051 }])
    const paid = await chargeNow(store, account, method, 4_000)
    await client.billing.takePayment(paid)
    await settled(paid.paymentId, 'done')
    expect(await readRows(store.db, 'customerBill', [bill.billId])).toMatchObject([{ remaining: 51 }])
  })

  it('is unknown while the gateway is silent, begins no second charge meanwhile, and comes to its end', async () => {
    const client = await signIn()
    const { account, method } = await open()
    moods.set(777, { kind: 'landLater' })
    const lost = charge(account, method, 777)
    await client.billing.takePayment(lost)
    await settled(lost.paymentId, 'unknown')
    const second = charge(account, method, 778)
    await expect(client.billing.takePayment(second)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'payment', current: { id: lost.paymentId, state: 'unknown' } } })
    expect(await client.billing.paymentTerms(of(account))).toEqual({ currency: 'USD', gateway: 'simulated', balance: 0, most: 50_000, waitingFor: lost.paymentId, recording: { perPayment: 100_000, perDay: 500_000, usedToday: 0, othersUntil: null }, refunding: { perRefund: 50_000, perDay: 200_000, usedToday: 0, recordedAt: null } })
    // What comes in by hand need not wait.
    expect(paymentIn(await client.billing.recordPayment(check(account, 700, '55'))).state).toBe('done')
    gateway.land()
    clock.advance(60_000)
    await store.pool.query(`select pg_notify('headend_gateway', '{}')`)
    await settled(lost.paymentId, 'done')
    expect(gateway.books().filter(({ of }) => of === `token-${method.id}`)).toHaveLength(1)
  })

  it('takes one of ten charges that are asked for at the same moment', async () => {
    const client = await signIn()
    const { account, method } = await open()
    moods.set(1_234, { kind: 'dieBefore' })
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => client.billing.takePayment(charge(account, method, 1_234))))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    moods.delete(1_234)
    clock.advance(60_000)
    await store.pool.query(`select pg_notify('headend_gateway', '{}')`)
    await vi.waitFor(async () => expect((await store.db.selectFrom('payment').select('state').where('customerId', '=', account.customerId).execute()).map(({ state }) => state)).toEqual(['done']), { timeout: 30_000 })
  })

  it('charges one debt once when two agents pay it: the second is told what is owed now, and may still pay ahead on purpose', async () => {
    const [one, other] = [await signIn('agent'), await signIn('agent')]
    const { account, method } = await open()
    await issueBill(store, account, at(), { service: 3_000 })
    const { balance } = await one.billing.paymentTerms(of(account))
    const whole = () => charge(account, method, balance, { balanceSeen: balance })
    const answers = await Promise.allSettled([one.billing.takePayment(whole()), other.billing.takePayment(whole())])
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await vi.waitFor(async () => expect((await one.billing.paymentTerms(of(account))).balance).toBe(0), { timeout: 30_000 })
    const before = await writes(account)
    const late = other.billing.takePayment(whole())
    await expect(late).rejects.toMatchObject({ code: 'conflict', data: { stream: 'billingAccount', current: { id: account.billingAccountId, balance: 0, currency: 'USD' } } })
    expect(await writes(account)).toEqual(before)
    // The control: nothing but the figure that was seen stood in the way.
    const ahead = charge(account, method, balance)
    await other.billing.takePayment(ahead)
    await settled(ahead.paymentId, 'done')
    expect((await one.billing.paymentTerms(of(account))).balance).toBe(-3_000)
  })

  it('takes ahead up to its bound in all and not in each payment, and the terms say so at each step', async () => {
    const client = await signIn()
    const { account, method } = await open()
    const most = async () => (await client.billing.paymentTerms(of(account))).most
    const take = async (amount: number) => {
      const input = await chargeNow(store, account, method, amount)
      await client.billing.takePayment(input)
      await settled(input.paymentId, 'done')
    }
    const refused = async (left: number) => {
      const before = await writes(account)
      const above = { code: 'limitExceeded', data: { limit: left, left, unit: 'USD' } }
      await expect(client.billing.takePayment(await chargeNow(store, account, method, left + 1))).rejects.toMatchObject(above)
      await expect(client.billing.recordPayment(check(account, left + 1, 'ahead'))).rejects.toMatchObject(above)
      expect(await writes(account)).toEqual(before)
    }
    for (const [left, amount] of [[50_000, 30_002], [19_998, 19_997], [1, 1]] as const) {
      expect(await most()).toBe(left)
      await refused(left)
      await take(amount)
    }
    expect(await most()).toBe(0)
    await refused(0)
    // The control: what is billed afterwards is owed first, and may be paid ahead again.
    await issueBill(store, account, at(), { service: 40_003 })
    expect(await most()).toBe(40_003)
    await take(40_003)
  })

  it('refuses what cannot be charged, and writes nothing', async () => {
    const client = await signIn()
    const { account, method } = await open()
    const other = await open()
    const expired = await addMethod(store, clock, account, { expiresOn: '2026-10', isDefault: false })
    const removed = await addMethod(store, clock, account)
    await client.billing.removePaymentMethod({ commandId: newId(), customerId: account.customerId, paymentMethodId: removed.id, expectedVersion: 1 })
    const foreign = await issueBill(store, other.account, at(), { service: 100 })
    const before = await writes(account)
    const refused = (more: object, error: object) => expect(client.billing.takePayment({ ...charge(account, method, 100), ...more })).rejects.toMatchObject(error)
    await refused({ paymentMethodId: other.method.id }, { code: 'notFound', data: { what: 'paymentMethod' } })
    await refused({ paymentMethodId: expired.id }, { code: 'validation', data: { issues: [{ path: 'paymentMethodId', message: 'expired' }] } })
    await refused({ paymentMethodId: removed.id }, { code: 'validation', data: { issues: [{ path: 'paymentMethodId', message: 'removed' }] } })
    await refused({ billingAccountId: other.account.billingAccountId }, { code: 'notFound', data: { what: 'billingAccount' } })
    await refused({ billIds: [foreign.billId] }, { code: 'notFound', data: { what: 'bill' } })
    await refused({ amount: 50_001 }, { code: 'limitExceeded', data: { limit: 50_000, left: 50_000, unit: 'USD' } })
    for (const amount of [0, -1, 0.5, 1e13, Number.NaN, '1']) await refused({ amount }, { code: 'validation' })
    expect(await writes(account)).toEqual(before)
    expect((await store.pool.query('select from payment_method_token where payment_method_id = $1', [removed.id])).rowCount).toBe(0)
  })

  it('takes from a closed account what it owes and no cent more', async () => {
    const client = await signIn()
    const { account, method } = await open({ status: 'closed' })
    await expect(client.billing.takePayment(charge(account, method, 1))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'customerId', message: 'closedAccount' }] } })
    expect((await client.billing.paymentTerms(of(account))).most).toBe(0)
    await issueBill(store, account, at(), { service: 900 })
    expect((await client.billing.paymentTerms(of(account))).most).toBe(900)
    await expect(client.billing.takePayment(await chargeNow(store, account, method, 901))).rejects.toMatchObject({ code: 'limitExceeded', data: { left: 900 } })
    const input = await chargeNow(store, account, method, 900)
    await client.billing.takePayment(input)
    await settled(input.paymentId, 'done')
  })

  it('asks for its rights, the gateway included', async () => {
    const { account, method } = await open()
    const input = charge(account, method, 100)
    await expect((await signIn('dispatcher')).billing.takePayment(input)).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'billing.takePayment' } })
    const client = await signIn('agent')
    await expect(client.billing.refundPayment(refundOf({ customerId: account.customerId, id: newId(), version: 1 }, 1))).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'billing.refund' } })
    await expect(client.billing.reversePayment({ commandId: newId(), customerId: account.customerId, paymentId: newId(), expectedVersion: 1, returned: false, reason: 'no' })).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'billing.reverse' } })
    const bare = await startTestBackend({ store, clock })
    const without = verifyingEachCaller(store, (await signInAs(store, bare.url, 'supervisor', clock)).client)
    await expect(without.billing.takePayment(charge(account, method, 100))).rejects.toMatchObject({ code: 'notFound', data: { what: 'paymentGateway' } })
    expect((await without.billing.paymentTerms(of(account))).gateway).toBe('none')
    await bare.close()
  })

  it('records a check once, with its number, and never a card number', async () => {
    const client = await signIn()
    const { account } = await open()
    const bill = await issueBill(store, account, at(), { service: 1_000 })
    const recorded = await client.billing.recordPayment(check(account, 1_500, '001042'))
    expect(paymentIn(recorded)).toMatchObject({ state: 'done', method: 'Check', reference: '001042', paid: { [bill.billId]: 1_000 }, methodId: null })
    expect(recorded.rows.billingAccount).toMatchObject([{ credit: 500 }])
    await expect(client.billing.recordPayment(check(account, 1_500, ' 1042'))).rejects.toMatchObject({ code: 'conflict', data: { stream: 'payment', current: { reference: '001042' } } })
    expect(paymentIn(await client.billing.recordPayment(check(account, 20, '1042', { instrument: 'cash' }))).method).toBe('Cash')
    const before = await writes(account)
    for (const reference of ['4242424242424242', '4242 4242 4242 4242'])
      await expect(client.billing.recordPayment(check(account, 1, reference))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'reference', message: 'cardNumber' }] } })
    await expect(client.billing.recordPayment(check(account, 1, ' '))).rejects.toMatchObject({ code: 'validation' })
    expect(await writes(account)).toEqual(before)
    expect(JSON.stringify(await store.db.selectFrom('auditEntry').select('detail').where('customerId', '=', account.customerId).execute())).not.toContain('001042')
  })

  describe('cash and checks', () => {
    const PER_PAYMENT = 100_000
    const PER_DAY = 500_000
    const above = (limit: number, left: number, of: string) => ({ code: 'limitExceeded', data: { limit, left, unit: 'USD', of } })
    /** Owes enough for any of them. */
    const owing = async () => {
      const { account } = await open()
      await issueBill(store, account, at(), { service: 600_000 })
      return account
    }

    it('are recorded by those alone who have the right, and taken back by them alone', async () => {
      const account = await owing()
      const [agent, senior] = [await signIn('agent'), await signIn()]
      const before = await writes(account)
      await expect(agent.billing.recordPayment(check(account, 1, 'A1'))).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'billing.recordPayment' } })
      expect((await agent.billing.paymentTerms(of(account))).recording).toBeNull()
      expect(await writes(account)).toEqual(before)
      const paid = paymentIn(await senior.billing.recordPayment(check(account, 1, 'A1')))
      await withoutRight(store, 'seniorAgent', 'billing.recordPayment', async () => {
        await expect(senior.billing.recordPayment(check(account, 1, 'A2'))).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'billing.recordPayment' } })
        await expect(senior.billing.reversePayment(reversalOf(paid))).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'billing.recordPayment' } })
      })
      // The control: with the right it goes.
      expect(paymentIn(await senior.billing.reversePayment(reversalOf(paid))).state).toBe('reversed')
    })

    it('meet a limit of one at a time to the cent, and above it a supervisor records them and takes them back', async () => {
      const account = await owing()
      const [senior, supervisor] = [await signIn(), await signIn('supervisor')]
      const before = await writes(account)
      await expect(senior.billing.recordPayment(check(account, PER_PAYMENT + 1, 'B1'))).rejects.toMatchObject(above(PER_PAYMENT, PER_PAYMENT, 'recordedAtATime'))
      expect(await writes(account)).toEqual(before)
      expect(paymentIn(await senior.billing.recordPayment(check(account, PER_PAYMENT, 'B1'))).state).toBe('done')
      const large = paymentIn(await supervisor.billing.recordPayment(check(account, PER_PAYMENT + 1, 'B2')))
      await expect(senior.billing.reversePayment(reversalOf(large))).rejects.toMatchObject(above(PER_PAYMENT, PER_PAYMENT, 'takenBackAtATime'))
      expect((await storedPayment(store, large.id)).state).toBe('done')
      expect(paymentIn(await supervisor.billing.reversePayment(reversalOf(large))).state).toBe('reversed')
    })

    it('are counted in the agent\u2019s day whoever the customer is and whatever became of them; what a gateway charged is not', async () => {
      const [one, other] = [await owing(), await owing()]
      const senior = await signIn()
      const used = async () => (await senior.billing.paymentTerms(of(one))).recording?.usedToday
      const first = paymentIn(await senior.billing.recordPayment(check(one, PER_PAYMENT, 'C0')))
      for (let number = 1; number < 5; number += 1) await senior.billing.recordPayment(check(number % 2 ? other : one, PER_PAYMENT, `C${number}`))
      const charged = await chargeNow(store, one, await addMethod(store, clock, one), 77)
      await senior.billing.takePayment(charged)
      await settled(charged.paymentId, 'done')
      expect(await used()).toBe(PER_DAY)
      await expect(senior.billing.recordPayment(check(other, 1, 'C5', { instrument: 'cash' }))).rejects.toMatchObject(above(PER_DAY, 0, 'recordedInADay'))
      // A colleague has a day of their own.
      expect(paymentIn(await (await signIn()).billing.recordPayment(check(other, 1, 'C6'))).state).toBe('done')
      // Or who takes back records without an end: a check, what it lets through, and the check is gone.
      expect(paymentIn(await senior.billing.reversePayment(reversalOf(first))).state).toBe('reversed')
      expect(await used()).toBe(PER_DAY)
      await expect(senior.billing.recordPayment(check(one, 1, 'C7'))).rejects.toMatchObject(above(PER_DAY, 0, 'recordedInADay'))
      // The control: it is the day that is full; were it a cent longer, it would go.
      await store.db.updateTable('recordingLimit').set({ perDay: PER_DAY + 1 }).where('role', '=', 'seniorAgent').execute()
      expect(paymentIn(await senior.billing.recordPayment(check(one, 1, 'C7'))).state).toBe('done')
      await store.db.updateTable('recordingLimit').set({ perDay: PER_DAY }).where('role', '=', 'seniorAgent').execute()
    })

    it('of one agent at one moment never pass the limit of the day (and all would without it: the control)', async () => {
      const race = async (perDay: number): Promise<number> => {
        await store.db.updateTable('recordingLimit').set({ perDay }).where('role', '=', 'seniorAgent').execute()
        const senior = await signIn()
        const customers = await Promise.all(Array.from({ length: 8 }, owing))
        const asked = await Promise.allSettled(customers.map((account, number) => senior.billing.recordPayment(check(account, PER_PAYMENT, `D${number}`))))
        return asked.filter(({ status }) => status === 'fulfilled').length
      }
      expect([await race(3 * PER_PAYMENT + 99_999), await race(8 * PER_PAYMENT)]).toEqual([3, 8])
      await store.db.updateTable('recordingLimit').set({ perDay: PER_DAY }).where('role', '=', 'seniorAgent').execute()
    })
  })

  it('refunds in pieces up to what was paid, pending ones counted, and opens the bill again', async () => {
    const client = await signIn()
    const { account, method } = await open()
    const bill = await issueBill(store, account, at(), { service: 1_000 })
    const input = await chargeNow(store, account, method, 1_300)
    await client.billing.takePayment(input)
    const paid = await settled(input.paymentId, 'done')
    moods.set(801, { kind: 'dieBefore' })
    const lost = refundOf(paid, 801)
    const answer = await client.billing.refundPayment(lost)
    expect(answer.rows.payment).toMatchObject([{ id: paid.id, refunded: 801 }, { id: lost.refundId, kind: 'refund', state: 'pending', refundOf: paid.id, methodId: method.id }])
    await settled(lost.refundId, 'unknown')
    await expect(client.billing.refundPayment(refundOf(await storedPayment(store, paid.id), 500))).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: 1_300, left: 499, unit: 'USD' } })
    const rest = refundOf(await storedPayment(store, paid.id), 499)
    await client.billing.refundPayment(rest)
    await settled(rest.refundId, 'done')
    expect(await readRows(store.db, 'customerBill', [bill.billId])).toMatchObject([{ remaining: 199, state: 'partiallyPaid' }])
    moods.set(801, { kind: 'decline', reason: 'notRefundable' })
    clock.advance(60_000)
    await store.pool.query(`select pg_notify('headend_gateway', '{}')`)
    await settled(lost.refundId, 'declined')
    expect((await storedPayment(store, paid.id)).refunded).toBe(499)
    await expect(client.billing.reversePayment(reversalOf(await storedPayment(store, paid.id)))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'paymentId', message: 'refundInstead' }] } })
    expect(await readRows(store.db, 'customerBill', [bill.billId])).toMatchObject([{ remaining: 199 }])
  })

  it('gives back once what two agents give back at one moment, the first one out or settled; who has seen it may give back the rest', async () => {
    const [one, other] = [await signIn(), await signIn()]
    const { account, method } = await open()
    const input = await chargeNow(store, account, method, 1_000)
    await one.billing.takePayment(input)
    const paid = await settled(input.paymentId, 'done')
    moods.set(401, { kind: 'dieBefore' })
    const asked = [refundOf(paid, 401), refundOf(paid, 401)]
    const answers = await Promise.allSettled([one.billing.refundPayment(asked[0] as RefundPayment), other.billing.refundPayment(asked[1] as RefundPayment)])
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const late = (more: Partial<RefundPayment> = {}) => other.billing.refundPayment({ ...refundOf(paid, 401), ...more })
    const conflict = (version: number, refunded: number) => ({ code: 'conflict', data: { stream: 'payment', current: { id: paid.id, state: 'done', amount: 1_000, version, refunded } } })
    const before = await writes(account)
    await expect(late(), 'while it is out').rejects.toMatchObject(conflict(paid.version + 1, 401))
    expect(await writes(account)).toEqual(before)
    // Declined, nothing of it is given back; that was not seen either.
    moods.set(401, { kind: 'decline', reason: 'notRefundable' })
    clock.advance(60_000)
    await store.pool.query(`select pg_notify('headend_gateway', '{}')`)
    await settled((asked[answers.findIndex(({ status }) => status === 'fulfilled')] as RefundPayment).refundId, 'declined')
    await expect(late({ expectedVersion: paid.version + 1 }), 'declined since').rejects.toMatchObject(conflict(paid.version + 2, 0))
    // The control: nothing but the version that was seen stood in the way.
    const seen = refundOf(await storedPayment(store, paid.id), 402)
    await other.billing.refundPayment(seen)
    await settled(seen.refundId, 'done')
    await expect(late({ expectedVersion: seen.expectedVersion }), 'settled').rejects.toMatchObject(conflict(paid.version + 3, 402))
  })

  it('takes back a check that bounced: the bills are open again, and both stand in the ledger', async () => {
    const client = await signIn()
    const { account } = await open()
    const bill = await issueBill(store, account, at(), { service: 1_000 })
    const paid = paymentIn(await client.billing.recordPayment(check(account, 1_000, '77')))
    await expect(client.billing.refundPayment(refundOf(paid, 1))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'paymentId', message: 'notRefundable' }] } })
    const answer = await client.billing.reversePayment(reversalOf(paid))
    expect(paymentIn(answer)).toMatchObject({ state: 'reversed', version: 2, reversal: { reason: 'The check bounced' } })
    expect(answer.rows.customerBill).toMatchObject([{ id: bill.billId, remaining: 1_000, state: 'open' }])
    expect((await entriesOf(store.db, paid.id)).map((entry) => entry.kind)).toEqual(['payment', 'reversal'])
    await expect(client.billing.reversePayment(reversalOf(paid))).rejects.toMatchObject({ code: 'conflict', data: { stream: 'payment', current: { state: 'reversed' } } })
    // The number is free for the check that makes it good.
    expect(paymentIn(await client.billing.recordPayment(check(account, 1_000, '77'))).state).toBe('done')
  })

  it('lets no token out: in no stream, no answer, no audit', async () => {
    const client = await signIn()
    const { account, method } = await open()
    const input = charge(account, method, 321)
    await client.billing.takePayment(input)
    await settled(input.paymentId, 'done')
    const snapshot = JSON.stringify(await client.billing.autopayState(of(account))) + JSON.stringify(await readRows(store.db, 'paymentMethod', [method.id]))
    const { rows } = await store.pool.query(`select (select json_agg(command) from command)::text || (select json_agg(audit_entry) from audit_entry)::text || (select json_agg(payment) from payment)::text as kept`)
    expect(snapshot + (rows[0] as { kept: string }).kept).not.toContain(`token-${method.id}`)
  })
})
