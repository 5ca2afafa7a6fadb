import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { streams } from '#shared/features/sync/streams.ts'
import { accountRows, monthsBefore } from './account-rows.ts'
import { makeDraft, type Draft } from './draft.ts'
import { makeMapping, type MappingFile } from './mapping.ts'

const occasion = { operator: 'test', currency: 'USD', asOf: '2022-06-30', at: '2026-11-23T12:00:00.000Z' }

function understand(row: Record<string, string>, file: MappingFile = {}, set: Record<string, string> = {}) {
  return makeDraft(Object.values(row), makeMapping(Object.keys(row), file, set))
}
function rowsOf(row: Record<string, string>, file: MappingFile = {}, set: Record<string, string> = {}) {
  const result = understand(row, file, set)
  if (!result.ok) throw new Error(result.reasons.join('; '))
  return accountRows(result.draft, occasion)
}
const reasons = (row: Record<string, string>): string[] => {
  const result = understand(row)
  return result.ok ? [] : result.reasons
}
const account = { 'Account Number': 'A-1' }

describe('a row lands where an agent looks for it', () => {
  const rows = rowsOf(
    {
      ...account, Name: 'De La Cruz, María', Language: 'Spanish', Address: '14 Maple St', Zip: '7030', Latitude: '40.745', Longitude: '-74.032',
      'Phone Service': 'Yes', 'Multiple Lines': 'Yes', 'Internet Service': 'Yes', 'Internet Type': 'Fiber Optic', 'Avg Monthly GB Download': '16.5',
      'Online Security': 'Yes', 'Streaming TV': 'No', Contract: 'One Year', 'Paperless Billing': 'Yes', 'Payment Method': 'Bank Withdrawal',
      'Monthly Charge': '65.6', 'Total Charges': '1,593.30', 'Total Refunds': '0', 'Customer Status': 'Stayed', 'Tenure in Months': '9',
      'Home Phone': '(201) 555-0123', 'Mobile Phone': 'none of your business', Email: 'm@example.com', MAC: '02:a4:f1:bb:cd:88', Offer: 'Offer B',
    },
    {},
    { stateOrProvince: 'NJ' },
  )

  test('customer and address', () => {
    expect(rows.customer).toMatchObject({
      accountNumber: 'A-1', givenName: 'María', familyName: 'De La Cruz', language: 'es', status: 'active', customerSince: '2021-09-30',
      street: '14 Maple St', postalCode: '07030', stateOrProvince: 'NJ', latitude: 40.745, phones: ['+12015550123'], emails: ['m@example.com'],
      equipmentIds: ['02A4F1BBCD88'],
    })
    expect(rows.address[0]).toMatchObject({ role: 'service', postalCode: '07030', validTo: null })
  })

  test('products, billing, usage', () => {
    expect(rows.product.map(({ kind, name, detail, contractTerm, monthlyPrice }) => [kind, name, detail, contractTerm, monthlyPrice])).toEqual([
      ['internet', 'Internet', 'Fiber Optic', 'oneYear', null],
      ['phone', 'Phone', 'Multiple lines', 'oneYear', null],
      ['addOn', 'Online Security', null, null, null],
    ])
    expect(rows.billingAccount[0]).toMatchObject({ upcoming: 6_560, lifetimeCharges: 159_330, lifetimeRefunds: 0, paperless: true, paymentMethod: 'Bank Withdrawal', autopay: false, pastDue: null })
    expect(rows.usageConsumption[0]).toMatchObject({ kind: 'monthlyAverage', usedMegabytes: 16_500 })
  })

  test('what has no field is kept in words, a phone that is none included', () => {
    expect(rows.characteristics[0]?.values).toEqual({ Offer: 'Offer B', 'Customer Status': 'Stayed', 'Tenure in Months': '9', 'Mobile Phone': 'none of your business' })
  })

  test('a closed account has ended products and owes no next bill', () => {
    const closed = rowsOf({ ...account, Status: 'Churned', 'Churn Category': 'Price', 'Churn Reason': 'Too dear', 'Phone Service': 'Yes', 'Internet Service': 'Yes', MRC: '70' })
    expect(closed.customer).toMatchObject({ status: 'closed', statusReason: 'Price: Too dear' })
    expect(closed.product.map(({ status }) => status)).toEqual(['ended', 'ended'])
    expect(closed.billingAccount[0]?.upcoming).toBeNull()
    expect(closed.characteristics[0]?.values['Last monthly charge']).toBe('70.00')
  })

  test.each([
    ['SMITH, JOHN, JR', 'JOHN', 'SMITH', { 'Name suffix': 'JR' }],
    ['Smith, John, Jr., MD', 'John', 'Smith', { 'Name suffix': 'Jr., MD' }],
    ['Ana Rivera, , II', 'Ana', 'Rivera', { 'Name suffix': 'II' }],
    ['Rivera, Ana', 'Ana', 'Rivera', {}],
    [`${'Maria '.repeat(16)}Rivera`, 'Maria '.repeat(14).slice(0, 80).trim(), 'Rivera', { 'Full name': `${'Maria '.repeat(16)}Rivera` }],
  ])('of the name %s nothing is lost', (name, givenName, familyName, attributes) => {
    const { customer, characteristics } = rowsOf({ ...account, Name: name })
    expect(customer).toMatchObject({ givenName, familyName })
    expect(characteristics[0]?.values ?? {}).toEqual(attributes)
  })

  test('nor of a whole name beside columns that say another', () => {
    const { customer, characteristics } = rowsOf({ ...account, 'Customer Name': 'Bay Ridge Deli', 'First Name': 'Ana', 'Last Name': 'Rivera' })
    expect(customer).toMatchObject({ givenName: 'Ana', familyName: 'Rivera' })
    expect(characteristics[0]?.values).toEqual({ 'Full name': 'Bay Ridge Deli' })
    expect(rowsOf({ ...account, Name: 'Rivera, Ana', 'First Name': 'Ana', 'Last Name': 'Rivera' }).characteristics).toEqual([])
  })

  test('the mapping file translates values', () => {
    expect(rowsOf({ ...account, Status: 'Zombie' }, { values: { status: { Zombie: 'suspended' } } }).customer.status).toBe('suspended')
  })
})

