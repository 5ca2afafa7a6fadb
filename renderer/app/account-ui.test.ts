import { beforeEach, expect, it } from 'vitest'
import { accountUi, forgetAccountUi } from './account-ui.ts'

beforeEach(() => forgetAccountUi())

const look = (customerId: string) => Object.assign(accountUi(customerId), { section: 'billing', editing: 'language' })

it('is remembered while the tab is open', () => {
  look('a')
  expect(accountUi('a')).toMatchObject({ section: 'billing', editing: 'language' })
})

it('goes with its tab, and that alone', () => {
  look('a')
  look('b')
  forgetAccountUi('a')
  expect([accountUi('a').section, accountUi('b').section]).toEqual(['overview', 'billing'])
})

it('goes with the agent', () => {
  look('a')
  look('b')
  forgetAccountUi()
  expect([accountUi('a').editing, accountUi('b').editing]).toEqual([null, null])
})

it('what a caller said goes from the memory with the page, whoever still holds it', () => {
  const [closed, left] = [accountUi('a'), accountUi('b')]
  for (const ui of [closed, left]) Object.assign(ui.verifyForm, { pin: '580316', code: '123456' })
  forgetAccountUi('a')
  expect([closed, left].map(({ verifyForm: { pin, code } }) => [pin, code])).toEqual([['', ''], ['580316', '123456']])
  forgetAccountUi()
  expect([closed, left].map(({ verifyForm: { pin, code } }) => [pin, code])).toEqual([['', ''], ['', '']])
})
