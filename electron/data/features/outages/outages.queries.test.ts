import { beforeEach, expect, it } from 'vitest'
import { MAX_PROBLEMS } from '#shared/features/outages/outages.procedures.ts'
import { makeRow } from '../../../../tests/support/rows.ts'
import { migrate } from '../../database/migrate.ts'
import { openFile } from '../../database/open.ts'
import { ensureStreamTables, upsertRows } from '../../database/stream-tables.ts'
import type { WritableDb } from '../../database/statements.ts'
import { timelinePage } from '../customers/timeline.queries.ts'
import { listProblems, listProblemsThen, problemsOfCustomer, problemsPromised } from './outages.queries.ts'

const now = Date.parse('2026-11-23T16:30:00.000Z')
const over = { phase: 'verified', restoredAt: '2026-11-20T16:30:00.000Z' } as const
let db: WritableDb
beforeEach(() => {
  db = openFile(null, null) as WritableDb
  migrate(db)
  ensureStreamTables(db)
})

it('an outage that is not over has its place in the list, however many newer ones are', () => {
  const old = makeRow('serviceProblem', { beganAt: '2026-11-01T12:00:00.000Z' })
  const newer = Array.from({ length: MAX_PROBLEMS / 2 }, () => [makeRow('serviceProblem', over), makeRow('serviceProblem', { standing: 'dismissed' })]).flat()
  upsertRows(db, 'serviceProblem', [old, ...newer])
  const list = listProblems(db, { kind: null, over: true }, now)
  expect([list.length, list.some(({ id }) => id === old.id)]).toEqual([MAX_PROBLEMS, true])
})

it('a part is told as the one that speaks for it, for as long as that one is', () => {
  const [open, ended] = [makeRow('serviceProblem', { nodes: ['YK-01'], area: null }), makeRow('serviceProblem', { ...over, nodes: ['YK-01'], area: null })]
  const partOf = (parentId: string) => makeRow('serviceProblem', { standing: 'joined', parentId, nodes: ['YK-07'], area: null })
  upsertRows(db, 'serviceProblem', [open, ended, partOf(open.id), partOf(ended.id)])
  const heard = problemsOfCustomer(db, makeRow('customer', { node: 'YK-07' }), [makeRow('product', { kind: 'internet' })], now)
  expect(heard.map(({ id }) => id)).toEqual([open.id])
})

it('a promise is shown when the problem is not where they live any more, and one that was not given is not', () => {
  const { id: customerId } = makeRow('customer')
  const [here, moved, silent] = ['YK-01', 'YK-02', 'YK-03'].map((node) => makeRow('serviceProblem', { nodes: [node], area: null }))
  const tell = (problemId: string, tell: 'waiting' | 'notWanted') => makeRow('serviceProblemReport', { customerId, problemId, tell })
  upsertRows(db, 'serviceProblem', [here!, moved!, silent!, makeRow('serviceProblem')])
  upsertRows(db, 'serviceProblemReport', [tell(here!.id, 'waiting'), tell(moved!.id, 'waiting'), tell(silent!.id, 'notWanted')])
  expect(problemsPromised(db, customerId, [here!], now).map(({ id }) => id)).toEqual([moved!.id])
})

it('a call about a problem stands among the contacts, also where the problem is not here', () => {
  const { id: customerId } = makeRow('customer')
  const problem = makeRow('serviceProblem')
  upsertRows(db, 'serviceProblem', [problem])
  upsertRows(db, 'serviceProblemReport', [problem.id, makeRow('serviceProblem').id].map((problemId, index) => makeRow('serviceProblemReport', { customerId, problemId, at: `2026-11-2${index}T12:00:00.000Z` })))
  const told = timelinePage(db, customerId, 'contacts', null, []).entries.map((entry) => (entry.type === 'problemReport' ? (entry.problem?.reference ?? null) : entry.type))
  expect([told, timelinePage(db, customerId, 'money', null, []).entries]).toEqual([[null, problem.reference], []])
})

it('shows yesterday as it was: what has ended since, where it was, and nothing that nobody knew of yet', () => {
  const since = makeRow('serviceProblem', { phase: 'restored', restoredAt: '2026-11-23T10:00:00.000Z', nodes: ['YK-07'], beganAt: '2026-11-22T10:00:00.000Z' })
  const later = makeRow('serviceProblem', { beganAt: '2026-11-23T12:00:00.000Z' })
  const told = (problemId: string, at: string, more = {}) => makeRow('serviceProblemUpdate', { problemId, at, ...more })
  upsertRows(db, 'serviceProblem', [since, later])
  upsertRows(db, 'serviceProblemUpdate', [
    told(since.id, '2026-11-22T10:10:00.000Z', { phase: 'repairing', nodes: ['YK-07', 'YK-08'] }), told(since.id, '2026-11-23T10:00:00.000Z', { phase: 'restored', nodes: ['YK-07'] }), told(later.id, '2026-11-23T12:10:00.000Z'),
  ])
  const then = (at: string) => listProblemsThen(db, { kind: null, over: false }, Date.parse(at)).map(({ id, phase, nodes }) => ({ id, phase, nodes }))
  expect(then('2026-11-22T16:30:00.000Z')).toEqual([{ id: since.id, phase: 'repairing', nodes: ['YK-07', 'YK-08'] }])
  expect(then('2026-11-22T09:00:00.000Z')).toEqual([])
  expect(then('2026-11-23T16:30:00.000Z').map(({ id }) => id)).toEqual([later.id, since.id])
})
