/** The plant as this desk knows it, and what its modems do, now or as it was. */
import { computed, watch, type Ref } from 'vue'
import type { ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import type { ListedPlant, PlantInView, PlantState, PlantView } from '#shared/features/outages/plant.schema.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { bridge } from '../../app/bridge/client.ts'
import { useKeyedRead } from '../../app/use-keyed-read.ts'
import { concernsTable, useLiveRead } from '../../app/use-live-read.ts'
import { townsIn, townsOf } from './plant-towns.ts'
import type { NodeState, NodeStates, PlantPlace } from './map/map-model.ts'

/** For the bench of the map: from here on it is the window's own time. */
const told = (state: PlantState): PlantState => (performance.mark('outage-states-told'), state)

/** What was heard longer before the moment that is shown is said to be of its own. ms */
const OLD_MS = 2 * 60_000
/** Modems that say nothing new are no change: how old that is, is asked for. ms */
const ASK_MS = 60_000

/** @param at null is now. @param now by the backend's clock. Both in ms since 1970 */
export function usePlant(at: Readonly<Ref<number | null>>, now: Readonly<Ref<number>>) {
  const listed = useLiveRead<ListedPlant>(() => bridge.outages.listPlant({}), (event) => concernsTable(event, 'plantElement'))
  const key = (): string => (at.value === null ? 'now' : isoInstant(at.value))
  const state = useKeyedRead<PlantState>(key, () => bridge.outages.plantState({ at: at.value === null ? null : isoInstant(at.value) }).then(told), (event) => at.value === null && concernsTable(event, 'plantState'))

  const elements = computed(() => listed.data.value?.elements ?? [])
  const places = computed(() => elements.value.map(({ code, kind, longitude, latitude }): PlantPlace => ({ code, kind: kind === 'tap' ? 'node' : kind, position: [longitude, latitude] })))
  const towns = computed(() => townsIn(elements.value))
  const parents = computed(() => new Map(elements.value.map(({ code, parentCode }) => [code, parentCode ?? ''])))
  /** Who is not told has nothing offline, where anything was told at all. */
  const states = computed((): NodeStates => {
    const told = state.data.value
    if (!told || told.at === null) return new Map()
    const all = new Map<string, NodeState>(elements.value.flatMap(({ code, kind, modems }) => (kind === 'node' && modems !== null ? [[code, { modems, offline: 0 }]] : [])))
    for (const { code, modems, offline } of told.nodes) all.set(code, { modems, offline })
    return all
  })
  watch(() => Math.floor(now.value / ASK_MS), () => at.value === null && state.reload())
  /** Of what moment the states are, where that is another one than is shown. */
  const heardAt = computed(() => {
    const heard = state.settled.value === key() && state.data.value?.at ? Date.parse(state.data.value.at) : null
    return heard !== null && (at.value ?? now.value) - heard > OLD_MS ? heard : null
  })
  const settled = computed(() => (listed.data.value !== null || listed.error.value !== null) && state.settled.value !== null)
  const near = (view: PlantView): Promise<PlantInView> => bridge.outages.plantIn(view)
  return { places, states, towns, townsOf: (problem: ServiceProblem) => townsOf(problem, elements.value), hubOf: (node: string) => parents.value.get(node) ?? '', near, settled, stateKnown: computed(() => state.data.value?.at != null), stateError: state.error, heardAt, askAgain: state.reload }
}
