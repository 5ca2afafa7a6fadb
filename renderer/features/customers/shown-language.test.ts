import { expect, it } from 'vitest'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import { shownLanguage } from './shown-language.ts'

const customer = { language: 'en' } as AccountView['customer']
const change = (pending: 'queued' | 'refused') => ({ language: 'es', commandId: '0190a0a0-0000-7000-8000-000000000001', pending })

it('is the language that waits to be sent, and not one that was refused', () => {
  expect(shownLanguage({ customer, pendingLanguage: null })).toBe('en')
  expect(shownLanguage({ customer, pendingLanguage: change('queued') })).toBe('es')
  expect(shownLanguage({ customer, pendingLanguage: change('refused') })).toBe('en')
})
