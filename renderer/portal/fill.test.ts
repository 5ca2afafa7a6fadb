/** Both pages end a sentence once where a time in Spanish ends it. */
import { expect, it } from 'vitest'
import { fill as fillOfAccount } from './account/words.ts'
import { fill as fillOfChat } from './chat/chat-words.ts'

it.each([fillOfAccount, fillOfChat])('ends a sentence once', (fill) => {
  expect(fill('Abre el {when}. Vuelva.', { when: '30 nov, 8:00 a.m.' })).toBe('Abre el 30 nov, 8:00 a.m. Vuelva.')
  expect(fill('Abre el {when}. Vuelva.', { when: 'lunes' }), 'the control').toBe('Abre el lunes. Vuelva.')
})
