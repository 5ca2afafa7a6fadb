import { expect, it } from 'vitest'
import { decisionProblem } from './decision-draft.ts'

it('says why, when it is not what was asked for', () => {
  const of = (mode: 'approve' | 'change' | 'refuse', amount: number, comment: string) => decisionProblem(mode, { asked: 6000, amount, comment })
  expect([of('approve', 6000, ''), of('change', 6000, ''), of('change', 5000, 'Half the days')]).toEqual([null, null, null])
  expect([of('change', 5000, ' '), of('refuse', 6000, '')]).toEqual(['field.missing', 'field.missing'])
})
