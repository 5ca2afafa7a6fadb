import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markLastFour, markParts } from './marks.ts'

const marked = (text: string, marks: string[]) =>
  markParts(text, marks).map((part) => (part.marked ? `[${part.text}]` : part.text)).join('')

describe('markParts', () => {
  it('marks where a word begins', () => {
    expect(marked('Ana Rivera', ['riv'])).toBe('Ana [Riv]era')
    expect(marked('Ana Rivera', ['era'])).toBe('Ana Rivera')
  })

  it('does not mind accents and case', () => {
    expect(marked('José Peña', ['jose', 'pen'])).toBe('[José] [Peñ]a')
  })

  it('takes an apostrophe for the end of a word', () => {
    expect(marked("Kate O'Neil", ['neil'])).toBe("Kate O'[Neil]")
  })

  it('marks digits anywhere in a number, over its separators', () => {
    expect(marked('07810-449-2210-7', ['4492210'])).toBe('07810-[449-2210]-7')
  })

  it('marks the last four when a whole phone number ends in them', () => {
    expect(markLastFour('0123', ['9145550123'])).toEqual([{ text: '0123', marked: true }])
    expect(markLastFour('0123', ['9145550124'])).toEqual([{ text: '0123', marked: false }])
  })

  it('never changes the text, whatever is typed', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }), (text, marks) => {
      expect(markParts(text, marks).map((part) => part.text).join('')).toBe(text)
    }))
  })
})
