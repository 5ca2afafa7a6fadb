import { expect, it } from 'vitest'
import { reviveGuideDraft } from './guide-drafts.ts'

it('is revived as it was, and nothing else is', () => {
  const draft = { source: 'id: wifi\n', upon: 3 }
  expect(reviveGuideDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
  for (const none of [null, 1, 'id: wifi', {}, { ...draft, upon: '3' }, { ...draft, upon: -1 }, { ...draft, source: null }]) expect(reviveGuideDraft(none)).toBeNull()
})
