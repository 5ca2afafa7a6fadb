import { beforeEach, expect, it } from 'vitest'
import { MAX_PROBLEMS } from '#shared/features/outages/outages.procedures.ts'
import { makeRow } from '../../../../tests/support/rows.ts'
import { migrate } from '../../database/migrate.ts'
import { openFile } from '../../database/open.ts'
import { ensureStreamTables, upsertRows } from '../../database/stream-tables.ts'
import type { WritableDb } from '../../database/statements.ts'
import { listProblems, problemsOfCustomer } from './outages.queries.ts'

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
