/** What an order does to the rows of the account, and how it is taken back. Whoever calls holds the customer's lock. */
import { sql } from 'kysely'
import type { Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import type { AccountChange } from '#shared/features/customers/customers.schema.ts'
import type { ProductOrder } from '#shared/features/catalog/orders.schema.ts'
import { bulkInsert } from '../../../store/bulk-insert.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { cancelOneTimeCharges } from '../one-time-charges.ts'

/** Only what is different is a new version. @returns the row as it is now */
export async function changeOrder(trx: Transaction, before: ProductOrder, change: Partial<Pick<ProductOrder, 'state' | 'doneAt' | 'cancelledAt' | 'cancelledBy'>>): Promise<ProductOrder> {
  const version = before.version + 1
  await trx.updateTable('productOrder').set({ ...change, version }).where('id', '=', before.id).execute()
  return { ...before, ...change, version }
}

/** The states of the order's products by their days. @param today of the operator's calendar. @returns all of them */
export async function settleProducts(trx: Transaction, orderId: string, today: string): Promise<Product[]> {
  await sql`
    update product set status = settled.status, version = product.version + 1
    from (
      select product.id,
        case when product.ends_on <= ${today}::date then 'ended'
          when product.started_on > ${today}::date then 'pending'
          when customer.status = 'suspended' then 'suspended' else 'active' end as status
      from product_order_effect effect join product on product.id = effect.product_id join customer on customer.id = product.customer_id
      where effect.order_id = ${orderId}
    ) settled
    where product.id = settled.id and product.status <> settled.status`.execute(trx)
  return readRows(trx, 'product', (await effectsOf(trx, orderId)).map(({ productId }) => productId))
}

const effectsOf = (trx: Transaction, orderId: string) => trx.selectFrom('productOrderEffect').selectAll().where('orderId', '=', orderId).execute()

/**
 * As if it had not been ordered. A product that never began ends on the day on which it would have begun, so that days of
 * it which a bill has charged in advance are given back with the next one.
 * @returns the ids of the products
 */
export async function takeBack(trx: Transaction, clock: Clock, orderId: string): Promise<string[]> {
  const effects = await effectsOf(trx, orderId)
  for (const { productId, effect, previousEndsOn } of effects)
    await trx.updateTable('product')
      .set(({ eb, ref }) => ({ version: eb('version', '+', 1), ...(effect === 'ended' ? { endsOn: previousEndsOn } : { endsOn: ref('startedOn'), status: 'ended' }) }))
      .where('id', '=', productId).execute()
  await cancelOneTimeCharges(trx, clock, orderId)
  return effects.map(({ productId }) => productId)
}

/** A line in the account's history, by who ordered it. @param at an instant */
export async function writeHistory(trx: Transaction, clock: Clock, { customerId, orderedBy, summary }: ProductOrder, at: string): Promise<AccountChange> {
  const named = (names: ProductOrder['summary']['ended']): string | null => names.map(({ english }) => english).join(', ').slice(0, 500) || null
  const row: AccountChange = { id: newId(clock), customerId, version: 1, at, by: orderedBy, what: 'product', before: named(summary.ended), after: named(summary.started) }
  await bulkInsert(trx, 'accountChange', [row])
  return row
}
