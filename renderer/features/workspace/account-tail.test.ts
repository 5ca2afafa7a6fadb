import { expect, it } from 'vitest'
import { accountTail } from './account-tail.ts'

it('stands as it does on the bill', () => {
  expect(accountTail('07810-449-2210-7')).toBe('2210-7')
  expect(accountTail('0002-ORFBO')).toBe('ORFBO')
  expect([accountTail('A-1'), accountTail('')]).toEqual(['A-1', ''])
})
