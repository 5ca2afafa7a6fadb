import { expect, it } from 'vitest'
import { emptyContact, mergeContact, reviveContact, sameContact } from './contact-draft.ts'

const typed = { mediumType: 'phone', use: 'home', value: '914 555 0100', preferred: true, expectedVersion: 4 } as const

it('comes back with the version on which it was begun', () => {
  expect(reviveContact(JSON.parse(JSON.stringify(typed)))).toEqual(typed)
})

it('without a version could only be of the first one, so that it overwrites nobody', () => {
  for (const expectedVersion of [undefined, null, '4', 1.5]) expect(reviveContact({ ...typed, expectedVersion })).toEqual({ ...typed, expectedVersion: 1 })
})

it('is not made of anything else', () => {
  expect([reviveContact(null), reviveContact('x'), reviveContact({ ...typed, use: 'pager' })]).toEqual([null, null, null])
})

it('is the same contact whatever its version', () => {
  expect(sameContact(typed, { ...typed, expectedVersion: 5 })).toBe(true)
  expect(sameContact(typed, emptyContact)).toBe(false)
})

it('that comes after the typing began fills what was not touched, and keeps its own version', () => {
  const start = { ...typed, expectedVersion: 5 }
  const kept = { ...typed, value: '914 555 0111', expectedVersion: 4 }
  expect(mergeContact({ ...start, use: 'work' }, kept, start)).toEqual({ ...kept, use: 'work' })
  expect(mergeContact({ ...start, value: '914 555 0122' }, kept, start)).toEqual({ ...kept, value: '914 555 0122' })
})
