/** What the map is used for while a form is open: to show, to draw its area, or to pick its nodes. */
import { shallowRef } from 'vue'
import { areaProblem, MAX_AREA_POINTS, type AreaProblem, type Position } from '#shared/features/outages/area.ts'
import type { Area } from '#shared/features/outages/outages.schema.ts'
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

/** To about 10 cm: what a person can point at. */
const DIGITS = 6
const rounded = (degrees: number): number => Number(degrees.toFixed(DIGITS))
const placed = ([longitude, latitude]: Position): Position => [rounded(longitude), rounded(latitude)]

/** What is wrong with the area as it stands; null where it is right, or where there is none. */
export const draftProblem = ({ corners }: Pick<ProblemForm, 'corners'>): AreaProblem | null => (corners.length === 0 ? null : areaProblem(corners))

/** As it is sent: null where there is none, or where it is not right yet. */
export const areaOf = (form: Pick<ProblemForm, 'corners'>): Area | null => (form.corners.length > 0 && draftProblem(form) === null ? { ring: form.corners } : null)

/** Whatever changes the corners comes through here: the last right shape is kept beside them. */
export function setCorners(form: ProblemForm, corners: readonly Position[]): void {
  form.corners = corners.map(placed)
  if (corners.length === 0 || areaProblem(form.corners) === null) form.soundCorners = [...form.corners]
}
export function addCorner(form: ProblemForm, at: Position): void {
  if (form.corners.length < MAX_AREA_POINTS) setCorners(form, [...form.corners, at])
}
export const moveCorner = (form: ProblemForm, index: number, to: Position): void => setCorners(form, form.corners.with(index, to))
export const removeCorner = (form: ProblemForm, index: number): void => setCorners(form, form.corners.toSpliced(index, 1))
export const backToSound = (form: ProblemForm): void => setCorners(form, form.soundCorners)

/** In, or out again. */
export function toggleNode(form: ProblemForm, code: string): boolean {
  const nodes = readNodes(form.nodes)
  const isIn = nodes.includes(code)
  form.nodes = (isIn ? nodes.filter((node) => node !== code) : [...nodes, code]).join(', ')
  return !isIn
}

const decimals = /^-?\d{1,3}([.,]\d{1,15})?$/
/** Degrees as somebody types them, with a point or a comma; null for what is none. `most`: 180 of longitudes, 85 of latitudes. */
export function readDegrees(text: string, most: number): number | null {
  const typed = text.trim().replace('−', '-')
  if (!decimals.test(typed)) return null
  const degrees = Number(typed.replace(',', '.'))
  return Math.abs(degrees) <= most ? degrees : null
}
