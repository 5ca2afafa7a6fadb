/** Rows from the backend into the cache, whichever way they came: pulled, in a command's answer, in a whole account. */
import { AppError } from '#shared/kernel/errors.ts'
import { streamNames, streams, type Row, type StreamName } from '#shared/features/sync/streams.ts'
import type { RowsByStream } from '#shared/features/sync/sync.schema.ts'
import { indexCustomers, unindexCustomers } from '../features/customers/search-index.ts'
import { removeRows, upsertRows } from '../database/stream-tables.ts'
import type { WritableDb } from '../database/statements.ts'

export type ParsedRows = { [S in StreamName]?: Row<S>[] }

/** @throws AppError `internal` when a row is not what the stream promises: the whole answer is then not trusted. */
export function parseRows<S extends StreamName>(stream: S, rows: readonly unknown[]): Row<S>[] {
  const schema = streams[stream]
  return rows.map((row) => {
    const parsed = schema.safeParse(row)
    if (!parsed.success) throw new AppError('internal', { detail: `nonsense: ${stream} ${parsed.error.issues[0]?.path.join('.') ?? ''}` })
    return parsed.data as Row<S>
  })
}

/** @throws as `parseRows` */
export function parseRowsByStream(rows: RowsByStream): ParsedRows {
  return Object.fromEntries(streamNames.filter((stream) => rows[stream]).map((stream) => [stream, parseRows(stream, rows[stream] ?? [])]))
}

/** Inserts what is new and replaces what is older; customers are made findable in the same transaction. */
export function applyRows<S extends StreamName>(db: WritableDb, stream: S, rows: readonly Row<S>[]): void {
  const applied = upsertRows(db, stream, rows)
  if (stream === 'customer' && applied.length > 0) indexCustomers(db, applied as Row<'customer'>[])
}

export function applyRowsByStream(db: WritableDb, rows: ParsedRows): void {
  for (const stream of streamNames) applyRows(db, stream, rows[stream] ?? [])
}

/** @returns how many there were */
export function applyRemoved(db: WritableDb, stream: StreamName, ids: readonly string[]): number {
  if (stream === 'customer' && ids.length > 0) unindexCustomers(db, ids)
  return removeRows(db, stream, ids)
}

/** Whom these rows are about, for the windows. */
export function customersOf(rows: ParsedRows): string[] {
  const ids = new Set<string>()
  for (const stream of streamNames)
    for (const row of rows[stream] ?? []) ids.add('customerId' in row ? row.customerId : row.id)
  return [...ids]
}
