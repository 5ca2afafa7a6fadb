/**
 * One node at a time runs the detector: who holds the row `outage_detector`. Whoever has not renewed it for a while has died, or
 * hangs; another takes it, and goes on from what was saved last. What the holder writes it writes while the row is locked and still
 * its own, so that one who was only asleep writes nothing more.
 */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Services } from '../../../services.ts'
import type { Store, Transaction } from '../../../store/store.ts'

/** Without a word for so long it is anybody's, ms; a word is said each third of it. */
export const LEASE_MS = 30_000

/** It is somebody else's now. */
export class LeaseLost extends Error {}

export type Saved = { cursor: number; state: Buffer | null }
export type Lease = ReturnType<typeof openLease>

/** @param holder an id of this node, of no other, and of no other run of it */
export function openLease({ store, clock }: Pick<Services, 'store' | 'clock'>, holder: string) {
  let renewedAt = -Infinity

  return {
    /** @returns what was saved last, and when telemetry was heard last; null while another holds it */
    async take(): Promise<(Saved & { heard: string | null }) | null> {
      const now = clock.now()
      if (await isHeldByAnother(store, holder, now)) return null
      const { rows } = await sql<Saved & { heard: string | null }>`
        update outage_detector set holder = ${holder}, renewed_at = ${isoInstant(now)}
        where holder is null or holder = ${holder} or renewed_at < ${isoInstant(now - LEASE_MS)} returning cursor, state, heard_at as heard`.execute(store.db)
      if (rows[0]) renewedAt = now
      return rows[0] ?? null
    },
    /** @param heardAt when telemetry was heard last, ms since 1970; null where that is as it was. @throws LeaseLost */
    async keep(heardAt: number | null): Promise<void> {
      const now = clock.now()
      if (now - renewedAt < LEASE_MS / 3) return
      const kept = await store.db.updateTable('outageDetector').set({ renewedAt: isoInstant(now), ...(heardAt === null ? {} : { heardAt: isoInstant(heardAt) }) }).where('holder', '=', holder).executeTakeFirst()
      if (kept.numUpdatedRows !== 1n) throw new LeaseLost()
      renewedAt = now
    },
    /** A transaction that is the holder's, or none. @throws LeaseLost */
    write: <T>(work: (trx: Transaction) => Promise<T>): Promise<T> =>
      store.db.transaction().execute(async (trx) => {
        const held = await trx.selectFrom('outageDetector').select('singleton').where('holder', '=', holder).forUpdate().executeTakeFirst()
        if (!held) throw new LeaseLost()
        return work(trx)
      }),
    /** What the state has in it is not needed any more. Called inside of `write`. */
    async save(trx: Transaction, { cursor, state }: Saved): Promise<void> {
      await trx.updateTable('outageDetector').set({ cursor, state, savedAt: isoInstant(clock.now()) }).execute()
      await trx.deleteFrom('telemetryBatch').where('seq', '<=', cursor).execute()
    },
    /** Another need not wait. */
    async giveUp(): Promise<void> {
      await store.db.updateTable('outageDetector').set({ holder: null }).where('holder', '=', holder).execute()
    },
  }
}

/** Looked at before anything is written: there are many who ask. */
async function isHeldByAnother({ db }: Store, holder: string, now: number): Promise<boolean> {
  const held = await db.selectFrom('outageDetector').select('holder').where('holder', '!=', holder).where('renewedAt', '>=', isoInstant(now - LEASE_MS)).executeTakeFirst()
  return held !== undefined
}
