import { expect, it } from 'vitest'
import { CUSTOMER_MIN, passwordFault } from './password-rules.ts'

it.each([
  ['elevenchars', 'tooShort'],
  ['🐈🐈🐈🐈🐈🐈', 'tooShort'],
  ['x'.repeat(64) + 'y'.repeat(65), 'tooLong'],
  ['qwerty123456', 'common'],
  ['Password2024!', 'common'],
  ['letmeinletmein', 'common'],
  ['123456password', 'common'],
  ['aaaaaaaaaaaaaaaa', 'common'],
  ['Ana.Rivera2024', 'ownName'],
  ['tri-state cable 1', 'ownName'],
] as const)('refuses %j as %s', async (password, fault) => {
  expect(await passwordFault(password, CUSTOMER_MIN, ['ana.rivera', 'Tri-State Cable'])).toBe(fault)
})

it.each(['correct horse battery staple', 'my cat is called password', 'señora12345tapiz', '        7 spaces', 'rivera and her sister'])('lets %j be, whatever it is made of', async (password) => {
  expect(await passwordFault(password, CUSTOMER_MIN, ['ana.rivera', 'Tri-State Cable'])).toBeNull()
})
