import { describe, expect, it } from 'vitest'
import { adjustmentFiguresSchema } from '#shared/features/billing/adjustments.schema.ts'
import { compareFigures, figureNames, isChanged } from './figures-change.ts'

const figures = { balance: 8420, pastDue: 0, billRemaining: null, creditsIn30Days: 500 }

describe('the figures then and now', () => {
  it('are all of them', () => {
    expect([...figureNames]).toEqual(Object.keys(adjustmentFiguresSchema.shape))
  })

  it('differ by what came between', () => {
    const lines = compareFigures(figures, { ...figures, balance: 6420, creditsIn30Days: 2500 })
    expect(lines.map(({ name, difference }) => [name, difference])).toEqual([['balance', -2000], ['pastDue', 0], ['creditsIn30Days', 2000]])
    expect([isChanged(lines), isChanged(compareFigures(figures, figures))]).toEqual([true, false])
  })

  it('show a bill that was paid meanwhile', () => {
    expect(compareFigures({ ...figures, billRemaining: 8420 }, { ...figures, billRemaining: 0 })[2]).toEqual({ name: 'billRemaining', then: 8420, now: 0, difference: -8420 })
  })
})
