/** What happens to a request above somebody's limit, and how what was posted is taken back. */
import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { MAX_APPROVALS, type Adjustment, type DecideAdjustment } from '../../../shared/features/billing/adjustments.schema.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import { entriesOf, standingOf } from '../../../electron/backend/features/billing/ledger.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Timers } from '../../../electron/backend/timers.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { answered, balanceIn, charge, credit, decision, ofBill, operatorToday, refusalOf, reversal, storedAdjustment, withdrawal, withoutRight, writtenFor } from '../../support/adjusting.ts'
import { signInAs } from '../../support/api-client.ts'
import { withBillingBackend, type TestBackend } from '../../support/billing-backend.ts'
import { faultsInBooks } from '../../support/books.ts'
import { issueBill, openAccount, takePayment, type Account } from '../../support/simple-billing.ts'
import { storeKinds, testClock } from '../../support/stores.ts'

const DAY_MS = 86_400_000
/** Housekeeping half a minute after the start would bill and age what a test is looking at, if the machine is slow. */
const still: Timers = { every: () => () => undefined, after: () => () => undefined }

describe.each(storeKinds)('approvals and reversals on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: TestBackend
  withBillingBackend(kind, clock, (opened) => void ({ store, backend } = opened), { timers: still })

  const signIn = (role: Role = 'agent') => signInAs(store, backend.url, role, clock)
  const at = () => ({ clock, today: operatorToday(clock) })
  const auditOf = (commandId: string) => store.db.selectFrom('auditEntry').selectAll().where('commandId', '=', commandId).execute()
  /** Above an agent's limits, within a supervisor's. */
  const ask = async (account: Account, amount = 6_000, role: Role = 'agent'): Promise<Adjustment> => {
    const { client } = await signIn(role)
    return answered(await client.billing.submitAdjustment(credit(account, amount)))
  }
  const conflict = (current: object) => ({ code: 'conflict', status: 409, data: { stream: 'adjustment', current } })

  it('posts what is approved, in the approver\'s name', async () => {
    const account = await openAccount(store)
    const bill = await issueBill(store, account, at(), { service: 10_000 })
    const asked = await ask(account)
    const { client, displayName, session } = await signIn('supervisor')
    clock.advance(60_000)
    const input = decision(asked)
    const answer = await client.billing.decideAdjustment(input)
    expect(answered(answer)).toEqual({ ...asked, state: 'posted', version: 2, decidedAt: new Date(clock.now()).toISOString(), decidedBy: displayName, decisionComment: null })
    expect(answered(answer)).toEqual(await storedAdjustment(store, asked.id))
    expect(answer.rows.customerBill).toMatchObject([{ id: bill.billId, remaining: 4_000, state: 'partiallyPaid' }])
    expect(await balanceIn(store, account)).toBe(4_000)
    expect(await entriesOf(store.db, asked.id)).toMatchObject([{ kind: 'adjustment' }])
    expect(await store.db.selectFrom('ledgerEntry').select('agentId').where('sourceId', '=', asked.id).execute()).toEqual([{ agentId: session.agent.id }])
    expect(await auditOf(input.commandId)).toMatchObject([{ action: 'billing.decideAdjustment', outcome: 'allowed', detail: { adjustmentId: asked.id, decision: 'approve', amount: 6_000 } }])
    expect(await client.billing.decideAdjustment(input)).toEqual(answer)
  })

  it('posts another amount only with a comment, and keeps what was asked for', async () => {
    const account = await openAccount(store)
    const asked = await ask(account)
    const { client } = await signIn('supervisor')
    const missing = { code: 'validation', data: { issues: [{ path: 'comment', message: 'missing' }] } }
    await expect(client.billing.decideAdjustment(decision(asked, { amount: 4_000 }))).rejects.toMatchObject(missing)
    const changed = answered(await client.billing.decideAdjustment(decision(asked, { amount: 4_000, comment: 'Half of it was the weather' })))
    expect(changed).toMatchObject({ state: 'posted', amount: 4_000, requestedAmount: 6_000, decisionComment: 'Half of it was the weather' })
    expect(await balanceIn(store, account)).toBe(-4_000)
  })

  it('refuses only with a reason, posts nothing, and gives the limit back', async () => {
    const account = await openAccount(store)
    const asked = await ask(account)
    const { client } = await signIn('supervisor')
    await expect(client.billing.decideAdjustment(decision(asked, { decision: 'refuse' }))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'comment', message: 'missing' }] } })
    const refused = answered(await client.billing.decideAdjustment(decision(asked, { decision: 'refuse', comment: 'Not our fault', amount: 1 })))
    expect(refused).toMatchObject({ state: 'refused', amount: 6_000, version: 2, decisionComment: 'Not our fault' })
    expect(await entriesOf(store.db, asked.id)).toEqual([])
    expect((await ask(account, 5_000)).state).toBe('posted')
  })

  it('lets nobody decide on their own, the database included', async () => {
    const account = await openAccount(store)
    const { client, session } = await signIn('supervisor')
    await client.billing.submitAdjustment(credit(account, 60_000))
    const asked = answered(await client.billing.submitAdjustment(credit(account, 60_000)))
    const before = await writtenFor(store, account)
    for (const decided of ['approve', 'refuse'] as const)
      await expect(client.billing.decideAdjustment(decision(asked, { decision: decided, amount: 100, comment: 'Mine' }))).rejects.toMatchObject({ code: 'forbidden', status: 403, data: { detail: 'own' } })
    await expect(store.db.updateTable('adjustment').set({ decidedById: session.agent.id }).where('id', '=', asked.id).execute()).rejects.toMatchObject({ code: '23514' })
    expect(await writtenFor(store, account)).toEqual(before)
  })

  it('counts from its approval, and while it waits however old it is', async () => {
    const account = await openAccount(store)
    const days = (count: number) => clock.advance(count * 86_400_000)
    const asked = await ask(account, 7_000)
    days(31)
    expect((await ask(account, 501)).state).toBe('pendingApproval')
    const { client } = await signIn('supervisor')
    const { figures } = (await refusalOf(client.billing.decideAdjustment(decision(asked)))).data['current'] as Adjustment
    await client.billing.decideAdjustment(decision(asked, { figures }))
    days(29)
    expect((await ask(account, 500)).state).toBe('pendingApproval')
  })

  describe('shows the change first when the case has changed', () => {
    type Case = [name: string, change: (account: Account) => Promise<unknown>, figures: object]
    const changes: Case[] = [
      ['by a payment', (account) => takePayment(store, account, at(), 1_000), { balance: 9_000, creditsIn30Days: 0 }],
      ['by another credit', (account) => ask(account, 500, 'supervisor'), { balance: 9_500, creditsIn30Days: 500 }],
      ['by another request', (account) => ask(account, 9_000), { balance: 10_000, creditsIn30Days: 9_000 }],
      ['by a new bill', (account) => issueBill(store, account, at(), { service: 5_000, dueInDays: -1 }), { balance: 15_000, pastDue: 5_000 }],
      ['by a day that has passed', () => Promise.resolve(clock.advance(40 * DAY_MS)), { pastDue: 10_000 }],
    ]
    it.each(changes)('%s', async (_name, change, figures) => {
      const account = await openAccount(store)
      await issueBill(store, account, at(), { service: 10_000 })
      const { client: asking } = await signIn('seniorAgent')
      const asked = answered(await asking.billing.submitAdjustment(credit(account, 16_000)))
      await change(account)
      const before = await writtenFor(store, account)
      const { client } = await signIn('supervisor')
      const stale = client.billing.decideAdjustment(decision(asked))
      await expect(stale).rejects.toMatchObject(conflict({ ...asked, figures: { ...asked.figures, ...figures } }))
      expect(await writtenFor(store, account)).toEqual(before)
      const { figures: now } = (await refusalOf(stale)).data['current'] as Adjustment
      await expect(client.billing.decideAdjustment(decision(asked, { decision: 'refuse', comment: 'No' }))).rejects.toMatchObject(conflict({ id: asked.id }))
      expect(answered(await client.billing.decideAdjustment(decision(asked, { figures: now })))).toMatchObject({ state: 'posted', figures: asked.figures })
    })
  })

  it('takes one decision: every later one is shown what was decided, and by whom', async () => {
    const account = await openAccount(store)
    const asked = await ask(account)
    const [first, second] = [await signIn('supervisor'), await signIn('supervisor')]
    await first.client.billing.decideAdjustment(decision(asked, { amount: 4_000, comment: 'Less' }))
    const before = await writtenFor(store, account)
    const decided = { ...conflict({ amount: 4_000, state: 'posted', version: 2 }) }
    for (const again of [{}, { amount: 5_000, comment: 'More' }, { expectedVersion: 2 }, { expectedVersion: 2, amount: 5_000, comment: 'More' }]) {
      const refusal = second.client.billing.decideAdjustment(decision(asked, again))
      await expect(refusal).rejects.toMatchObject(decided)
      await expect(refusal).rejects.toMatchObject({ data: { changedBy: first.displayName, changedAt: new Date(clock.now()).toISOString() } })
    }
    expect(await writtenFor(store, account)).toEqual(before)
  })

  it('holds an approver to the limits of their own role', async () => {
    await store.db.insertInto('rolePermission').values({ role: 'seniorAgent', permission: 'billing.approve' }).execute()
    const { client } = await signIn('seniorAgent')
    const account = await openAccount(store)
    const large = await ask(account, 16_000)
    await expect(client.billing.decideAdjustment(decision(large))).rejects.toMatchObject({ code: 'limitExceeded', status: 429, data: { limit: 15_000, left: 15_000, unit: 'USD' } })
    const small = await ask(account, 5_000)
    // 160.00 wait for this customer of the 200.00.
    const { data } = await refusalOf(client.billing.decideAdjustment(decision(small, { figures: { ...small.figures, creditsIn30Days: 16_000 } })))
    expect(data).toEqual({ limit: 20_000, left: 4_000, unit: 'USD', of: 'perCustomer30Days' })
    await client.billing.decideAdjustment(decision(small, { amount: 4_000, comment: 'What is left' }))
    // Somebody may refuse what they could not give.
    const now = { ...large.figures, creditsIn30Days: 4_000, balance: -4_000 }
    expect(answered(await client.billing.decideAdjustment(decision(large, { figures: now, decision: 'refuse', comment: 'Too much' })))).toMatchObject({ state: 'refused' })
    await store.db.deleteFrom('rolePermission').where('role', '=', 'seniorAgent').where('permission', '=', 'billing.approve').execute()
  })

  it('approves no more of a bill than is left of it, and nothing for an account closed meanwhile', async () => {
    const account = await openAccount(store)
    const { billId } = await issueBill(store, account, at(), { service: 7_000 })
    const { client: asking } = await signIn()
    const asked = answered(await asking.billing.submitAdjustment(credit(account, 6_000, ofBill(billId))))
    const { client } = await signIn('supervisor')
    await expect(client.billing.decideAdjustment(decision(asked, { amount: 7_001, comment: 'All of it' }))).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: 7_000, left: 7_000, unit: 'USD' } })
    await store.db.updateTable('customer').set({ status: 'closed' }).where('id', '=', account.customerId).execute()
    await expect(client.billing.decideAdjustment(decision(asked))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'customerId', message: 'closedAccount' }] } })
    await expect(client.billing.decideAdjustment(decision(asked, { decision: 'refuse', comment: 'Closed' }))).resolves.toBeTruthy()
  })

  it('is not decided under another customer', async () => {
    const asked = await ask(await openAccount(store))
    const { client } = await signIn('supervisor')
    const { customerId } = await openAccount(store)
    const notFound = { code: 'notFound', status: 404, data: { what: 'adjustment' } }
    await expect(client.billing.decideAdjustment(decision({ ...asked, customerId }))).rejects.toMatchObject(notFound)
    await expect(client.billing.reverseAdjustment({ ...reversal(asked), customerId })).rejects.toMatchObject(notFound)
    await expect(client.billing.withdrawAdjustment({ ...withdrawal(asked), adjustmentId: newId() })).rejects.toMatchObject(notFound)
  })

  it('is withdrawn by whoever asked for it, once, and by nobody else', async () => {
    const account = await openAccount(store)
    const { client, displayName } = await signIn()
    const asked = answered(await client.billing.submitAdjustment(credit(account, 6_000)))
    const { client: colleague } = await signIn()
    await expect(colleague.billing.withdrawAdjustment(withdrawal(asked))).rejects.toMatchObject({ code: 'forbidden', data: { detail: 'notOwn' } })
    const input = withdrawal(asked)
    const withdrawn = answered(await client.billing.withdrawAdjustment(input))
    expect(withdrawn).toMatchObject({ state: 'withdrawn', version: 2, decidedBy: displayName, decidedAt: new Date(clock.now()).toISOString() })
    expect(await auditOf(input.commandId)).toMatchObject([{ action: 'billing.withdrawAdjustment', detail: { adjustmentId: asked.id } }])
    await expect(client.billing.withdrawAdjustment(withdrawal(asked))).rejects.toMatchObject(conflict({ state: 'withdrawn' }))
    const { client: supervisor } = await signIn('supervisor')
    await expect(supervisor.billing.decideAdjustment(decision(asked))).rejects.toMatchObject(conflict({ state: 'withdrawn' }))
    // It counts no longer, and is no longer in the way of the same.
    expect(answered(await client.billing.submitAdjustment(credit(account, 5_000))).state).toBe('posted')
  })

  it.each(['billing.approve', 'billing.reverse'] as const)('is forbidden when the right %s was taken away since', async (permission) => {
    const account = await openAccount(store)
    const [asked, posted] = [await ask(account), await ask(await openAccount(store), 100)]
    const before = await writtenFor(store, account)
    const { client } = await signIn('supervisor')
    const act = () => permission === 'billing.approve' ? client.billing.decideAdjustment(decision(asked)) : client.billing.reverseAdjustment(reversal(posted))
    const forbidden = { code: 'forbidden', status: 403, data: { permission } }
    await withoutRight(store, 'supervisor', permission, () => expect(act()).rejects.toMatchObject(forbidden))
    expect(await writtenFor(store, account)).toEqual(before)
    // The control: with it the same goes through.
    await expect(act()).resolves.toBeTruthy()
  })

  describe('reverses', () => {
    it('a credit: the bills that it paid are open again, and both stay in the history', async () => {
      const account = await openAccount(store)
      const bill = await issueBill(store, account, at(), { service: 3_000, tax: 60 })
      const given = await ask(account, 4_000)
      const { client, displayName } = await signIn('seniorAgent')
      clock.advance(1_000)
      const answer = await client.billing.reverseAdjustment(reversal(given))
      expect(answered(answer)).toEqual({
        ...given, version: 2, state: 'reversed', reversedAt: new Date(clock.now()).toISOString(), reversedBy: displayName, reversalReason: 'Given to the wrong account',
      })
      expect(answer.rows).toMatchObject({ customerBill: [{ id: bill.billId, remaining: 3_060, state: 'open' }], billingAccount: [{ credit: 0 }] })
      expect(await balanceIn(store, account)).toBe(3_060)
      const [entry, back] = await entriesOf(store.db, given.id)
      expect(entry?.reversedBy).toBe(back?.id)
      await expect(client.billing.reverseAdjustment(reversal(given))).rejects.toMatchObject(conflict({ state: 'reversed', version: 2 }))
      // It counts no longer: 50.00 of the 75.00 are free again, and more.
      expect((await ask(account, 5_000)).state).toBe('posted')
    })

    it('a credit that later bills have used up: just so much of them is open again', async () => {
      const account = await openAccount(store)
      const given = await ask(account, 3_000)
      const [first, second] = [await issueBill(store, account, at(), { service: 1_000 }), await issueBill(store, account, at(), { service: 5_000 })]
      expect(await readRows(store.db, 'customerBill', [first.billId, second.billId])).toMatchObject([{ remaining: 0 }, { remaining: 3_000 }])
      const { client } = await signIn('supervisor')
      await client.billing.reverseAdjustment(reversal(given))
      expect(await readRows(store.db, 'customerBill', [first.billId, second.billId])).toMatchObject([{ remaining: 1_000 }, { remaining: 5_000 }])
    })

    it('two credits one after the other, of which the first had paid where the second pointed', async () => {
      const account = await openAccount(store)
      const idle = await ask(account, 2_000)
      const first = await issueBill(store, account, at(), { service: 2_000, dueInDays: 10 })
      const second = await issueBill(store, account, at(), { service: 2_000, dueInDays: 40 })
      const { client } = await signIn('supervisor')
      const named = answered(await client.billing.submitAdjustment(credit(account, 2_000, ofBill(second.billId))))
      await client.billing.reverseAdjustment(reversal(idle))
      await client.billing.reverseAdjustment(reversal(named))
      expect(await readRows(store.db, 'customerBill', [first.billId, second.billId])).toMatchObject([{ remaining: 2_000 }, { remaining: 2_000 }])
      expect(await faultsInBooks(store)).toEqual([])
    })

    it('a credit beside a bill that gave money back: what the bill gave stays', async () => {
      const account = await openAccount(store)
      const bill = await issueBill(store, account, at(), { service: -500 })
      const given = await ask(account, 300)
      const { client } = await signIn('supervisor')
      expect((await client.billing.reverseAdjustment(reversal(given))).rows).toMatchObject({ customerBill: [], billingAccount: [{ credit: 500 }] })
      expect(await readRows(store.db, 'customerBill', [bill.billId])).toMatchObject([{ amount: -500, remaining: 0, state: 'settled' }])
    })

    it('a charge that waits for the next bill: it is on none', async () => {
      const account = await openAccount(store)
      const { client } = await signIn('seniorAgent')
      const charged = answered(await client.billing.submitAdjustment(charge(account, 9_000)))
      expect((await client.billing.reverseAdjustment(reversal(charged))).rows).toMatchObject({ adjustment: [{ state: 'reversed' }], billingAccount: [{ unbilled: 0, credit: 0 }] })
      expect(await issueBill(store, account, at(), { service: 100 })).toMatchObject({ amount: 100 })
    })

    it('a charge that is on a bill already: the bill stands, and is paid by what is given back', async () => {
      const account = await openAccount(store)
      const { client } = await signIn('seniorAgent')
      const charged = answered(await client.billing.submitAdjustment(charge(account, 9_000)))
      const bill = await issueBill(store, account, at(), { service: 1_000 })
      const later = answered(await client.billing.submitAdjustment(charge(account, 400)))
      const { rows } = await client.billing.reverseAdjustment(reversal(charged))
      expect(rows).toMatchObject({ customerBill: [{ id: bill.billId, amount: 10_000, remaining: 1_000 }], billingAccount: [{ unbilled: 400, credit: 0 }] })
      const [entry, back] = await entriesOf(store.db, charged.id)
      expect(back).toMatchObject({ kind: 'reversal', postings: [{ debit: 'revenue', credit: 'unapplied', amount: { amount: 9_000 } }, { debit: 'unapplied', credit: 'receivable', billId: bill.billId }] })
      expect(entry?.reversedBy).toBe(back?.id)
      // The one charged since is on no bill and is taken back there.
      await client.billing.reverseAdjustment(reversal(later))
      const { unbilled, unapplied, receivable } = await standingOf(store.db, account)
      expect([unbilled.amount, unapplied.amount, receivable.amount]).toEqual([0, 0, 1_000])
    })

    it('nothing of a billed charge that was credited on its line already, and no credit on the line of one that was taken back', async () => {
      const { client } = await signIn('supervisor')
      const billed = async () => {
        const account = await openAccount(store)
        const charged = answered(await client.billing.submitAdjustment(charge(account, 4_000)))
        const { billId } = await issueBill(store, account, at(), { service: 1_000 })
        // Lines written in the same moment stand in any order.
        const { rows } = await store.pool.query<{ line: string }>(
          `update bill_document set lines = (select jsonb_agg(case when line -> 'amount' = '4000' then line || jsonb_build_object('adjustmentId', $2::text) else line end) from jsonb_array_elements(lines) line)
           where bill_id = $1 returning jsonb_path_query_first(lines, '$[*] ? (@.amount == 4000)') ->> 'id' as line`, [billId, charged.id])
        return { account, charged, creditOn: (amount: number) => client.billing.submitAdjustment(credit(account, amount, ofBill(billId, rows[0]?.line))) }
      }
      const credited = await billed()
      await credited.creditOn(2_500)
      await expect(client.billing.reverseAdjustment(reversal(credited.charged))).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: 4_000, left: 1_500 } })
      const taken = await billed()
      await client.billing.reverseAdjustment(reversal(taken.charged))
      await expect(taken.creditOn(1)).rejects.toMatchObject({ code: 'limitExceeded', data: { limit: 4_000, left: 0 } })
      // The control: untouched, either is done.
      await expect((await billed()).creditOn(4_000)).resolves.toBeTruthy()
    })

    it('a billed and paid charge: the money is the customer\'s', async () => {
      const account = await openAccount(store)
      const { client } = await signIn('seniorAgent')
      const charged = answered(await client.billing.submitAdjustment(charge(account, 9_000)))
      await issueBill(store, account, at(), { service: 1_000 })
      await takePayment(store, account, at(), 10_000)
      expect((await client.billing.reverseAdjustment(reversal(charged))).rows).toMatchObject({ billingAccount: [{ credit: 9_000 }] })
      expect(await balanceIn(store, account)).toBe(-9_000)
    })

    it('nothing that is not posted, or is not as it was seen', async () => {
      const account = await openAccount(store)
      const [asked, posted] = [await ask(account), await ask(await openAccount(store), 100)]
      const { client } = await signIn('supervisor')
      await expect(client.billing.reverseAdjustment(reversal(asked))).rejects.toMatchObject(conflict({ state: 'pendingApproval' }))
      await expect(client.billing.reverseAdjustment({ ...reversal(posted), expectedVersion: 2 })).rejects.toMatchObject(conflict({ version: 1 }))
      const { client: agent } = await signIn()
      await expect(agent.billing.reverseAdjustment(reversal(posted))).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'billing.reverse' } })
    })
  })

  const emptyQueue = () => store.db.updateTable('adjustment').set({ state: 'withdrawn' }).where('state', '=', 'pendingApproval').execute()

  it('shows supervisors the queue, oldest first, each with the case around it', async () => {
    await emptyQueue()
    const account = await openAccount(store, { givenName: 'Rosa', familyName: 'Díaz', customerSince: '2019-04-01' })
    const { billId } = await issueBill(store, account, at(), { service: 9_000 })
    const given = await ask(account, 1_000)
    const { client: asking, session } = await signIn('supervisor')
    const other = await openAccount(store)
    await asking.billing.submitAdjustment(credit(other, 60_000))
    const refused = answered(await asking.billing.submitAdjustment(credit(other, 60_000)))
    clock.advance(1_000)
    const asked = answered(await asking.billing.submitAdjustment(credit(account, 8_999, { ...ofBill(billId) })))
    const large = answered(await asking.billing.submitAdjustment(credit(account, 99_000)))
    const { client, session: approver } = await signIn('supervisor')
    await client.billing.decideAdjustment(decision(refused, { decision: 'refuse', comment: 'No' }))
    await asking.billing.reverseAdjustment(reversal(asked))
    clock.advance(1_000)
    const mine = answered(await client.billing.submitAdjustment(credit(account, 100_000)))
    const { cases, more } = await client.billing.approvals()
    expect(more).toBe(false)
    expect(cases.map(({ adjustment, mayDecide }) => [adjustment.id, mayDecide])).toEqual([[large.id, 'overLimit'], [mine.id, 'own']])
    expect(cases[0]).toMatchObject({
      adjustment: large, customerName: 'Rosa Díaz', customerSince: '2019-04-01', figuresNow: { balance: 8_000, pastDue: 0, billRemaining: null, creditsIn30Days: 101_000 },
      customerYear: [{ id: mine.id }, { id: asked.id, state: 'reversed', version: 2 }, { id: given.id, state: 'posted', amount: 1_000 }],
      agentMonth: { count: 4, credited: 60_000, refused: 1 },
    })
    const audited = await store.db.selectFrom('auditEntry').select(['agentId', 'detail']).where('action', '=', 'billing.approvals').orderBy('seq', 'desc').limit(1).execute()
    expect(audited).toEqual([{ agentId: approver.agent.id, detail: { cases: 2, background: false } }])
    const { client: agent } = await signIn()
    await expect(agent.billing.approvals()).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'billing.approve' } })
    expect(session.agent.id).not.toBe(approver.agent.id)
  })

  it('shows as many as one answer holds, and says that there are more', async () => {
    await emptyQueue()
    await store.db.insertInto('rolePermission').values({ role: 'dispatcher', permission: 'billing.adjust' }).execute()
    const { client: asking } = await signIn('dispatcher')
    const account = await openAccount(store)
    for (let count = 0; count <= MAX_APPROVALS; count += 1) await asking.billing.submitAdjustment(credit(account, 1))
    await store.db.deleteFrom('rolePermission').where('role', '=', 'dispatcher').where('permission', '=', 'billing.adjust').execute()
    const { client } = await signIn('supervisor')
    const { cases, more } = await client.billing.approvals()
    expect([cases.length, more]).toEqual([MAX_APPROVALS, true])
    expect(cases.at(-1)?.customerYear.length).toBe(50)
    const times = cases.map(({ adjustment }) => adjustment.requestedAt)
    expect(times).toEqual([...times].sort())
    const next: DecideAdjustment = decision(cases[0]?.adjustment as Adjustment, { figures: cases[0]?.figuresNow as Adjustment['figures'] })
    await expect(client.billing.decideAdjustment(next)).resolves.toBeTruthy()
  })
})
