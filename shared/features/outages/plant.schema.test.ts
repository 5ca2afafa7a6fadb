import { expect, it } from 'vitest'
import { plantViewSchema } from './plant.schema.ts'

const view = { west: -74, south: 40.9, east: -73.8, north: 41 }
const refusal = (wrong: Partial<typeof view>) => plantViewSchema.safeParse({ ...view, ...wrong }).error?.issues.map(({ message }) => message)

it('refuses views that are turned around or too large', () => {
  expect(refusal({})).toBeUndefined()
  expect(refusal({ east: -75 })).toEqual(['westOfWest'])
  expect(refusal({ north: 40 })).toEqual(['southOfSouth'])
  expect(refusal({ west: -76 })).toEqual(['tooWide'])
  expect(refusal({ south: 38.9 })).toEqual(['tooHigh'])
  expect(refusal({ north: 91 })).toHaveLength(2)
})
