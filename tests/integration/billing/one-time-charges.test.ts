/** What is charged once is shown with the next bill, is on that one alone, and is taxed as what it is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { townRates } from '../../../electron/backend/demo/taxes.ts'
import { runBills } from '../../../electron/backend/features/billing/bill-run.ts'
import { findNextBill } from '../../../electron/backend/features/billing/next-bill.ts'
import { addOneTimeCharges, cancelOneTimeCharges, type NewOneTimeCharge } from '../../../electron/backend/features/billing/one-time-charges.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { billedAccount, openBilledCustomer } from '../../support/billed-accounts.ts'
import { faultsInBooks } from '../../support/books.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

describe.each(storeKinds)('charges made once on the %s store', (kind) => {
  const clock = testClock()
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  let store: Store
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    await store.db.insertInto('taxRate').values([...townRates('Yonkers')]).execute()
  })
  afterAll(async () => {
    expect(await faultsInBooks(store)).toEqual([])
    await store.close()
  })

  const open = () => openBilledCustomer(store, { cycleDay: 5, nextBillDate: '2026-12-05', products: [{ name: 'Internet 500', monthlyPrice: 6_000, startedOn: '2024-01-01' }] })
  const installation: NewOneTimeCharge = { name: 'Phone Activation', detail: 'Home Phone Unlimited', kind: 'phone', amount: 1_500, source: 'planChange', sourceId: newId(), dueOn: '2026-11-23' }
  const charge = async (customerId: string, more: Partial<NewOneTimeCharge> = {}) => {
    const account = await billedAccount(store, customerId)
    await store.db.transaction().execute((trx) => addOneTimeCharges(trx, clock, account, [{ ...installation, sourceId: newId(), ...more }]))
  }
  const shown = async (customerId: string) => (await store.db.transaction().execute((trx) => findNextBill(trx, clock, customerId)))?.lines ?? []
  const onceOf = (lines: readonly { code: string; name: string; amount: number }[]) => lines.filter(({ code }) => code === 'oneTime').map(({ name, amount }) => [name, amount])
  const posted = async (customerId: string, billDate: string) => {
    await runBills({ store, clock, log }, { today: billDate })
    const bill = await store.db.selectFrom('customerBill as bill').innerJoin('billDocument as document', 'document.billId', 'bill.id').select(['document.lines', 'bill.amount'])
      .where('bill.customerId', '=', customerId).where('billDate', '=', billDate).executeTakeFirstOrThrow()
    return bill
  }

  it('is on the first bill from its day on, with its tax, and on no other', async () => {
    const customerId = await open()
    await charge(customerId)
    await charge(customerId, { name: 'Installation', kind: null, amount: 4_900, dueOn: '2026-12-06' })
    expect(onceOf(await shown(customerId))).toEqual([['Phone Activation', 1_500]])
    const first = await posted(customerId, '2026-12-05')
    expect(onceOf(first.lines)).toEqual([['Phone Activation', 1_500]])
    expect(first.lines.some(({ name, amount }) => name === 'NY Sales Tax' && amount === 60)).toBe(true)
    expect(onceOf((await posted(customerId, '2027-01-05')).lines)).toEqual([['Installation', 4_900]])
    expect(onceOf((await posted(customerId, '2027-02-05')).lines)).toEqual([])
  })

  it('is on none when it was taken back before', async () => {
    const customerId = await open()
    const sourceId = newId()
    await charge(customerId, { sourceId })
    await store.db.transaction().execute((trx) => cancelOneTimeCharges(trx, clock, sourceId))
    expect(onceOf(await shown(customerId))).toEqual([])
  })
})
