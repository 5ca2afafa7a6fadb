/**
 * What PostgreSQL needs to know about a stream, derived from its zod schema, so that no shape is written twice.
 * The tables themselves are in the migrations; a test holds the two together.
 */
import { z } from 'zod'
import { streams, type StreamName } from '#shared/features/sync/streams.ts'

export type Column = {
  /** As in the schema, `customerId`. */
  key: string
  /** Quoted name in the database, `"customer_id"`. */
  name: string
  sqlType: 'uuid' | 'text' | 'bigint' | 'double precision' | 'boolean' | 'date' | 'timestamptz' | 'text[]' | 'jsonb'
  nullable: boolean
}

type JsonSchema = { type?: string | string[]; format?: string; anyOf?: JsonSchema[]; properties?: Record<string, JsonSchema> }

const byFormat: Record<string, Column['sqlType']> = { uuid: 'uuid', date: 'date', 'date-time': 'timestamptz' }
const byType: Record<string, Column['sqlType']> = {
  string: 'text',
  integer: 'bigint',
  number: 'double precision',
  boolean: 'boolean',
  array: 'text[]',
  object: 'jsonb',
}

/** `customerId` to `customer_id`; the same rule as Kysely's CamelCasePlugin. */
export const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
export const tableName = (stream: StreamName): string => `"${snakeCase(stream)}"`

function toColumn(key: string, schema: JsonSchema): Column {
  // A nullable column comes as `anyOf` when it has bounds, as a list of types when it has none.
  const options = schema.anyOf ?? [schema]
  const types = options.flatMap((option) => option.type ?? [])
  const format = options.find((option) => option.format)?.format
  const sqlType = byFormat[format ?? ''] ?? byType[types.find((type) => type !== 'null') ?? '']
  if (!sqlType) throw new Error(`no column type for ${key}`)
  return { key, name: `"${snakeCase(key)}"`, sqlType, nullable: types.includes('null') }
}

const columnsOf = (stream: StreamName): Column[] =>
  Object.entries((z.toJSONSchema(streams[stream]) as JsonSchema).properties ?? {}).map(([key, schema]) => toColumn(key, schema))

const all = Object.fromEntries((Object.keys(streams) as StreamName[]).map((stream) => [stream, columnsOf(stream)]))
export const streamColumns = all as Record<StreamName, Column[]>

/** Instants leave the database in the one form of the contract; all else is right as PostgreSQL writes it. */
const jsonValue = ({ name, sqlType }: Column): string =>
  sqlType === 'timestamptz' ? `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : name

/** A select list that names the schema's keys: `"id" as "id", "customer_id" as "customerId", …` */
export const contractSelectList = (stream: StreamName): string =>
  streamColumns[stream].map((column) => `${jsonValue(column)} as "${column.key}"`).join(', ')
