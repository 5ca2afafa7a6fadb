/** Where a technician works. */
import { isInside } from '../outages/area.ts'
import type { Technician } from './technicians.schema.ts'

export type Territory = Pick<Technician, 'cities' | 'postalCodes' | 'nodes' | 'area'>
export type WorkPlace = { city: string | null; postalCode: string | null; node: string | null; latitude: number | null; longitude: number | null }

/** One of the towns, postal codes or nodes, or inside the area; a territory that says nothing is everywhere. */
export function coversPlace({ cities, postalCodes, nodes, area }: Territory, { city, postalCode, node, latitude, longitude }: WorkPlace): boolean {
  if (cities.length + postalCodes.length + nodes.length === 0 && area === null) return true
  if (city !== null && cities.includes(city)) return true
  if (postalCode !== null && postalCodes.includes(postalCode)) return true
  if (node !== null && nodes.includes(node)) return true
  return area !== null && latitude !== null && longitude !== null && isInside(area.ring, [longitude, latitude])
}
