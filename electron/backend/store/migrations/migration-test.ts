/** For the migrations' tests: a database in memory, brought up to just before one of them. */
import { CompiledQuery } from 'kysely'
import type { Row, StreamName } from '#shared/features/sync/streams.ts'
import { streamColumns, tableName } from '../columns.ts'
import { migrate } from '../migrate.ts'
import { storeOver, type Store, type Transaction } from '../store.ts'
import { migrations } from './all.ts'
import { copiedFiles } from './copied-database.ts'
import { filesOf, openFiles } from './database-files.ts'

const upTo = (store: Store, last: number): Promise<void> => migrate(store, undefined, migrations.filter((migration) => migration.version <= last))

/** By version: a file tests one of them, and its tests begin where the first one began. */
const kept = new Map<number, Promise<Blob>>()

/** @param work gets the store as `version - 1` left it, and `step`, which applies the one under test. */
export async function beforeMigration(version: number, work: (store: Store, step: () => Promise<void>) => Promise<void>): Promise<void> {
  let files = kept.get(version)
  if (!files) kept.set(version, (files = filesBefore(version)))
  const store = storeOver(await openFiles(await files))
  try {
    await work(store, () => upTo(store, version))
  } finally {
    await store.close()
  }
}

async function filesBefore(version: number): Promise<Blob> {
  const pglite = await openFiles(await copiedFiles('emptyDatabase'))
  const store = storeOver(pglite)
  await upTo(store, version - 1)
  const files = await filesOf(pglite)
  await store.close()
  return files
}

/** Rows as the contract knows them now, without the columns that the table does not have yet. */
export async function insertAsThen<S extends StreamName>(trx: Transaction, stream: S, rows: readonly Row<S>[]): Promise<void> {
  const there = await trx.executeQuery<{ name: string }>(CompiledQuery.raw('select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0', [tableName(stream)]))
  const columns = streamColumns[stream].filter(({ name }) => there.rows.some((row) => `"${row.name}"` === name))
  const record = columns.map(({ key, sqlType }) => `"${key}" ${sqlType}`).join(', ')
  await trx.executeQuery(CompiledQuery.raw(`insert into ${tableName(stream)} (${columns.map(({ name }) => name).join(', ')}) select ${columns.map(({ key }) => `"${key}"`).join(', ')} from json_to_recordset($1::json) as given(${record})`, [JSON.stringify(rows)]))
}
