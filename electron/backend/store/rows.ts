/** Rows in and out of the streams' tables, one or a few at a time; large fills go through `bulk-insert.ts`. */
import { CompiledQuery } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import type { Row, StreamName } from '#shared/features/sync/streams.ts'
import { streamColumns, tableName } from './columns.ts'
import { bulkInsert } from './bulk-insert.ts'
import type { Queryable, Transaction } from './store.ts'

/** The rows of these ids as the contract writes them, without tombstones. */
export async function readRows<S extends StreamName>(trx: Queryable, stream: S, ids: readonly string[]): Promise<Row<S>[]> {
  const list = streamColumns[stream].map(({ name, key }) => `${name} as "${key}"`).join(', ')
  const text = `select ${list} from ${tableName(stream)} where id = any($1::uuid[]) and removed_at is null order by id`
  const { rows } = await trx.executeQuery<Row<S>>(CompiledQuery.raw(text, [ids]))
  return rows
}

/**
 * Inserts one row whose id the desk chose.
 * @throws AppError `validation` when the id is taken; `field` names it in the command.
 */
export async function insertNew<S extends StreamName>(trx: Transaction, stream: S, row: Row<S>, field: string): Promise<void> {
  // The tombstones count too: an id is never used twice.
  const taken = `select from ${tableName(stream)} where id = $1`
  const { rows } = await trx.executeQuery(CompiledQuery.raw(taken, [row.id]))
  if (rows.length > 0) throw new AppError('validation', { issues: [{ path: field, message: 'taken' }] })
  await bulkInsert(trx, stream, [row])
}
