/**
 * One table for each stream, made from its zod schema: a column for each key, so that the shape of a row is
 * written once. When a schema has changed since the file was made, that stream's rows are dropped and pulled
 * again: they are copies, and a copy without the new field would be wrong anyway.
 */
import type { z } from 'zod'
import { isOperatorStream, streamNames, streams, type Row, type StreamName } from '#shared/features/sync/streams.ts'
import { findRow, prepare, type Db, type WritableDb } from './statements.ts'

type Kind = 'text' | 'integer' | 'real' | 'boolean' | 'json'
type Column = { name: string; kind: Kind; nullable: boolean }

const sqlType: Record<Kind, string> = { text: 'text', integer: 'integer', real: 'real', boolean: 'integer', json: 'text' }

/** By what the account screen and the map ask for. `customer` is looked up by id, by the search's own tables, and by its place. */
const indexed: Partial<Record<StreamName, string>> = {
  interaction: 'customerId, at desc, id desc',
  payment: 'customerId, at desc, id desc',
  paymentLink: 'customerId, sentAt desc, id desc',
  accountChange: 'customerId, at desc, id desc',
  adjustment: 'customerId, requestedAt desc, id desc',
  communicationMessage: 'customerId, at desc, id desc',
  customerBill: 'customerId, billDate desc',
  loyaltyTransaction: 'customerId, at desc, id desc',
  usageConsumption: 'customerId, periodStart desc',
  usageAlertEvent: 'customerId, at desc, id desc',
  usageTopUp: 'customerId, addedAt desc, id desc',
  diagnosticRun: 'customerId, startedAt desc, id desc',
  troubleTicket: 'customerId, openedAt desc, id desc',
  serviceProblemUpdate: 'problemId, at desc, id desc',
  plantElement: 'kind, latitude, longitude',
  customer: 'latitude, longitude',
}

function columnOf(name: string, field: z.ZodType): Column {
  const def = field.def as { type: string; innerType?: z.ZodType; format?: string; checks?: unknown[] }
  if (def.type === 'nullable' && def.innerType) return { ...columnOf(name, def.innerType), nullable: true }
  return { name, kind: kindOf(name, field, def.type), nullable: false }
}

function kindOf(name: string, field: z.ZodType, type: string): Kind {
  if (type === 'string' || type === 'enum') return 'text'
  if (type === 'boolean') return 'boolean'
  if (type === 'number') return 'isInt' in field && field.isInt ? 'integer' : 'real'
  if (type === 'array' || type === 'record' || type === 'object') return 'json'
  throw new Error(`no column for ${name}: ${type}`)
}

const columnsByStream = Object.fromEntries(
  streamNames.map((stream) => [stream, Object.entries(streams[stream].shape).map(([name, field]) => columnOf(name, field as z.ZodType))]),
) as Record<StreamName, Column[]>

const columnSql = (column: Column) =>
  `"${column.name}" ${sqlType[column.kind]}${column.nullable ? '' : ' not null'}${column.name === 'id' ? ' primary key' : ''}`

const tableSql = (stream: StreamName) => `CREATE TABLE "${stream}"(${columnsByStream[stream].map(columnSql).join(', ')}) STRICT`

function indexSql(stream: StreamName): string {
  const columns = indexed[stream] ?? (isOperatorStream(stream) ? null : 'customerId')
  return columns === null ? '' : `create index if not exists "${stream}ByCustomer" on "${stream}"(${columns});`
}

/** Makes what is missing and remakes what has another shape. @returns the streams that begin empty */
export function ensureStreamTables(db: WritableDb): StreamName[] {
  const remade = streamNames.filter((stream) => {
    const found = findRow<{ sql: string }>(db, 'select sql from sqlite_schema where type = ? and name = ?', 'table', stream)
    return found?.sql !== tableSql(stream)
  })
  for (const stream of remade) remakeTable(db, stream)
  // One that came later than the table.
  for (const stream of streamNames) if (!remade.includes(stream)) db.exec(indexSql(stream))
  return remade
}

export function remakeTable(db: WritableDb, stream: StreamName): void {
  db.exec(`drop table if exists "${stream}"; ${tableSql(stream)}; ${indexSql(stream)}`)
}

const upsertSql = Object.fromEntries(
  streamNames.map((stream) => {
    const names = columnsByStream[stream].map((column) => `"${column.name}"`)
    const marks = names.map(() => '?').join(', ')
    const sets = names.filter((name) => name !== '"id"').map((name) => `${name} = excluded.${name}`)
    // Two copies of one row are ordered by version: an older one never replaces a newer one.
    return [
      stream,
      `insert into "${stream}"(${names.join(', ')}) values (${marks})
       on conflict(id) do update set ${sets.join(', ')} where excluded.version > "${stream}".version`,
    ]
  }),
) as Record<StreamName, string>

/** @returns those that were new or newer than what was there */
export function upsertRows<S extends StreamName>(db: WritableDb, stream: S, rows: readonly Row<S>[]): Row<S>[] {
  const columns = columnsByStream[stream]
  const statement = prepare(db, upsertSql[stream])
  return rows.filter((row) => statement.run(toColumns(columns, row as Record<string, unknown>)).changes > 0)
}

function toColumns(columns: Column[], row: Record<string, unknown>): unknown[] {
  const values = new Array<unknown>(columns.length)
  for (let index = 0; index < columns.length; index++) {
    const column = columns[index] as Column
    const value = row[column.name]
    values[index] = value === null ? null : column.kind === 'json' ? JSON.stringify(value) : column.kind === 'boolean' ? Number(value) : value
  }
  return values
}

/** A row as SQLite gives it, back in the schema's shape. */
export function fromColumns<S extends StreamName>(stream: S, found: Record<string, unknown>): Row<S> {
  const row: Record<string, unknown> = {}
  for (const { name, kind } of columnsByStream[stream]) {
    const value = found[name]
    row[name] = value === null ? null : kind === 'json' ? JSON.parse(value as string) : kind === 'boolean' ? value === 1 : value
  }
  return row as Row<S>
}

/** @param tail SQL after `from`: `where …`, `order by …`, `limit …`. */
export function listStream<S extends StreamName>(db: Db, stream: S, tail: string, ...values: unknown[]): Row<S>[] {
  const found = prepare(db, `select * from "${stream}" ${tail}`).all(...values) as Record<string, unknown>[]
  return found.map((row) => fromColumns(stream, row))
}

export const findById = <S extends StreamName>(db: Db, stream: S, id: string): Row<S> | null =>
  listStream(db, stream, 'where id = ?', id)[0] ?? null

/** @returns how many there were */
export function removeRows(db: WritableDb, stream: StreamName, ids: readonly string[]): number {
  const statement = prepare(db, `delete from "${stream}" where id = ?`)
  return ids.reduce((count, id) => count + statement.run(id).changes, 0)
}
