/** Fills a stream's table from rows as the contract knows them, one statement for thousands of rows. */
import { CompiledQuery } from 'kysely'
import type { Row, StreamName } from '#shared/features/sync/streams.ts'
import { streamColumns, tableName } from './columns.ts'
import type { Transaction } from './store.ts'

/** Rows in one statement: large enough that its overhead vanishes, small enough to stay in cache. */
const CHUNK = 5_000

const statement = (stream: StreamName): string => {
  const columns = streamColumns[stream]
  const names = columns.map((column) => column.name).join(', ')
  const keys = columns.map((column) => `"${column.key}"`).join(', ')
  const record = columns.map((column) => `"${column.key}" ${column.sqlType}`).join(', ')
  return `insert into ${tableName(stream)} (${names}) select ${keys} from json_to_recordset($1::json) as given(${record})`
}

/**
 * @param rows are trusted: parse them by the stream's schema before.
 * @throws the database's error when an id or an account number is taken; nothing of the chunk is then written.
 */
export async function bulkInsert<S extends StreamName>(trx: Transaction, stream: S, rows: readonly Row<S>[]): Promise<void> {
  const text = statement(stream)
  for (let start = 0; start < rows.length; start += CHUNK)
    await trx.executeQuery(CompiledQuery.raw(text, [JSON.stringify(rows.slice(start, start + CHUNK))]))
}
