import { expect, it } from 'vitest'
import type { WallAgent, WallQueue } from '#shared/features/chat/chat-wall.schema.ts'
import { alertNow, helpersOf } from './alert-words.ts'

const NOW = Date.parse('2026-11-30T12:00:00.000Z')
const at = (seconds: number): string => new Date(NOW - seconds * 1_000).toISOString()
const row: WallQueue = {
  queue: { id: 'q', name: 'Help', spanishName: 'Ayuda', targetSeconds: 60, targetPercent: 80, active: true }, open: true, waiting: 0, waitingSince: null, forecastSeconds: null,
  answered: 0, answeredInTime: 0, abandoned: 0, leftAtOnce: 0, lastHour: { answered: 30, answeredInTime: 25, abandoned: 1 }, agentsThere: 1, freePlaces: 0,
}
const now = (kind: 'wait' | 'share' | 'nobodyThere', more: Partial<WallQueue> = {}) => alertNow({ kind }, { ...row, ...more }, NOW)

it('says what is so now: what breaks, what is broken, and what has eased', () => {
  expect(now('wait', { waitingSince: at(30) })).toEqual({ key: 'half', broken: false, ms: 30_000, targetMs: 60_000 })
  expect(now('wait', { waitingSince: at(61) })).toMatchObject({ key: 'late', broken: true })
  expect(now('wait', { waitingSince: at(5), forecastSeconds: 90 })).toMatchObject({ key: 'pace', ms: 90_000 })
  expect([now('wait').key, now('nobodyThere').key]).toEqual(['eased', 'eased'])
  expect(now('share')).toEqual({ key: 'share', broken: false, percent: 80, goal: 80 })
  expect(now('share', { lastHour: { answered: 30, answeredInTime: 20, abandoned: 0 } })).toMatchObject({ broken: true, percent: 66 })
  expect(now('nobodyThere', { agentsThere: 0 })).toEqual({ key: 'nobodyThere', broken: true })
})

it('knows who could help: away at their desk, or free in another queue', () => {
  const agent = (name: string, more: Partial<WallAgent>): WallAgent => ({
    agentId: name, name, version: 1, status: 'available', awayReason: null, statusAt: at(10), statusBy: null, there: true, capacity: 3, held: 1, queueIds: ['other'], languages: ['en'], skills: [], undoSeconds: 0,
    answered: 0, answeredInTime: 0, unansweredSince: null, ...more,
  })
  const agents = [
    agent('lunch', { status: 'away', awayReason: 'lunch', queueIds: ['q'] }), agent('longAway', { status: 'away', awayReason: 'break', queueIds: ['q'], statusAt: at(900) }), agent('gone', { status: 'away', awayReason: 'gone', queueIds: ['q'], there: false }),
    agent('one', { held: 2 }), agent('two', {}), agent('full', { held: 3 }), agent('own', { queueIds: ['q'] }),
  ]
  const { away, elsewhere } = helpersOf('q', agents)
  expect([away.map(({ name }) => name), elsewhere.map(({ name, freePlaces }) => [name, freePlaces])]).toEqual([['longAway', 'lunch'], [['two', 2], ['one', 1]]])
})
