/**
 * Drawing an area with the pointer or the keys. A press sets a corner, and so does Space, at the cross in the middle, while arrows
 * move the map below it. Enter or a double press ends it, Backspace takes the last corner away, Escape stops: what was drawn stays.
 */
import { Marker, type MapMouseEvent } from 'maplibre-gl'
import { onScopeDispose, watch } from 'vue'
import type { Position } from '#shared/features/outages/area.ts'
import type { BaseMap } from '../../ui/map/base-map.ts'
import type { FeatureCollection } from '../../ui/map/geojson.ts'
import { addCorner, draftProblem, moveCorner, removeCorner, type AreaDraft } from './area-draft.ts'
import { draftFeatures } from './draft-features.ts'

/** So far an arrow key moves a corner, in pixels. */
const STEP = 8
/** Two presses within this time are one double press, in milliseconds. */
const DOUBLE_MS = 350
const arrows: Record<string, [number, number]> = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }

type Drawing = { /** Shown, and drawn on while `isDrawn`. */ draft: () => AreaDraft | null; isDrawn: () => boolean; end: () => void; cornerName: (index: number) => string; say: () => void }

/** The map has the source `draft`, with `draftLayers`. */
export function useAreaDrawing(engine: Pick<BaseMap, 'map'> & { setData: (name: 'draft', data: FeatureCollection) => void }, { draft, isDrawn, end, cornerName, say }: Drawing): { press: (event: MapMouseEvent) => void; key: (event: KeyboardEvent) => boolean } {
  const { map } = engine
  let markers: Marker[] = []
  const drawing = () => (isDrawn() ? draft() : null)
  const changed = (change: () => void): void => (change(), say())

  function show(): void {
    const form = draft()
    engine.setData('draft', draftFeatures(form?.corners ?? [], form?.soundCorners ?? [], !form || draftProblem(form) === null))
    placeMarkers(drawing()?.corners ?? [])
  }
  function placeMarkers(corners: readonly Position[]): void {
    for (const marker of markers.splice(corners.length)) marker.remove()
    corners.forEach((corner, index) => {
      // Put onto the map once: a second time would end the drag that it is in.
      const known = markers[index]
      if (known) known.setLngLat(corner)
      else (markers[index] = newMarker(index)).setLngLat(corner).addTo(map)
    })
  }
  function newMarker(index: number): Marker {
    const element = Object.assign(document.createElement('button'), { type: 'button', className: 'corner', ariaLabel: cornerName(index) })
    element.addEventListener('keydown', (event) => cornerKey(event, index))
    // The map below would take it for a corner more.
    element.addEventListener('dblclick', (event) => event.stopPropagation())
    element.addEventListener('click', (event) => {
      event.stopPropagation()
      // The second half of a double press: its first half has put this corner below the pointer.
      if (event.timeStamp - lastPress.at < DOUBLE_MS) end()
    })
    const marker = new Marker({ element, draggable: true })
    marker.on('drag', () => {
      const form = drawing()
      const { lng, lat } = marker.getLngLat()
      if (form) moveCorner(form, index, [lng, lat])
    })
    marker.on('dragend', say)
    return marker
  }
  function cornerKey(event: KeyboardEvent, index: number): void {
    const form = drawing()
    const [by, corner] = [arrows[event.key], form?.corners[index]]
    if (!form || !corner || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Delete' || event.key === 'Backspace') changed(() => removeCorner(form, index))
    else if (by) {
      const { x, y } = map.project(corner)
      const { lng, lat } = map.unproject([x + by[0], y + by[1]])
      changed(() => moveCorner(form, index, [lng, lat]))
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  function clearMarkers(): void {
    for (const marker of markers) marker.remove()
    markers = []
  }
  /** A double press is two presses and its own event: the second of them is no corner. */
  let lastPress = { at: -Infinity, x: 0, y: 0 }
  function press({ lngLat, point, originalEvent }: MapMouseEvent): void {
    const form = drawing()
    const again = originalEvent.timeStamp - lastPress.at < DOUBLE_MS && Math.hypot(point.x - lastPress.x, point.y - lastPress.y) < 6
    lastPress = { at: originalEvent.timeStamp, x: point.x, y: point.y }
    if (form && !again) changed(() => addCorner(form, [lngLat.lng, lngLat.lat]))
  }
  const ended = (event: MapMouseEvent): void => {
    if (!drawing()) return
    event.preventDefault()
    end()
  }
  map.on('dblclick', ended)
  /** Of the map itself. @returns whether it was one of the drawing's */
  function key({ key: name }: KeyboardEvent): boolean {
    const form = drawing()
    if (!form) return false
    const { lng, lat } = map.getCenter()
    if (name === ' ') changed(() => addCorner(form, [lng, lat]))
    else if (name === 'Backspace') changed(() => removeCorner(form, form.corners.length - 1))
    else if (name === 'Enter' || name === 'Escape') end()
    else return false
    return true
  }
  watch(() => [draft()?.corners, draft()?.soundCorners, isDrawn()], show, { immediate: true, flush: 'post' })
  onScopeDispose(clearMarkers)
  return { press, key }
}
