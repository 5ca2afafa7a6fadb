import { describe, expect, it } from 'vitest'
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'
import { decisionsFor } from './decisions.ts'

const now = Date.parse('2026-11-23T12:00:00.000Z')
const decided = (change: Partial<Adjustment> = {}) =>
  ({ id: 'a', requestedById: 'me', state: 'posted', decidedAt: '2026-11-23T11:00:00.000Z', decidedBy: 'Jerome', ...change }) as Adjustment
const told = (change: Partial<Adjustment> = {}) => decisionsFor([decided(change)], 'me', now).length

describe('decisions that an agent is told of', () => {
  it('are those that somebody else made about their own requests, lately', () => {
    expect([told(), told({ state: 'refused' })]).toEqual([1, 1])
    expect([told({ requestedById: 'other' }), told({ state: 'pendingApproval', decidedAt: null, decidedBy: null }), told({ state: 'withdrawn' }), told({ state: 'reversed' })]).toEqual([0, 0, 0, 0])
    expect(told({ decidedAt: null, decidedBy: null })).toBe(0)
    expect(told({ decidedAt: '2026-11-22T11:59:59.000Z' })).toBe(0)
  })
})
