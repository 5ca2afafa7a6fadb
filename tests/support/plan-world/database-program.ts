/** The backend's own commands, housekeeping and bill run on a database, each case a customer of its own. */
import { sql } from 'kysely'
import { addDays, cycleAfter, dateOf, dayOf } from '../../../shared/kernel/calendar.ts'
import { AppError } from '../../../shared/kernel/errors.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Clock } from '../../../shared/kernel/clock.ts'
import type { HeldProduct } from '../../../shared/features/catalog/plan-slots.ts'
import { runBills } from '../../../electron/backend/features/billing/bill-run.ts'
import { carryOutOrders } from '../../../electron/backend/features/billing/catalog/carry-out-orders.ts'
import { insertOfferings } from '../../../electron/backend/features/billing/catalog/catalog.queries.ts'
import { cancelOrder, orderPlanChange } from '../../../electron/backend/features/billing/catalog/orders.commands.ts'
import { workOut } from '../../../electron/backend/features/billing/catalog/plan-preview.ts'
import { addOneTimeCharges } from '../../../electron/backend/features/billing/one-time-charges.ts'
import { runCommand, type CommandInput, type Effect } from '../../../electron/backend/command.ts'
import type { Services, SignedIn } from '../../../electron/backend/services.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { billedAccount, happens, openBilledCustomer } from '../billed-accounts.ts'
import { hire, servicesOf } from '../direct-commands.ts'
import { makeRow } from '../rows.ts'
import { catalog, rates, type PlanCase } from './cases.ts'
import type { PlanProgram, PostedBill } from './play.ts'

export type PlanBackend = { store: Store; clock: Clock & { set(ms: number): void }; by: SignedIn }

/** On a migrated database: the catalog, the taxes, and somebody who may order. */
export async function openPlanBackend(store: Store): Promise<PlanBackend> {
  let now = Date.UTC(2024, 0, 1)
  const clock = { now: () => now, set: (ms: number) => void (now = ms) }
  await store.db.insertInto('taxRate').values([...rates]).execute()
  await store.db.transaction().execute((trx) => insertOfferings(trx, catalog))
  return { store, clock, by: await hire(store, clock, 'agent') }
}

export async function databaseProgram({ store, clock, by }: PlanBackend, given: PlanCase): Promise<PlanProgram & { close(): Promise<void> }> {
  const services: Services = { ...servicesOf(store, clock), timeZone: given.timeZone }
  const customerId = await open(store, clock, services, given)
  clock.set(given.at)
  await prepare(store, clock, customerId, given)
  const orderId = newId()
  const command = async <I extends CommandInput>(name: string, effect: Effect<I>, input: I): Promise<string | null> => {
    try {
      await runCommand({ services, signedIn: () => by, asked: { action: `catalog.${name}`, permission: 'catalog.order', verification: 'unverified' } }, input, effect)
      return null
    } catch (error) {
      if (error instanceof AppError) return error.code
      throw error
    }
  }
  const products = (): Promise<HeldProduct[]> => store.db.selectFrom('product').where('customerId', '=', customerId).orderBy('id')
    .select(['id', 'kind', 'name', 'detail', 'status', 'currency', 'monthlyPrice', 'startedOn', 'endsOn', 'contractTerm', 'contractEndsOn', 'offeringCode']).execute()
  return {
    preview: async (change) => (await store.db.transaction().execute((trx) => workOut(trx, customerId, change, given.today))).preview,
    order: (change, fingerprint) => command('orderPlanChange', orderPlanChange, { commandId: newId(), customerId, orderId, ...change, fingerprint }),
    async cancel() {
      const { version } = await store.db.selectFrom('productOrder').select('version').where('id', '=', orderId).executeTakeFirstOrThrow()
      return command('cancelOrder', cancelOrder, { commandId: newId(), customerId, orderId, expectedVersion: version })
    },
    charge: async (amount) => happens(store, clock, await billedAccount(store, customerId), { kind: 'charge', amount }),
    async keep(today) {
      clock.set(noon(today))
      await carryOutOrders(services, { today })
    },
    async bill(today) {
      const { nextBillDate } = await billedAccount(store, customerId)
      clock.set(noon(today))
      const { failed } = await runBills(services, { today })
      if (failed > 0) throw new Error('a bill could not be made')
      return findPosted(store, customerId, nextBillDate)
    },
    products,
    async written() {
      const account = await store.db.selectFrom('billingAccount').select('version').where('customerId', '=', customerId).execute()
      const counts = await sql`select (select count(*) from product_order where customer_id = ${customerId}) as orders, (select count(*) from one_time_charge where customer_id = ${customerId}) as charges`.execute(store.db)
      return JSON.stringify([await products(), account, counts.rows])
    },
    // The run of a later case, in an earlier year or a later one, has nothing to do with this one.
    close: async () => void (await store.db.updateTable('customer').set({ status: 'closed' }).where('id', '=', customerId).execute()),
  }
}

const noon = (date: string): number => Date.parse(`${date}T17:00:00Z`)

/** As it was when the bill before was made. @returns the customer's id */
async function open(store: Store, clock: PlanBackend['clock'], services: Services, { nextBillDate, cycleDay, products, history }: PlanCase): Promise<string> {
  const previous = dateOf(cycleAfter(dayOf(nextBillDate), cycleDay, -1))
  const known = products.filter(({ startedOn }) => startedOn !== null && startedOn <= previous)
  const billed = history === 'billed' && known.length > 0
  const customerId = await openBilledCustomer(store, { cycleDay, nextBillDate: billed ? previous : nextBillDate, products: history === 'billed' ? known : products })
  clock.set(noon(previous))
  if (billed) await runBills(services, { today: previous })
  const later = history === 'billed' ? products.filter((product) => !known.includes(product)) : []
  const old = history === 'withoutLines' ? [await oldBill(store, customerId, { previous, nextBillDate })] : []
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'product', later.map((product) => makeRow('product', { customerId, ...product })))
    await bulkInsert(trx, 'customerBill', old)
  })
  return customerId
}

async function oldBill(store: Store, customerId: string, { previous, nextBillDate }: { previous: string; nextBillDate: string }) {
  const { billingAccountId } = await billedAccount(store, customerId)
  return makeRow('customerBill', { customerId, billingAccountId, billDate: previous, periodStart: previous, periodEnd: addDays(nextBillDate, -1), amount: 0, remaining: 0, state: 'settled' })
}

async function prepare(store: Store, clock: Clock, customerId: string, { charges, oneTime }: PlanCase): Promise<void> {
  const account = await billedAccount(store, customerId)
  for (const amount of charges) await happens(store, clock, account, { kind: 'charge', amount })
  await store.db.transaction().execute((trx) => addOneTimeCharges(trx, clock, account, oneTime.map((charge) => ({ ...charge, source: 'planChange', sourceId: newId() }))))
}

async function findPosted(store: Store, customerId: string, billDate: string): Promise<PostedBill | null> {
  const found = await store.db.selectFrom('customerBill as bill').innerJoin('billDocument as document', 'document.billId', 'bill.id')
    .select(['bill.billDate', 'bill.dueDate', 'bill.periodStart', 'bill.periodEnd', 'bill.amount', 'document.lines'])
    .where('bill.customerId', '=', customerId).where('bill.billDate', '=', billDate).executeTakeFirst()
  return found ?? null
}
