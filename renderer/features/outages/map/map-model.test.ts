import { expect, it } from 'vitest'
import type { ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import { draftFeatures } from '../../../app/area/draft-features.ts'
import { anchorOf, placesByCode, problemPlaces, problemPoints, selectedFeatures } from './map-model.ts'
import { markNames, markOf, marks } from './problem-marks.ts'

const problem: ServiceProblem = {
  id: '0190f0aa-0000-7000-8000-000000000001', version: 3, reference: 'SP-2041', kind: 'outage', standing: 'confirmed', phase: 'assessing', phaseSince: '2026-11-20T12:10:00.000Z', cause: 'unknown', services: ['internet'],
  nodes: ['YK-07', 'YK-09', 'unknown'], area: null, beganAt: '2026-11-20T12:00:00.000Z', estimatedRestorationAt: null, restoredAt: null, customersAffected: 12, parentId: null, evidence: null, evidenceFacts: null, changedAt: '2026-11-20T12:10:00.000Z', changedBy: 'Jo',
}
const places = placesByCode([{ code: 'YK-07', kind: 'node', position: [-73.9, 40.9] }, { code: 'YK-09', kind: 'node', position: [-73.8, 41] }])
const area = { ring: [[-73, 40], [-72, 40], [-72, 41]] as [number, number][] }

it('puts the mark in the middle of what has a place, by the area where one is drawn', () => {
  expect(anchorOf(problem, places)?.map((degrees) => Number(degrees.toFixed(6)))).toEqual([-73.85, 40.95])
  expect(anchorOf({ ...problem, area }, places)).toEqual([-72.5, 40.5])
  expect(anchorOf({ ...problem, nodes: ['unknown'] }, places)).toBeNull()
})

it('shows one mark for each that has a place, its nodes and its closed ring', () => {
  expect(problemPoints([problem, { ...problem, nodes: [] }], places).features).toHaveLength(1)
  const [ring, ...nodes] = problemPlaces([{ ...problem, area }], places).features
  expect([ring?.geometry, nodes.length]).toEqual([{ type: 'Polygon', coordinates: [[...area.ring, area.ring[0]]] }, 2])
  expect(selectedFeatures(problem, places).features.at(-1)?.properties).toMatchObject({ anchor: true, mark: 'assessing' })
  expect(selectedFeatures(null, places).features).toEqual([])
})

it('keeps the last right shape in sight beside one that is wrong', () => {
  expect(draftFeatures(area.ring, area.ring, true).features.map(({ properties }) => properties?.['what'])).toEqual(['draft'])
  expect(draftFeatures(area.ring, area.ring, false).features.map(({ properties }) => properties?.['what'])).toEqual(['sound', 'draft'])
  expect(draftFeatures(area.ring.slice(0, 2), [], false).features[0]?.geometry.type).toBe('LineString')
})

it('has a shape of its own for each phase, for planned work and for a suspicion', () => {
  const drawn = markNames.map((name) => `${marks[name].outline} ${marks[name].sign}`)
  expect(new Set(drawn).size).toBe(markNames.length)
  expect(markOf({ ...problem, standing: 'suspected' })).toBe('suspected')
  expect([markOf({ ...problem, kind: 'maintenance' }), markOf({ ...problem, kind: 'maintenance', phase: 'restored', restoredAt: problem.changedAt }), markOf({ ...problem, phase: 'crewOnTheWay' })]).toEqual(['planned', 'restored', 'crewOnTheWay'])
})
