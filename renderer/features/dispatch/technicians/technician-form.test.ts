import { expect, it } from 'vitest'
import type { Technician } from '#shared/features/dispatch/technicians.schema.ts'
import { setCorners, typeFigure } from '../../../app/area/area-draft.ts'
import { forgetTechnicianForms } from './kept-forms.ts'
import { areaWords, fieldsOf, formFor, formOf, problemsOfForm, readPlace, rebase, toggleWord } from './technician-form.ts'

const ana: Technician = {
  id: '0190f0aa-0000-7000-8000-000000000001', version: 3, name: 'Ana Ríos', skills: ['internet', 'tv'], languages: ['en', 'es'], startLatitude: 40.93, startLongitude: -73.89, region: 'Westchester', density: 'suburb', cities: ['Yonkers'],
  postalCodes: [], nodes: [], area: null, active: true, changedAt: '2026-11-20T12:10:00.000Z', changedBy: 'Jo',
}

it('keeps what was typed, and lets the rest follow a colleague who was first', () => {
  const form = formOf(ana)
  form.skills = 'internet, fiber'
  rebase(form, { ...ana, version: 4, skills: ['phone'], cities: ['Yonkers', 'Bronxville'] })
  expect(form).toMatchObject({ skills: 'internet, fiber', cities: 'Yonkers, Bronxville', base: { version: 4 } })
})

it('is kept while its panel is closed, and is nobody’s once its agent has left', () => {
  formFor('new', null).name = 'half a n'
  expect(formFor('new', null).name).toBe('half a n')
  forgetTechnicianForms()
  expect(formFor('new', null).name).toBe('')
})

it('says what is there as it is, when nothing was touched', () => {
  const { id, version, active, changedAt, changedBy, ...fields } = ana
  expect([id, version, active, changedAt, changedBy]).toHaveLength(5)
  expect(fieldsOf(formOf(ana))).toEqual(fields)
  expect(problemsOfForm(formOf(ana))).toEqual({})
})

it('has the area as it is drawn, and says what is wrong with it', () => {
  const ring: [number, number][] = [[-73.9, 40.9], [-73.8, 40.9], [-73.8, 41], [-73.9, 41]]
  const form = formOf({ ...ana, area: { ring } })
  expect(fieldsOf(form).area).toEqual({ ring })
  setCorners(form, [ring[0]!, ring[2]!, ring[1]!, ring[3]!])
  expect([problemsOfForm(form).area, fieldsOf(form).area]).toEqual(['crossing', null])
  rebase(form, { ...ana, version: 4, area: null })
  expect(form.corners, 'what was drawn stays').toHaveLength(4)
  setCorners(form, [])
  expect([problemsOfForm(form), fieldsOf(form).area]).toEqual([{}, null])
})

it.each([
  ['40.93, -73.89', { latitude: 40.93, longitude: -73.89 }],
  [' -33.4; 151 ', { latitude: -33.4, longitude: 151 }],
  ['40.93', null], ['91, 10', null], ['40.93, -181', null], ['Yonkers', null], ['', null],
])('reads a place as maps write it: %j', (text, place) => {
  expect(readPlace(text)).toEqual(place)
})

it('says what is wrong beforehand', () => {
  const wrong = { ...formOf(ana), name: ' ', languages: 'Spanish', place: 'the yard', cities: 'x'.repeat(81), nodes: Array.from({ length: 401 }, (_, index) => `N${index}`).join() }
  expect(problemsOfForm(wrong)).toEqual({ name: 'missing', languages: 'tag', place: 'place', cities: 'tooLong', nodes: 'tooMany' })
})

it('puts a word in, and takes it out again', () => {
  expect(toggleWord('internet', 'tv')).toBe('internet, tv')
  expect(toggleWord('internet, tv', 'internet')).toBe('tv')
})

it('is not sent while a figure of its area is in no corner yet, and says which way', () => {
  const ring: [number, number][] = [[-73.9, 40.9], [-73.8, 40.9], [-73.8, 41], [-73.9, 41]]
  const form = formOf({ ...ana, area: { ring } })
  typeFigure(form, 3, 1, '4l.1')
  expect([problemsOfForm(form).area, form.corners, areaWords.unread]).toEqual(['unread', ring, 'map.area.unread'])
  rebase(form, { ...ana, version: 4, area: null })
  expect(form.corners, 'what is typed upon stays').toEqual(ring)
  typeFigure(form, 3, 1, '41.1')
  expect([problemsOfForm(form), fieldsOf(form).area?.ring[3]]).toEqual([{}, [-73.9, 41.1]])
  form.added.latitude = '40'
  expect(problemsOfForm(form).area).toBe('notAdded')
})
