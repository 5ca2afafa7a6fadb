import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { money, sum } from '#shared/kernel/money.ts'
import { streamNames, streams } from '#shared/features/sync/streams.ts'
import { emptyRows, type RowsByStream } from './account.ts'
import { dayOf } from '#shared/kernel/calendar.ts'
import { generateDemo, type DemoOptions } from './generate-demo.ts'
import { placeNamed } from './places.ts'
import { billAmount, monthlyCharges } from './products.ts'

function book(options: DemoOptions): RowsByStream {
  const all = emptyRows()
  for (const rows of generateDemo(options))
    for (const stream of streamNames) (all[stream] as unknown[]).push(...(rows[stream] as unknown[]))
  return all
}
const hash = (rows: unknown): string => createHash('sha256').update(JSON.stringify(rows)).digest('hex')
function group<T extends { customerId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) groups.set(row.customerId, [...(groups.get(row.customerId) ?? []), row])
  return groups
}

/** Month ends, the leap day, year's end and beginning beside any day: that is where calendars break. */
const today = fc.oneof(
  fc.constantFrom('2024-02-29', '2024-02-28', '2025-02-28', '2026-12-31', '2027-01-01', '2026-11-30', '2026-03-31'),
  fc.integer({ min: dayOf('2020-01-01'), max: dayOf('2032-12-31') }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
)
const seeds = fc.record({ seed: fc.string({ maxLength: 12 }), today })
const over = (check: (rows: RowsByStream, today: string) => void): void =>
  // A failure prints the seed and the day; `fc.assert` reports its own seed with it.
  fc.assert(fc.property(seeds, (given) => check(book({ customers: 90, ...given }), given.today)), { numRuns: 12 })

describe('the same book every time', () => {
  test('same seed, size and day: same bytes; another seed: others', () => {
    fc.assert(
      fc.property(seeds, (given) => {
        const first = hash(book({ customers: 40, ...given }))
        expect(hash(book({ customers: 40, ...given, batch: 7 }))).toBe(first)
        expect(hash(book({ customers: 40, ...given, seed: `${given.seed}.` }))).not.toBe(first)
      }),
      { numRuns: 6 },
    )
  })

  test('the directory alone has the same customer rows', () => {
    const options = { customers: 120, seed: 'directory', today: '2026-11-23' }
    expect(book({ ...options, directoryOnly: true }).customer).toEqual(book(options).customer)
  })

  test('this is the book of 2026-11-23 (a change to the generator changes it on purpose)', () => {
    const { customer } = book({ customers: 1, seed: 'headend', today: '2026-11-23' })
    expect(customer[0]).toMatchObject({ accountNumber: '07810-449-2210-7', givenName: 'Ana', familyName: 'Rivera', node: 'YK-01' })
  })
})

describe('every row is what the contract says', () => {
  test('no row fails its schema', () => {
    over((rows) => {
      for (const stream of streamNames)
        for (const row of rows[stream]) expect(streams[stream].safeParse(row).error?.issues ?? [], JSON.stringify(row)).toEqual([])
    })
  })

  test('nothing of the past lies today or later', () => {
    over((rows, day) => {
      for (const { at } of [...rows.interaction, ...rows.payment, ...rows.accountChange]) expect(at.slice(0, 10) < day).toBe(true)
      for (const { validFrom } of rows.contactMedium) expect(validFrom.slice(0, 10) < day).toBe(true)
      for (const { billDate } of rows.customerBill) expect(billDate <= day).toBe(true)
    })
  })
})

describe('money adds up to the cent', () => {
  test('a bill is the month of its products and the tax of the place', () => {
    over((rows) => {
      const products = group(rows.product)
      const customers = new Map(rows.customer.map((customer) => [customer.id, customer]))
      for (const bill of rows.customerBill) {
        const rate = placeNamed(customers.get(bill.customerId)?.city ?? '').taxBasisPoints
        expect(bill.amount).toBe(billAmount(products.get(bill.customerId) ?? [], dayOf(bill.billDate), rate).amount)
        expect(bill.amount).toBeGreaterThan(0)
      }
    })
  })

  test('billed = paid - refunded + remaining, and states tell it', () => {
    over((rows) => {
      const payments = group(rows.payment.filter((payment) => payment.state === 'done'))
      for (const [customerId, bills] of group(rows.customerBill)) {
        const paid = sum((payments.get(customerId) ?? []).map(({ kind, amount }) => money(kind === 'refund' ? -amount : amount)))
        const settled = sum(bills.map(({ amount, remaining }) => money(amount - remaining)))
        expect(paid).toEqual(settled)
      }
      for (const { amount, remaining, state } of rows.customerBill)
        expect(state).toBe(remaining === 0 ? 'settled' : remaining === amount ? 'open' : 'partiallyPaid')
    })
  })

  test('the three numbers of the account are sums of its bills and products', () => {
    over((rows, day) => {
      const bills = group(rows.customerBill)
      const products = group(rows.product)
      for (const account of rows.billingAccount) {
        const own = bills.get(account.customerId) ?? []
        const owed = (when: (due: string) => boolean): number => sum(own.filter((bill) => when(bill.dueDate)).map((bill) => money(bill.remaining))).amount
        expect(account.pastDue).toBe(owed((due) => due < day))
        expect(account.currentDue).toBe(owed((due) => due >= day))
        const next = account.nextBillDate
        expect(account.upcoming).toBe(next === null ? 0 : monthlyCharges(products.get(account.customerId) ?? [], dayOf(next)).amount)
        if (next !== null) expect(next > day).toBe(true)
      }
    })
  })

  test('cycles follow each other without gap or overlap, through short months', () => {
    over((rows) => {
      for (const bills of group(rows.customerBill).values())
        bills.slice(1).forEach((bill, position) => expect(dayOf(bill.periodStart)).toBe(dayOf(bills[position]?.periodEnd ?? '') + 1))
    })
  })
})

describe('the customer row agrees with what it was taken from', () => {
  test('phones, e-mails, equipment and the current address', () => {
    over((rows) => {
      const media = group(rows.contactMedium)
      const boxes = group(rows.equipment)
      const addresses = group(rows.address)
      for (const customer of rows.customer) {
        const values = (type: string) => (media.get(customer.id) ?? []).filter((row) => row.mediumType === type).map((row) => row.value)
        expect(customer.phones).toEqual(values('phone'))
        expect(customer.emails).toEqual(values('email'))
        expect(customer.equipmentIds).toEqual((boxes.get(customer.id) ?? []).flatMap((box) => [box.macAddress, box.serialNumber]).sort())
        const current = (addresses.get(customer.id) ?? []).filter((row) => row.role === 'service' && row.validTo === null)
        expect(current).toHaveLength(1)
        expect(current[0]).toMatchObject({ street: customer.street, postalCode: customer.postalCode, node: customer.node, latitude: customer.latitude })
      }
    })
  })
})

describe('a real book', () => {
  const rows = book({ customers: 5_000, seed: 'headend', today: '2026-11-23', directoryOnly: true })

  test('account numbers and ids are unique among 200,000', () => {
    const numbers = new Set<string>()
    const ids = new Set<string>()
    for (const { customer } of generateDemo({ customers: 200_000, seed: 1, today: '2026-11-23', directoryOnly: true }))
      for (const { id, accountNumber } of customer) {
        ids.add(id)
        numbers.add(accountNumber)
      }
    expect([ids.size, numbers.size]).toEqual([200_000, 200_000])
  })

  test('has the people that agents meet', () => {
    const count = (test: (row: (typeof rows.customer)[number]) => boolean): number => rows.customer.filter(test).length
    for (const status of ['active', 'suspended', 'closed', 'pending']) expect(count((row) => row.status === status)).toBeGreaterThan(20)
    expect(count((row) => row.language === 'es')).toBeGreaterThan(300)
    expect(count((row) => row.kind === 'business')).toBeGreaterThan(100)
    expect(count((row) => row.familyName?.includes(`'`) ?? false)).toBeGreaterThan(20)
    expect(count((row) => /[áéíóúñł]/.test(row.familyName ?? ''))).toBeGreaterThan(300)
    expect(count((row) => row.unit !== null)).toBeGreaterThan(1_000)
    expect(count((row) => row.givenName === 'María' && (row.familyName ?? '').startsWith('Rodríguez'))).toBeGreaterThan(1)
    const phones = rows.customer.flatMap((row) => row.phones)
    expect(new Set(phones).size).toBeLessThan(phones.length)
    expect(new Set(phones).size).toBeGreaterThan(phones.length * 0.97)
  })

  test('reaches nobody: fictional phones, reserved e-mail domains, local MAC addresses', () => {
    for (const { phones, emails, equipmentIds } of rows.customer) {
      for (const phone of phones) expect(phone).toMatch(/^\+1[2-9]\d\d555(?!1212)\d{4}$/)
      for (const email of emails) expect(email).toMatch(/@(example\.(com|net|org)|[a-z0-9]+\.example)$/)
      for (const id of equipmentIds) expect(id).toMatch(/^(0[26AE][0-9A-F]{10}|S[0-9A-F]{2}-[0-9A-F]{8})$/)
    }
  })
})
