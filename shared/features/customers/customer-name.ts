/** What a screen needs to know of customers without loading the schemas. */
import type { Customer } from './customers.schema.ts'

/** What a person is called on screen: the organization, or the name, or the account number. */
export function customerName(customer: Pick<Customer, 'givenName' | 'familyName' | 'organizationName' | 'accountNumber'>): string {
  const person = [customer.givenName, customer.familyName].filter(Boolean).join(' ')
  return customer.organizationName ?? (person || customer.accountNumber)
}

export const supportedLanguages = ['en', 'es', 'zh-Hans', 'ru', 'bn', 'ht', 'ko', 'ar', 'pl', 'it', 'fr', 'yi'] as const
