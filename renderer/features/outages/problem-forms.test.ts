import { expect, it } from 'vitest'
import type { ServiceProblem } from '#shared/features/outages/outages.schema.ts'
import { areaTrouble } from '../../app/area/area-draft.ts'
import { forgetProblemForms } from './kept-forms.ts'
import { formFor, formOf, newProblemForm, problemsOfForm, readNodes, rebase } from './problem-forms.ts'

const problem: ServiceProblem = {
  id: '0190f0aa-0000-7000-8000-000000000001', version: 3, reference: 'SP-2041', kind: 'outage', standing: 'confirmed', phase: 'assessing', phaseSince: '2026-11-20T12:10:00.000Z', cause: 'unknown', services: ['internet'],
  nodes: ['YK-07', 'hub 3'], area: null, beganAt: '2026-11-20T12:00:00.000Z', estimatedRestorationAt: null, restoredAt: null, customersAffected: 12, parentId: null, evidence: null, evidenceFacts: null, changedAt: '2026-11-20T12:10:00.000Z', changedBy: 'Jo',
}

it('keeps what was typed, and lets the rest follow a colleague who was first', () => {
  const form = formOf(problem)
  form.cause = 'fiberCut'
  form.text = 'Cut on the corner'
  rebase(form, { ...problem, version: 5, phase: 'restored', cause: 'power', nodes: ['YK-07'] })
  expect(form).toMatchObject({ cause: 'fiberCut', text: 'Cut on the corner', phase: 'restored', nodes: 'YK-07', base: { version: 5 } })
})

it('does not go back by itself to what a form of yesterday said, and is nobody’s once its agent has left', () => {
  const yesterday = formFor('update 1', () => formOf(problem), problem)
  yesterday.text = 'half a sentence'
  expect(formFor('update 1', () => formOf(problem), { ...problem, version: 4, phase: 'repairing' })).toMatchObject({ phase: 'repairing', text: 'half a sentence' })
  forgetProblemForms()
  expect(formFor('update 1', () => formOf(problem), problem).text).toBe('')
})

it.each([
  ['yk-07, YK-08;hub 3\nyk-07', ['yk-07', 'YK-08', 'hub 3']],
  [' , ;\n', []],
])('reads nodes as the plant writes them: %j', (text, nodes) => {
  expect(readNodes(text)).toEqual(nodes)
  expect(readNodes(formOf(problem).nodes)).toEqual(problem.nodes)
})

it.each([
  ['nothing typed', {}, { nodes: 'outage.problems.nodes' }],
  ['no service', { nodes: 'YK-07', services: [] }, { services: 'outage.problems.services' }],
  ['too many nodes', { nodes: Array.from({ length: 401 }, (_, index) => `N${index}`).join() }, { nodes: 'outage.problems.tooMany' }],
  ['an outage of tomorrow', { nodes: 'YK-07', began: '2036-01-01T10:00' }, { began: 'outage.problems.future' }],
  ['an estimate that is over', { nodes: 'YK-07', estimate: '2020-01-01T10:00' }, { estimate: 'outage.problems.past' }],
  ['no moment at all', { nodes: 'YK-07', began: 'soon' }, { began: 'outage.problems.moment' }],
  ['what is right', { nodes: 'YK-07' }, {}],
] as const)('says at the field what is wrong: %s', (_what, more, problems) => {
  expect(problemsOfForm({ ...newProblemForm('outage'), ...structuredClone(more as object) }, { kind: 'outage', drawn: false, now: Date.now() })).toEqual(problems)
})

it('wants an end of planned work', () => {
  expect(problemsOfForm({ ...newProblemForm('maintenance'), nodes: 'YK-07', began: '2036-01-01T10:00' }, { kind: 'maintenance', drawn: false, now: Date.now() })).toEqual({ estimate: 'outage.problems.missing' })
})

it('is not sent while a corner is typed and not added', () => {
  const form = { ...newProblemForm('outage'), nodes: 'YK-07' }
  form.added.longitude = '-73.9'
  expect(problemsOfForm(form, { kind: 'outage', drawn: areaTrouble(form) ?? false, now: Date.now() })).toEqual({ area: 'map.area.notAdded' })
})
