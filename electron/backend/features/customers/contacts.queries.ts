/** Where a customer is reached, for those who write to them. */
import type { MessageChannel } from '#shared/features/messages/messages.schema.ts'
import { readRows } from '../../store/rows.ts'
import type { Queryable } from '../../store/store.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'

export type Reach = { channel: MessageChannel; to: string }

/**
 * The preferred e-mail address and the preferred mobile phone, or the oldest of each; a phone at home takes no text messages.
 */
export async function listReach(db: Queryable, customerId: string): Promise<Reach[]> {
  const rows = await db.selectFrom('contactMedium').select(['mediumType', 'use', 'value'])
    .where('customerId', '=', customerId).where('removedAt', 'is', null)
    .orderBy('preferred', 'desc').orderBy('validFrom').orderBy('id').execute()
  const email = rows.find(({ mediumType }) => mediumType === 'email')
  const mobile = rows.find(({ mediumType, use }) => mediumType === 'phone' && use === 'mobile')
  return [...(email ? [{ channel: 'email', to: email.value } as const] : []), ...(mobile ? [{ channel: 'sms', to: mobile.value } as const] : [])]
}

/** Who is written to. @throws AppError `notFound`. */
export async function getAddressee(db: Queryable, customerId: string): Promise<Pick<Customer, 'language' | 'accountNumber'>> {
  const [customer] = await readRows(db, 'customer', [customerId])
  if (!customer) throw new AppError('notFound', { what: 'customer' })
  return customer
}

/** As customers are told which account is meant. @returns the last four digits or letters of its number */
export const lastFourOf = (accountNumber: string): string => accountNumber.replace(/[^\p{L}\p{N}]/gu, '').slice(-4)

type Place = Pick<Customer, 'houseNumber' | 'street' | 'unit' | 'city' | 'stateOrProvince' | 'postalCode'>

/** As on an envelope: the billing address that holds, else where the service is. */
export async function findBillingAddress(db: Queryable, customer: Pick<Customer, 'id'> & Place): Promise<string[]> {
  const found = await db.selectFrom('address').select(['houseNumber', 'street', 'unit', 'city', 'stateOrProvince', 'postalCode'])
    .where('customerId', '=', customer.id).where('role', '=', 'billing').where('validTo', 'is', null).where('removedAt', 'is', null)
    .orderBy('validFrom', (order) => order.desc().nullsLast()).orderBy('id').executeTakeFirst()
  const { houseNumber, street, unit, city, stateOrProvince, postalCode } = found ?? customer
  const town = [city, [stateOrProvince, postalCode].filter(Boolean).join(' ')].filter(Boolean).join(', ')
  return [[houseNumber, street].filter(Boolean).join(' '), unit ?? '', town].filter((line) => line !== '')
}
