/** What a newer file changed about an account, in words for its history. */
import type { BillingAccount } from '#shared/features/billing/billing.schema.ts'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { formatMoney, money } from '#shared/kernel/money.ts'

type WhoAndWhere = 'status' | 'statusReason' | 'givenName' | 'familyName' | 'organizationName' | 'street' | 'city' | 'postalCode'

/** The parts of an account that an import can change and a person wants to read about. */
export type Summarized = {
  customer: Pick<Customer, WhoAndWhere | 'phones' | 'emails' | 'equipmentIds'>
  billing: Pick<BillingAccount, 'pastDue' | 'upcoming' | 'lifetimeCharges' | 'lifetimeRefunds' | 'paymentMethod' | 'paperless' | 'currency'> | undefined
  values: Record<string, string>
  products: readonly string[]
}

const LONGEST = 500

/** @returns texts of what differs, before and after; null where nothing that a person reads does. */
export function changeTexts(before: Summarized, after: Summarized): { before: string; after: string } | null {
  const [old, fresh] = [facts(before), facts(after)]
  const differing = [...new Set([...old.keys(), ...fresh.keys()])].filter((label) => old.get(label) !== fresh.get(label))
  if (differing.length === 0) return null
  const text = (values: Map<string, string>): string => differing.map((label) => `${label}: ${values.get(label) ?? '-'}`).join('; ').slice(0, LONGEST)
  return { before: text(old), after: text(fresh) }
}

function facts({ customer, billing, values, products }: Summarized): Map<string, string> {
  const amount = (minor: number | null | undefined): string | null =>
    minor === null || minor === undefined ? null : formatMoney(money(minor, billing?.currency), 'en-US')
  const all: [string, string | null | undefined][] = [
    ['Name', customer.organizationName ?? ([customer.givenName, customer.familyName].filter(Boolean).join(' ') || null)],
    ['Status', customer.status],
    ['Reason', customer.statusReason],
    ['Street', customer.street],
    ['City', customer.city],
    ['ZIP', customer.postalCode],
    ['Phones', customer.phones.join(', ')],
    ['E-mails', customer.emails.join(', ')],
    ['Equipment', customer.equipmentIds.join(', ')],
    ['Products', [...products].sort().join(', ')],
    ['Past due', amount(billing?.pastDue)],
    ['Monthly charge', amount(billing?.upcoming)],
    ['Total charges', amount(billing?.lifetimeCharges)],
    ['Total refunds', amount(billing?.lifetimeRefunds)],
    ['Payment method', billing?.paymentMethod],
    ['Paperless', billing?.paperless === undefined ? null : billing.paperless ? 'yes' : 'no'],
    ...Object.entries(values),
  ]
  return new Map(all.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''))
}
