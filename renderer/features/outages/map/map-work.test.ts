import { expect, it } from 'vitest'
import { newProblemForm } from '../problem-forms.ts'
import { addCorner, areaTrouble, backToSound, draftProblem, figureText, moveCorner, readDegrees, removeCorner, setCorners, typeFigure } from '../../../app/area/area-draft.ts'
import { fitsTo, toggleNode } from './map-work.ts'

const square: [number, number][] = [[-73.9, 40.9], [-73.8, 40.9], [-73.8, 41], [-73.9, 41]]

it('keeps the last right shape beside one that crosses itself, and goes back to it', () => {
  const form = newProblemForm('outage')
  setCorners(form, square)
  moveCorner(form, 0, [-73.75, 40.95])
  expect([draftProblem(form), form.soundCorners]).toEqual(['crossing', square])
  backToSound(form)
  expect([draftProblem(form), form.corners]).toEqual([null, square])
})

it('says what is missing while it is drawn, and is no area again once its last corner is taken away', () => {
  const form = newProblemForm('outage')
  expect(draftProblem(form)).toBeNull()
  addCorner(form, [-73.912345678, 40.9])
  expect([draftProblem(form), form.corners, form.soundCorners]).toEqual(['tooFew', [[-73.912346, 40.9]], []])
  removeCorner(form, 0)
  expect([draftProblem(form), form.corners]).toEqual([null, []])
})

it('keeps a figure that cannot be read beside its corner, and beside no other', () => {
  const typed = () => {
    const form = newProblemForm('outage')
    setCorners(form, square)
    typeFigure(form, 3, 1, 'north')
    return form
  }
  const form = typed()
  expect([figureText(form, 3, 1), figureText(form, 3, 0), areaTrouble(form), form.corners]).toEqual(['north', '-73.9', 'unread', square])
  typeFigure(form, 3, 0, '-73.95')
  addCorner(form, [-73.95, 40.95])
  expect([figureText(form, 3, 1), areaTrouble(form)], 'a further corner changes no other').toEqual(['north', 'unread'])
  moveCorner(form, 3, [-73.9, 41.1])
  expect([figureText(form, 3, 1), areaTrouble(form)], 'moved on the map').toEqual(['41.1', null])
  for (const change of [backToSound, (one: typeof form) => removeCorner(one, 0), (one: typeof form) => setCorners(one, [])]) {
    const other = typed()
    change(other)
    expect(areaTrouble(other)).toBeNull()
  }
})

it('takes no more corners than the rule allows', () => {
  const form = newProblemForm('outage')
  for (let index = 0; index < 210; index += 1) addCorner(form, [-73 + Math.cos(index / 40) / 10, 41 + Math.sin(index / 40) / 10])
  expect(form.corners).toHaveLength(200)
})

it('takes a node in and out, whatever was typed beside it', () => {
  const form = { ...newProblemForm('outage'), nodes: 'YK-07; hub 3' }
  expect([toggleNode(form, 'YK-08'), form.nodes]).toEqual([true, 'YK-07, hub 3, YK-08'])
  expect([toggleNode(form, 'YK-07'), form.nodes]).toEqual([false, 'hub 3, YK-08'])
})

it.each([['40.93', 40.93], [' -73,9 ', -73.9], ['−73.9', -73.9], ['86', null], ['', null], ['1e3', null], ['40.9.3', null], ['north', null]])('reads %j as degrees', (text, degrees) => {
  expect(readDegrees(text, text.includes('73') ? 180 : 85)).toBe(degrees)
})

it('is fitted once to each that tells more of where the operator is, and never again once a person has moved it', () => {
  expect([fitsTo('nothing', 'problems'), fitsTo('nothing', 'plant'), fitsTo('problems', 'plant')]).toEqual([true, true, true])
  expect([fitsTo('problems', 'problems'), fitsTo('plant', 'plant'), fitsTo('plant', 'problems'), fitsTo('person', 'plant'), fitsTo('nothing', 'nothing')]).toEqual([false, false, false, false, false])
})
