/** An area that is being drawn, or typed corner by corner: as it is, and as it was when it was right the last time. */
import { areaProblem, MAX_AREA_POINTS, type AreaProblem, type Position } from '#shared/features/outages/area.ts'
import type { Area } from '#shared/features/outages/outages.schema.ts'

export type AreaDraft = {
  /** In their order; empty without one. May be wrong yet. */
  corners: Position[]
  /** As it was when it was right the last time. */
  soundCorners: Position[]
}

/** To about 10 cm: what a person can point at. */
const DIGITS = 6
const rounded = (degrees: number): number => Number(degrees.toFixed(DIGITS))
const placed = ([longitude, latitude]: Position): Position => [rounded(longitude), rounded(latitude)]

/** What is wrong with the area as it stands; null where it is right, or where there is none. */
export const draftProblem = ({ corners }: Pick<AreaDraft, 'corners'>): AreaProblem | null => (corners.length === 0 ? null : areaProblem(corners))

/** As it is sent: null where there is none, or where it is not right yet. */
export const areaOf = (form: Pick<AreaDraft, 'corners'>): Area | null => (form.corners.length > 0 && draftProblem(form) === null ? { ring: form.corners } : null)

/** Whatever changes the corners comes through here: the last right shape is kept beside them. */
export function setCorners(form: AreaDraft, corners: readonly Position[]): void {
  form.corners = corners.map(placed)
  if (corners.length === 0 || areaProblem(form.corners) === null) form.soundCorners = [...form.corners]
}
export function addCorner(form: AreaDraft, at: Position): void {
  if (form.corners.length < MAX_AREA_POINTS) setCorners(form, [...form.corners, at])
}
export const moveCorner = (form: AreaDraft, index: number, to: Position): void => setCorners(form, form.corners.with(index, to))
export const removeCorner = (form: AreaDraft, index: number): void => setCorners(form, form.corners.toSpliced(index, 1))
export const backToSound = (form: AreaDraft): void => setCorners(form, form.soundCorners)

const decimals = /^-?\d{1,3}([.,]\d{1,15})?$/
/** Degrees as somebody types them, with a point or a comma; null for what is none. `most`: 180 of longitudes, 85 of latitudes. */
export function readDegrees(text: string, most: number): number | null {
  const typed = text.trim().replace('−', '-')
  if (!decimals.test(typed)) return null
  const degrees = Number(typed.replace(',', '.'))
  return Math.abs(degrees) <= most ? degrees : null
}
