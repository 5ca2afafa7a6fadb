/** Tells the other desks, through every node, that rows changed. Sent by PostgreSQL when the transaction commits. */
import { sql } from 'kysely'
import type { StreamName } from '#shared/features/sync/streams.ts'
import type { Queryable, Transaction } from './store.ts'

export const CHANGED_CHANNEL = 'headend_changed'
/** As in the contract's `changed`; more than these are not named. */
const MAX_NAMED = 100

/** @param customerIds null when they are too many to name. */
export async function announceChange(trx: Transaction, streams: readonly StreamName[], customerIds: readonly string[] | null): Promise<void> {
  const named = customerIds && customerIds.length <= MAX_NAMED ? customerIds : null
  const change = JSON.stringify({ streams, customerIds: named })
  // The transaction's number lets a node hold the hint back until the change feed shows the rows.
  await sql`select pg_notify(${CHANGED_CHANNEL}, json_build_object('xid', pg_current_xact_id()::text, 'change', ${change}::json)::text)`.execute(trx)
}

/** A message to all nodes that has nothing to do with rows. */
export async function notify(db: Queryable, channel: string, payload: unknown): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify(payload)})`.execute(db)
}
