import { describe, expect, it } from 'vitest'
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'
import { likeGiven } from './like-given.ts'

const days = { today: '2026-11-24', dayOf: (instant: string) => instant.slice(0, 10) }
type Given = Pick<Adjustment, 'direction' | 'target' | 'reason' | 'state' | 'periodStart' | 'requestedAt'>
const given = (more: Partial<Given> = {}): Given => ({ direction: 'credit', target: 'account', reason: 'goodwill', state: 'posted', periodStart: null, requestedAt: '2026-11-24T12:00:00.000Z', ...more })
const asked = { direction: 'credit', target: 'account', reason: 'goodwill' } as const

describe('what was given for the same', () => {
  it('is told while it stands or waits, the newest of them', () => {
    const [newest, older] = [given({ state: 'pendingApproval' }), given()]
    expect(likeGiven([newest, older], asked, days)).toBe(newest)
    expect(likeGiven([given({ state: 'reversed' }), given({ state: 'refused' }), given({ state: 'withdrawn' }), older], asked, days)).toBe(older)
  })

  it('is not what is for another reason, the other way, or names what it is for: that the backend refuses twice', () => {
    const others = [given({ reason: 'slowInternet' }), given({ direction: 'charge' }), given({ target: 'bill' }), given({ periodStart: '2026-11-20' })]
    expect(likeGiven(others, asked, days)).toBeNull()
    expect(likeGiven([given()], { ...asked, target: 'bill' }, days)).toBeNull()
    expect(likeGiven([given()], { ...asked, reason: '' }, days)).toBeNull()
  })

  it('is of the last seven days of the operator, today counted', () => {
    const on = (day: string) => likeGiven([given({ requestedAt: `${day}T23:59:00.000Z` })], asked, days)
    expect([on('2026-11-18') !== null, on('2026-11-17')]).toEqual([true, null])
  })
})
