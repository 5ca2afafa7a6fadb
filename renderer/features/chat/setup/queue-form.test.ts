import { expect, it, test } from 'vitest'
import { queueFieldsSchema, type QueueFields, type QueueSetup } from '#shared/features/chat/chat-setup.schema.ts'
import { addSpan, fieldsOf, forgetQueue, formOf, isNight, isSound, keptQueue, newQueueForm, problemsOfForm, rebase, takeTheirs } from './queue-form.ts'

const fields: QueueFields = { name: 'Help', spanishName: 'Ayuda', targetSeconds: 60, targetPercent: 80, maxWaiting: 100, hours: { week: [[{ from: 480, to: 720 }, { from: 780, to: 1_080 }], [{ from: 1_080, to: 1_560 }], [], [], [{ from: 0, to: 1_440 }], [], []], closedDays: [{ day: '2026-12-25', name: 'Christmas' }] } }
const known: QueueSetup = { ...fields, id: '019abc00-0000-7000-8000-00000000000a', version: 3, active: true, changedAt: '2026-11-23T16:30:00.000Z', changedBy: 'Ana', open: true, waiting: 0, held: 0, agents: 0 }

it('is the same when it is read as it was written, nights and whole days too', () => {
  expect(fieldsOf(formOf(fields))).toEqual(fields)
  expect(formOf(fields).week.map((day) => day.map(({ from, to }) => `${from}-${to}`))).toEqual([['08:00-12:00', '13:00-18:00'], ['18:00-02:00'], [], [], ['00:00-00:00'], [], []])
  expect([isNight({ from: '18:00', to: '02:00' }), isNight({ from: '00:00', to: '00:00' }), isNight({ from: '08:00', to: '12:00' })]).toEqual([true, false, false])
})
it('is what the contract takes, when it is new and has names', () => {
  const form = { ...newQueueForm(), name: 'Help', spanishName: 'Ayuda' }
  expect(isSound(problemsOfForm(form))).toBe(true)
  expect(queueFieldsSchema.safeParse(fieldsOf(form)).success).toBe(true)
})
test.each([[{ name: ' ' }, 'name'], [{ spanishName: 'x'.repeat(61) }, 'spanishName'], [{ targetSeconds: '4' }, 'targetSeconds'], [{ targetPercent: '101' }, 'targetPercent'], [{ maxWaiting: '0' }, 'maxWaiting'], [{ maxWaiting: '1e3' }, 'maxWaiting']])('%j is said at its field', (part, field) => {
  expect(Object.keys(problemsOfForm({ ...formOf(fields), ...part }).fields)).toEqual([field])
})
it('says which hours and days cannot be', () => {
  const form = formOf(fields)
  form.week[3] = [{ from: '08:00', to: '12:00' }, { from: '11:00', to: '13:00' }]
  form.closedDays = [{ day: '2026-12-25', name: '' }, { day: '', name: '' }, { day: '2026-12-25', name: '' }]
  expect(problemsOfForm(form)).toMatchObject({ spans: [{ day: 3, place: 0, problem: 'overlaps' }, { day: 3, place: 1, problem: 'overlaps' }], days: [{ place: 1, problem: 'day' }, { place: 2, problem: 'twice' }] })
  form.week[3] = [{ from: '', to: '12:00' }]
  expect(problemsOfForm(form).spans).toEqual([{ day: 3, place: 0, problem: 'time' }])
})
it('adds hours behind the last ones, no more than there may be', () => {
  const spans = [{ from: '08:00', to: '12:00' }]
  addSpan(spans)
  expect(spans[1]).toEqual({ from: '13:00', to: '14:00' })
  for (let more = 0; more < 5; more += 1) addSpan(spans)
  expect(spans).toHaveLength(4)
})
it('follows what somebody else changed where nobody typed, and tells field by field what both changed', () => {
  const mine = keptQueue(known)
  mine.form.name = 'Technical help'
  mine.form.maxWaiting = '50'
  rebase(mine, { ...known, version: 4, name: 'Help desk', targetSeconds: 30, maxWaiting: 50 })
  expect(mine.form).toMatchObject({ name: 'Technical help', targetSeconds: '30', maxWaiting: '50' })
  expect(mine.clashes).toEqual({ name: 'Help desk' })
  expect(mine.base?.version).toBe(4)
  takeTheirs(mine, 'name')
  expect([mine.form.name, mine.clashes]).toEqual(['Help desk', {}])
  forgetQueue(known.id)
  expect(keptQueue(known).form.name).toBe('Help')
})
