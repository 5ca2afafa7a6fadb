import { describe, expect, it } from 'vitest'
import { asksAgain, NO_SHOW_ASKED_DAYS, type SeenVisit } from './no-show.ts'

const NOW = Date.parse('2026-11-24T18:00:00.000Z')
type More = Partial<SeenVisit['appointment']>
const visit = (id: string, more: More = {}, work: Partial<NonNullable<SeenVisit['workOrder']>> = {}): SeenVisit => ({
  appointment: { id, status: 'noShow', endReason: null, windowStart: '2026-11-24T13:00:00.000Z', windowEnd: '2026-11-24T15:00:00.000Z', bookedAt: '2026-11-20T12:00:00.000Z', ...more },
  workOrder: { id: `work of ${id}`, followUpOf: null, status: 'notDone', endedAt: '2026-11-24T14:30:00.000Z', ...work },
})
const asks = (own: SeenVisit, others: readonly SeenVisit[] = [], now = NOW) => asksAgain(own, [own, ...others], now)

describe('a visit at which nobody was home', () => {
  it('asks for another one while nothing was agreed on, for a month', () => {
    expect(asks(visit('a'))).toBe(true)
    const over = Date.parse('2026-11-24T15:00:00.000Z') + NO_SHOW_ASKED_DAYS * 86_400_000
    expect([asks(visit('a'), [], over - 1), asks(visit('a'), [], over)]).toEqual([true, false])
  })

  it('asks no more where none is needed, nor where it ended in another way', () => {
    expect(asks(visit('a', { endReason: 'fixedWithoutVisit' }))).toBe(false)
    for (const status of ['booked', 'confirmed', 'completed', 'cancelled', 'missed'] as const) expect(asks(visit('a', { status })), status).toBe(false)
  })

  it('asks no more where the work is done all the same, as was recorded afterwards', () => {
    expect(asks(visit('a', {}, { status: 'completed' }))).toBe(false)
    expect(asks({ ...visit('a'), workOrder: null })).toBe(true)
  })

  it('asks no more where another one was booked since, unless that is called off', () => {
    const next = (more: More) => visit('b', { windowStart: '2026-11-26T13:00:00.000Z', windowEnd: '2026-11-26T15:00:00.000Z', status: 'booked', bookedAt: '2026-11-24T14:00:00.000Z', ...more }, { status: 'planned' })
    expect(asks(visit('a'), [next({})])).toBe(false)
    expect(asks(visit('a', {}, { endedAt: '2026-11-24T12:30:00.000Z' }), [next({ bookedAt: '2026-11-24T12:40:00.000Z' })]), 'somebody came earlier than promised').toBe(false)
    expect(asks(visit('a'), [next({ status: 'cancelled', endReason: 'customerAsked' })])).toBe(true)
    expect(asks(visit('a'), [next({ bookedAt: '2026-11-23T14:00:00.000Z' })]), 'promised before, for other work').toBe(true)
    const followUp = visit('b', { status: 'booked', bookedAt: '2026-11-23T14:00:00.000Z' }, { followUpOf: 'work of a', status: 'planned' })
    expect(asks(visit('a'), [followUp])).toBe(false)
    expect(asks(visit('a'), [{ ...followUp, workOrder: { ...followUp.workOrder!, status: 'cancelled' } }])).toBe(true)
  })

  it('is the last one alone', () => {
    const earlier = visit('a', { windowStart: '2026-11-23T13:00:00.000Z', windowEnd: '2026-11-23T15:00:00.000Z' })
    expect([asks(earlier, [visit('b')]), asks(visit('b'), [earlier])]).toEqual([false, true])
    expect(asks(earlier, [visit('b', { status: 'completed' })])).toBe(false)
  })
})
