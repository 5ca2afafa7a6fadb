/** The marks of problems, the same on the map, in its legend and in the list: each phase has a shape of its own, so that colour never says it alone. */
import type { ProblemPhase, ServiceProblem } from '#shared/features/outages/outages.schema.ts'

export type MarkName = ProblemPhase | 'planned' | 'suspected'
export type MarkTone = 'stop' | 'look' | 'done'
/** SVG paths in a box of 24 by 24: the outline, and the sign in it. `hollow`: only its edge has the tone, because nobody is out, or nobody has looked yet. */
type Mark = { outline: string; sign: string; tone: MarkTone; hollow?: true }

export const marks: Record<MarkName, Mark> = {
  reported: { outline: 'M12 2 22.5 21.5H1.5Z', sign: 'M12 9v6M12 18.2v.1', tone: 'stop' },
  assessing: { outline: 'M12 1.5a10.5 10.5 0 1 0 0 21 10.5 10.5 0 0 0 0-21Z', sign: 'M10.5 7a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM13.2 13.2l3.6 3.6', tone: 'stop' },
  crewOnTheWay: { outline: 'M2 4h12l8.5 8L14 20H2Z', sign: 'M6 8l4 4-4 4M11 8l4 4-4 4', tone: 'stop' },
  repairing: { outline: 'M3 3h18v18H3Z', sign: 'M8 8l8 8M16 8l-8 8', tone: 'stop' },
  restored: { outline: 'M12 .8 23.2 12 12 23.2.8 12Z', sign: 'M8 12.2l3 3 5-6', tone: 'done' },
  verified: { outline: 'M12 1l9.5 5.5v11L12 23l-9.5-5.5v-11Z', sign: 'M6.5 12.2l2.5 3 4.5-6M13 15l4.5-6', tone: 'done' },
  planned: { outline: 'M3 5h18v16.5H3Z', sign: 'M3 10h18M8 2v5M16 2v5', tone: 'look', hollow: true },
  suspected: { outline: 'M12 1.5a10.5 10.5 0 1 0 0 21 10.5 10.5 0 0 0 0-21Z', sign: 'M9 9.5a3 3 0 1 1 4.4 2.6c-.9.5-1.4 1-1.4 2.1M12 17.6v.1', tone: 'look', hollow: true },
}
export const markNames = Object.keys(marks) as MarkName[]

export function markOf({ kind, standing, phase, restoredAt }: Pick<ServiceProblem, 'kind' | 'standing' | 'phase' | 'restoredAt'>): MarkName {
  if (standing === 'suspected') return 'suspected'
  return kind === 'maintenance' && restoredAt === null ? 'planned' : phase
}

/** The worst of several speaks for them: out now, then planned or suspected, then over. */
export const toneRank: Record<MarkTone, number> = { done: 0, look: 1, stop: 2 }
