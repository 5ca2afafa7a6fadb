import { AppError } from '#shared/kernel/errors.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'

/** Commands on one customer take turns from here on. @throws AppError `notFound`. */
export async function lockCustomer(trx: Transaction, customerId: string): Promise<{ languageVersion: number }> {
  const found = await trx
    .selectFrom('customer')
    .select('languageVersion')
    .where('id', '=', customerId)
    .where('removedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw new AppError('notFound', { what: 'customer' })
  return found
}

/** @throws AppError `notFound`. */
export async function getCustomer(trx: Transaction, customerId: string): Promise<Customer> {
  const [customer] = await readRows(trx, 'customer', [customerId])
  if (!customer) throw new AppError('notFound', { what: 'customer' })
  return customer
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
