import { createPinia, setActivePinia } from 'pinia'
import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'
import { useConnectivity } from '../stores/connectivity.ts'
import { useSession } from '../stores/session.ts'
import { makeFormats } from './format.ts'
import { sharesClock, useOperatorDay, type OperatorDay } from './operator-day.ts'

const HOUR = 3_600_000
/** 19:30 in New York; on Kiritimati half past two in the afternoon of the next day. */
const evening = Date.parse('2026-11-24T00:30:00.000Z')
const home = process.env['TZ']
let scope: EffectScope

function deskIn(zone: string, { clockOffsetMs = 0, operator = 'America/New_York' } = {}): OperatorDay {
  process.env['TZ'] = zone
  const state = { session: { agent: { id: 'a' }, timeZone: operator }, sessionEnded: null, clockOffsetMs } as DeskState
  useSession().apply(state)
  useConnectivity().apply(state)
  return scope.run(useOperatorDay) as OperatorDay
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: evening })
  setActivePinia(createPinia())
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  if (home === undefined) delete process.env['TZ']
  else process.env['TZ'] = home
})

it.each([['Pacific/Kiritimati', 24], ['Pacific/Honolulu', 23], ['America/New_York', 23]])('is the operator\'s on a desk in %s, where it is the %i', (zone, ownDay) => {
  const { today, dayOf } = deskIn(zone)
  // The control: this computer's own calendar says something else on one of them.
  expect(new Date().getDate()).toBe(ownDay)
  expect([today.value, dayOf('2026-11-24T04:59:59.999Z'), dayOf('2026-11-24T05:00:00.000Z')]).toEqual(['2026-11-23', '2026-11-23', '2026-11-24'])
})

it('is another where the operator is elsewhere', () => {
  expect(deskIn('America/New_York', { operator: 'Pacific/Kiritimati' }).today.value).toBe('2026-11-24')
})

it('goes by the backend\'s clock on a desk whose own is wrong by hours', () => {
  vi.setSystemTime(evening + 10 * HOUR)
  expect(deskIn('America/New_York').today.value).toBe('2026-11-24')
  expect(deskIn('America/New_York', { clockOffsetMs: -10 * HOUR }).today.value).toBe('2026-11-23')
})

it('moves on at midnight there, in a panel that is open', () => {
  const { today } = deskIn('Pacific/Honolulu')
  vi.advanceTimersByTime(4.5 * HOUR - 15_000)
  expect(today.value).toBe('2026-11-23')
  vi.advanceTimersByTime(15_000)
  expect(today.value).toBe('2026-11-24')
  scope.stop()
  expect(vi.getTimerCount()).toBe(0)
})

it.each([['America/New_York', true], ['America/Detroit', true], ['America/Bogota', false], ['America/Los_Angeles', false]])('knows of a desk in %s whether its clock shows the operator\'s time', (zone, same) => {
  deskIn(zone)
  expect(sharesClock('America/New_York')).toBe(same)
})

it('names the zone of a time where it is not the operator\'s', () => {
  deskIn('Pacific/Honolulu')
  const instant = new Date(evening).toISOString()
  const plain = (text: string) => text.replace(/\s/g, ' ')
  const [here, away] = [makeFormats('en-US'), makeFormats('en-US', true)]
  expect([here.moment(instant), away.moment(instant), away.time(instant)].map(plain)).toEqual(['Nov 23, 2026, 2:30 PM', 'Nov 23, 2026, 2:30 PM HST', '2:30 PM HST'])
})
