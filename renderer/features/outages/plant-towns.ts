/** In which towns something is out, as far as the plant says: each of its nodes says in which one most of its premises are. */
import { isInside } from '#shared/features/outages/area.ts'
import type { ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import type { PlantElement } from '#shared/features/outages/plant.schema.ts'

type Placed = Pick<PlantElement, 'code' | 'city' | 'longitude' | 'latitude'>

/** Those that the plant has a node in, by name. */
export const townsIn = (elements: readonly Placed[]): string[] => [...new Set(elements.flatMap(({ city }) => city ?? []))].sort((one, other) => one.localeCompare(other))

/** Of its nodes, and of those that stand inside its area. */
export function townsOf({ nodes, area }: Pick<ServiceProblem, 'nodes' | 'area'>, elements: readonly Placed[]): ReadonlySet<string> {
  const named = new Set(nodes)
  return new Set(elements.flatMap(({ code, city, longitude, latitude }) => (city !== null && (named.has(code) || (area !== null && isInside(area.ring, [longitude, latitude]))) ? [city] : [])))
}
