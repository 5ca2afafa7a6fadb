/** Books that came as rows get the ledger that they would have left behind: the demo's, and one from before the ledger. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Row } from '../../../shared/features/sync/streams.ts'
import { fillDemo } from '../../../electron/backend/demo/demo.ts'
import { openLedger, openLedgerOnce } from '../../../electron/backend/features/billing/open-ledger.ts'
import { balanceOf, standingOf } from '../../../electron/backend/features/billing/ledger.ts'
import { runBills } from '../../../electron/backend/features/billing/bill-run.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { faultsInBooks } from '../../support/books.ts'
import { makeRow } from '../../support/rows.ts'
import { openLoneStore, openTestStore, storeKinds, testClock, TODAY, type StoreKind } from '../../support/stores.ts'

const clock = testClock()
const one = async <T>(store: Store, text: string): Promise<T> => (await store.pool.query(text)).rows[0] as T
const sums = (store: Store) => one<{ entries: string; posted: string }>(store, 'select (select count(*) from ledger_entry) as entries, sum(amount) as posted from ledger_posting')

/** What an account is due by its rows alone, and by the ledger. */
const unequalBalances = `
  select account.id from billing_account account
  left join (select billing_account_id, sum(remaining) as remaining from customer_bill group by 1) bill on bill.billing_account_id = account.id
  left join (select billing_account_id, sum(case when debit in ('receivable', 'unbilled', 'unapplied') then amount else 0 end
    - case when credit in ('receivable', 'unbilled', 'unapplied') then amount else 0 end) as balance from ledger_posting group by 1) ledger on ledger.billing_account_id = account.id
  where coalesce(ledger.balance, 0) <> coalesce(bill.remaining, 0) - coalesce(account.credit, 0) + coalesce(account.unbilled, 0)`

// The whole demo once; PostgreSQL is the faster of the two.
const sizes: Record<StoreKind, number> = { embedded: 600, server: 5_000 }

describe.each(storeKinds)('the ledger of the demo on the %s store', (kind) => {
  let store: Store
  beforeAll(async () => {
    store = await openLoneStore(kind, clock)
    await fillDemo(store, { clock, today: TODAY, customers: sizes[kind] })
  }, 240_000)
  afterAll(() => store.close())

  it('agrees with every bill and every account, and so do the rows among themselves', async () => {
    expect(await faultsInBooks(store)).toEqual([])
    expect((await store.pool.query(unequalBalances)).rows).toEqual([])
    // Credit that pays a later bill is an entry of its own.
    const { entries, wanted } = await one<{ entries: string; wanted: string }>(store, `select (select count(*) from ledger_entry where kind <> 'application') as entries,
      (select count(*) from customer_bill) + (select count(*) from payment where state = 'done') as wanted`)
    expect(entries).toBe(wanted)
  })

  it('tells taxes apart, and has in cash what was paid less what was given back', async () => {
    const { tax, lines } = await one<{ tax: string; lines: string }>(store, `
      select (select sum(amount) from ledger_posting where credit = 'tax') as tax,
        (select sum((line ->> 'amount')::bigint) from bill_document, jsonb_array_elements(lines) line where line ->> 'group' = 'taxFee') as lines`)
    expect(tax).toBe(lines)
    const { cash, paid } = await one<{ cash: string; paid: string }>(store, `
      select (select sum(case when debit = 'cash' then amount when credit = 'cash' then -amount end) from ledger_posting) as cash,
        (select sum(case kind when 'payment' then amount else -amount end) from payment where state = 'done') as paid`)
    expect(cash).toBe(paid)
  })

  it('has nothing to do a second time', async () => {
    const before = await sums(store)
    expect(await openLedgerOnce(store)).toBe(false)
    await store.db.transaction().execute((trx) => openLedger(trx, 'all'))
    expect(await sums(store)).toEqual(before)
  })

  it('is what the next bills are posted upon, each of them without a fault', { timeout: 240_000 }, async () => {
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const run = await runBills({ store, clock, log }, { today: '2026-11-26' })
    expect(run).toMatchObject({ failed: 0 })
    expect(run.bills).toBeGreaterThan(sizes[kind] / 40)
    expect(await faultsInBooks(store)).toEqual([])
    expect((await store.pool.query(unequalBalances)).rows).toEqual([])
  })
})

