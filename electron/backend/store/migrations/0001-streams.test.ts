import { expect, it } from 'vitest'
import { isOperatorStream, streamNames } from '#shared/features/sync/streams.ts'
import { snakeCase, streamColumns } from '../columns.ts'
import type { Store } from '../store.ts'
import { migrations } from './all.ts'
import { beforeMigration } from './migration-test.ts'

/** Streams have come and grown since the first. */
const whenAllAreDone = (work: (store: Store) => Promise<void>) => beforeMigration((migrations.at(-1)?.version ?? 0) + 1, work)

type DatabaseColumn = { table: string; name: string; type: string; nullable: boolean }

it('makes for each stream a table of its schema\'s columns, types and nulls', async () => {
  await whenAllAreDone(async (store) => {
    const { rows } = await store.pool.query<DatabaseColumn>(`
      select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0`)
    const own = new Set(['removed_at', 'changed_xid', 'language_version', 'decided_by_id', 'reversed_by_id', 'settings_version', 'plan_megabytes', 'value_since'])
    const long: Record<string, string> = { timestamptz: 'timestamp with time zone' }
    for (const stream of streamNames) {
      const made = rows.filter(({ table, name }) => table === snakeCase(stream) && !own.has(name))
      const wanted = streamColumns[stream].map(({ key, sqlType, nullable }) =>
        ({ table: snakeCase(stream), name: snakeCase(key), type: long[sqlType] ?? sqlType, nullable }))
      expect(made.sort(byName)).toEqual(wanted.sort(byName))
    }
  })
})

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1)

it('gives each stream an index in the order of the feed, and each customer\'s rows one by customer', async () => {
  await whenAllAreDone(async (store) => {
    const { rows } = await store.pool.query<{ name: string }>(`select indexname as name from pg_indexes where schemaname = 'public'`)
    const names = new Set(rows.map(({ name }) => name))
    for (const stream of streamNames) {
      expect(names).toContain(`${snakeCase(stream)}_feed`)
      if (stream !== 'customer' && !isOperatorStream(stream)) expect(names).toContain(`${snakeCase(stream)}_customer`)
    }
  })
})
