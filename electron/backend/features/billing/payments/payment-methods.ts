/** Stored methods and the tokens behind them. A token is written here and read by the worker alone (`gateway-requests.ts`). */
import { AppError } from '#shared/kernel/errors.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import { methodLabel, type PaymentMethod } from '#shared/features/billing/payments.schema.ts'
import { bulkInsert } from '../../../store/bulk-insert.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { writeChange } from '../../../write-change.ts'

/**
 * For the hosted page: the caller holds the customer's lock, and announces `paymentMethod` and `accountChange`. The first
 * method of a customer is the default.
 */
export async function storePaymentMethod(trx: Transaction, clock: Clock, method: Omit<PaymentMethod, 'version' | 'isDefault' | 'state'>, token: string): Promise<PaymentMethod> {
  const other = await trx.selectFrom('paymentMethod').select('id').where('customerId', '=', method.customerId).where('isDefault', '=', true).where('removedAt', 'is', null).executeTakeFirst()
  const row: PaymentMethod = { ...method, version: 1, state: 'active', isDefault: other === undefined }
  await bulkInsert(trx, 'paymentMethod', [row])
  await trx.insertInto('paymentMethodToken').values({ paymentMethodId: row.id, token }).execute()
  await writeChange(trx, clock, { customerId: row.customerId, at: row.addedAt, by: null, what: 'paymentMethod', before: null, after: methodLabel(row) })
  return row
}

/** A card is good to the end of its last month. @param day of the operator's calendar */
export const isExpired = ({ expiresOn }: Pick<PaymentMethod, 'expiresOn'>, day: string): boolean => expiresOn !== null && expiresOn < day.slice(0, 7)

/**
 * @param today of the operator's calendar
 * @throws AppError `validation` at `paymentMethodId`
 */
export function requireChargeable(method: PaymentMethod, today: string): void {
  const message = method.state === 'removed' ? 'removed' : isExpired(method, today) ? 'expired' : null
  if (message) throw new AppError('validation', { issues: [{ path: 'paymentMethodId', message }] })
}

/** The token is forgotten with it. @returns every method that is another now: the next one may have become the default. */
export async function forgetMethod(trx: Transaction, method: PaymentMethod): Promise<PaymentMethod[]> {
  await trx.updateTable('paymentMethod').set({ state: 'removed', isDefault: false, version: method.version + 1 }).where('id', '=', method.id).execute()
  await trx.deleteFrom('paymentMethodToken').where('paymentMethodId', '=', method.id).execute()
  const next = method.isDefault ? await promoteNewest(trx, method.customerId) : []
  return readRows(trx, 'paymentMethod', [method.id, ...next])
}

async function promoteNewest(trx: Transaction, customerId: string): Promise<string[]> {
  const newest = await trx.selectFrom('paymentMethod').select('id').where('customerId', '=', customerId).where('state', '=', 'active').where('removedAt', 'is', null)
    .orderBy('addedAt', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (!newest) return []
  await trx.updateTable('paymentMethod').set(({ eb }) => ({ isDefault: true, version: eb('version', '+', 1) })).where('id', '=', newest.id).execute()
  return [newest.id]
}
