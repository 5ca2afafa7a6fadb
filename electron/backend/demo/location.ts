/** Where one customer lives: a house near the middle of a real ZIP, and the plant node that feeds it. */
import { weightedPlaces, type Place } from './places.ts'
import type { Random } from './random.ts'
import { denseSuffixes, ordinal, streetNames, suburbanSuffixes } from './streets.ts'

export type Location = {
  place: Place
  zip: string
  houseNumber: string
  street: string
  unit: string | null
  latitude: number
  longitude: number
  node: string
}

/** Half the height and width of the field around the middle of a ZIP, in degrees: about 1 km each way. */
const HALF_LATITUDE = 0.009
const HALF_LONGITUDE = 0.011
/** Nodes stand on a grid of 3 by 3 in each ZIP, so that an outage has a shape on the map. */
const GRID = 3

export function makeLocation(random: Random, place: Place = random.pick(weightedPlaces), zip?: string): Location {
  const area = place.zips.find((candidate) => candidate.zip === zip) ?? random.pick(place.zips)
  const north = random.fraction()
  const east = random.fraction()
  const cell = Math.floor(north * GRID) * GRID + Math.floor(east * GRID)
  return {
    place,
    zip: area.zip,
    houseNumber: houseNumber(random, place),
    street: street(random, place),
    unit: unit(random, place.dense ? 0.62 : 0.13),
    latitude: degrees(area.latitude + (north * 2 - 1) * HALF_LATITUDE),
    longitude: degrees(area.longitude + (east * 2 - 1) * HALF_LONGITUDE),
    node: `${place.prefix}-${String(area.ordinal * GRID * GRID + cell + 1).padStart(2, '0')}`,
  }
}

/** Six decimals: about 10 cm, as geocoders give. */
const degrees = (value: number): number => Math.round(value * 1e6) / 1e6

const QUEENS = '07814'

function houseNumber(random: Random, place: Place): string {
  if (place.franchise === QUEENS) return `${random.between(10, 240)}-${String(random.between(1, 68)).padStart(2, '0')}`
  const number = random.between(1, place.dense ? 2_400 : random.chance(0.7) ? 220 : 1_900)
  const roll = random.fraction()
  return roll < 0.02 ? `${number}A` : roll < 0.025 ? `${number} 1/2` : String(number)
}

function street(random: Random, place: Place): string {
  if (place.dense && random.chance(0.35)) return numberedStreet(random, place)
  const name = random.pickCommon(streetNames)
  return `${name} ${random.pick(place.dense ? denseSuffixes : suburbanSuffixes)}`
}

function numberedStreet(random: Random, place: Place): string {
  const direction = random.pick(['E ', 'W ', '', ''])
  if (place.prefix === 'MN') {
    if (random.chance(0.3)) return `${ordinal(random.between(1, 11))} Ave`
    return `${random.pick(['E', 'W'])} ${ordinal(random.between(1, 200))} St`
  }
  if (place.prefix === 'BK' && random.chance(0.3)) return `Avenue ${random.pick([...'HIJKLMNOPRSTUVWXYZ'])}`
  return random.chance(0.6)
    ? `${direction}${ordinal(random.between(1, 160))} St`
    : `${ordinal(random.between(1, 160))} ${random.pick(['Ave', 'Rd', 'Dr', 'Pl'])}`
}

function unit(random: Random, probability: number): string | null {
  if (!random.chance(probability)) return null
  const floor = random.between(1, 22)
  const letter = random.pick([...'ABCDEFGHJKLM'])
  const roll = random.between(0, 19)
  if (roll < 13) return `Apt ${floor}${letter}`
  if (roll < 15) return `Apt ${floor}0${random.between(1, 9)}`
  if (roll < 17) return `Fl ${random.between(1, 3)}`
  return random.pick([`Unit ${random.between(1, 80)}`, `# ${random.between(1, 40)}`, `PH ${letter}`, 'Bsmt', 'Rear', `Apt ${floor}-${letter}`])
}

/** `14 Maple St Apt 3B, Yonkers NY 10701` */
export const addressLine = (location: Location): string =>
  `${location.houseNumber} ${location.street}${location.unit ? ` ${location.unit}` : ''}, ` +
  `${location.place.city} ${location.place.state} ${location.zip}`
