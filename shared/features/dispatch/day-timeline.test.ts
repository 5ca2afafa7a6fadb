import { describe, expect, it } from 'vitest'
import { consequencesOf, isImpossible, violationsOf } from './consequences.ts'
import { GRACE, timelineOf, type DayVisit, type TechnicianDay } from './day-timeline.ts'

const at = (hour: number): number => hour * 3_600
const WAY = 600
const travel = () => WAY
const visit = (id: string, start: number, more: Partial<DayVisit> = {}): DayVisit => ({ id, start: at(start), seconds: 3_600, promised: null, place: null, skills: [], ...more })
const day = (visits: readonly DayVisit[], now?: number): TechnicianDay => ({
  technicianId: 't', date: '2026-11-30', shift: { from: at(8), to: at(17) }, leavesFrom: { latitude: 0, longitude: 0 }, endsAt: { latitude: 0, longitude: 0 }, density: 'city', skills: [], languages: [], covers: () => true, break: null, away: [], visits,
  ...(now === undefined ? {} : { now }),
})
const told = (of: TechnicianDay) => violationsOf(of, travel).map(({ kind, visitId, minutes }) => [kind, visitId, minutes])

describe('a day by the clock', () => {
  const overrun = [visit('a', 9, { status: 'inProgress' }), visit('b', 10.5, { promised: { from: at(10), to: at(12) } })]

  it('is late behind work that goes on: free now at the earliest, then the way', () => {
    expect(told(day(overrun)), 'as planned').toEqual([])
    expect(told(day(overrun, at(10)))).toEqual([])
    expect(told(day(overrun, at(11.25)))).toEqual([['late', 'b', 55]])
    expect(told(day(overrun, at(12)))).toEqual([['late', 'b', 100], ['window', 'b', 10]])
  })

  it('calls late what nobody has begun, after a few minutes, and not what has begun or is over', () => {
    expect(told(day([visit('b', 10)], at(10) + GRACE))).toEqual([])
    expect(told(day([visit('b', 10)], at(10) + GRACE + 60))).toEqual([['late', 'b', 6]])
    for (const status of ['onTheWay', 'inProgress', 'completed', 'notDone'] as const) expect(told(day([visit('b', 10, { status })], at(11))), status).toEqual([])
  })

  it('has all of the work before whoever is on the way', () => {
    const [stop] = timelineOf(day([visit('b', 10, { status: 'onTheWay' })], at(10.5)), travel).stops
    expect([stop!.start, stop!.end]).toEqual([at(10.5), at(11.5)])
  })

  it('lets nobody be put at a time that is over without saying so', () => {
    const { violations } = consequencesOf({ visit: visit('x', 9.5), from: null, to: day([], at(15)) }, travel)
    expect(violations.map(({ kind }) => kind)).toEqual(['late'])
  })

  it('keeps what is held for a caller free, and says no more of it', () => {
    const held = visit('h', 10, { held: true })
    const put = (start: number) => consequencesOf({ visit: visit('x', start), from: null, to: day([held], at(9)) }, travel)
    expect(put(10.5).violations.map(({ kind, visitId, with: other }) => [kind, visitId, other])).toEqual([['held', 'x', 'h'], ['late', 'x', null]])
    expect(isImpossible(put(10.5))).toBe(true)
    expect(put(12).violations).toEqual([])
    expect(told(day([held], at(12)))).toEqual([])
  })
})
