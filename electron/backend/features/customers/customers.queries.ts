import { sql } from 'kysely'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable, Transaction } from '../../store/store.ts'

/**
 * Commands on one customer take turns from here on.
 * @throws AppError `notFound`; `validation` at `customerId` with `erased`: nothing is done to who was erased, whichever command it is
 */
export async function lockCustomer(trx: Transaction, customerId: string): Promise<{ languageVersion: number }> {
  const found = await trx
    .selectFrom('customer')
    .select(['languageVersion', 'status'])
    .where('id', '=', customerId)
    .where('removedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw new AppError('notFound', { what: 'customer' })
  if (found.status === 'erased') throw wrong('customerId', 'erased')
  return found
}

/** As `lockCustomer`, of customers who are no more too: what a gateway has charged or a box has done is written down whoever has left meanwhile. */
export async function lockEvenErased(trx: Transaction, customerId: string): Promise<void> {
  await trx.selectFrom('customer').select('id').where('id', '=', customerId).forUpdate().execute()
}

/** @throws AppError `notFound`. */
export async function getCustomer(db: Queryable, customerId: string): Promise<Customer> {
  const [customer] = await readRows(db, 'customer', [customerId])
  if (!customer) throw new AppError('notFound', { what: 'customer' })
  return customer
}

/**
 * Where the service is on a day, which may be one of the future: taxes go by it. By the same rule as the customer row's
 * own place (`refresh-customers.ts`); null where nobody knows.
 */
export async function findServicePlace(db: Queryable, customerId: string, date: string): Promise<{ stateOrProvince: string | null; city: string | null } | null> {
  const { rows } = await sql<{ stateOrProvince: string | null; city: string | null }>`
    select state_or_province as "stateOrProvince", city from address
    where customer_id = ${customerId} and removed_at is null and role = 'service'
    order by ((valid_from is null or valid_from <= ${date}::date) and (valid_to is null or valid_to >= ${date}::date)) desc,
      valid_to desc nulls first, valid_from desc nulls last, id
    limit 1`.execute(db)
  return rows[0] ?? null
}

/** Who last changed the language, and when; nulls when nobody ever did here. */
export async function findLastLanguageChange(trx: Transaction, customerId: string): Promise<{ by: string | null; at: string | null }> {
  const found = await trx
    .selectFrom('accountChange')
    .select(['by', 'at'])
    .where('customerId', '=', customerId)
    .where('what', '=', 'language')
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found ?? { by: null, at: null }
}
