/** Whether a guide leads somewhere: said of each fault where it is, so that whoever wrote it finds it. */
import { isOutcome, nextsOf, type Guide } from './guides.schema.ts'

/**
 * `step`: its id. `repeatedStep`: two of one name. `unknownNext`: it leads to a step that is not there, named in `detail`. `unreachable`: nothing leads to it.
 * `noWayOut`: whoever gets there never comes to an outcome.
 */
export type FlowFault = { what: 'repeatedStep' | 'unknownNext' | 'unreachable' | 'noWayOut'; step: string; detail: string | null }

/** Nothing for a guide that can be run. */
export function flowFaults({ steps }: Pick<Guide, 'steps'>): FlowFault[] {
  const ids = steps.map(({ id }) => id)
  const known = new Set(ids)
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index).map((step): FlowFault => ({ what: 'repeatedStep', step, detail: null }))
  const unknown = steps.flatMap((step) => [...new Set(nextsOf(step))].filter((next) => !known.has(next)).map((detail): FlowFault => ({ what: 'unknownNext', step: step.id, detail })))
  // Of a guide with such holes the rest would be said wrong.
  if (repeated.length + unknown.length > 0) return [...repeated, ...unknown]
  const leads = new Map(steps.map((step) => [step.id, nextsOf(step)]))
  const reached = spread(ids.slice(0, 1), leads)
  const ends = spread(steps.filter(isOutcome).map(({ id }) => id), turned(leads))
  return [
    // What nobody gets to leads nobody astray: it is told as that alone, behind the loops that may be why.
    ...ids.filter((id) => reached.has(id) && !ends.has(id)).map((step): FlowFault => ({ what: 'noWayOut', step, detail: null })),
    ...ids.filter((id) => !reached.has(id)).map((step): FlowFault => ({ what: 'unreachable', step, detail: null })),
  ]
}

type Leads = ReadonlyMap<string, readonly string[]>

/** All that can be reached from these, themselves included. */
function spread(from: readonly string[], leads: Leads): Set<string> {
  const reached = new Set(from)
  for (const id of reached) for (const next of leads.get(id) ?? []) reached.add(next)
  return reached
}

function turned(leads: Leads): Leads {
  const back = new Map<string, string[]>()
  for (const [id, nexts] of leads) for (const next of nexts) back.set(next, [...(back.get(next) ?? []), id])
  return back
}
