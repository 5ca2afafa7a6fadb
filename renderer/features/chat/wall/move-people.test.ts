import { expect, it } from 'vitest'
import { outcomeOf, shownPeople } from './move-people.ts'

const people = [{ agentId: 'a', name: 'Ana', queueIds: ['1', '2'] }, { agentId: 'b', name: 'Bo', queueIds: ['2'] }, { agentId: 'c', name: 'Cy', queueIds: [] }]
const words = (key: string, named: Record<string, string | number> = {}) => `${key.split('.').at(-1)} ${Object.values(named).join(' ')}`.trim()

it('shows everybody, those of a queue, or those of none', () => {
  expect(['all', '1', '2', 'none', '3'].map((filter) => shownPeople(people, filter).map(({ name }) => name))).toEqual([['Ana', 'Bo', 'Cy'], ['Ana'], ['Ana', 'Bo'], ['Cy'], []])
})
it('says of each who was not moved why, and by whom they were changed', () => {
  expect(outcomeOf([{ agentId: 'a', outcome: 'done', changedBy: null }, { agentId: 'b', outcome: 'changed', changedBy: 'Judith' }, { agentId: 'c', outcome: 'offline', changedBy: null }], people, words)).toEqual({ done: 1, notDone: ['changed Bo Judith', 'offline Cy somebody'], left: ['b', 'c'] })
})
