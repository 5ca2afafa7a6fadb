/** Who has which account open, in one table for all nodes. An entry that nobody renews is gone after LIVE_TIMEOUT_MS. */
import { sql } from 'kysely'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { LIVE_TIMEOUT_MS, type PresenceEntry } from '#shared/features/sync/sync.schema.ts'
import type { SignedIn } from '../../services.ts'
import { notify } from '../../store/announce.ts'
import type { Queryable, Store } from '../../store/store.ts'

export const PRESENCE_CHANNEL = 'headend_presence'
/** Ids in one notification, whose payload PostgreSQL bounds to 8,000 bytes. */
const NAMED_AT_ONCE = 100

export type Present = Pick<SignedIn, 'sessionId' | 'agent'>

/** Makes `open` the whole list of what this session has open, and tells the nodes what changed. */
export async function setPresence({ db }: Store, clock: Clock, who: Present, open: readonly string[]): Promise<void> {
  const now = isoInstant(clock.now())
  await db.transaction().execute(async (trx) => {
    const closed = await sql<{ customerId: string }>`
      delete from presence where session_id = ${who.sessionId} and not customer_id = any(${open}::uuid[])
      returning customer_id`.execute(trx)
    const opened = await sql<{ customerId: string }>`
      insert into presence (session_id, customer_id, agent_id, display_name, since, seen_at)
      select distinct ${who.sessionId}::uuid, opened, ${who.agent.id}::uuid, ${who.agent.displayName}, ${now}::timestamptz, ${now}::timestamptz
      from unnest(${open}::uuid[]) as opened
      on conflict do nothing returning customer_id`.execute(trx)
    await renewPresence(trx, clock, who.sessionId)
    await tellPresence(trx, [...closed.rows, ...opened.rows].map((row) => row.customerId))
  })
}

/** The desk is still there. */
export async function renewPresence(db: Queryable, clock: Clock, sessionId: string): Promise<void> {
  await db.updateTable('presence').set({ seenAt: isoInstant(clock.now()) }).where('sessionId', '=', sessionId).execute()
}

/** Takes away what desks left behind that vanished without a word, on whichever node they were. */
export async function expirePresence({ db }: Store, clock: Clock): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const gone = await trx
      .deleteFrom('presence')
      .where('seenAt', '<', isoInstant(clock.now() - LIVE_TIMEOUT_MS))
      .returning('customerId')
      .execute()
    await tellPresence(trx, gone.map((row) => row.customerId))
  })
}

async function tellPresence(db: Queryable, customerIds: readonly string[]): Promise<void> {
  const once = [...new Set(customerIds)]
  for (let start = 0; start < once.length; start += NAMED_AT_ONCE)
    await notify(db, PRESENCE_CHANNEL, { customerIds: once.slice(start, start + NAMED_AT_ONCE) })
}

/** Each agent once for each account, since the first of their sessions. @param customerIds null for all accounts. */
export async function listPresence({ db }: Store, clock: Clock, customerIds: readonly string[] | null): Promise<PresenceEntry[]> {
  return db
    .selectFrom('presence')
    .where('seenAt', '>=', isoInstant(clock.now() - LIVE_TIMEOUT_MS))
    .$if(customerIds !== null, (query) => query.where('customerId', 'in', customerIds ?? []))
    .groupBy(['customerId', 'agentId', 'displayName'])
    .select(({ fn }) => ['customerId', 'agentId', 'displayName', fn.min('since').as('since')])
    .orderBy('customerId')
    .orderBy('since')
    .execute()
}
