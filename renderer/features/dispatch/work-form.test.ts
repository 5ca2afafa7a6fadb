import { describe, expect, it } from 'vitest'
import type { WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import { clashesOf, followed, freshWork, isUntouched, keepMine, mergeWork, reviveWork, tidy } from './work-form.ts'

const work = (more: Partial<WorkOrder> = {}): WorkOrder => ({
  id: 'w', customerId: 'c', version: 1, checklist: { items: [{ en: 'Level', es: 'Nivel', done: false }] }, parts: { items: [] }, photos: [], signature: null, outcome: null, outcomeNote: null, followUp: null, ...more,
}) as WorkOrder
const typed = (note: string) => ({ ...freshWork(work()), typed: { ...freshWork(work()).typed, outcomeNote: note } })

describe('what is typed of a work order', () => {
  it('goes with what others write where nothing is typed', () => {
    expect(followed(freshWork(work()), work({ version: 2, outcomeNote: 'Theirs' }))).toEqual(freshWork(work({ version: 2, outcomeNote: 'Theirs' })))
  })

  it('keeps what is typed here, and takes the rest and its version', () => {
    const next = followed(typed('Mine'), work({ version: 2, followUp: 'Bury the drop' }))
    expect(next).toMatchObject({ version: 2, typed: { outcomeNote: 'Mine', followUp: 'Bury the drop' } })
  })

  it('stays upon what was read where both wrote the same field, so that sending it is a conflict', () => {
    const theirs = work({ version: 2, outcomeNote: 'Theirs' })
    expect(clashesOf(typed('Mine'), theirs)).toEqual(['outcomeNote'])
    expect(followed(typed('Mine'), theirs)).toEqual(typed('Mine'))
    expect(keepMine(typed('Mine'), theirs), 'once somebody has decided').toMatchObject({ version: 2, typed: { outcomeNote: 'Mine' }, base: { outcomeNote: 'Theirs' } })
    expect(clashesOf(typed('Theirs '), theirs), 'the control: both wrote the same').toEqual([])
  })

  it('does not go back to what was read before it was kept', () => {
    const kept = { ...typed('Mine'), base: typed('Mine').typed, version: 2 }
    expect(followed(kept, work())).toBe(kept)
  })

  it('is revived as it was, and nothing else is', () => {
    const draft = typed('Mine')
    expect(reviveWork(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
    for (const none of [null, 1, {}, { ...draft, version: '1' }, { ...draft, base: {} }]) expect(reviveWork(none)).toBeNull()
    expect(mergeWork(freshWork(work()), draft)).toBe(draft)
    expect(mergeWork(draft, typed('Older'))).toBe(draft)
  })

  it('counts no spaces and empty lines as typed', () => {
    expect(isUntouched(typed('  '))).toBe(true)
    expect(tidy({ ...typed(' A ').typed, photos: ' p/1 \n\n', parts: [{ name: ' ', quantity: 1 }] })).toMatchObject({ outcomeNote: 'A', photos: 'p/1', parts: [] })
  })
})
