/**
 * The epoch names one unbroken history of the rows. A desk's cursor means something only within it: when the
 * database was restored or moved, rows that desks have seen may be gone, and transaction numbers may repeat. Then
 * a new epoch begins, every row is written anew into the present, and each desk starts over.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { streamNames } from '#shared/features/sync/streams.ts'
import { tableName } from './columns.ts'
import type { Queryable, Store, Transaction } from './store.ts'

/** Keeps the present epoch, or begins one. Run at every start, after the migrations. */
export async function settleEpoch(store: Store, clock: Clock): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    await sql`lock table meta in exclusive mode`.execute(trx)
    const meta = await trx.selectFrom('meta').selectAll().executeTakeFirst()
    const home = await currentHome(trx)
    if (meta?.home === home && !(await isAheadOfItsCluster(trx))) return
    if (meta) await rebase(trx)
    await writeEpoch(trx, home, clock)
  })
}

/** A new epoch while running: a desk showed a cursor from a future that this database no longer has. */
export async function renewEpoch(store: Store, clock: Clock): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    await sql`lock table meta in exclusive mode`.execute(trx)
    const { epochSince } = await trx.selectFrom('meta').select('epochSince').executeTakeFirstOrThrow()
    // Bounded, so that one desk's cursor, shown again and again, cannot keep all desks busy pulling.
    if (clock.now() - Date.parse(epochSince) < MIN_EPOCH_MS) return
    await writeEpoch(trx, await currentHome(trx), clock)
  })
}
const MIN_EPOCH_MS = 60 * 60 * 1000

export async function readEpoch(db: Queryable): Promise<string> {
  return (await db.selectFrom('meta').select('epoch').executeTakeFirstOrThrow()).epoch
}

/** What the cursors of one epoch are made with. */
export type Feed = { epoch: string; cursorKey: Buffer }

export const readFeed = (db: Queryable): Promise<Feed> => db.selectFrom('meta').select(['epoch', 'cursorKey']).executeTakeFirstOrThrow()

async function writeEpoch(trx: Transaction, home: string, clock: Clock): Promise<void> {
  const fresh = { epoch: randomBytes(9).toString('base64url'), home, epochSince: isoInstant(clock.now()) }
  await trx.insertInto('meta').values(fresh).onConflict((conflict) => conflict.column('singleton').doUpdateSet(fresh)).execute()
}

/** The cluster, its timeline (a promoted standby or a point-in-time recovery begins a new one) and the database. */
async function currentHome(trx: Transaction): Promise<string> {
  const { rows } = await sql<{ home: string }>`
    select concat_ws(':', s.system_identifier, c.timeline_id, d.oid) as home
    from pg_control_system() s, pg_control_checkpoint() c, pg_database d where d.datname = current_database()`.execute(trx)
  return rows[0]!.home
}

/** Rows written by transactions that this cluster has not reached yet: they came from another one. */
async function isAheadOfItsCluster(trx: Transaction): Promise<boolean> {
  for (const stream of streamNames) {
    const { rows } = await sql<{ ahead: boolean }>`
      select max(changed_xid) >= pg_snapshot_xmax(pg_current_snapshot()) as ahead from ${sql.raw(tableName(stream))}`.execute(trx)
    if (rows[0]?.ahead) return true
  }
  return false
}

async function rebase(trx: Transaction): Promise<void> {
  // The trigger stamps the present transaction.
  for (const stream of streamNames) await sql`update ${sql.raw(tableName(stream))} set changed_xid = changed_xid`.execute(trx)
}
