import { expect, it } from 'vitest'
import { dark, light } from '../../../ui/theme.ts'
import type { Board, BoardTechnician, BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import { modelOf } from '../board-model.ts'
import { ROUTE_COLOURS, routeColours } from './route-colours.ts'
import { openVisits, previewFeatures, previewOf, routeFeatures, routesOf } from './route-map.ts'

const DAY = '2026-11-24'
const at = (hour: number): string => new Date(Date.parse('2026-11-24T00:00:00.000Z') + hour * 3_600_000).toISOString()
const seconds = (hour: number): number => Date.parse(at(hour)) / 1_000
const technician = (id: string): BoardTechnician => ({
  id, active: true, name: `Tech ${id}`, skills: [], languages: ['en'], startLatitude: 40.9, startLongitude: -73.9, region: 'R', density: 'city', cities: [], postalCodes: [], nodes: [], area: null, held: [],
  shifts: [{ id: `s${id}`, version: 1, day: DAY, startAt: at(8), endAt: at(17), breakMinutes: 0, breakFrom: null, breakTo: null, absence: null, absentFrom: null }],
})
const visit = (id: string, technicianId: string | null, hour: number, more: Partial<BoardVisit> = {}): BoardVisit => ({
  id, version: 1, reference: id, customerId: id, appointmentId: null, workTypeId: 'w', skills: [], speaks: null, outcome: null, priority: 3, status: 'planned', technicianId, pinned: false, latitude: 40.91, longitude: -73.91, city: null, postalCode: null, node: null,
  minutes: 60, start: technicianId === null ? null : at(hour), customerName: id, street: '', promised: null, ...more,
})
const board = (visits: BoardVisit[]): Board => ({ days: [{ date: DAY, opens: at(8), closes: at(18) }], technicians: [technician('a'), technician('b'), technician('c')], visits, workTypes: [], regions: [], toCall: [], moreToCall: false, more: false })
const model = modelOf(board([visit('late', 'b', 9, { promised: { from: at(10), to: at(12) } }), visit('first', 'b', 8.5, { latitude: null, longitude: null }), visit('last', 'b', 14), visit('other', 'c', 10), visit('open', null, 0)]), seconds(7))

it('goes from where they leave, visit by visit, and counts those without a place too', () => {
  const routes = routesOf(model, model.rows, DAY)
  expect(routes.map(({ technicianId, colour, home }) => [technicianId, colour, home])).toEqual([['b', 1, [-73.9, 40.9]], ['c', 2, [-73.9, 40.9]]])
  expect(routes[0]?.stops.map(({ visitId, number, atRisk }) => [visitId, number, atRisk])).toEqual([['late', 2, true], ['last', 3, false]])
  expect(routesOf(model, model.rows.filter(({ technician: { id } }) => id === 'c'), DAY).map(({ technicianId, colour }) => [technicianId, colour]), 'the same colour, whoever is shown').toEqual([['c', 2]])
  expect(routesOf(model, model.rows, '2026-11-25')).toEqual([])
})

it('says at risk by a sign, not by colour, and steps back behind whoever is looked at', () => {
  const { lines, stops } = routeFeatures(routesOf(model, model.rows, DAY), 'c')
  expect(stops.features.map(({ properties }) => [properties?.['label'], properties?.['faded'], properties?.['front']])).toEqual([['2!', true, false], ['3', true, false], ['1', false, true]])
  expect(lines.features.map(({ geometry }) => (geometry as GeoJSON.LineString).coordinates.length)).toEqual([4, 3])
  expect(routeFeatures(routesOf(model, model.rows, DAY), 'a').stops.features.every(({ properties }) => properties?.['faded'] === false), 'somebody without a way').toBe(true)
  expect(openVisits(model.unassigned).features.map(({ properties }) => properties?.['visitId'])).toEqual(['open'])
})

it('shows the way as it would be, of whoever a visit is carried over', () => {
  const [column] = model.axis.columns
  const carried = (technicianId: string | null, hour: number) => previewOf(model, DAY, { visit: model.visits.get('other')!, by: 'pointer', target: { technicianId, start: seconds(hour) } }, column!)
  expect(carried('b', 11)?.key).toBe('b first late other last')
  expect(carried('b', 11.25)?.key, 'another time, and the same way').toBe(carried('b', 11)?.key)
  expect(carried('b', 16)?.key).toBe('b first late last other')
  expect([carried(null, 11), carried('b', 19)]).toEqual([null, null])
  expect(previewFeatures(carried('a', 11)).features.map(({ geometry }) => geometry.type)).toEqual(['LineString', 'Point'])
})

/** WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [one, other].map((hex) => [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16) / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)).reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index]!, 0)).sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}
it.each([['light', light], ['dark', dark]] as const)('has colours in which numbers are read (%s)', (name, { surface }) => {
  expect(new Set(routeColours[name]).size).toBe(ROUTE_COLOURS)
  expect(routeColours[name].filter((colour) => contrast(colour, surface) < 4.5)).toEqual([])
})
