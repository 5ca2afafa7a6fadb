import { describe, expect, it } from 'vitest'
import { dispositionSchema, MAX_NOTE_LENGTH } from '#shared/features/interactions/interactions.schema.ts'
import { dispositions, emptyNote, mergeKept, mergeNote, NOTE_LIMIT, noteFromCommand, reviveNote } from './note-draft.ts'

describe('a note draft', () => {
  it('knows what the schema knows', () => {
    expect([...dispositions]).toEqual(dispositionSchema.options)
    expect(NOTE_LIMIT).toBe(MAX_NOTE_LENGTH)
  })

  it('is revived from what was kept, and from nothing else', () => {
    expect(reviveNote({ text: 'x', disposition: 'resolved' })).toEqual({ text: 'x', disposition: 'resolved', id: null })
    expect(reviveNote({ text: 'x', disposition: 'of another version' })).toEqual({ text: 'x', disposition: emptyNote.disposition, id: null })
    expect([reviveNote(null), reviveNote('x'), reviveNote({ text: 1 })]).toEqual([null, null, null])
  })

  it('comes back below what is in the box, never over it', () => {
    const back = { text: 'refused', disposition: 'resolved' as const, id: null }
    expect(mergeNote({ text: 'typed', disposition: 'noAnswer', id: 'sent' }, back).text).toBe('typed\n\nrefused')
    expect(mergeNote(emptyNote, back)).toEqual(back)
    expect(mergeNote({ text: 'typed', disposition: 'noAnswer', id: 'sent' }, back).id).toBeNull()
  })

  it('that comes after the typing began stands above it, and does not change an outcome chosen already', () => {
    const kept = { text: 'kept', disposition: 'resolved' as const, id: 'sent' }
    expect(mergeKept({ ...emptyNote, text: 'typed' }, kept)).toEqual({ text: 'kept\n\ntyped', disposition: 'resolved', id: null })
    expect(mergeKept({ ...emptyNote, disposition: 'noAnswer' }, kept)).toEqual({ ...kept, disposition: 'noAnswer' })
    expect(mergeKept({ ...emptyNote, text: 'typed', disposition: 'noAnswer' }, kept).disposition).toBe('noAnswer')
  })

  it('keeps its id over a restart, and loses it when it was refused', () => {
    const kept = { text: 'x', disposition: 'resolved' as const, id: 'sent' }
    expect(reviveNote({ ...kept })).toEqual(kept)
    expect(noteFromCommand({ ...kept })).toEqual({ ...kept, id: null })
  })
})
