import { describe, expect, it } from 'vitest'
import { manualClock } from '#shared/kernel/clock.ts'
import type { Session } from '#shared/features/session/session.schema.ts'
import { agentNamed } from '../../../../tests/integration/desk/support/rows.ts'
import { openCache } from '../../database/cache.ts'
import { createLog } from '../../log.ts'
import { createSessionKeeper } from './session.keeper.ts'

const MINUTE = 60_000
const start = Date.parse('2026-11-23T09:00:00.000Z')
const at = (ms: number) => new Date(ms).toISOString()
const token = 'x'.repeat(43)

function keeperAt(clock: ReturnType<typeof manualClock>) {
  const cache = openCache({ file: null, key: null, clock, log: createLog(() => undefined), prepareTables: () => undefined, clearTables: () => undefined })
  return { cache, keeper: createSessionKeeper(cache, clock, () => undefined) }
}
const session = (from = start): Session => ({ agent: agentNamed('ana', 1), ways: ['password'], idleEndsAt: at(from + 30 * MINUTE), absoluteEndsAt: at(from + 600 * MINUTE), timeZone: 'America/New_York' })

describe('the session at the desk', () => {
  it('ends when the person has done nothing for as long as the backend allows', () => {
    const clock = manualClock(start)
    const { keeper } = keeperAt(clock)
    keeper.begin(token, session(), 0)
    clock.advance(29 * MINUTE)
    keeper.noteUse()
    clock.advance(29 * MINUTE)
    keeper.check()
    expect(keeper.token).toBe(token)
    clock.advance(MINUTE)
    keeper.check()
    expect([keeper.token, keeper.ended, keeper.locked?.token]).toEqual([null, 'idle', token])
    expect(() => keeper.permit('session')).toThrow(/unauthenticated/)
  })

  it('ends at its absolute end, whatever is done', () => {
    const clock = manualClock(start)
    const { keeper } = keeperAt(clock)
    keeper.begin(token, session(), 0)
    for (let step = 0; step < 24; step++) {
      keeper.noteUse()
      clock.advance(25 * MINUTE)
    }
    expect(() => keeper.permit('session')).toThrow(/unauthenticated/)
    expect(keeper.ended).toBe('expired')
  })

  it('is not ended by a clock that goes wrong by hours', () => {
    const clock = manualClock(start + 20 * 60 * MINUTE)
    const { keeper } = keeperAt(clock)
    keeper.begin(token, session(), -20 * 60 * MINUTE)
    keeper.permit('customers.read')
    clock.advance(29 * MINUTE)
    keeper.check()
    expect(keeper.ended).toBeNull()
  })

  it('comes back from the cache, and its end does too', () => {
    const clock = manualClock(start)
    const { cache, keeper } = keeperAt(clock)
    keeper.begin(token, session(), 0)
    expect(createSessionKeeper(cache, clock, () => undefined).session).toEqual(session())
    keeper.end('idle', 'another token')
    expect(keeper.token).toBe(token)
    keeper.end('idle', token)
    expect(createSessionKeeper(cache, clock, () => undefined).session).toBeNull()
  })

  it('keeps the operator\'s time zone and how far this clock is off, for work without the backend', () => {
    const clock = manualClock(start)
    const { cache, keeper } = keeperAt(clock)
    keeper.begin(token, session(), -90 * MINUTE)
    keeper.renew(token, { ...session(), timeZone: 'America/Chicago' }, true)
    const next = createSessionKeeper(cache, clock, () => undefined)
    expect([next.session?.timeZone, next.clockOffsetMs]).toEqual(['America/Chicago', -90 * MINUTE])
  })

  it('is not kept alive by what a window asks for by itself', () => {
    const clock = manualClock(start)
    const { keeper } = keeperAt(clock)
    keeper.begin(token, session(), 0)
    for (let minute = 0; minute < 29; minute++) {
      clock.advance(MINUTE)
      keeper.permit('customers.read')
    }
    keeper.renew(token, session(start + 29 * MINUTE), false)
    clock.advance(MINUTE)
    keeper.check()
    expect(keeper.ended).toBe('idle')
  })

  it('tells the backend of an agent who types, at a third of the idle time, and of nobody else', () => {
    const clock = manualClock(start)
    const { keeper } = keeperAt(clock)
    let asked = 0
    keeper.onExtend = () => {
      asked++
      keeper.extended(token)
    }
    keeper.begin(token, session(), 0)
    clock.advance(11 * MINUTE)
    keeper.check()
    expect(asked).toBe(0)
    for (let minute = 0; minute < 40; minute++) {
      keeper.noteUse()
      clock.advance(MINUTE)
      keeper.check()
    }
    expect([asked, keeper.ended]).toEqual([4, null])
  })

  it('counts the idle time of a closed program', () => {
    const clock = manualClock(start)
    const { cache, keeper } = keeperAt(clock)
    keeper.begin(token, session(), 0)
    clock.advance(29 * MINUTE)
    expect(createSessionKeeper(cache, clock, () => undefined).token).toBe(token)
    clock.advance(MINUTE)
    const next = createSessionKeeper(cache, clock, () => undefined)
    expect([next.token, next.ended, next.locked?.token]).toEqual([null, 'idle', token])
  })

  it('stays locked over a restart, whoever locked it, and goes on when its agent is back', () => {
    const clock = manualClock(start)
    const { cache, keeper } = keeperAt(clock)
    keeper.begin(token, session(), 0)
    keeper.lock()
    expect(() => keeper.permit('session')).toThrow(/unauthenticated/)
    const next = createSessionKeeper(cache, clock, () => undefined)
    expect([next.token, next.locked?.session.agent.userName]).toEqual([null, 'ana'])
    clock.advance(60 * MINUTE)
    next.unlock(session(start + 60 * MINUTE))
    expect([next.token, next.locked, next.ended]).toEqual([token, null, null])
    expect(createSessionKeeper(cache, clock, () => undefined).token).toBe(token)
  })

  it('is over at its absolute end behind the locked screen too, and at a sign-out', () => {
    const clock = manualClock(start)
    const { cache, keeper } = keeperAt(clock)
    keeper.begin(token, session(), 0)
    keeper.lock()
    clock.advance(600 * MINUTE)
    keeper.check()
    expect([keeper.locked, keeper.ended]).toEqual([null, 'expired'])
    expect(() => keeper.unlock(session())).toThrow(/unauthenticated/)
    expect(createSessionKeeper(cache, clock, () => undefined).locked).toBeNull()
    keeper.begin(token, session(clock.now()), 0)
    clock.advance(600 * MINUTE)
    const next = createSessionKeeper(cache, clock, () => expect.fail('nobody listens yet'))
    expect([next.locked, next.ended]).toEqual([null, 'expired'])
    keeper.begin(token, session(clock.now()), 0)
    keeper.lock()
    keeper.end(null)
    expect([keeper.locked, keeper.ended]).toEqual([null, null])
  })

  it('names the permission that is missing', () => {
    const { keeper } = keeperAt(manualClock(start))
    keeper.begin(token, session(), 0)
    expect(() => keeper.permit('audit.read')).toThrow(expect.objectContaining({ code: 'forbidden', data: { permission: 'audit.read' } }))
  })
})
