/** Where this desk stands in each stream, and whose database it is a copy of. */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import type { Scope } from '#shared/contract/processes.ts'
import { accountStreams, operatorStreams, streamNames, type StreamName } from '#shared/features/sync/streams.ts'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'
import { findMeta, setMeta } from '../database/migrate.ts'
import { remakeTable } from '../database/stream-tables.ts'
import { findRow, forgetStatements, run, type Db, type WritableDb } from '../database/statements.ts'
import { clearSearchIndex } from '../features/customers/search/index-customers.ts'

export type Standing = { cursor: string | null; complete: boolean; rowCount: number; completeAt: string | null }
const nowhere: Standing = { cursor: null, complete: false, rowCount: 0, completeAt: null }

export function standingOf(db: Db, stream: StreamName): Standing {
  const row = findRow<Omit<Standing, 'complete'> & { complete: number }>(
    db, 'select cursor, complete, rowCount, completeAt from syncStream where stream = ?', stream,
  )
  return row ? { ...row, complete: row.complete === 1 } : nowhere
}

/** In the transaction of the page that leads there. `complete` never goes back. */
export function advance(db: WritableDb, clock: Clock, stream: StreamName, page: { cursor: string | null; done: boolean; added: number }): void {
  run(
    db,
    `insert into syncStream(stream, cursor, complete, rowCount, completeAt) values (?, ?, ?, ?, ?)
     on conflict(stream) do update set cursor = excluded.cursor, complete = max(complete, excluded.complete),
       rowCount = rowCount + excluded.rowCount, completeAt = coalesce(excluded.completeAt, completeAt)`,
    stream, page.cursor, Number(page.done), page.added, page.done ? isoInstant(clock.now()) : null,
  )
}

/** Which streams this desk pulls wholesale; accounts beyond them are fetched when opened. What is the operator's it has in any case. */
export function pulledStreams(scope: Scope): StreamName[] {
  if (scope.kind === 'all') return [...streamNames]
  return scope.kind === 'workingSet' ? [...operatorStreams] : ['customer', ...operatorStreams]
}

/** As a desk stands that is not pulling. */
export function syncStateOf(db: Db, scope: Scope): DeskState['sync'] {
  const standing = standingOf(db, 'customer')
  const first = pulledStreams(scope).includes('customer') && !standing.complete
  return { state: 'idle', customers: standing.rowCount, estimate: null, first }
}

/** The moment that every account on this desk is of, when accounts are pulled; null until all have arrived once. */
export function accountsAsOf(db: Db, scope: Scope): string | null {
  if (scope.kind !== 'all') return null
  const moments = accountStreams.map((stream) => standingOf(db, stream).completeAt)
  return moments.some((moment) => moment === null) ? null : (moments.sort()[0] ?? null)
}

/** Another database, or another scope: what is here is then a copy of something else. @returns true when rows went */
export function keepOrDropRows(db: WritableDb, epoch: string | null, scope: Scope): boolean {
  const scopeText = JSON.stringify(scope)
  const [oldEpoch, oldScope] = [findMeta(db, 'epoch'), findMeta(db, 'scope')]
  const other = (epoch !== null && oldEpoch !== null && oldEpoch !== epoch) || (oldScope !== null && oldScope !== scopeText)
  if (other) dropRows(db)
  if (epoch !== null) setMeta(db, 'epoch', epoch)
  setMeta(db, 'scope', scopeText)
  return other
}

/** At sign-out. Outbox and drafts are unsent work, and come back to their agent only. */
export function clearDesk(db: WritableDb): void {
  run(db, 'delete from tabs')
  run(db, 'delete from recent')
  run(db, 'delete from session')
  dropRows(db)
}

/** Every copy of a backend's row. Outbox, drafts and session stay. */
export function dropRows(db: WritableDb): void {
  run(db, 'delete from syncStream')
  run(db, 'delete from heldAccount')
  run(db, 'delete from billDocument')
  run(db, 'delete from usageDetail')
  run(db, 'delete from erasedCustomer')
  run(db, `delete from meta where key = 'epoch'`)
  clearSearchIndex(db)
  for (const stream of streamNames) remakeTable(db, stream)
  forgetStatements(db)
}
