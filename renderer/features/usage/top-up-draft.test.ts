import { expect, it } from 'vitest'
import { emptyTopUp, isEmptyTopUp, mergeTopUp, reviveTopUp } from './top-up-draft.ts'

it('is revived as it was kept, and what is none is none', () => {
  const draft = { id: 'a', offer: 'data-50' }
  expect(reviveTopUp(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
  expect([null, 'x', 7].map(reviveTopUp)).toEqual([null, null, null])
  expect(reviveTopUp({ id: 7, offer: ['x'] })).toEqual(emptyTopUp)
  expect([emptyTopUp, draft, { ...emptyTopUp, offer: 'data-50' }].map(isEmptyTopUp)).toEqual([true, false, false])
})

it('that was sent is not chosen over', () => {
  const typed = { id: null, offer: 'data-50' }
  expect(mergeTopUp(typed, { id: null, offer: 'data-250' })).toEqual(typed)
  expect(mergeTopUp(typed, { id: 'a', offer: 'data-250' })).toEqual({ id: 'a', offer: 'data-250' })
  expect(mergeTopUp(emptyTopUp, { id: null, offer: 'data-250' })).toEqual({ id: null, offer: 'data-250' })
})
