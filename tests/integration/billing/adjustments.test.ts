/** Credits and charges through the real HTTP backend: what is posted, what waits, and every refusal with its exact error. */
import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { addDays } from '../../../shared/kernel/calendar.ts'
import { MAX_MINOR_UNITS } from '../../../shared/kernel/money.ts'
import type { SubmitAdjustment } from '../../../shared/features/billing/adjustments.schema.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import { usedOf } from '../../../electron/backend/features/billing/adjustment-sums.ts'
import { entriesOf } from '../../../electron/backend/features/billing/ledger.ts'
import { startSession } from '../../../electron/backend/features/session/sessions.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { answered, balanceIn, charge, credit, ofBill, ofDays, operatorToday, storedAdjustment, withoutRight, writtenFor } from '../../support/adjusting.ts'
import { apiClient, signInAs } from '../../support/api-client.ts'
import { withBillingBackend, type TestBackend } from '../../support/billing-backend.ts'
import { makeRow } from '../../support/rows.ts'
import { issueBill, openAccount, takePayment, type Account } from '../../support/simple-billing.ts'
import { storeKinds, testClock } from '../../support/stores.ts'

const DAY_MS = 86_400_000

describe.each(storeKinds)('adjustments on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: TestBackend
  withBillingBackend(kind, clock, (opened) => void ({ store, backend } = opened))

  // A new agent for each test: the day's limit is the agent's, and the clock may have been moved on.
  const signIn = (role: Role = 'agent') => signInAs(store, backend.url, role, clock)
  type Client = Awaited<ReturnType<typeof signIn>>['client']
  const at = () => ({ clock, today: operatorToday(clock) })
  const stateOf = async (client: Client, input: SubmitAdjustment) => answered(await client.billing.submitAdjustment(input)).state
  const auditOf = (commandId: string) => store.db.selectFrom('auditEntry').selectAll().where('commandId', '=', commandId).execute()

  it('posts a credit within the limits at once: the named bill first, then the oldest', async () => {
    const { client, displayName, session } = await signIn()
    const account = await openAccount(store)
    const old = await issueBill(store, account, at(), { service: 3_000, tax: 100, dueInDays: -3 })
    const bill = await issueBill(store, account, at(), { service: 2_000 })
    const input = credit(account, 2_000, ofBill(bill.billId))
    const answer = await client.billing.submitAdjustment(input)
    const figures = { balance: 5_100, pastDue: 3_100, billRemaining: 2_000, creditsIn30Days: 0 }
    expect(answered(answer)).toEqual(await storedAdjustment(store, input.adjustmentId))
    expect(answered(answer)).toMatchObject({ version: 1, state: 'posted', requestedAmount: 2_000, requestedBy: displayName, requestedById: session.agent.id, figures, decidedAt: null })
    expect(answer.rows.customerBill).toMatchObject([{ id: bill.billId, remaining: 0, state: 'settled' }])
    expect(answer.rows.billingAccount).toMatchObject([{ id: account.billingAccountId, pastDue: 3_100, currentDue: 0, credit: 0 }])
    await client.billing.submitAdjustment(credit(account, 2_500))
    expect((await readRows(store.db, 'customerBill', [old.billId]))[0]).toMatchObject({ remaining: 600, state: 'partiallyPaid' })
    expect(await entriesOf(store.db, input.adjustmentId)).toMatchObject([{
      kind: 'adjustment', postings: [{ debit: 'concession', credit: 'unapplied' }, { debit: 'unapplied', credit: 'receivable', billId: bill.billId }],
    }])
    expect(await auditOf(input.commandId)).toMatchObject([{
      action: 'billing.submitAdjustment', outcome: 'allowed', detail: { adjustmentId: input.adjustmentId, direction: 'credit', amount: 2_000, reason: 'billingError', target: 'bill' },
    }])
  })

  it('leaves on the account what no bill asks for, and a charge for the next bill', async () => {
    const { client } = await signIn('seniorAgent')
    const account = await openAccount(store)
    expect((await client.billing.submitAdjustment(credit(account, 700))).rows).toMatchObject({ customerBill: [], billingAccount: [{ credit: 700, unbilled: 0 }] })
    expect((await client.billing.submitAdjustment(charge(account, 15_000))).rows).toMatchObject({ adjustment: [{ state: 'posted' }], billingAccount: [{ credit: 700, unbilled: 15_000 }] })
    expect(await balanceIn(store, account)).toBe(14_300)
    const bill = await issueBill(store, account, at(), { service: 1_000 })
    expect(await readRows(store.db, 'customerBill', [bill.billId])).toMatchObject([{ amount: 16_000, remaining: 15_300 }])
  })

  it('waits for approval above each of the limits, and counts what waits', async () => {
    const { client } = await signIn()
    const [one, two] = [await openAccount(store), await openAccount(store)]
    expect(await stateOf(client, credit(one, 5_001))).toBe('pendingApproval')
    // 50.01 wait for this customer: 24.99 are left of 75.00.
    expect(await stateOf(client, credit(one, 2_500))).toBe('pendingApproval')
    expect(await stateOf(client, credit(two, 5_000))).toBe('posted')
    expect(await stateOf(client, credit(two, 2_501))).toBe('pendingApproval')
    expect(await stateOf(client, credit(await openAccount(store), 5_000))).toBe('posted')
    // 200.02 of the day's 250.00 are given or asked for.
    expect(await stateOf(client, credit(await openAccount(store), 4_999))).toBe('pendingApproval')
    expect(await stateOf(client, credit(await openAccount(store), 4_998))).toBe('pendingApproval')
    // A charge has sums of its own.
    expect(await stateOf(client, charge(await openAccount(store), 5_000))).toBe('posted')
    expect(await stateOf(client, charge(await openAccount(store), 5_001))).toBe('pendingApproval')
    expect(await balanceIn(store, one)).toBe(0)
  })

  it('lets the last cent of a day through, and not the next', async () => {
    const { client } = await signIn()
    for (let given = 0; given < 5; given += 1) expect(await stateOf(client, credit(await openAccount(store), 5_000))).toBe('posted')
    expect(await stateOf(client, credit(await openAccount(store), 1))).toBe('pendingApproval')
  })

  it('counts the credits that colleagues gave the customer, for 30 days to the millisecond', async () => {
    const account = await openAccount(store)
    const give = async (amount: number) => stateOf((await signIn()).client, credit(account, amount))
    expect([await give(5_000), await give(2_500), await give(1)]).toEqual(['posted', 'posted', 'pendingApproval'])
    clock.advance(30 * DAY_MS - 1)
    expect(await give(1)).toBe('pendingApproval')
    clock.advance(1)
    // What was posted first was 30 days ago; both cents still wait and count.
    expect([await give(5_000), await give(2_498), await give(1)]).toEqual(['posted', 'posted', 'pendingApproval'])
  })

  it('begins an agent\'s day anew at the operator\'s midnight', async () => {
    const { client, session } = await signIn('supervisor')
    const { customerId } = await openAccount(store)
    // The same agent in a new session: the old one ends when nobody asks.
    const used = async () => (await apiClient(backend.url, await startSession(store.db, clock, session.agent.id)).billing.adjustmentTerms({ customerId })).used.credit.today
    const midnight = Date.parse(`${addDays(operatorToday(clock), 1)}T05:00:00.000Z`)
    await client.billing.submitAdjustment(credit(await openAccount(store), 400))
    clock.advance(midnight - 1 - clock.now())
    expect(await used()).toBe(400)
    clock.advance(1)
    expect(await used()).toBe(0)
  })

  it('counts 25 hours on the day when the clocks go back', async () => {
    const agentId = newId()
    const { customerId } = await openAccount(store)
    const give = (requestedAt: string, amount: number) => makeRow('adjustment', { customerId: newId(), requestedById: agentId, requestedAt, amount })
    const rows = [give('2026-11-01T03:59:59.999Z', 1), give('2026-11-01T04:00:00.000Z', 10), give('2026-11-02T04:59:59.999Z', 100), give('2026-11-02T05:00:00.000Z', 1_000)]
    // Rows without entries: the books of this suite are looked at afterwards.
    const rolledBack = store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'adjustment', rows)
      const { credit: { today } } = await usedOf(trx, { agentId, customerId, currency: 'USD' }, { at: '2026-11-01T12:00:00.000Z', today: '2026-11-01', timeZone: 'America/New_York' })
      throw new Error(String(today.amount))
    })
    await expect(rolledBack).rejects.toThrow(/^110$/)
  })

  it('posts nothing by itself for a role without limits', async () => {
    await store.db.insertInto('rolePermission').values({ role: 'dispatcher', permission: 'billing.adjust' }).execute()
    const { client } = await signIn('dispatcher')
    const account = await openAccount(store)
    const states = [await stateOf(client, credit(account, 1)), await stateOf(client, charge(account, 1))]
    const { limits } = await client.billing.adjustmentTerms({ customerId: account.customerId })
    await store.db.deleteFrom('rolePermission').where('role', '=', 'dispatcher').where('permission', '=', 'billing.adjust').execute()
    expect(states).toEqual(['pendingApproval', 'pendingApproval'])
    expect(limits).toEqual({ perAdjustment: 0, perDay: 0, perCustomer30Days: 0 })
  })

  it('tells before what may be given without asking, and the figures as they are', async () => {
    const { client } = await signIn()
    const account = await openAccount(store)
    const { billId } = await issueBill(store, account, at(), { service: 8_000, dueInDays: -1 })
    await client.billing.submitAdjustment(credit(account, 1_500))
    await client.billing.submitAdjustment(credit(account, 6_001))
    const terms = await client.billing.adjustmentTerms({ customerId: account.customerId, billId })
    expect(terms).toMatchObject({
      currency: 'USD', limits: { perAdjustment: 5_000, perDay: 25_000, perCustomer30Days: 7_500 }, used: { credit: { today: 7_501, forCustomer: 7_501 }, charge: { today: 0, forCustomer: 0 } },
      figures: { balance: 6_500, pastDue: 6_500, billRemaining: 6_500, creditsIn30Days: 7_501 },
    })
    expect(terms.reasons).toHaveLength(9)
    expect(terms.reasons[0]).toEqual({ code: 'serviceOutage', english: 'Service was out', spanish: 'Interrupción del servicio', direction: 'credit', needsPeriod: true, active: true })
    await expect(client.billing.adjustmentTerms({ customerId: (await openAccount(store)).customerId, billId })).rejects.toMatchObject({ code: 'notFound', data: { what: 'bill' } })
    const second = makeRow('billingAccount', { customerId: account.customerId, credit: 0, unbilled: 0 })
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'billingAccount', [second]))
    // Of two accounts none is guessed at, and each has its own figures.
    await expect(client.billing.adjustmentTerms({ customerId: account.customerId })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'billingAccountId', message: 'missing' }] } })
    expect((await client.billing.adjustmentTerms({ customerId: account.customerId, billingAccountId: second.id })).figures.balance).toBe(0)
    expect((await client.billing.adjustmentTerms({ customerId: account.customerId, billingAccountId: account.billingAccountId })).figures.balance).toBe(terms.figures.balance)
    await expect(client.billing.adjustmentTerms({ customerId: account.customerId, billingAccountId: newId() })).rejects.toMatchObject({ code: 'notFound', data: { what: 'billingAccount' } })
    await expect(client.billing.adjustmentTerms({ customerId: newId() })).rejects.toMatchObject({ code: 'notFound', data: { what: 'billingAccount' } })
  })

  describe('refuses outright, and writes nothing', () => {
    const invalid = (path: string, message: string) => ({ code: 'validation', status: 422, data: { issues: expect.arrayContaining([{ path, message }]) as unknown } })
    const notFound = (what: string) => ({ code: 'notFound', status: 404, data: { what } })
    type Case = [name: string, more: Partial<SubmitAdjustment>, error: object]
    const today = '2026-11-23'
    const bill = newId()
    const fixed: Case[] = [
      ['an unknown reason', { reason: 'because' }, invalid('reason', 'unknown')],
      ['a reason of the other direction', { reason: 'unreturnedEquipment' }, invalid('reason', 'otherDirection')],
      ['an account with a bill', { billId: bill }, invalid('billId', 'superfluous')],
      ['an account with a line', { billLineId: bill }, invalid('billLineId', 'superfluous')],
      ['an account with an outage', { outageReference: 'SP-1' }, invalid('outageReference', 'superfluous')],
      ['a bill without one', { target: 'bill' }, invalid('billId', 'missing')],
      ['a line without one', { target: 'billLine', billId: bill }, invalid('billLineId', 'missing')],
      ['a line without a bill', { target: 'billLine', billLineId: bill }, invalid('billId', 'missing')],
      ['an outage without one', { target: 'outage' }, invalid('outageReference', 'missing')],
      ['an outage with a bill', { target: 'outage', outageReference: 'SP-1', billId: bill }, invalid('billId', 'superfluous')],
      ['a period that is missing', { reason: 'serviceOutage' }, invalid('periodStart', 'missing')],
      ['half a period', ofDays(today, null), invalid('periodEnd', 'missing')],
      ['a period for what needs none', { periodStart: today, periodEnd: today }, invalid('periodStart', 'superfluous')],
      ['a period that ends before it begins', ofDays('2026-11-20', '2026-11-19'), invalid('periodEnd', 'beforeStart')],
      ['a period of 367 days', ofDays('2025-11-22', '2026-11-23'), invalid('periodEnd', 'tooLong')],
      ['a period into the future', ofDays('2026-11-20', '2099-01-01'), invalid('periodEnd', 'future')],
      ['another billing account', { billingAccountId: newId() }, notFound('billingAccount')],
      ['a bill that is not there', ofBill(bill), notFound('bill')],
      ['nothing at all', { amount: 0 }, { code: 'validation', status: 422 }],
      ['less than nothing', { amount: -100 }, { code: 'validation', status: 422 }],
      ['half a cent', { amount: 0.5 }, { code: 'validation', status: 422 }],
      ['more than there is', { amount: MAX_MINOR_UNITS + 1 }, { code: 'validation', status: 422 }],
      ['ten thousand million', { amount: 1_000_000_000_000 }, { code: 'limitExceeded', data: { limit: 100_000, left: 100_000, unit: 'USD' } }],
      ['a cent more than anybody may approve', { amount: 100_001 }, { code: 'limitExceeded', data: { limit: 100_000, left: 100_000, unit: 'USD' } }],
      ['what could be the number of a card', { comment: 'paid with 4242 4242 4242 4242' }, { code: 'validation', status: 422 }],
      ['no comment', { comment: '  ' }, { code: 'validation', status: 422 }],
    ]
    it.each(fixed)('%s', async (_name, more, error) => {
      const { client } = await signIn()
      const account = await openAccount(store)
      const before = await writtenFor(store, account)
      await expect(client.billing.submitAdjustment(credit(account, 100, more))).rejects.toMatchObject(error)
      expect(await writtenFor(store, account)).toEqual(before)
    })

    it('a bill, a line and an account of another customer, and a line of another bill', async () => {
      const { client } = await signIn()
      const [mine, other] = [await openAccount(store), await openAccount(store)]
      const [own, second, foreign] = [await issueBill(store, mine, at(), { service: 500 }), await issueBill(store, mine, at(), { service: 500 }), await issueBill(store, other, at(), { service: 500 })]
      const before = await writtenFor(store, other)
      const submit = (more: Partial<SubmitAdjustment>) => client.billing.submitAdjustment(credit(mine, 100, more))
      await expect(submit(ofBill(foreign.billId))).rejects.toMatchObject(notFound('bill'))
      await expect(submit(ofBill(foreign.billId, foreign.lineId))).rejects.toMatchObject(notFound('bill'))
      await expect(submit(ofBill(own.billId, foreign.lineId))).rejects.toMatchObject(notFound('billLine'))
      await expect(submit(ofBill(own.billId, second.lineId))).rejects.toMatchObject(notFound('billLine'))
      await expect(submit({ billingAccountId: other.billingAccountId })).rejects.toMatchObject(notFound('billingAccount'))
      await expect(submit({ customerId: newId() })).rejects.toMatchObject(notFound('customer'))
      await expect(submit(ofBill(own.billId, own.lineId))).resolves.toBeTruthy()
      expect(await writtenFor(store, other)).toEqual(before)
    })

    it('a closed account', async () => {
      const { client } = await signIn()
      const account = await openAccount(store, { status: 'closed' })
      await expect(client.billing.submitAdjustment(credit(account, 100))).rejects.toMatchObject(invalid('customerId', 'closedAccount'))
      await expect(client.billing.submitAdjustment(charge(account, 100))).rejects.toMatchObject(invalid('customerId', 'closedAccount'))
    })

    it('a reason that is no longer used, and still shows it to whoever reads old ones', async () => {
      const { client } = await signIn()
      await store.db.insertInto('adjustmentReason').values({ code: 'weather', english: 'Weather', spanish: 'Tiempo', direction: 'credit', needsPeriod: false, active: false, position: 99 }).execute()
      const account = await openAccount(store)
      await expect(client.billing.submitAdjustment(credit(account, 100, { reason: 'weather' }))).rejects.toMatchObject(invalid('reason', 'inactive'))
      expect((await client.billing.adjustmentReasons()).reasons.map(({ code }) => code)).toContain('weather')
      expect((await client.billing.adjustmentTerms({ customerId: account.customerId })).reasons.map(({ code }) => code)).not.toContain('weather')
      await store.db.deleteFrom('adjustmentReason').where('code', '=', 'weather').execute()
    })

    it('more than is left of a bill or of its line, what waits counted', async () => {
      const { client } = await signIn('seniorAgent')
      const account = await openAccount(store)
      const { billId, lineId, amount } = await issueBill(store, account, at(), { service: 9_000, tax: 1_000 })
      const submit = (cents: number, more: Partial<SubmitAdjustment>) => client.billing.submitAdjustment(credit(account, cents, { ...ofBill(billId), ...more }))
      const exceeded = (limit: number, left: number) => ({ code: 'limitExceeded', status: 429, data: { limit, left, unit: 'USD' } })
      await expect(submit(amount + 1, {})).rejects.toMatchObject(exceeded(10_000, 10_000))
      await expect(submit(9_001, ofBill(billId, lineId))).rejects.toMatchObject(exceeded(9_000, 9_000))
      await submit(6_000, ofBill(billId, lineId))
      await expect(submit(3_001, { ...ofBill(billId, lineId), reason: 'goodwill' })).rejects.toMatchObject(exceeded(9_000, 3_000))
      await expect(submit(4_001, {})).rejects.toMatchObject(exceeded(10_000, 4_000))
      await submit(3_500, {})
      await expect(submit(501, { ...ofBill(billId, lineId), reason: 'goodwill' })).rejects.toMatchObject(exceeded(10_000, 500))
      // A charge takes nothing off a bill.
      await expect(submit(10_001, { direction: 'charge', reason: 'creditInError' })).resolves.toBeTruthy()
    })

    it('an id that is taken', async () => {
      const { client } = await signIn()
      const account = await openAccount(store)
      const first = credit(account, 100)
      await client.billing.submitAdjustment(first)
      await expect(client.billing.submitAdjustment(credit(await openAccount(store), 100, { adjustmentId: first.adjustmentId }))).rejects.toMatchObject(invalid('adjustmentId', 'taken'))
    })

    it('a role without the right, at once when it is taken away', async () => {
      const { client } = await signIn()
      const account = await openAccount(store)
      const before = await writtenFor(store, account)
      const input = credit(account, 100)
      await withoutRight(store, 'agent', 'billing.adjust', () =>
        expect(client.billing.submitAdjustment(input)).rejects.toMatchObject({ code: 'forbidden', status: 403, data: { permission: 'billing.adjust' } }))
      expect(await writtenFor(store, account)).toEqual(before)
      expect(await auditOf(input.commandId)).toMatchObject([{ outcome: 'refused', errorCode: 'forbidden', detail: { amount: 100 } }])
    })
  })

  describe('the same a second time', () => {
    const conflict = (first: SubmitAdjustment, by: string) =>
      ({ code: 'conflict', status: 409, data: { stream: 'adjustment', current: { id: first.adjustmentId, comment: first.comment }, changedBy: by, changedAt: new Date(clock.now()).toISOString() } })
    type Pair = [name: string, first: (account: Account, bill: { billId: string; lineId: string }) => Partial<SubmitAdjustment>, again: (account: Account, bill: { billId: string; lineId: string }) => Partial<SubmitAdjustment>]
    const same: Pair[] = [
      ['outage, in another spelling and for another reason', () => ({ target: 'outage', outageReference: 'SP-2041' }), () => ({ target: 'outage', outageReference: ' sp-2041 ', reason: 'billingError' })],
      ['outage, with other signs between', () => ({ target: 'outage', outageReference: 'SP-2041' }), () => ({ target: 'outage', outageReference: 'SP2041', reason: 'billingError' })],
      ['bill', (_, { billId }) => ofBill(billId), (_, { billId }) => ofBill(billId)],
      ['line of a bill', (_, { billId, lineId }) => ofBill(billId, lineId), (_, { billId, lineId }) => ofBill(billId, lineId)],
      ['day of another period', () => ofDays('2026-10-01', '2026-10-05'), () => ofDays('2026-10-05', '2026-10-09')],
      ['days, once on a line and once on the account', (_, { billId, lineId }) => ({ ...ofBill(billId, lineId), ...ofDays('2026-10-01', '2026-10-05') }), () => ofDays('2026-10-05', '2026-10-05')],
      ['days, once on the account and once on a line', () => ofDays('2026-10-01', '2026-10-05'), (_, { billId, lineId }) => ({ ...ofBill(billId, lineId), ...ofDays('2026-10-04', '2026-10-07') })],
      ['days, once on the account and once on a bill', () => ofDays('2026-10-01', '2026-10-05'), (_, { billId }) => ({ ...ofBill(billId), ...ofDays('2026-09-30', '2026-10-31') })],
    ]
    it.each(same)('%s: shows the first', async (_name, first, again) => {
      const { client, displayName } = await signIn()
      const account = await openAccount(store)
      const bill = await issueBill(store, account, at(), { service: 5_000 })
      const given = credit(account, 300, first(account, bill))
      await client.billing.submitAdjustment(given)
      const before = await writtenFor(store, account)
      const { client: colleague } = await signIn('supervisor')
      await expect(colleague.billing.submitAdjustment(credit(account, 200, again(account, bill)))).rejects.toMatchObject(conflict(given, displayName))
      expect(await writtenFor(store, account)).toEqual(before)
      // The control: for somebody else it is not the same.
      const other = await openAccount(store)
      await expect(client.billing.submitAdjustment(credit(other, 200, again(other, await issueBill(store, other, at(), { service: 5_000 }))))).resolves.toBeTruthy()
    })

    it('outage, once by the number of a part and once by the whole’s or another part’s: shows the first', async () => {
      const { client } = await signIn()
      const account = await openAccount(store)
      const whole = makeRow('serviceProblem')
      const [part, other] = [makeRow('serviceProblem', { standing: 'joined', parentId: whole.id }), makeRow('serviceProblem', { standing: 'joined', parentId: whole.id })]
      await store.db.transaction().execute((trx) => bulkInsert(trx, 'serviceProblem', [whole, part, other, makeRow('serviceProblem')]))
      const of = ({ reference }: { reference: string }) => credit(account, 300, { target: 'outage', outageReference: reference })
      const given = of(part)
      await client.billing.submitAdjustment(given)
      for (const again of [whole, other, { reference: whole.reference.toLowerCase().replace('-', ' ') }])
        await expect(client.billing.submitAdjustment(of(again))).rejects.toMatchObject({ code: 'conflict', data: { current: { id: given.adjustmentId } } })
      await expect(client.billing.submitAdjustment(of({ reference: 'SP-OF-ANOTHER-BOOK' }))).resolves.toBeTruthy()
    })

    const different: Pair[] = [
      ['outage', () => ({ target: 'outage', outageReference: 'SP-1' }), () => ({ target: 'outage', outageReference: 'SP-2' })],
      ['reason for the bill', (_, { billId }) => ofBill(billId), (_, { billId }) => ({ ...ofBill(billId), reason: 'lateFeeWaiver' })],
      ['day', () => ofDays('2026-10-01', '2026-10-05'), () => ofDays('2026-10-06', '2026-10-06')],
      ['kind of goodwill, which is for nothing in particular', () => ({}), () => ({})],
    ]
    it.each(different)('is no second time for another %s', async (_name, first, again) => {
      const { client } = await signIn()
      const account = await openAccount(store)
      const bill = await issueBill(store, account, at(), { service: 5_000 })
      await client.billing.submitAdjustment(credit(account, 300, first(account, bill)))
      await expect(client.billing.submitAdjustment(credit(account, 200, again(account, bill)))).resolves.toBeTruthy()
    })
  })

  it('answers the same command as the first time, whatever has happened since', async () => {
    const { client } = await signIn()
    const account = await openAccount(store)
    const input = credit(account, 5_000)
    const first = await client.billing.submitAdjustment(input)
    await takePayment(store, account, at(), 300)
    const before = await writtenFor(store, account)
    expect(await client.billing.submitAdjustment(input)).toEqual(first)
    await expect(client.billing.submitAdjustment({ ...input, amount: 4_999 })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'commandId', message: 'reused' }] } })
    expect(await writtenFor(store, account)).toEqual(before)
  })
})
