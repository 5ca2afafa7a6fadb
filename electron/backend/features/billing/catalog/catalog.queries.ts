/** The catalog, and what of an account a change of plan is judged by. */
import { sql } from 'kysely'
import type { ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import type { ProductOrder } from '#shared/features/catalog/orders.schema.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { readRows } from '../../../store/rows.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'

/** In the order of a list, those no longer sold included. */
export async function listOfferings(db: Queryable): Promise<ProductOffering[]> {
  const rows = await db.selectFrom('productOffering').select(['offering', 'position']).orderBy('position').orderBy('code').execute()
  return rows.map(({ offering, position }) => ({ ...offering, position }))
}

/** @param offerings are trusted: parse them before. */
export async function insertOfferings(trx: Transaction, offerings: readonly ProductOffering[]): Promise<void> {
  if (offerings.length === 0) return
  await trx.insertInto('productOffering').values(offerings.map((offering) => ({ code: offering.code, position: offering.position, offering: JSON.stringify(offering) }))).execute()
}

/** @throws AppError `notFound`, also for an order of another customer. */
export async function getOrder(db: Queryable, { customerId, orderId }: { customerId: string; orderId: string }): Promise<ProductOrder> {
  const [order] = await readRows(db, 'productOrder', [orderId])
  if (order?.customerId !== customerId) throw new AppError('notFound', { what: 'productOrder' })
  return order
}

/** The day of the order that is still to come; null when there is none. */
export async function findPendingDay(db: Queryable, billingAccountId: string): Promise<string | null> {
  const found = await db.selectFrom('productOrder').select('effectiveOn')
    .where('billingAccountId', '=', billingAccountId).where('state', '=', 'scheduled').where('removedAt', 'is', null).executeTakeFirst()
  return found?.effectiveOn ?? null
}

/** From when the service is at another place; null when nobody moves. @param today of the operator's calendar */
export async function findMovingDay(db: Queryable, customerId: string, today: string): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`
    select min(valid_from) as day from address
    where customer_id = ${customerId} and role = 'service' and removed_at is null and valid_from > ${today}::date`.execute(db)
  return rows[0]?.day ?? null
}
