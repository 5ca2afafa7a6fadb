/** Rows for tests, valid by their schemas, told apart by a number. */
import type { SubmitAdjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { BillDocument } from '#shared/features/billing/bill-document.schema.ts'
import type { Agent } from '#shared/features/session/session.schema.ts'
import type { Row } from '#shared/features/sync/streams.ts'

export const idOf = (kind: number, number: number): string =>
  `0192${kind.toString(16).padStart(4, '0')}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`

const given = ['Ana', 'Brian', 'Carmen', 'Dmitri', 'Eve', 'Frank', 'Grace', 'José', "Síle", 'Kwame']
const family = ['Rivera', "O'Neil", 'Smith', 'Chen', 'García', 'Kowalski', 'Baptiste', 'Singh', 'Rossi', 'Cohen']

export function customerRow(number: number, change: Partial<Row<'customer'>> = {}): Row<'customer'> {
  return {
    id: idOf(1, number), version: 1, accountNumber: `07810-${String(number).padStart(7, '0')}-1`, kind: 'residential',
    givenName: given[number % given.length] ?? null, familyName: family[Math.floor(number / given.length) % family.length] ?? null, organizationName: null,
    language: number % 5 === 0 ? 'es' : 'en', status: 'active', statusReason: null, customerSince: '2017-03-01',
    houseNumber: String(1 + (number % 400)), street: 'Maple St', unit: number % 3 === 0 ? `Apt ${number % 40}` : null, city: 'Yonkers', stateOrProvince: 'NY',
    postalCode: '10701', latitude: 40.93, longitude: -73.89, node: `YK-${String(number % 90).padStart(2, '0')}`,
    phones: [`+1914${String(2_000_000 + (number % 7_999_999)).padStart(7, '0')}`], emails: [`c${number}@example.org`],
    equipmentIds: [number.toString(16).toUpperCase().padStart(12, '0')], ...change,
  }
}

export const mediumRow = (customer: number, number: number, change: Partial<Row<'contactMedium'>> = {}): Row<'contactMedium'> => ({
  id: idOf(2, number), customerId: idOf(1, customer), version: 1, mediumType: 'phone', use: 'mobile', value: '+19145550123', preferred: true,
  validFrom: '2026-01-01T00:00:00.000Z', changedBy: null, ...change,
})

export const interactionRow = (customer: number, number: number, change: Partial<Row<'interaction'>> = {}): Row<'interaction'> => ({
  id: idOf(3, number), customerId: idOf(1, customer), version: 1, channel: 'call', direction: 'inbound', at: '2026-06-01T12:00:00.000Z', by: 'Jo Doe',
  disposition: 'resolved', text: 'called', ...change,
})

export const agentNamed = (userName: string, number: number, change: Partial<Agent> = {}): Agent => ({
  id: idOf(9, number), userName, displayName: `Agent ${userName}`, role: 'agent', permissions: ['customers.read', 'customers.edit', 'interactions.write'], ...change,
})

export const adjustmentRow = (customer: number, number: number, change: Partial<Row<'adjustment'>> = {}): Row<'adjustment'> => ({
  id: idOf(4, number), customerId: idOf(1, customer), version: 1, billingAccountId: idOf(5, customer), direction: 'credit', currency: 'USD', amount: 800,
  requestedAmount: 800, reason: 'goodwill', comment: 'Sorry', target: 'account', billId: null, billLineId: null, outageReference: null,
  periodStart: null, periodEnd: null, state: 'posted', requestedAt: '2026-10-20T12:00:00.000Z', requestedBy: 'Jo Doe', requestedById: idOf(9, 99),
  figures: { balance: 8420, pastDue: 0, billRemaining: null, creditsIn30Days: 0 }, decidedAt: null, decidedBy: null, decisionComment: null,
  reversedAt: null, reversedBy: null, reversalReason: null, ...change,
})

export const billRow = (customer: number, number: number, change: Partial<Row<'customerBill'>> = {}): Row<'customerBill'> => ({
  id: idOf(6, number), customerId: idOf(1, customer), version: 1, billingAccountId: idOf(5, customer), billNumber: `B${number}`, billDate: '2026-11-02',
  dueDate: '2026-11-24', periodStart: '2026-11-02', periodEnd: '2026-12-01', currency: 'USD', amount: 8420, remaining: 8420, state: 'open', ...change,
})

/** Of `billRow` with the same numbers. */
export const billDocument = (customer: number, number: number, lines = 1): BillDocument => ({
  billId: idOf(6, number), customerId: idOf(1, customer), currency: 'USD',
  lines: Array.from({ length: lines }, (_, line) => ({
    id: idOf(7, number * 1000 + line), group: 'service', code: 'recurring', name: `Product ${line}`, detail: null, productId: idOf(8, line), adjustmentId: null,
    periodStart: '2026-11-02', periodEnd: '2026-12-01', amount: 8420,
  })),
})

/** What a window hands over for a credit; each number is another. */
export const creditInput = (customer: number, number: number, change: Partial<Omit<SubmitAdjustment, 'commandId'>> = {}): Omit<SubmitAdjustment, 'commandId'> => ({
  customerId: idOf(1, customer), adjustmentId: idOf(4, number), billingAccountId: idOf(5, customer), direction: 'credit', amount: 800, reason: 'goodwill',
  comment: `credit ${number}`, target: 'account', billId: null, billLineId: null, outageReference: null, periodStart: null, periodEnd: null, ...change,
})
