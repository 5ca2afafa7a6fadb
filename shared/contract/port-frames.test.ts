import { describe, expect, it } from 'vitest'
import { judgeFrame, LARGEST_FRAME } from './port-frames.ts'

describe('frames of a port', () => {
  it('passes a request, and what belongs to a running one', () => {
    expect(judgeFrame('{"i":"1","p":{"u":"/info"}}')).toEqual({ kind: 'pass' })
    expect(judgeFrame('{"i":"1","t":4}')).toEqual({ kind: 'pass' })
  })

  it.each([[null], [42], [{ i: '1', p: { u: '/info' } }], ['{"i":'], ['[]'], ['{"i":1,"p":{"u":"/info"}}'], ['{"i":"1","p":{"u":7}}'], ['{"i":"1","p":{"u":"http://x/"}}'], ['{"i":"1"}']])(
    'drops %j',
    (data) => expect(judgeFrame(data)).toEqual({ kind: 'drop' }),
  )

  it('answers a frame that is too large', () => {
    const verdict = judgeFrame(`{"i":"7","p":{"u":"/info","b":"${'x'.repeat(LARGEST_FRAME)}"}}`)
    expect(verdict.kind).toBe('refuse')
    expect(JSON.parse(verdict.kind === 'refuse' ? verdict.answer : '')).toMatchObject({ i: '7', p: { s: 413 } })
  })
})
