/** The fields that a column can be matched to, with the names by which operators' files call them. */
import { headerKey } from './header-words.ts'

const names = {
  accountNumber: ['account number', 'account id', 'customer id', 'customer number', 'subscriber id', 'subscriber number', 'account'],
  fullName: ['name', 'full name', 'customer name', 'subscriber name', 'account name', 'account holder'],
  givenName: ['given name', 'first name', 'first', 'fname', 'forename'],
  familyName: ['family name', 'last name', 'last', 'lname', 'surname'],
  organizationName: ['organization', 'organisation', 'company', 'business name', 'company name'],
  kind: ['kind', 'customer type', 'account type', 'segment', 'customer segment'],
  language: ['language', 'preferred language'],
  status: ['status', 'customer status', 'account status'],
  statusCategory: ['churn category', 'disconnect category', 'status category'],
  statusReason: ['status reason', 'churn reason', 'disconnect reason', 'cancellation reason'],
  customerSince: ['customer since', 'start date', 'activation date', 'install date', 'service start'],
  tenureMonths: ['tenure', 'tenure in months', 'months of service'],
  houseNumber: ['house number', 'street number', 'building number'],
  street: ['street', 'street name', 'address', 'street address', 'service address', 'address line 1', 'address 1'],
  unit: ['unit', 'apartment', 'suite', 'address line 2', 'address 2'],
  city: ['city', 'town', 'service city'],
  stateOrProvince: ['state', 'province', 'state or province'],
  postalCode: ['zip', 'zip code', 'postal code', 'service zip'],
  latitude: ['latitude'],
  longitude: ['longitude'],
  node: ['node', 'plant node', 'fiber node', 'hub node'],
  phone: ['phone', 'phone number', 'home phone', 'mobile', 'mobile phone', 'work phone', 'contact phone', 'primary phone', 'phone 1', 'phone 2'],
  email: ['email', 'email address', 'contact email'],
  phoneService: ['phone service', 'voice service', 'home phone service'],
  multipleLines: ['multiple lines'],
  internetService: ['internet service', 'broadband service', 'data service'],
  internetType: ['internet type', 'connection type', 'access technology'],
  monthlyGigabytes: ['avg monthly gb download', 'monthly gb', 'average monthly gb', 'monthly data usage gb'],
  tvService: ['tv service', 'cable tv', 'video service'],
  addOn: [
    'online security', 'online backup', 'device protection', 'device protection plan', 'tech support', 'premium tech support', 'streaming tv',
    'streaming movies', 'streaming music', 'unlimited data', 'static ip', 'cloud dvr', 'international calling', 'wifi extender', 'voicemail',
  ],
  contract: ['contract', 'contract term', 'contract type', 'term'],
  paperless: ['paperless', 'paperless billing', 'ebill'],
  autopay: ['autopay', 'auto pay', 'automatic payment'],
  paymentMethod: ['payment method', 'payment type', 'pay method'],
  monthlyCharge: ['monthly charge', 'monthly charges', 'mrc', 'monthly recurring charge', 'monthly rate', 'monthly fee'],
  totalCharges: ['total charges', 'lifetime charges', 'charges to date'],
  totalRefunds: ['total refunds', 'lifetime refunds'],
  pastDue: ['past due', 'past due amount', 'overdue', 'overdue amount'],
  macAddress: ['mac', 'mac address', 'modem mac', 'equipment mac', 'cm mac'],
  serialNumber: ['serial number', 'equipment serial', 'modem serial', 'serial'],
  equipmentModel: ['equipment model', 'modem model', 'modem'],
} as const satisfies Record<string, readonly string[]>

export type Target = keyof typeof names
export const targets = Object.keys(names) as [Target, ...Target[]]

/** Several columns may go to one of these. */
export const manyColumns: ReadonlySet<Target> = new Set(['phone', 'email', 'addOn'])

const byKey = new Map<string, Target>()
for (const target of targets) {
  byKey.set(headerKey(target), target)
  for (const name of names[target]) byKey.set(headerKey(name), target)
}

/** Null when no field is known by that name; the column is then kept as an attribute. */
export const targetFor = (header: string): Target | null => byKey.get(headerKey(header)) ?? null
