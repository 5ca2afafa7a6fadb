/**
 * Requests at the same moment, over HTTP, on PGlite and on PostgreSQL: no limit is passed by a cent, one id has one effect,
 * one request one approval, and what must be refused is. On PostgreSQL the run at the limits is made once more with the
 * row locks taken out: it must go over them, or the proof could not have failed.
 */
import { freshDatabase, startPostgres } from '../../tests/support/postgres.ts'
import { faultsInBooks } from '../../tests/support/books.ts'
import type { StoreLocation } from '../../electron/backend/store/store.ts'
import { runReport, type Report } from '../lib/report.ts'
import { openArena } from './support/race-arena.ts'
import { customerEdge, dayEdge, races, roleRemovedWhileWaiting, type Race, type Result } from './support/races.ts'

/** Each run without locks goes over the limit by luck alone; several leave luck no room. */
const CONTROL_RUNS = 5

async function runAll(report: Report, name: string, location: StoreLocation, all: Record<string, Race>): Promise<void> {
  const arena = await openArena(location)
  const results: Record<string, Result> = {}
  try {
    for (const [what, run] of Object.entries(all)) {
      results[what] = await run(arena)
      report.say(`${name}: ${what}: ${results[what].holds ? 'holds' : 'does NOT hold'}`)
      report.must(`${name}: ${what}`, results[what].holds, JSON.stringify(results[what]))
    }
    const faults = await faultsInBooks(arena.store)
    report.must(`${name}: books`, faults.length === 0, faults.join('; '))
  } finally {
    await arena.close()
  }
  report.figure(name, results)
  report.atMost(`${name}: cents over a limit`, 0, Math.max(...Object.values(results).map(({ over = 0 }) => Number(over))))
}

/** @returns by how many cents a limit was passed, at most, in the runs of each */
async function withoutLocks(url: string): Promise<Record<string, number>> {
  const over = { customerEdge: 0, dayEdge: 0 }
  const arena = await openArena({ kind: 'server', url }, { locked: false })
  try {
    for (let run = 0; run < CONTROL_RUNS; run += 1) {
      over.customerEdge = Math.max(over.customerEdge, Number((await customerEdge(arena))['over']))
      over.dayEdge = Math.max(over.dayEdge, Number((await dayEdge(arena))['over']))
    }
  } finally {
    await arena.close()
  }
  return over
}

await runReport('race', async (report) => {
  await runAll(report, 'embedded', { kind: 'embedded', dataDirectory: null }, races)
  const postgres = await startPostgres()
  try {
    const url = await freshDatabase(postgres.url)
    await runAll(report, 'server', { kind: 'server', url }, { ...races, roleRemovedWhileWaiting: roleRemovedWhileWaiting(url) })
    const over = await withoutLocks(await freshDatabase(postgres.url))
    report.figure('overWithoutLocks', over)
    const caught = Object.values(over).every((cents) => cents > 0)
    report.figure('controlCaught', caught)
    report.must('controlCaught', caught, JSON.stringify(over))
  } finally {
    await postgres.stop()
  }
})
