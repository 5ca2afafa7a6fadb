import { describe, expect, test } from 'vitest'
import { headerKey } from './header-words.ts'
import { makeMapping, mappingFileSchema, type MappingFile } from './mapping.ts'
import { targetFor } from './targets.ts'

const destinations = (headers: string[], file: MappingFile = {}, set = {}) =>
  Object.fromEntries(makeMapping(headers, file, set).columns.map(({ header, destination }) => [header, destination]))

describe('columns are matched by their names', () => {
  test.each([
    ['Customer ID', 'accountNumber'],
    ['acct_no', 'accountNumber'],
    ['AccountNumber', 'accountNumber'],
    ['SUBSCRIBER #', 'accountNumber'],
    ['First Name', 'givenName'],
    ['surname', 'familyName'],
    ['Customer Name', 'fullName'],
    ['ZIP', 'postalCode'],
    ['Postal Code', 'postalCode'],
    ['Charges, Total', 'totalCharges'],
    ['Cell Phone', 'phone'],
    ['E-mail Address', 'email'],
    ['Avg Monthly GB Download', 'monthlyGigabytes'],
    ['Premium Tech Support', 'addOn'],
    ['Modem MAC', 'macAddress'],
    ['Lat', 'latitude'],
  ])('%s is %s', (header, target) => {
    expect(targetFor(header)).toBe(target)
  })

  test.each(['Gender', 'Total Revenue', 'Number of Referrals', 'Loyalty Tier'])('%s is kept as an attribute', (header) => {
    expect(targetFor(header)).toBeNull()
  })

  test('the same words in another order and number are the same', () => {
    expect(headerKey('Monthly Charges')).toBe(headerKey('charge_month'))
  })

  test('the second column of one name goes to the attributes, more phones do not', () => {
    expect(destinations(['Account', 'Account Number', 'City', 'Town', 'Home Phone', 'Mobile'])).toEqual({
      Account: 'accountNumber', 'Account Number': 'characteristic', City: 'city', Town: 'characteristic', 'Home Phone': 'phone', Mobile: 'phone',
    })
  })
})

describe('a mapping file has the last word', () => {
  const headers = ['Ref', 'Customer ID', 'Zip']
  test('column by column', () => {
    const columns: MappingFile['columns'] = { Ref: 'accountNumber', Zip: 'ignore' }
    expect(destinations(headers, { columns })).toEqual({ Ref: 'accountNumber', 'Customer ID': 'characteristic', Zip: 'ignore' })
  })

  test('nonsense is refused: unknown columns, fields, constants, two columns for one field, no account number', () => {
    expect(() => makeMapping(headers, { columns: { Nope: 'city' } })).toThrow('does not have: Nope')
    expect(() => makeMapping(headers, {}, { planet: 'Mars' })).toThrow('Cannot set planet')
    expect(() => makeMapping(headers, {}, { asOf: 'yesterday' })).toThrow('asOf')
    expect(() => makeMapping(headers, { columns: { Ref: 'city', Zip: 'city' } })).toThrow('Two columns')
    expect(() => makeMapping(['Zip', 'City'], {})).toThrow('No column holds the account number')
    expect(mappingFileSchema.safeParse({ columns: { Zip: 'postcode' } }).success).toBe(false)
    expect(mappingFileSchema.safeParse({ colums: {} }).success).toBe(false)
  })
})
