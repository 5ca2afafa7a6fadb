import { expect, test } from 'vitest'
import { setChatAgentSchema } from '#shared/features/chat/chat-commands.schema.ts'
import { commandOf, formOf, newAgentForm, problemsOf, rebased } from './agent-form.ts'
import { inTime } from './wall-figures.ts'

const A = '019abc00-0000-7000-8000-00000000000a'
const B = '019abc00-0000-7000-8000-00000000000b'
const known = { queueIds: [A], languages: ['en'], skills: ['retention'], capacity: 3, undoSeconds: 15, version: 4 }

test('what is there, written again, is the same', () => {
  expect(commandOf(B, formOf(known))).toEqual({ agentId: B, expectedVersion: 4, queueIds: [A], languages: ['en'], skills: ['retention'], capacity: 3, undoSeconds: 15 })
})
test('a new one is what the contract takes', () => {
  expect(setChatAgentSchema.omit({ commandId: true }).safeParse(commandOf(B, newAgentForm())).success).toBe(true)
})
test('what was typed stays upon another version, the rest follows it', () => {
  const form = { ...formOf(known), capacity: '5' }
  expect(rebased(form, known, { ...known, capacity: 2, languages: ['en', 'es'], version: 5 })).toEqual({ ...formOf(known), capacity: '5', languages: 'en, es', version: 5 })
})
test.each([
  [{ languages: '' }, 'languages'], [{ languages: 'English' }, 'languages'], [{ capacity: '21' }, 'capacity'], [{ capacity: '-1' }, 'capacity'], [{ capacity: '' }, 'capacity'], [{ undoSeconds: '16' }, 'undoSeconds'], [{ undoSeconds: '1.5' }, 'undoSeconds'], [{ skills: 'x'.repeat(41) }, 'skills'],
])('%j is said at %s', (part, field) => expect(Object.keys(problemsOf({ ...formOf(known), ...part }))).toEqual([field]))
test('what has no problem has none', () => expect(problemsOf(formOf({ ...known, capacity: 0, undoSeconds: 0, languages: ['en', 'es', 'zh-Hans'] }))).toEqual({}))
test('who gave up was not answered in time', () => {
  expect([inTime({ answered: 0, answeredInTime: 0, abandoned: 0 }), inTime({ answered: 9, answeredInTime: 9, abandoned: 1 }), inTime({ answered: 3, answeredInTime: 2, abandoned: 0 })]).toEqual([null, 90, 66])
})
