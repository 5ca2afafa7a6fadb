import { expect, it } from 'vitest'
import { draftBesidePromise } from './promise-draft.ts'

const state = { drafts: [{ billId: 'a', date: '2026-11-24', amount: 8_420, retry: false }] }

it.each([
  ['2026-11-23', 'after'],
  ['2026-11-24', 'after'],
  ['2026-11-25', 'waits'],
])('of a promise until %s says that the draft comes %s', (until, kind) => {
  expect(draftBesidePromise(state, 'a', until)).toEqual({ kind, date: '2026-11-24', amount: 8_420 })
})

it('has nothing to say of a bill that is not drafted, and while nothing is known', () => {
  expect([draftBesidePromise(state, 'b', '2026-11-25'), draftBesidePromise(null, 'a', '2026-11-25')]).toEqual([null, null])
})
