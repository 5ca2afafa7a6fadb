import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { money, share, sum } from '#shared/kernel/money.ts'
import { streamNames, streams } from '#shared/features/sync/streams.ts'
import { billDocumentSchema, type BillLine } from '#shared/features/billing/bill-document.schema.ts'
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import { cycleAfter, dateOf, dayOf } from '#shared/kernel/calendar.ts'
import { emptyRows, type DemoRows } from './account.ts'
import { generateDemo, type DemoOptions } from './generate-demo.ts'
import { demoTaxRates } from './taxes.ts'

function book(options: DemoOptions): DemoRows {
  const all = emptyRows()
  for (const rows of generateDemo(options))
    for (const stream of [...streamNames, 'billDocument', 'usageDay', 'callRecord'] as const) (all[stream] as unknown[]).push(...(rows[stream] as unknown[]))
  return all
}
const hash = (rows: unknown): string => createHash('sha256').update(JSON.stringify(rows)).digest('hex')
function group<T extends { customerId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) groups.set(row.customerId, [...(groups.get(row.customerId) ?? []), row])
  return groups
}

const holds = ({ startedOn, endsOn }: Product, date: string): boolean => startedOn !== null && startedOn <= date && (endsOn === null || date < endsOn)

/** By product: how often each day was charged, less how often it was given back. */
function chargedDays(lines: readonly BillLine[]): Map<string, Map<number, number>> {
  const products = new Map<string, Map<number, number>>()
  for (const { productId, code, periodStart, periodEnd } of lines) {
    if (productId === null || periodStart === null || periodEnd === null) continue
    const days = products.get(productId) ?? new Map<number, number>()
    products.set(productId, days)
    for (let day = dayOf(periodStart); day <= dayOf(periodEnd); day += 1) days.set(day, (days.get(day) ?? 0) + (code === 'prorationCredit' ? -1 : 1))
  }
  return products
}

/** What the cycle that begins on `date` costs of products held by then, as with paper and pencil. */
function chargedFrom(products: readonly Product[], date: string, cycleDay: number): number {
  const [from, until] = [dayOf(date), cycleAfter(dayOf(date), cycleDay)]
  const held = products.filter((product) => holds(product, date))
  return sum(held.map(({ monthlyPrice, endsOn }) => share(money(monthlyPrice ?? 0), Math.min(until, endsOn === null ? until : dayOf(endsOn)) - from, until - from))).amount
}

