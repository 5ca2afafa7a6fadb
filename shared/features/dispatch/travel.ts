/**
 * How long a technician drives: one rule for offers, the board and plans. It stands behind this signature so that an operator's own
 * road times can take its place.
 *
 * The way is the great circle times a detour. The detour of open country is the mean for the United States of Ballou, Rahardja and
 * Sakai, "Selected country circuity factors for road travel distance estimation", Transportation Research A 36 (2002), 1.20; of a grid
 * of streets it is 4/π, the mean of the sum of both legs over all directions. Speeds are door to door by day: `core` near the 7.1 mph
 * of Manhattan's core in New York City DOT's Mobility Report of 2019; the others are rounded by us between it and the 28 mph of all car
 * trips in the National Household Travel Survey of the FHWA.
 */
import { z } from 'zod'

export const densitySchema = z.enum(['core', 'city', 'suburb', 'country'])
export type Density = z.infer<typeof densitySchema>

export type TravelPlace = { latitude: number; longitude: number }

const byDensity: Record<Density, { kmPerHour: number; detour: number }> = {
  core: { kmPerHour: 12, detour: 4 / Math.PI },
  city: { kmPerHour: 20, detour: 4 / Math.PI },
  suburb: { kmPerHour: 36, detour: 1.2 },
  country: { kmPerHour: 55, detour: 1.2 },
}
/** To leave, to park and to walk to the door; also between two flats of one house. */
export const DOOR_SECONDS = 120
/** To or from an address whose place nobody knows. */
export const UNKNOWN_WAY_SECONDS = 1_500
const EARTH_KM = 6_371
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Kilometres of the great circle (haversine). */
export function greatCircleKm(from: TravelPlace, to: TravelPlace): number {
  const [north, east] = [radians(to.latitude - from.latitude) / 2, radians(to.longitude - from.longitude) / 2]
  const chord = Math.sin(north) ** 2 + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(east) ** 2
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** Whole seconds, the same there and back; null stands for a place that nobody knows. */
export function travelSeconds(from: TravelPlace | null, to: TravelPlace | null, density: Density): number {
  if (!from || !to) return UNKNOWN_WAY_SECONDS
  const { kmPerHour, detour } = byDensity[density]
  return Math.round(DOOR_SECONDS + (greatCircleKm(from, to) * detour * 3_600) / kmPerHour)
}

/** @returns null where the address has no place */
export const placeOf = ({ latitude, longitude }: { latitude: number | null; longitude: number | null }): TravelPlace | null =>
  latitude === null || longitude === null ? null : { latitude, longitude }