describe('a row that cannot be meant so is refused with every reason', () => {
  test.each([
    [{ 'Monthly Charge': '-4' }, 'Monthly Charge is negative: -4'],
    [{ 'Total Charges': '1e3' }, 'Total Charges is no amount of money: 1e3'],
    [{ 'Total Charges': '12.345' }, 'Total Charges is no amount of money: 12.345'],
    [{ Latitude: '91', Longitude: '0' }, 'Latitude is no coordinate: 91'],
    [{ Status: 'Zombie' }, 'Status is not understood: Zombie'],
    [{ 'Customer Since': '2022-02-30' }, 'Customer Since is no date (2022-06-30 or 6/30/2022): 2022-02-30'],
    [{ City: 'x'.repeat(81) }, 'City has 81 characters, at most 80 are kept'],
    [{ City: 'a\u0001b' }, 'City contains control characters'],
    [{ Paperless: 'perhaps' }, 'Paperless is neither yes nor no: perhaps'],
    [{ MAC: 'zz' }, 'MAC is no MAC address: zz'],
  ] as [Record<string, string>, string][])('%o', (cells, reason) => {
    expect(reasons({ ...account, ...cells })).toContain(reason)
  })

  test('no account number, too few and too many fields', () => {
    expect(reasons({ 'Account Number': '', City: 'X' })).toEqual(['has no account number'])
    const mapping = makeMapping(['Account Number', 'City'], {})
    expect(makeDraft(['1'], mapping)).toEqual({ ok: false, reasons: ['has 1 fields where the header has 2'] })
    expect(makeDraft(['1', '2', '3'], mapping)).toEqual({ ok: false, reasons: ['has 3 fields where the header has 2'] })
    expect(makeDraft(['1', '2', '', ''], mapping).ok).toBe(true)
  })
})

test('whatever stands in the cells, a row is refused or all of its rows keep the contract', () => {
  const headers = ['Account Number', 'Name', 'City', 'Zip', 'Monthly Charge', 'Total Charges', 'Phone', 'Email', 'Phone Service', 'Internet Type', 'Customer Status', 'Note']
  const mapping = makeMapping(headers, {})
  const cell = fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('', 'Yes', 'No', '12.50', '-1', 'Churned', '10701', 'None', '914-555-0100', 'a@example.com'))
  fc.assert(
    fc.property(fc.array(cell, { minLength: headers.length, maxLength: headers.length }), (cells) => {
      const result = makeDraft(cells.map((text) => text.trim()), mapping)
      if (!result.ok) return void expect(result.reasons.length).toBeGreaterThan(0)
      const { customer, ...others } = accountRows(result.draft as Draft, occasion)
      expect(streams.customer.safeParse(customer).error?.issues).toBeUndefined()
      for (const [stream, rows] of Object.entries(others))
        for (const row of rows) expect(streams[stream as keyof typeof others].safeParse(row).error?.issues).toBeUndefined()
    }),
  )
})

test('columns and cells may be called what every object has', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  const row = Object.fromEntries([...names, 'Account Number', 'Customer Status'].map((name) => [name, name === 'Customer Status' ? 'Zombie' : name]))
  const rows = rowsOf(row, { values: { status: { Zombie: 'suspended' } } })
  expect(rows.customer).toMatchObject({ accountNumber: 'Account Number', status: 'suspended' })
  expect(Object.entries(rows.characteristics[0]?.values ?? {})).toEqual(expect.arrayContaining(names.map((name) => [name, name])))
  for (const word of names) expect(reasons({ ...account, 'Customer Status': word })).toEqual([`Customer Status is not understood: ${word}`])
  const translated = understand({ ...account, 'Customer Status': 'constructor' }, { values: { status: { Zombie: 'suspended' } } })
  expect(translated.ok).toBe(false)
})

test('months are counted back over short ones', () => {
  expect(monthsBefore('2022-05-31', 3)).toBe('2022-02-28')
  expect(monthsBefore('2024-03-31', 1)).toBe('2024-02-29')
  expect(monthsBefore('2022-01-15', 25)).toBe('2019-12-15')
})
