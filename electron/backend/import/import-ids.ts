/**
 * Ids of imported rows are made of the operator and the account number (UUID version 5, RFC 9562 section 5.5), so
 * that the same file meets its own rows again. Rows that people make are of version 7: the two never meet.
 */
import { hash } from 'node:crypto'

/** Any fixed id; it keeps our names apart from those of other programs. */
const NAMESPACE = '5c9f4f6e-4b77-5a39-9d5e-07810449221a'

export const customerIdFor = (operator: string, accountNumber: string): string => nameBasedId(JSON.stringify([operator, accountNumber]), NAMESPACE)

/** @param what tells the customer's rows apart, such as `product/Internet`. */
export const rowIdFor = (customerId: string, what: string): string => nameBasedId(what, customerId)

/** The one-shot hash takes a third of the time of the uuid package's, and an account needs a dozen of them. */
function nameBasedId(name: string, namespace: string): string {
  const digits = hash('sha1', Buffer.concat([Buffer.from(namespace.replaceAll('-', ''), 'hex'), Buffer.from(name)]))
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 3) | 8).toString(16)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-5${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}