describe.each(storeKinds)('a book from before the ledger on the %s store', (kind) => {
  let store: Store
  // A book is opened once in its life, so each test has its own.
  beforeEach(async () => {
    store = await openTestStore(kind, clock)
  })
  afterEach(() => store.close())

  type Money = Pick<Row<'customerBill'>, 'amount' | 'remaining'>
  const bill = (owner: Row<'billingAccount'>, month: number, { amount, remaining }: Money) => makeRow('customerBill', {
    customerId: owner.customerId, billingAccountId: owner.id, billDate: `2026-0${month}-02`, dueDate: `2026-0${month}-24`, amount, remaining,
    state: remaining === 0 ? 'settled' : remaining === amount ? 'open' : 'partiallyPaid',
  })
  const payment = (owner: Row<'billingAccount'>, at: string, amount: number, more: Partial<Row<'payment'>> = {}) =>
    makeRow('payment', { customerId: owner.customerId, billingAccountId: owner.id, at: `2026-${at}T12:00:00.000Z`, amount, ...more })
  const account = () => makeRow('billingAccount', { credit: null, unbilled: null, pastDue: 0, currentDue: 0 })

  it('spreads what was paid over the bills, oldest first, and gives back what was paid twice', async () => {
    const [owner, silent] = [account(), account()]
    const bills = [bill(owner, 1, { amount: 5_000, remaining: 0 }), bill(owner, 2, { amount: 5_000, remaining: 0 }), bill(owner, 3, { amount: 5_000, remaining: 2_000 }), bill(owner, 4, { amount: 5_000, remaining: 5_000 })]
    const [first, twice, back, second, declined] = [
      payment(owner, '01-10', 7_000), payment(owner, '01-11', 7_000), payment(owner, '01-15', 7_000, { kind: 'refund' }), payment(owner, '03-10', 6_000), payment(owner, '03-09', 6_000, { state: 'declined' }),
    ]
    const paidBefore = bill(silent, 1, { amount: 4_000, remaining: 1_000 })
    await store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'billingAccount', [owner, silent])
      await bulkInsert(trx, 'customerBill', [...bills, paidBefore])
      await bulkInsert(trx, 'payment', [first, twice, back, second, declined])
    })
    expect(await openLedgerOnce(store)).toBe(true)
    const ids = bills.map(({ id }) => id)
    const stored = new Map((await readRows(store.db, 'payment', [first, twice, back, second, declined].map(({ id }) => id))).map((row) => [row.id, row]))
    expect(stored.get(first.id)).toMatchObject({ paid: { [ids[0]!]: 5_000, [ids[1]!]: 2_000 }, refunded: 0, version: 2 })
    expect(stored.get(twice.id)).toMatchObject({ paid: {}, refunded: 7_000 })
    expect(stored.get(back.id)).toMatchObject({ paid: {}, refundOf: twice.id })
    expect(stored.get(second.id)).toMatchObject({ paid: { [ids[1]!]: 3_000, [ids[2]!]: 3_000 } })
    expect(stored.get(declined.id)).toEqual(declined)
    // Nobody knows who paid the other account's bill, but paid it was.
    const standing = (row: Row<'billingAccount'>) => standingOf(store.db, { billingAccountId: row.id, currency: row.currency })
    expect([balanceOf(await standing(owner)).amount, balanceOf(await standing(silent)).amount]).toEqual([7_000, 1_000])
    expect((await readRows(store.db, 'billingAccount', [owner.id]))[0]).toMatchObject({ credit: 0, unbilled: 0 })
    expect((await faultsInBooks(store)).filter((fault) => !fault.startsWith('an account that is owed'))).toEqual([])
    expect(await openLedgerOnce(store)).toBe(false)
  })

  it('keeps what was paid beyond the bills as credit', async () => {
    const owner = account()
    await store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'billingAccount', [owner])
      await bulkInsert(trx, 'customerBill', [bill(owner, 1, { amount: 5_000, remaining: 0 })])
      await bulkInsert(trx, 'payment', [payment(owner, '01-10', 8_000)])
      await openLedger(trx, [owner.customerId])
    })
    expect((await readRows(store.db, 'billingAccount', [owner.id]))[0]).toMatchObject({ credit: 3_000, unbilled: 0 })
  })

  it('knows that nothing is on an account that has had no bill, unless it came from a file', async () => {
    const [billed, imported] = [account(), { ...account(), cycleDay: null, nextBillDate: null }]
    await store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'billingAccount', [billed, imported])
      await openLedger(trx, [billed.customerId, imported.customerId])
    })
    expect(await readRows(store.db, 'billingAccount', [imported.id])).toEqual([imported])
    expect(await readRows(store.db, 'billingAccount', [billed.id])).toMatchObject([{ credit: 0, unbilled: 0 }])
  })
})

it('an empty database has no ledger to open', async () => {
  const store = await openTestStore('embedded', clock)
  expect(await openLedgerOnce(store)).toBe(false)
  await store.close()
})
