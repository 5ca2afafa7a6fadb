/** An area that is being drawn, or typed corner by corner: as it is, and as it was when it was right the last time. */
import { areaProblem, MAX_AREA_POINTS, type AreaProblem, type Position } from '#shared/features/outages/area.ts'
import type { Area } from '#shared/features/outages/outages.schema.ts'
import type { MessageKey } from '../i18n.ts'

export type AreaDraft = {
  /** In their order; empty without one. May be wrong yet. */
  corners: Position[]
  /** As it was when it was right the last time. */
  soundCorners: Position[]
  /** Figures that cannot be read yet, as they are typed; by corner and axis. */
  typed: Record<string, string>
  /** A corner that is typed and not added yet. */
  added: { longitude: string; latitude: string }
}
/** Which are somebody's decision. */
export const areaFields = ['corners', 'soundCorners'] as const
export const draftOf = (corners: readonly Position[]): AreaDraft => ({ corners: [...corners], soundCorners: [...corners], typed: {}, added: { longitude: '', latitude: '' } })

/** To about 10 cm: what a person can point at. */
const DIGITS = 6
const rounded = (degrees: number): number => Number(degrees.toFixed(DIGITS))
const placed = ([longitude, latitude]: Position): Position => [rounded(longitude), rounded(latitude)]

/** What is wrong with the area as it stands; null where it is right, or where there is none. */
export const draftProblem = ({ corners }: Pick<AreaDraft, 'corners'>): AreaProblem | null => (corners.length === 0 ? null : areaProblem(corners))

/** What keeps it from being sent: figures that are in no shape yet, or the shape. */
export type AreaTrouble = AreaProblem | 'unread' | 'notAdded'
export const figureWords = { unread: 'map.area.unread', notAdded: 'map.area.notAdded' } as const satisfies Partial<Record<AreaTrouble, MessageKey>>

/** Of the figures alone. */
export function figureTrouble({ typed, added }: Pick<AreaDraft, 'typed' | 'added'>): keyof typeof figureWords | null {
  if (Object.keys(typed).length > 0) return 'unread'
  return added.longitude.trim() + added.latitude.trim() === '' ? null : 'notAdded'
}
export const areaTrouble = (form: AreaDraft): AreaTrouble | null => figureTrouble(form) ?? draftProblem(form)

/** As it is sent: null where there is none, or where it is not right yet. */
export const areaOf = (form: Pick<AreaDraft, 'corners'>): Area | null => (form.corners.length > 0 && draftProblem(form) === null ? { ring: form.corners } : null)

/** Whatever changes the corners comes through here: the last right shape is kept beside them. Where one is gone, no figure is known to be of the one that it was typed for. */
export function setCorners(form: AreaDraft, corners: readonly Position[]): void {
  if (corners.length < form.corners.length) form.typed = {}
  form.corners = corners.map(placed)
  if (corners.length === 0 || areaProblem(form.corners) === null) form.soundCorners = [...form.corners]
}
export function addCorner(form: AreaDraft, at: Position): void {
  if (form.corners.length < MAX_AREA_POINTS) setCorners(form, [...form.corners, at])
}
export function moveCorner(form: AreaDraft, index: number, to: Position): void {
  for (const axis of [0, 1] as const) delete form.typed[keyOf(index, axis)]
  setCorners(form, form.corners.with(index, to))
}
export const removeCorner = (form: AreaDraft, index: number): void => setCorners(form, form.corners.toSpliced(index, 1))
export function backToSound(form: AreaDraft): void {
  form.typed = {}
  setCorners(form, form.soundCorners)
}

type Axis = 0 | 1
const keyOf = (index: number, axis: Axis): string => `${index} ${axis}`
/** A figure of a corner, as somebody types it: one that cannot be read stays beside the corner, which stays as it was. */
export function typeFigure(form: AreaDraft, index: number, axis: Axis, text: string): void {
  const [degrees, corner] = [readDegrees(text, axis === 0 ? 180 : 85), form.corners[index]]
  if (!corner) return
  if (degrees === null) return void (form.typed[keyOf(index, axis)] = text)
  delete form.typed[keyOf(index, axis)]
  setCorners(form, form.corners.with(index, corner.with(axis, degrees) as Position))
}
export const figureText = ({ typed, corners }: Pick<AreaDraft, 'typed' | 'corners'>, index: number, axis: Axis): string => typed[keyOf(index, axis)] ?? String(corners[index]?.[axis] ?? '')
export const isUnread = ({ typed }: Pick<AreaDraft, 'typed'>, index: number, axis: Axis): boolean => keyOf(index, axis) in typed

const decimals = /^-?\d{1,3}([.,]\d{1,15})?$/
/** Degrees as somebody types them, with a point or a comma; null for what is none. `most`: 180 of longitudes, 85 of latitudes. */
export function readDegrees(text: string, most: number): number | null {
  const typed = text.trim().replace('−', '-')
  if (!decimals.test(typed)) return null
  const degrees = Number(typed.replace(',', '.'))
  return Math.abs(degrees) <= most ? degrees : null
}
