import { describe, expect, it } from 'vitest'
import type { ServiceProblem, ServiceProblemUpdate } from './outages.schema.ts'
import { problemThen } from './problem-then.ts'

const problem: ServiceProblem = {
  id: '0190f0aa-0000-7000-8000-000000000001', version: 6, reference: 'SP-2041', kind: 'outage', standing: 'confirmed', phase: 'verified', phaseSince: '2026-11-20T18:00:00.000Z', cause: 'fiberCut', services: ['internet'],
  nodes: ['YK-07'], area: { ring: [[-73.9, 40.9], [-73.8, 40.9], [-73.8, 41]] }, beganAt: '2026-11-20T12:00:00.000Z', estimatedRestorationAt: null, restoredAt: '2026-11-20T17:00:00.000Z', customersAffected: 12, parentId: null, evidence: null, evidenceFacts: null,
  changedAt: '2026-11-20T18:00:00.000Z', changedBy: 'Jo',
}
const update = (at: string, more: Partial<ServiceProblemUpdate>): ServiceProblemUpdate => ({
  id: at, version: 1, problemId: problem.id, at: `2026-11-20T${at}:00.000Z`, by: 'Jo', standing: 'confirmed', phase: 'assessing', beganAt: problem.beganAt, estimatedRestorationAt: null, customersAffected: 30, services: ['internet', 'tv'], nodes: ['YK-07', 'YK-08'],
  drawn: false, text: null, facts: null, ...more,
})
const updates = [
  update('12:10', { standing: 'suspected' }), update('12:30', {}), update('13:00', { phase: 'repairing' }), update('13:30', { phase: 'repairing', nodes: ['YK-07'], drawn: true, customersAffected: 12 }),
  update('14:00', { phase: 'restored', nodes: ['YK-07'] }), update('15:00', { phase: 'repairing', nodes: ['YK-07'] }), update('17:00', { phase: 'restored', nodes: ['YK-07'] }), update('18:00', { phase: 'verified', nodes: ['YK-07'] }),
]
const then = (time: string) => problemThen(problem, updates, Date.parse(`2026-11-20T${time}:00.000Z`))

describe('a problem as it was', () => {
  it('is not there before anybody knew of it', () => {
    expect(then('12:09')).toBeNull()
  })
  it('has the nodes, the standing and the phase of that moment', () => {
    expect(then('12:10')).toMatchObject({ standing: 'suspected', nodes: ['YK-07', 'YK-08'], services: ['internet', 'tv'], area: null, restoredAt: null })
    expect(then('13:45')).toMatchObject({ phase: 'repairing', phaseSince: '2026-11-20T13:00:00.000Z', nodes: ['YK-07'], area: problem.area, customersAffected: 12 })
  })
  it('is over since it was restored that time, and not over while it was back again', () => {
    expect(then('14:30')?.restoredAt).toBe('2026-11-20T14:00:00.000Z')
    expect(then('16:00')?.restoredAt).toBeNull()
    expect(then('19:00')).toMatchObject({ phase: 'verified', restoredAt: '2026-11-20T17:00:00.000Z' })
  })
})
