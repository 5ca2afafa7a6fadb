/** Rows from the backend into the cache, whichever way they came: pulled, in a command's answer, in a whole account. */
import { isOperatorStream, streamNames, type Row, type StreamName } from '#shared/features/sync/streams.ts'
import { indexCustomers, forgetRows } from '../features/customers/search/index-customers.ts'
import { removeRows, upsertRows } from '../database/stream-tables.ts'
import type { WritableDb } from '../database/statements.ts'
import { eraseCopies, withoutErased } from './erase-copies.ts'
import type { ParsedRows } from './parse-rows.ts'

/** Inserts what is new and replaces what is older; customers are made findable in the same transaction, and those who were erased leave. */
export function applyRows<S extends StreamName>(db: WritableDb, stream: S, rows: readonly Row<S>[]): void {
  if (stream === 'customer') eraseCopies(db, rows as readonly Row<'customer'>[])
  const applied = upsertRows(db, stream, withoutErased(db, stream, rows))
  if (stream === 'customer' && applied.length > 0) indexCustomers(db, applied as Row<'customer'>[])
}

export function applyRowsByStream(db: WritableDb, rows: ParsedRows): void {
  for (const stream of streamNames) applyRows(db, stream, rows[stream] ?? [])
}

/** @returns how many there were */
export function applyRemoved(db: WritableDb, stream: StreamName, ids: readonly string[]): number {
  if (stream === 'customer' && ids.length > 0) forgetRows(db)
  return removeRows(db, stream, ids)
}

/** Whom these rows are about, for the windows. */
export function customersOf(rows: ParsedRows): string[] {
  const ids = new Set<string>()
  for (const stream of streamNames.filter((name) => !isOperatorStream(name)))
    for (const row of rows[stream] ?? []) ids.add('customerId' in row ? row.customerId : row.id)
  return [...ids]
}
