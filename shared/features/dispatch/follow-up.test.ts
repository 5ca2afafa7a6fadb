import { describe, expect, it } from 'vitest'
import { wantsFollowUp } from './follow-up.ts'

describe('a follow-up', () => {
  it('is wanted where the work is over and something is left', () => {
    expect(wantsFollowUp({ status: 'completed', outcome: 'done', followUp: 'Bury the drop' })).toBe(true)
    expect(wantsFollowUp({ status: 'completed', outcome: 'needsFollowUp', followUp: null })).toBe(true)
    expect(wantsFollowUp({ status: 'notDone', outcome: 'missingParts', followUp: null })).toBe(true)
  })

  it('is not wanted where all is done, nobody was home, or work goes on', () => {
    expect(wantsFollowUp({ status: 'completed', outcome: 'done', followUp: null })).toBe(false)
    expect(wantsFollowUp({ status: 'notDone', outcome: 'customerAbsent', followUp: null })).toBe(false)
    expect(wantsFollowUp({ status: 'inProgress', outcome: 'needsFollowUp', followUp: 'Bury the drop' })).toBe(false)
  })
})
