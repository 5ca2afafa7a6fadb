/** The map of the technicians' ways over the one that all pages share. */
import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl'
import type { Position } from '#shared/features/outages/area.ts'
import { openBaseMap, type BaseMapOptions } from '../../../ui/map/base-map.ts'
import { collection, pointAt, type FeatureCollection } from '../../../ui/map/geojson.ts'
import { layers, sources } from './route-style.ts'

/** What somebody pressed. */
export type RouteHit = { what: 'visit'; id: string } | { what: 'technician'; id: string } | null
export type RouteMapEngine = ReturnType<typeof openRouteMap>

/** @throws where no WebGL is to be had: see `isWithoutGraphics` */
export function openRouteMap(options: Omit<BaseMapOptions, 'sources' | 'layers' | 'images'>) {
  const base = openBaseMap({ ...options, sources: sources(), layers })
  return {
    ...base,
    setData: (name: 'lines' | 'preview' | 'open' | 'stops' | 'homes', data: FeatureCollection) => base.setData(name, data),
    /** A ring round it; what is out of sight is moved into it. */
    choose(at: Position | null): void {
      base.setData('chosen', collection(at ? [pointAt(at, {})] : []))
      if (at && !base.map.getBounds().contains(at)) base.easeTo({ center: at })
    },
    hitAt: ({ point }: Pick<MapMouseEvent, 'point'>) => hitAt(base.map, point),
  }
}

/** A finger's breadth round the pointer, in pixels. */
const REACH = 5

function hitAt(map: MapLibre, { x, y }: { x: number; y: number }): RouteHit {
  const within = (id: string) => (map.getLayer(id) ? map.queryRenderedFeatures([[x - REACH, y - REACH], [x + REACH, y + REACH]], { layers: [id] })[0] : undefined)
  const visit = within('stops') ?? within('open')
  if (visit) return { what: 'visit', id: String(visit.properties['visitId']) }
  const other = within('homes') ?? within('lines')
  return other ? { what: 'technician', id: String(other.properties['technicianId']) } : null
}
