/** What the map is used for while a form is open: to show, to draw its area, or to pick its nodes. */
import { shallowRef } from 'vue'
import { readNodes, type ProblemForm } from '../problem-forms.ts'
import type { MapView } from '../../../ui/map/base-map.ts'

/** What the map was fitted to by itself, each more than the one before. `person`: somebody has moved it, and nothing else does. */
export type Fitted = 'nothing' | 'problems' | 'plant' | 'person'
const order: readonly Fitted[] = ['nothing', 'problems', 'plant', 'person']
/** What comes after the map was opened, such as the plant with the first pull, moves it once. */
export const fitsTo = (fitted: Fitted, next: Fitted): boolean => order.indexOf(next) > order.indexOf(fitted)

/** Where the map was when it was left, and by what: kept while the window lives. */
export const keptView = shallowRef<(MapView & { fitted: Fitted }) | null>(null)

export type MapMode = 'look' | 'area' | 'nodes'
export type MapWork = { form: ProblemForm; mode: MapMode }

export function turnMapTo(work: MapWork, mode: MapMode): void {
  work.mode = mode
}

/** In, or out again. */
export function toggleNode(form: ProblemForm, code: string): boolean {
  const nodes = readNodes(form.nodes)
  const isIn = nodes.includes(code)
  form.nodes = (isIn ? nodes.filter((node) => node !== code) : [...nodes, code]).join(', ')
  return !isIn
}
