/** From an understood row of the file to the rows of an account, each where an agent looks for it. */
import type { BillingAccount } from '#shared/features/billing/billing.schema.ts'
import type { Equipment, Product } from '#shared/features/catalog/catalog.schema.ts'
import type { Address, Characteristics, ContactMedium, Customer } from '#shared/features/customers/customers.schema.ts'
import type { UsageConsumption } from '#shared/features/usage/usage.schema.ts'
import type { FileStatus } from './choices.ts'
import type { Contact, Draft } from './draft.ts'
import { customerIdFor, rowIdFor } from './import-ids.ts'

export type AccountRows = {
  customer: Customer
  contactMedium: ContactMedium[]
  address: Address[]
  billingAccount: BillingAccount[]
  product: Product[]
  equipment: Equipment[]
  usageConsumption: UsageConsumption[]
  characteristics: Characteristics[]
}

export type Occasion = {
  operator: string
  currency: string
  /** Day from which tenure is counted back. */
  asOf: string
  /** Time of the import. */
  at: string
}

export function accountRows(draft: Draft, occasion: Occasion): AccountRows {
  const id = customerIdFor(occasion.operator, draft.accountNumber)
  const status = draft.status ?? 'active'
  const base = (what: string) => ({ id: rowIdFor(id, what), customerId: id, version: 1 })
  const contactMedium = contactMedia(draft, base, occasion.at)
  const equipment = equipmentRows(draft, base)
  const product = products(draft, status, base, occasion.currency)
  const values = characteristics(draft, status, product.length)
  return {
    customer: customerRow(id, draft, status, occasion, contactMedium, equipment),
    contactMedium,
    address: addressRows(draft, base),
    billingAccount: [billingAccount(draft, status, base('billingAccount'), occasion.currency)],
    product,
    equipment,
    usageConsumption: usage(draft, base),
    characteristics: Object.keys(values).length > 0 ? [{ ...base('characteristics'), values }] : [],
  }
}

type Base = (what: string) => { id: string; customerId: string; version: number }

const place = (draft: Draft) => ({
  houseNumber: draft.houseNumber,
  street: draft.street,
  unit: draft.unit,
  city: draft.city,
  stateOrProvince: draft.stateOrProvince,
  postalCode: draft.postalCode,
  latitude: draft.latitude,
  longitude: draft.longitude,
  node: draft.node,
})

function customerRow(id: string, draft: Draft, status: FileStatus, occasion: Occasion, media: ContactMedium[], boxes: Equipment[]): Customer {
  const values = (type: ContactMedium['mediumType']): string[] => media.filter((row) => row.mediumType === type).map((row) => row.value)
  return {
    id,
    version: 1,
    accountNumber: draft.accountNumber,
    kind: draft.kind ?? (draft.organizationName ? 'business' : 'residential'),
    givenName: draft.givenName,
    familyName: draft.familyName,
    organizationName: draft.organizationName,
    language: draft.language ?? 'en',
    status,
    statusReason: draft.statusReason,
    customerSince: draft.customerSince ?? monthsBefore(occasion.asOf, draft.tenureMonths),
    ...place(draft),
    phones: values('phone'),
    emails: values('email'),
    equipmentIds: boxes.flatMap((box) => [box.macAddress, box.serialNumber]).filter((value) => value !== null).sort(),
  }
}

/** 31 May less three months is 28 February. */
export function monthsBefore(date: string, months: number | null): string | null {
  if (months === null) return null
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const lastDay = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 - months, Math.min(day, lastDay))).toISOString().slice(0, 10)
}

/** By the kind of value and its place in the row, so that a corrected number replaces the wrong one. */
function contactMedia(draft: Draft, base: Base, at: string): ContactMedium[] {
  const medium = (mediumType: ContactMedium['mediumType']) => ({ column, value }: Contact, position: number): ContactMedium => ({
    ...base(`${mediumType}/${position + 1}`),
    mediumType,
    use: useFor(mediumType, column),
    value,
    preferred: position === 0,
    validFrom: at,
    changedBy: null,
  })
  const unique = (contacts: readonly Contact[]) => contacts.filter(({ value }, position) => contacts.findIndex((other) => other.value === value) === position)
  const rows = [...unique(draft.phones).map(medium('phone')), ...unique(draft.emails).map(medium('email'))]
  // The phone is the one to try first; an e-mail only where there is no phone.
  const first = rows[0]
  return rows.map((row) => ({ ...row, preferred: row === first })).sort(byBackendOrder)
}

