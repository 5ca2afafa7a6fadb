/** Which problems a place has: the same rule for whoever counts customers and for whoever opens one. */
import { DAY_MS } from '../../kernel/calendar.ts'
import type { Customer } from '../customers/customers.schema.ts'
import type { Product } from '../catalog/catalog.schema.ts'
import { isInside } from './area.ts'
import { PLANNED_SHOWN_DAYS, RESTORED_SHOWN_HOURS, type AffectedService, type ServiceProblem } from './outages.schema.ts'

const HOUR_MS = 3_600_000

type Place = Pick<Customer, 'node' | 'latitude' | 'longitude'>

export function isAt({ nodes, area }: Pick<ServiceProblem, 'nodes' | 'area'>, { node, latitude, longitude }: Place): boolean {
  if (node !== null && nodes.includes(node)) return true
  return area !== null && latitude !== null && longitude !== null && isInside(area.ring, [longitude, latitude])
}

/** A bundle may have any of them in it. */
export const servicesOf = (products: readonly Pick<Product, 'kind' | 'status'>[]): AffectedService[] => {
  const kinds = new Set(products.filter(({ status }) => status !== 'ended').map(({ kind }) => kind))
  return (['internet', 'tv', 'phone'] as const).filter((service) => kinds.has(service) || kinds.has('bundle'))
}

/** What was restored before is history. In ms since 1970, as `now`. */
export const shownSince = (now: number): number => now - RESTORED_SHOWN_HOURS * HOUR_MS

/** What is worth saying to a customer there: nothing that nobody has looked at, nothing that is long over. `now` in ms since 1970. */
export function isTold({ standing, beganAt, restoredAt }: Pick<ServiceProblem, 'standing' | 'beganAt' | 'restoredAt'>, now: number): boolean {
  if (Date.parse(beganAt) > now + PLANNED_SHOWN_DAYS * DAY_MS) return false
  return (standing === 'confirmed' || standing === 'joined') && (restoredAt === null || Date.parse(restoredAt) > shownSince(now))
}

/**
 * The problems of one place, each in the words of the one that speaks for it, what is out now first.
 * @param problems all that are told, parts and their parents alike
 */
export function problemsAt(problems: readonly ServiceProblem[], place: Place, services: readonly AffectedService[], now: number): ServiceProblem[] {
  const byId = new Map(problems.map((problem) => [problem.id, problem]))
  const speaking = new Map<string, ServiceProblem>()
  for (const problem of problems) {
    if (!isTold(problem, now) || !problem.services.some((service) => services.includes(service)) || !isAt(problem, place)) continue
    const speaker = problem.standing === 'joined' ? byId.get(problem.parentId ?? '') : problem
    if (speaker && isTold(speaker, now)) speaking.set(speaker.id, speaker)
  }
  return byUrgency([...speaking.values()], now)
}

/** What is out now first, the newest of each first. */
export const byUrgency = (problems: readonly ServiceProblem[], now: number): ServiceProblem[] =>
  problems.toSorted((one, other) => rank(one, now) - rank(other, now) || other.beganAt.localeCompare(one.beganAt))

/** Out now, planned work under way, planned work to come, over. */
function rank({ kind, restoredAt, beganAt }: ServiceProblem, now: number): number {
  if (restoredAt !== null) return 3
  if (Date.parse(beganAt) > now) return 2
  return kind === 'outage' ? 0 : 1
}
