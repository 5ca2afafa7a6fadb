/** Call detail: read for a caller who is known, and written nowhere else. */
import { sql } from 'kysely'
import { CALLS_PAGE, type CallRecord, type CallsInput, type CallsPage } from '#shared/features/usage/usage.schema.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'

export async function listCalls(db: Queryable, { customerId, before }: CallsInput): Promise<CallsPage> {
  const rows = await db.selectFrom('callRecord').select(['id', 'line', 'direction', 'otherNumber', 'startedAt', 'seconds'])
    .where('customerId', '=', customerId)
    .$if(before !== undefined, (query) => query.where(sql<boolean>`(started_at, id) < (${before!.at}::timestamptz, ${before!.id}::uuid)`))
    .orderBy('startedAt', 'desc').orderBy('id', 'desc').limit(CALLS_PAGE + 1).execute()
  return { calls: rows.slice(0, CALLS_PAGE), more: rows.length > CALLS_PAGE }
}

const CHUNK = 10_000
export type CustomerCall = CallRecord & { customerId: string }

/** As they come in bulk. @throws the database's error when one is there already */
export async function insertCalls(trx: Transaction, calls: readonly CustomerCall[]): Promise<void> {
  for (let start = 0; start < calls.length; start += CHUNK)
    await sql`
      insert into call_record (id, customer_id, line, direction, other_number, started_at, seconds)
      select id, "customerId", line, direction, "otherNumber", "startedAt", seconds
      from json_to_recordset(${JSON.stringify(calls.slice(start, start + CHUNK))}::json)
        as given(id uuid, "customerId" uuid, line text, direction text, "otherNumber" text, "startedAt" timestamptz, seconds integer)`.execute(trx)
}
