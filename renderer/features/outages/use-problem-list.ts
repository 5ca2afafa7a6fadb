/** The problems that are shown, on the list and on the map alike, now or as they were. */
import { computed, ref, type Ref } from 'vue'
import type { AffectedService, ProblemKind, ProblemPhase, ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { bridge } from '../../app/bridge/client.ts'
import { useKeyedRead } from '../../app/use-keyed-read.ts'
import { concernsTable } from '../../app/use-live-read.ts'
import type { Translate } from '../../app/use-text.ts'
import { problemTitle } from './problem-words.ts'

export const touchesProblems = (event: Parameters<typeof concernsTable>[0]): boolean => concernsTable(event, 'serviceProblem', 'serviceProblemUpdate')

/**
 * `hubOf`: what feeds a node, so that a hub's name finds all of its nodes' problems. `townsOf`: where it is out, as far as the plant says.
 * @param at null is now; ms since 1970
 */
type Plant = { hubOf: (node: string) => string; townsOf: (problem: ServiceProblem) => ReadonlySet<string>; towns: Readonly<Ref<readonly string[]>> }
export function useProblemList(t: Translate, { hubOf, townsOf, towns }: Plant, at: Readonly<Ref<number | null>>) {
  const kind = ref<ProblemKind | 'all'>('all')
  const over = ref(false)
  const text = ref('')
  const service = ref<AffectedService | 'any'>('any')
  const phase = ref<ProblemPhase | 'any'>('any')
  /** Empty: any. */
  const town = ref('')
  // A town that the plant does not have any more hides nothing.
  const inTown = (problem: ServiceProblem): boolean => town.value === '' || !towns.value.includes(town.value) || townsOf(problem).has(town.value)
  const asked = () => ({ kind: kind.value === 'all' ? null : kind.value, over: over.value, at: at.value === null ? null : isoInstant(at.value) })
  const list = useKeyedRead<ServiceProblem[]>(() => JSON.stringify(asked()), () => bridge.outages.list(asked()), touchesProblems)

  const words = (problem: ServiceProblem) => [problem.reference, problemTitle(problem, t), ...problem.nodes, ...problem.nodes.map(hubOf)].join(' ').toLowerCase()
  const shown = computed(() => {
    const wanted = text.value.trim().toLowerCase()
    return (list.data.value ?? []).filter((problem) =>
      (service.value === 'any' || problem.services.includes(service.value)) && (phase.value === 'any' || problem.phase === phase.value) && inTown(problem) && (wanted === '' || words(problem).includes(wanted)))
  })
  return { kind, over, text, service, phase, town, list, shown }
}
