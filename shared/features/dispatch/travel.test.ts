import { expect, it } from 'vitest'
import { DOOR_SECONDS, UNKNOWN_WAY_SECONDS, greatCircleKm, placeOf, travelSeconds } from './travel.ts'

const yonkers = { latitude: 40.941, longitude: -73.889 }
const whitePlains = { latitude: 41.033, longitude: -73.765 }

it('goes by the great circle, a detour and the speed of the streets', () => {
  expect(greatCircleKm(yonkers, whitePlains)).toBeCloseTo(14.6, 1)
  expect(greatCircleKm({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBeCloseTo(Math.PI * 6_371, 3)
  const minutes = (['core', 'city', 'suburb', 'country'] as const).map((density) => Math.round(travelSeconds(yonkers, whitePlains, density) / 60))
  expect(minutes).toEqual([95, 58, 31, 21])
  expect(travelSeconds(yonkers, whitePlains, 'city')).toBe(travelSeconds(whitePlains, yonkers, 'city'))
})

it('takes time to the next door too, and as long as usual where nobody knows the place', () => {
  expect(travelSeconds(yonkers, yonkers, 'core')).toBe(DOOR_SECONDS)
  expect(travelSeconds(yonkers, placeOf({ latitude: null, longitude: null }), 'core')).toBe(UNKNOWN_WAY_SECONDS)
})
