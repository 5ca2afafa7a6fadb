/** What is shown as the next bill is what the run posts; and the run bills everybody once, whatever goes wrong beside it. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, cycleAfter, cycleStartOn, dateOf, dayOf } from '../../../shared/kernel/calendar.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { BillLine, NextBill } from '../../../shared/features/billing/bill-document.schema.ts'
import { nextBillSchema } from '../../../shared/features/billing/bill-document.schema.ts'
import type { Row } from '../../../shared/features/sync/streams.ts'
import { townRates } from '../../../electron/backend/demo/taxes.ts'
import { runBills } from '../../../electron/backend/features/billing/bill-run.ts'
import { findNextBill } from '../../../electron/backend/features/billing/next-bill.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { billedAccount, happens, openBilledCustomer, type BilledCustomer, type Deed } from '../../support/billed-accounts.ts'
import { faultsInBooks } from '../../support/books.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

const seed = Number(process.env.HEADEND_SEED ?? Date.now() % 2 ** 31)
const withoutIds = (lines: readonly BillLine[]) => lines.map(({ id: _id, ...line }) => line)

describe.each(storeKinds)('bills on the %s store', (kind) => {
  const clock = testClock()
  const log = { info: () => undefined, warn: () => undefined, error: (fields: object) => void said.push(fields) }
  const said: object[] = []
  let store: Store
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    await store.db.insertInto('taxRate').values([...townRates('Yonkers')]).execute()
  })
  afterAll(() => store.close())

  const run = (today: string) => runBills({ store, clock, log }, { today })
  const shown = (customerId: string): Promise<NextBill | null> => store.db.transaction().execute((trx) => findNextBill(trx, clock, customerId))
  const billsOf = (customerId: string) =>
    store.db.selectFrom('customerBill as bill').leftJoin('billDocument as document', 'document.billId', 'bill.id')
      .select(['bill.id', 'billDate', 'periodStart', 'periodEnd', 'dueDate', 'amount', 'remaining', 'state', 'document.lines'])
      .where('bill.customerId', '=', customerId).orderBy('billDate').execute()
  const addProducts = (customerId: string, products: Partial<Row<'product'>>[]) =>
    store.db.transaction().execute((trx) => bulkInsert(trx, 'product', products.map((product) => makeRow('product', { customerId, ...product }))))
  const endProduct = (id: string, endsOn: string | null) => store.db.updateTable('product').set({ endsOn }).where('id', '=', id).execute()
  const internet = { kind: 'internet', name: 'Internet 500', monthlyPrice: 6_000, startedOn: '2024-01-01' } as const

  const anyProduct = fc.record({
    kind: fc.constantFrom('internet' as const, 'tv' as const, 'phone' as const, 'bundle' as const, 'addOn' as const, 'discount' as const),
    name: fc.constantFrom('Internet 500', 'TV Select', 'Home Phone Unlimited', 'Triple Play Value', 'Gateway Rental', 'Offer'),
    monthlyPrice: fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: -3_000, max: -1 }), fc.constant(null)),
    start: fc.integer({ min: -45, max: 45 }),
    life: fc.option(fc.integer({ min: 0, max: 90 })),
  })
  const anyDeed: fc.Arbitrary<Deed> = fc.record({ kind: fc.constantFrom('pay', 'credit', 'charge'), amount: fc.integer({ min: 1, max: 30_000 }) })
  const anyMonth = fc.record({ added: fc.array(anyProduct, { maxLength: 2 }), ended: fc.option(fc.record({ which: fc.nat(), on: fc.integer({ min: -40, max: 40 }) })), deeds: fc.array(anyDeed, { maxLength: 3 }) })
  const anyAccount = fc.record({ cycleDay: fc.integer({ min: 1, max: 31 }), products: fc.array(anyProduct, { maxLength: 5 }), months: fc.array(anyMonth, { minLength: 1, maxLength: 4 }) })
  type Given = typeof anyProduct extends fc.Arbitrary<infer T> ? T : never
  const row = ({ start, life, ...product }: Given, billDate: string): Partial<Row<'product'>> & { id: string } => {
    const startedOn = addDays(billDate, start)
    return { id: newId(), ...product, startedOn, endsOn: life === null ? null : addDays(startedOn, life) }
  }

  it('posts to the cent what was shown, when nothing changed in between', async () => {
    const oneAccount = async ({ cycleDay, products, months }: typeof anyAccount extends fc.Arbitrary<infer T> ? T : never): Promise<void> => {
      const first = dateOf(cycleStartOn(dayOf('2027-12-15'), cycleDay))
      const held = products.map((product) => row(product, first))
      const customerId = await openBilledCustomer(store, { cycleDay, nextBillDate: first, products: held })
      for (const { added, ended, deeds } of months) {
        const account = await billedAccount(store, customerId)
        const fresh = added.map((product) => row(product, account.nextBillDate))
        await addProducts(customerId, fresh)
        held.push(...fresh)
        const leaving = ended && held[ended.which % Math.max(1, held.length)]
        if (leaving) await endProduct(leaving.id, addDays(account.nextBillDate, ended.on))
        for (const deed of deeds) await happens(store, clock, account, deed)
        const before = (await billsOf(customerId)).length
        const next = await shown(customerId)
        expect(nextBillSchema.parse(next)).toEqual(next)
        expect((await run(account.nextBillDate)).failed).toBe(0)
        const bills = await billsOf(customerId)
        expect(bills.length).toBe(before + (next!.lines.length > 0 ? 1 : 0))
        if (next!.lines.length > 0) {
          const posted = bills.at(-1)!
          const { billDate, periodStart, periodEnd, dueDate, amount } = next!
          expect(posted).toMatchObject({ billDate, periodStart, periodEnd, dueDate, amount })
          expect(withoutIds(posted.lines ?? [])).toEqual(withoutIds(next!.lines))
          expect(posted.remaining).toBe(Math.max(0, amount) - next!.paidByCredit)
        }
        expect((await billedAccount(store, customerId)).nextBillDate).toBe(addDays(next!.periodEnd, 1))
      }
    }
    await fc.assert(fc.asyncProperty(anyAccount, oneAccount), { seed, numRuns: kind === 'embedded' ? 40 : 25 })
    expect(await faultsInBooks(store)).toEqual([])
  })

  const customer = (fields: Partial<BilledCustomer> = {}) => openBilledCustomer(store, { cycleDay: 5, nextBillDate: '2026-09-05', products: [internet], ...fields })

  it('makes the bills that were missed, in order, each for its cycle', async () => {
    const customerId = await customer({ cycleDay: 31, nextBillDate: '2027-12-31' })
    await run('2028-03-31')
    expect((await billsOf(customerId)).map(({ billDate, periodEnd, amount }) => [billDate, periodEnd, amount])).toEqual([
      ['2027-12-31', '2028-01-30', 12_000], ['2028-01-31', '2028-02-28', 6_000], ['2028-02-29', '2028-03-30', 6_000], ['2028-03-31', '2028-04-29', 6_000],
    ])
    const [account] = await store.db.selectFrom('billingAccount').selectAll().where('customerId', '=', customerId).execute()
    expect(account).toMatchObject({ nextBillDate: '2028-04-30', upcoming: 6_000, lifetimeCharges: 30_000, pastDue: 24_000, currentDue: 6_000, credit: 0 })
  })

  it('bills on the day and not before, and each day once, however often it runs', async () => {
    const customerId = await customer()
    await run('2026-09-04')
    expect(await billsOf(customerId)).toEqual([])
    await Promise.all([run('2026-09-05'), run('2026-09-05'), run('2026-09-05')])
    await run('2026-10-04')
    expect((await billsOf(customerId)).map(({ billDate }) => billDate)).toEqual(['2026-09-05'])
  })

  it('refuses a second bill of a day in the database itself', async () => {
    const bill = makeRow('customerBill')
    const again = makeRow('customerBill', { customerId: bill.customerId, billingAccountId: bill.billingAccountId, billDate: bill.billDate })
    const insert = (row: Row<'customerBill'>) => store.db.transaction().execute((trx) => bulkInsert(trx, 'customerBill', [row]))
    await insert(bill)
    await expect(insert(again)).rejects.toMatchObject({ code: '23505' })
    await insert({ ...again, billDate: addDays(bill.billDate, 1) })
    await store.db.deleteFrom('customerBill').where('customerId', '=', bill.customerId).execute()
  })

  it('bills the suspended, and neither the closed nor those whose service has not begun', async () => {
    const [suspended, closed, pending] = [await customer({ status: 'suspended' }), await customer({ status: 'closed' }), await customer({ status: 'pending' })]
    await run('2026-09-05')
    expect((await billsOf(suspended)).length).toBe(1)
    expect([...(await billsOf(closed)), ...(await billsOf(pending))]).toEqual([])
    expect(await shown(closed)).toBeNull()
    expect(await shown(pending)).toMatchObject({ billDate: '2026-09-05' })
  })

  it('sends the bill of a paperless account by e-mail, once; not of one on paper', async () => {
    const [paperless, onPaper] = [await customer(), await customer()]
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'contactMedium', [paperless, onPaper].map((customerId) => makeRow('contactMedium', { customerId, mediumType: 'email', value: 'ana@example.com' }))))
    await store.db.updateTable('billingAccount').set({ paperless: false }).where('customerId', '=', onPaper).execute()
    await Promise.all([run('2026-10-05'), run('2026-10-05')])
    const sent = await store.db.selectFrom('communicationMessage as message').innerJoin('messageDispatch as dispatch', 'dispatch.messageId', 'message.id')
      .select(['message.customerId', 'template', 'by', 'dispatch.recipient', 'attachment']).where('message.customerId', 'in', [paperless, onPaper]).execute()
    const bills = await billsOf(paperless)
    expect(bills).toHaveLength(2)
    expect(await billsOf(onPaper)).toHaveLength(2)
    expect(sent).toEqual(expect.arrayContaining(bills.map(({ id }) => ({ customerId: paperless, template: 'bill', by: null, recipient: 'ana@example.com', attachment: { kind: 'bill', billId: id } }))))
    expect(sent).toHaveLength(2)
  })

  it('shows no next bill where there is no cycle', async () => {
    const customerId = await customer()
    await store.db.updateTable('billingAccount').set({ cycleDay: null }).where('customerId', '=', customerId).execute()
    expect(await shown(customerId)).toBeNull()
    await run('2026-09-05')
    expect(await billsOf(customerId)).toEqual([])
  })

  it('puts no product on two accounts', async () => {
    const customerId = await customer({ accounts: 2 })
    await run('2026-10-05')
    expect((await billsOf(customerId)).map(({ billDate }) => billDate)).toEqual(['2026-09-05', '2026-10-05'])
  })

  it('an account whose bill cannot be made stays as it was, is told without a word about anybody, and holds up nobody', async () => {
    const broken = await customer({ nextBillDate: '2026-08-05', products: [internet, { ...internet, currency: 'EUR' }] })
    const fine = await customer()
    said.length = 0
    expect(await run('2026-09-05')).toMatchObject({ failed: 1 })
    expect((await billsOf(fine)).length).toBe(1)
    expect(await billsOf(broken)).toEqual([])
    const { billingAccountId } = await billedAccount(store, broken)
    expect(said).toEqual([{ billingAccountId, code: 'internal', detail: 'a product of another currency' }])
    await store.db.updateTable('product').set({ currency: 'USD' }).where('customerId', '=', broken).execute()
    await run('2026-09-05')
    expect((await billsOf(broken)).map(({ billDate }) => billDate)).toEqual(['2026-08-05', '2026-09-05'])
  })

  it('ends with the account at hand when it is told to stop', async () => {
    const customerId = await customer()
    expect(await runBills({ store, clock, log }, { today: '2026-09-05', signal: AbortSignal.abort() })).toEqual({ accounts: 0, bills: 0, failed: 0 })
    expect(await billsOf(customerId)).toEqual([])
    await run('2026-09-05')
  })

  it('puts a charge of a person on one bill, by name and number, and leaves out one that was taken back', async () => {
    const customerId = await customer()
    const account = await billedAccount(store, customerId)
    await happens(store, clock, account, { kind: 'charge', amount: 9_900 })
    expect(await shown(customerId)).toMatchObject({ lines: expect.arrayContaining([expect.objectContaining({ code: 'adjustmentCharge', amount: 9_900 })]) as BillLine[] })
    await run('2026-09-05')
    await run('2026-10-05')
    const charges = (await billsOf(customerId)).map(({ lines }) => (lines ?? []).filter(({ code }) => code === 'adjustmentCharge'))
    expect(charges).toMatchObject([[{ name: 'Equipment not returned', group: 'oneTime', amount: 9_900, productId: null }], []])
    const { id } = await store.db.selectFrom('adjustment').select('id').where('customerId', '=', customerId).executeTakeFirstOrThrow()
    expect(charges[0]?.[0]?.adjustmentId).toBe(id)
    expect(await store.db.selectFrom('billingAccount').select('unbilled').where('customerId', '=', customerId).execute()).toEqual([{ unbilled: 0 }])
  })

  it('pays a bill at once from what is on the account, the older first', async () => {
    const customerId = await customer()
    await happens(store, clock, await billedAccount(store, customerId), { kind: 'pay', amount: 15_000 })
    expect(await shown(customerId)).toMatchObject({ amount: 12_000, paidByCredit: 12_000 })
    await run('2026-09-05')
    expect(await shown(customerId)).toMatchObject({ amount: 6_000, paidByCredit: 3_000 })
    await run('2026-10-05')
    expect((await billsOf(customerId)).map(({ remaining, state }) => [remaining, state])).toEqual([[0, 'settled'], [3_000, 'partiallyPaid']])
    expect(await faultsInBooks(store)).toEqual([])
  })

  it('a bill that gives back more than it charges owes nothing, and what is over pays the next one', async () => {
    const productId = newId()
    const customerId = await customer({ products: [{ ...internet, id: productId }] })
    await run('2026-09-05')
    await endProduct(productId, '2026-09-15')
    await addProducts(customerId, [{ kind: 'internet', name: 'Internet Essentials', monthlyPrice: 1_000, startedOn: '2026-10-05' }])
    await run('2026-10-05')
    const [first, back] = await billsOf(customerId)
    expect(back).toMatchObject({ amount: -3_000, remaining: 0, state: 'settled' })
    expect(first).toMatchObject({ amount: 12_000, remaining: 9_000, state: 'partiallyPaid' })
    expect(await faultsInBooks(store)).toEqual([])
  })

  it('takes the rates of the service address on the bill\'s day, a move included', async () => {
    const phone = { kind: 'phone', name: 'Home Phone Unlimited', monthlyPrice: 3_000, startedOn: '2026-08-05' } as const
    const customerId = await customer({ products: [phone] })
    await store.db.updateTable('address').set({ validTo: '2026-09-30' }).where('customerId', '=', customerId).execute()
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'address', [makeRow('address', { customerId, city: 'Rye', validFrom: '2026-10-01' })]))
    await run('2026-10-05')
    const taxes = (await billsOf(customerId)).map(({ lines }) => (lines ?? []).filter(({ group }) => group === 'taxFee').map(({ name, amount }) => [name, amount]))
    // Rye has no rate here but those of the state.
    expect(taxes).toEqual([[['E911 Surcharge', 100], ['NY Sales Tax', 240], ['Local Sales Tax', 293]], [['E911 Surcharge', 100], ['NY Sales Tax', 120]]])
    expect(cycleAfter(dayOf('2026-10-05'), 5)).toBe(dayOf((await billedAccount(store, customerId)).nextBillDate))
  })
})
