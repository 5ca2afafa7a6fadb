/** Writes rows that may be there already: a row that says the same keeps its version, so that no desk pulls it again. */
import { CompiledQuery } from 'kysely'
import type { Row, StreamName } from '#shared/features/sync/streams.ts'
import { streamColumns, tableName } from '../store/columns.ts'
import type { Transaction } from '../store/store.ts'

export type UpsertRule = {
  /** Columns (keys of the schema) that a file may change; the others keep what the backend or an agent made of them. */
  owned: readonly string[]
  /** SQL over the table: rows of which this is false were changed by a person and stay. */
  unless?: string
}

export async function upsert<S extends StreamName>(trx: Transaction, stream: S, rows: readonly Row<S>[], rule: UpsertRule): Promise<void> {
  if (rows.length > 0) await trx.executeQuery(CompiledQuery.raw(statement(stream, rule), [JSON.stringify(rows)]))
}

function statement(stream: StreamName, { owned, unless }: UpsertRule): string {
  const table = tableName(stream)
  const columns = streamColumns[stream]
  const record = columns.map((column) => `"${column.key}" ${column.sqlType}`).join(', ')
  const changing = columns.filter((column) => owned.includes(column.key)).map((column) => column.name)
  const both = (prefix: string): string => `(${changing.map((name) => `${prefix}.${name}`).join(', ')})`
  return `
    insert into ${table} (${columns.map((column) => column.name).join(', ')})
    select ${columns.map((column) => `"${column.key}"`).join(', ')} from json_to_recordset($1::json) as given(${record})
    on conflict (id) do update set version = ${table}.version + 1, removed_at = null,
      ${changing.map((name) => `${name} = excluded.${name}`).join(', ')}
    where (${table}.removed_at is not null or ${both(table)} is distinct from ${both('excluded')})${unless ? ` and not (${table}.${unless})` : ''}`
}
