import { expect, it } from 'vitest'
import { contractSelectList, streamColumns } from './columns.ts'

it('derives names, types and nulls from the schema', () => {
  const customer = Object.fromEntries(streamColumns.customer.map((column) => [column.key, column]))
  expect(customer['accountNumber']).toEqual({ key: 'accountNumber', name: '"account_number"', sqlType: 'text', nullable: false })
  expect(customer['customerSince']).toMatchObject({ sqlType: 'date', nullable: true })
  expect(customer['phones']).toMatchObject({ sqlType: 'text[]', nullable: false })
  expect(streamColumns.contactMedium.find(({ key }) => key === 'changedBy')).toMatchObject({ sqlType: 'text', nullable: true })
})

it('writes instants as the contract does', () => {
  expect(contractSelectList('interaction')).toContain(`to_char("at" at time zone 'UTC'`)
})
