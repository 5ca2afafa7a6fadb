/**
 * The search of the data process alone, without a window: how fast customers become findable, page by page into
 * an encrypted cache as a pull writes them, and how long a query takes at each key. Bounds are those of the desk;
 * baselines of the same run are better-sqlite3's raw insert and a bare FTS5 rebuild of the same columns.
 * Processor time stands beside wall time, because a busy machine lengthens only the second.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { configure, openFile } from '../../electron/data/database/open.ts'
import { ensureStreamTables, upsertRows } from '../../electron/data/database/stream-tables.ts'
import type { Db, WritableDb } from '../../electron/data/database/statements.ts'
import { createSearchTables, flushSearchIndex, indexCustomers } from '../../electron/data/features/customers/search/index-customers.ts'
import { search } from '../../electron/data/features/customers/search/search.ts'
import { runReport, type Report } from '../lib/report.ts'
import { quantile, rounded } from '../lib/stats.ts'
import { wanted } from '../lib/wanted.ts'
import { customersOf } from './support/operator.ts'
import { variedQueries } from './support/queries.ts'
import { sampled, seededPick } from './support/seeded.ts'
import { sqliteBaselines } from './support/sqlite-baselines.ts'

const PAGE_ROWS = 1_000
const QUERIES = 250
/** What finds most, or costs most to find nothing. */
const WORST = ['a b', 'br ma', 'st', 'new york', 'bronx brooklyn', '914', '555', '11', 'zzyzx qwrtp', 'one two three four five six seven eight nine ten street avenue road new york main maple oak st nobody']

await runReport('search-index', async (report) => {
  const customers = wanted('customers', 1_000_000)
  const folder = mkdtempSync(join(tmpdir(), 'headend-search-'))
  const file = join(folder, 'cache.db')
  try {
    const db = openFile(file, randomBytes(32).toString('hex')) as WritableDb
    configure(db)
    const seconds = build(db, customersOf({ customers, seed: report.seed }))
    reportBuild(report, customers, seconds, sqliteBaselines(customersOf({ customers, seed: report.seed }), customers))
    report.figure('fileMb', rounded(statSync(file).size / 1e6))
    report.figure('indexMb', rounded((db.prepare('select sum(length(data)) from searchBlock').pluck().get() as number) / 1e6))
    const people = sampled(customersOf({ customers, seed: report.seed }), Math.max(1, Math.floor(customers / 1_000)))
    reportQueries(report, db, [...WORST, ...variedQueries(people, QUERIES, seededPick(report.seed))])
    db.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

type Seconds = { insert: number; index: number; commit: number; cpu: number; longestPage: number }

/** Each page in its own transaction, as a pull writes them. */
function build(db: WritableDb, customers: Iterable<Customer>): Seconds {
  const seconds = { insert: 0, index: 0, commit: 0, cpu: 0, longestPage: 0 }
  db.transaction(() => {
    ensureStreamTables(db)
    createSearchTables(db)
  })()
  for (const page of pages(customers)) writePage(db, page, seconds)
  seconds.index += timed(() => db.transaction(() => flushSearchIndex(db))())
  db.pragma('wal_checkpoint(truncate)')
  return seconds
}

function writePage(db: WritableDb, page: readonly Customer[], seconds: Seconds): void {
  const before = process.cpuUsage()
  db.exec('begin immediate')
  seconds.insert += timed(() => upsertRows(db, 'customer', page))
  const index = timed(() => indexCustomers(db, page))
  seconds.index += index
  seconds.longestPage = Math.max(seconds.longestPage, index)
  seconds.commit += timed(() => db.exec('commit'))
  const { user, system } = process.cpuUsage(before)
  seconds.cpu += (user + system) / 1e6
}

function* pages(customers: Iterable<Customer>): Generator<Customer[]> {
  let page: Customer[] = []
  for (const customer of customers) {
    page.push(customer)
    if (page.length < PAGE_ROWS) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

function timed(work: () => unknown): number {
  const started = performance.now()
  work()
  return (performance.now() - started) / 1000
}

function reportBuild(report: Report, customers: number, seconds: Seconds, baseline: ReturnType<typeof sqliteBaselines>): void {
  const all = seconds.insert + seconds.index + seconds.commit
  report.figure('customers', customers)
  report.figure('baseline', baseline)
  report.figure('indexCustomersPerSecond', Math.round(customers / seconds.index))
  report.figure('customersPerSecondWithTableAndCommit', Math.round(customers / all))
  report.figure('customersPerProcessorSecond', Math.round(customers / seconds.cpu))
  report.figure('indexTimesFtsRebuild', rounded(seconds.index / baseline.ftsRebuildSeconds, 2))
  report.figure('indexTimesRawInsert', rounded(seconds.index / (customers / baseline.rawInsertPerSecond), 2))
  report.figure('longestPageMs', rounded(seconds.longestPage * 1000))
}

type Timing = { text: string; ms: number; cpuMs: number }

function reportQueries(report: Report, db: Db, queries: readonly string[]): void {
  const typed = queries.flatMap((query) => Array.from({ length: query.length }, (_, at) => query.slice(0, at + 1)))
  const timings = typed.map((text) => timeQuery(db, text))
  const slowest = [...timings].sort((a, b) => b.ms - a.ms).slice(0, 12)
  report.figure('keys', typed.length)
  report.figure('slowest', slowest.map(({ text, ms, cpuMs }) => [text, rounded(ms), rounded(cpuMs)]))
  report.figure('cpuMs', [0.5, 0.95, 0.99, 1].map((share) => rounded(quantile(timings.map(({ cpuMs }) => cpuMs), share))))
  report.figure('p50Ms', rounded(quantile(timings.map(({ ms }) => ms), 0.5)))
  report.atMost('p95Ms', 8, rounded(quantile(timings.map(({ ms }) => ms), 0.95)))
  report.atMost('maxMs', 50, rounded(quantile(timings.map(({ ms }) => ms), 1)))
}

function timeQuery(db: Db, text: string): Timing {
  const before = process.cpuUsage()
  const started = performance.now()
  search(db, text, { limit: 50, now: () => performance.now() })
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(before)
  return { text, ms, cpuMs: (user + system) / 1_000 }
}
