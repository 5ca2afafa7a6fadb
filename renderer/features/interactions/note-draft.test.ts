import { describe, expect, it } from 'vitest'
import { dispositionSchema, MAX_NOTE_LENGTH } from '#shared/features/interactions/interactions.schema.ts'
import { dispositions, emptyNote, mergeNote, NOTE_LIMIT, reviveNote } from './note-draft.ts'

describe('a note draft', () => {
  it('knows what the schema knows', () => {
    expect([...dispositions]).toEqual(dispositionSchema.options)
    expect(NOTE_LIMIT).toBe(MAX_NOTE_LENGTH)
  })

  it('is revived from what was kept, and from nothing else', () => {
    expect(reviveNote({ text: 'x', disposition: 'resolved' })).toEqual({ text: 'x', disposition: 'resolved' })
    expect(reviveNote({ text: 'x', disposition: 'of another version' })).toEqual({ text: 'x', disposition: emptyNote.disposition })
    expect([reviveNote(null), reviveNote('x'), reviveNote({ text: 1 })]).toEqual([null, null, null])
  })

  it('comes back below what is in the box, never over it', () => {
    const back = { text: 'refused', disposition: 'resolved' as const }
    expect(mergeNote({ text: 'typed', disposition: 'noAnswer' }, back).text).toBe('typed\n\nrefused')
    expect(mergeNote(emptyNote, back)).toEqual(back)
  })
})