/** Month ends, the leap day, year's end and beginning beside any day: that is where calendars break. */
const today = fc.oneof(
  fc.constantFrom('2024-02-29', '2024-02-28', '2025-02-28', '2026-12-31', '2027-01-01', '2026-11-30', '2026-03-31'),
  fc.integer({ min: dayOf('2020-01-01'), max: dayOf('2032-12-31') }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
)
const seeds = fc.record({ seed: fc.string({ maxLength: 12 }), today })
const over = (check: (rows: DemoRows, today: string) => void): void =>
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
      for (const document of rows.billDocument) expect(billDocumentSchema.safeParse(document).error?.issues ?? [], JSON.stringify(document)).toEqual([])
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
  test('each bill has its lines, which sum to it, each with an id of its own', () => {
    over((rows) => {
      const documents = new Map(rows.billDocument.map((document) => [document.billId, document]))
      expect(documents.size).toBe(rows.customerBill.length)
      for (const bill of rows.customerBill) {
        const lines = documents.get(bill.id)?.lines ?? []
        expect(sum(lines.map(({ amount }) => money(amount)))).toEqual(money(bill.amount))
        expect(bill.amount).toBeGreaterThan(0)
      }
      const ids = rows.billDocument.flatMap(({ lines }) => lines.map(({ id }) => id))
      expect(new Set(ids).size).toBe(ids.length)
    })
  })

  test('each day of a product is charged once and what was given back is not, as far as the last bill could know', () => {
    over((rows) => {
      const products = new Map(rows.product.map((product) => [product.id, product]))
      const bills = group(rows.customerBill)
      const documents = group(rows.billDocument)
      for (const [customerId, own] of bills) {
        const [first, last] = [own[0]?.billDate ?? '', own.at(-1)?.billDate ?? '']
        const charged = chargedDays((documents.get(customerId) ?? []).flatMap(({ lines }) => lines))
        // Before the newest bill all is settled; the book's first bill may charge or give back days before itself.
        for (const [productId, days] of charged)
          for (const [day, times] of days)
            if (dateOf(day) >= first && dateOf(day) < last && times !== Number(holds(products.get(productId) as Product, dateOf(day)))) expect(`${productId} ${dateOf(day)}`).toBe('charged as held')
        for (const product of rows.product.filter((row) => row.customerId === customerId && (row.monthlyPrice ?? 0) !== 0))
          for (let day = dayOf(first); day < dayOf(last); day += 1)
            if (holds(product, dateOf(day)) && charged.get(product.id)?.get(day) !== 1) expect(`${product.id} ${dateOf(day)}`).toBe('charged once')
      }
    })
  })

  test('a bill of internet alone bears no tax, and every tax is of the table', () => {
    const names = new Set(demoTaxRates.map(({ name }) => name))
    over((rows) => {
      for (const { lines } of rows.billDocument) {
        for (const { group: kind, name } of lines) if (kind === 'taxFee') expect(names).toContain(name)
        const onlyInternet = lines.every(({ productId, name }) => productId === null || /^(Internet|Fiber|Business (Internet|Fiber)|Unlimited|Whole-Home|Tech|Static|Autopay|New Customer|Loyalty)/.test(name))
        if (onlyInternet) expect(lines.filter((line) => line.group === 'taxFee')).toEqual([])
      }
    })
  })

  test('billed = paid - refunded - credit + remaining, and states tell it', () => {
    over((rows) => {
      const payments = group(rows.payment.filter((payment) => payment.state === 'done'))
      const accounts = new Map(rows.billingAccount.map((account) => [account.customerId, account]))
      for (const [customerId, bills] of group(rows.customerBill)) {
        const paid = sum((payments.get(customerId) ?? []).map(({ kind, amount }) => money(kind === 'refund' ? -amount : amount)))
        const settled = sum(bills.map(({ amount, remaining }) => money(amount - remaining)))
        expect(paid.amount).toBe(settled.amount + (accounts.get(customerId)?.credit ?? 0))
      }
      for (const { amount, remaining, state } of rows.customerBill)
        expect(state).toBe(remaining === 0 ? 'settled' : remaining === amount ? 'open' : 'partiallyPaid')
    })
  })

  test('each payment says what it paid, and a refund which payment it gives back', () => {
    over((rows) => {
      const ids = new Map(rows.payment.map((payment) => [payment.id, payment]))
      const settled = new Map(rows.customerBill.map(({ id, amount, remaining }) => [id, amount - remaining]))
      for (const { kind, state, amount, paid, refunded, refundOf } of rows.payment) {
        const named = Object.values(paid).reduce((total, part) => total + part, 0)
        expect(named + refunded).toBeLessThanOrEqual(amount)
        if (kind === 'refund' || state !== 'done') expect(paid).toEqual({})
        if (kind === 'refund') expect(ids.get(refundOf ?? '')).toMatchObject({ kind: 'payment', state: 'done', refunded: amount })
        for (const [billId, part] of Object.entries(paid)) settled.set(billId, (settled.get(billId) ?? NaN) - part)
      }
      expect(new Set(settled.values())).toEqual(new Set(settled.size > 0 ? [0] : []))
    })
  })

  test('the days of a cycle are its days up to yesterday, and sum to its use', () => {
    over((rows, day) => {
      const days = group(rows.usageDay)
      for (const [customerId, cycles] of group(rows.usageConsumption)) {
        const own = days.get(customerId) ?? []
        for (const { periodStart, periodEnd, usedMegabytes } of cycles.slice(-2)) {
          const within = own.filter((each) => each.day >= (periodStart ?? '') && each.day <= (periodEnd ?? ''))
          expect(within.length).toBe(Math.max(0, Math.min(dayOf(periodEnd ?? '') + 1, dayOf(day)) - dayOf(periodStart ?? '')))
          expect(within.reduce((sum, { megabytes }) => sum + megabytes, 0)).toBe(within.length === 0 ? 0 : usedMegabytes)
          if (within.length === 0) expect(usedMegabytes).toBe(0)
        }
      }
      for (const { day: measured } of rows.usageDay) expect(measured < day).toBe(true)
    })
  })

  test('the numbers of the account are sums of its bills and products', () => {
    over((rows, day) => {
      const bills = group(rows.customerBill)
      const products = group(rows.product)
      for (const account of rows.billingAccount) {
        const own = bills.get(account.customerId) ?? []
        const owed = (when: (due: string) => boolean): number => sum(own.filter((bill) => when(bill.dueDate)).map((bill) => money(bill.remaining))).amount
        expect(account.pastDue).toBe(owed((due) => due < day))
        expect(account.currentDue).toBe(owed((due) => due >= day))
        const next = account.nextBillDate
        expect(account.upcoming).toBe(next === null ? 0 : chargedFrom(products.get(account.customerId) ?? [], next, account.cycleDay ?? 1))
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

test('has what people call about: offers that ended, parts of months, single charges, late fees, money left over', () => {
  const rows = book({ customers: 1_000, seed: 'headend', today: '2026-11-23' })
  const newest = new Map(rows.customerBill.map((bill) => [bill.customerId, bill.id]))
  const lines = rows.billDocument.filter(({ billId, customerId }) => newest.get(customerId) === billId).flatMap((document) => document.lines)
  const all = rows.billDocument.flatMap((document) => document.lines)
  const ended = rows.product.filter(({ kind, endsOn }) => kind === 'discount' && endsOn !== null && endsOn > '2026-10-01' && endsOn <= '2026-11-23')
  expect(ended.length).toBeGreaterThan(10)
  expect(lines.filter(({ code }) => code === 'prorationCharge').length).toBeGreaterThan(3)
  expect(all.filter(({ code }) => code === 'prorationCredit').length).toBeGreaterThan(20)
  for (const name of ['Installation', 'Late Fee', 'Technician Visit']) expect(all.filter((line) => line.name === name).length).toBeGreaterThan(5)
  expect(rows.billingAccount.filter(({ credit }) => (credit ?? 0) > 0).length).toBeGreaterThan(5)
})

test('Ana Rivera owes something, and her newest bill is higher because an offer ended', () => {
  for (const seed of ['headend', 'another', 3]) {
    const { billingAccount, product } = book({ customers: 1, seed, today: '2026-11-23' })
    expect((billingAccount[0]?.pastDue ?? 0) + (billingAccount[0]?.currentDue ?? 0)).toBeGreaterThan(0)
    const internet = product.find(({ kind, monthlyPrice, endsOn }) => kind === 'internet' && (monthlyPrice ?? 0) > 2_000 && endsOn === null)
    if (internet) expect(product.filter(({ name }) => name.startsWith('Loyalty'))).toMatchObject([{ status: 'ended' }])
  }
})