/** The order in which the backend lists them in the customer row. */
const byBackendOrder = (a: ContactMedium, b: ContactMedium): number => Number(b.preferred) - Number(a.preferred) || (a.id < b.id ? -1 : 1)

function useFor(mediumType: ContactMedium['mediumType'], column: string): ContactMedium['use'] {
  const name = column.toLowerCase()
  if (mediumType === 'email') return 'billing'
  if (/mobile|cell/.test(name)) return 'mobile'
  return /work|business|office/.test(name) ? 'work' : /home/.test(name) ? 'home' : 'other'
}

function addressRows(draft: Draft, base: Base): Address[] {
  const where = place(draft)
  if (Object.values(where).every((value) => value === null)) return []
  // Another address is another row: the former one stays as history.
  const line = JSON.stringify([where.houseNumber, where.street, where.unit, where.city, where.postalCode])
  return [{ ...base(`address/${line}`), role: 'service', ...where, validFrom: null, validTo: null }]
}

function billingAccount(draft: Draft, status: FileStatus, ids: ReturnType<Base>, currency: string): BillingAccount {
  return {
    ...ids,
    currency,
    pastDue: draft.pastDue,
    currentDue: null,
    upcoming: status === 'closed' ? null : draft.monthlyCharge,
    nextDueDate: null,
    nextBillDate: null,
    cycleDay: null,
    autopay: draft.autopay ?? /\bauto/i.test(draft.paymentMethod ?? ''),
    paperless: draft.paperless ?? false,
    paymentMethod: draft.paymentMethod,
    credit: null,
    unbilled: null,
    lifetimeCharges: draft.totalCharges,
    lifetimeRefunds: draft.totalRefunds,
  }
}

const productStatus: Record<FileStatus, Product['status']> = { active: 'active', suspended: 'suspended', pending: 'pending', closed: 'ended' }

function products(draft: Draft, status: FileStatus, base: Base, currency: string): Product[] {
  const sold: Pick<Product, 'kind' | 'name' | 'detail' | 'contractTerm'>[] = []
  const main = (kind: Product['kind'], name: string, detail: string | null) => sold.push({ kind, name, detail, contractTerm: draft.contract })
  // A named type is a yes, unless the service column says no.
  const type = draft.internetType !== null && !/^(no|none)\b/i.test(draft.internetType) ? draft.internetType : null
  if (draft.internetService ?? type !== null) main('internet', 'Internet', type)
  if (draft.tvService) main('tv', 'TV', null)
  if (draft.phoneService) main('phone', 'Phone', draft.multipleLines ? 'Multiple lines' : null)
  for (const name of draft.addOns) sold.push({ kind: 'addOn', name, detail: null, contractTerm: null })
  return sold.map((product) => ({
    ...base(`product/${product.kind}/${product.name}`),
    ...product,
    status: productStatus[status],
    currency,
    // The file prices the whole; only a single product has that price for itself.
    monthlyPrice: sold.length === 1 ? draft.monthlyCharge : null,
    startedOn: null,
    endsOn: null,
    contractEndsOn: null,
    offeringCode: null,
  }))
}

function equipmentRows(draft: Draft, base: Base): Equipment[] {
  if (draft.macAddress === null && draft.serialNumber === null) return []
  return [{
    ...base(`equipment/${draft.macAddress ?? draft.serialNumber}`),
    kind: 'modem',
    model: draft.equipmentModel ?? 'Modem',
    serialNumber: draft.serialNumber,
    macAddress: draft.macAddress,
    ownership: 'rented',
    installedOn: null,
  }]
}

function usage(draft: Draft, base: Base): UsageConsumption[] {
  if (draft.monthlyMegabytes === null) return []
  const row = { kind: 'monthlyAverage' as const, periodStart: null, periodEnd: null, usedMegabytes: draft.monthlyMegabytes, allowanceMegabytes: null, toppedUpMegabytes: 0 }
  return [{ ...base('usage/monthlyAverage'), ...row }]
}

/** What has no field for this customer is kept in words, so that nothing of the row is lost. */
function characteristics(draft: Draft, status: FileStatus, productCount: number): Record<string, string> {
  const values = { ...draft.attributes }
  const decimal = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`
  if (status === 'closed' && draft.monthlyCharge !== null && productCount !== 1) values['Last monthly charge'] = decimal(draft.monthlyCharge)
  if (draft.equipmentModel !== null && draft.macAddress === null && draft.serialNumber === null) values['Equipment model'] = draft.equipmentModel
  if (draft.contract !== null && productCount === 0) values['Contract'] = draft.contract
  return values
}
