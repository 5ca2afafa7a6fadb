/** Queues and rules as those see them who set them up. */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { MAX_QUEUES, MAX_RULE_VERSIONS, type ChatSetup, type QueueSetup, type RuleVersion } from '#shared/features/chat/chat-setup.schema.ts'
import { isOpen } from '#shared/features/chat/open-hours.ts'
import type { RoutingRule } from '#shared/features/chat/routing.ts'
import type { Services } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'

export async function readSetup(db: Queryable, services: Pick<Services, 'clock' | 'timeZone'>): Promise<ChatSetup> {
  return { queues: await listQueueSetups(db, services), published: await findPublished(db), versions: await listVersions(db) }
}

async function listQueueSetups(db: Queryable, { clock, timeZone }: Pick<Services, 'clock' | 'timeZone'>): Promise<QueueSetup[]> {
  const { rows } = await sql<Omit<QueueSetup, 'open'>>`
    select q.id, q.version, q.active, q.name, q.spanish_name, q.hours, q.target_seconds, q.target_percent, q.max_waiting, q.changed_at, q.changed_by,
      (select count(*) from chat_conversation c where c.queue_id = q.id and c.status = 'waiting') as waiting,
      (select count(*) from chat_conversation c where c.queue_id = q.id and c.status in ('offered', 'active', 'wrapUp')) as held,
      (select count(*) from chat_agent a where q.id = any(a.queue_ids)) as agents
    from chat_queue q order by q.active desc, q.name limit ${MAX_QUEUES}`.execute(db)
  const now = clock.now()
  return rows.map((row) => ({ ...row, open: row.active && isOpen(row.hours, timeZone, now) }))
}

/** Null: none were. */
export async function findPublished(db: Queryable): Promise<ChatSetup['published']> {
  const row = await db.selectFrom('chatRules').selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row ?? null
}

async function listVersions(db: Queryable): Promise<RuleVersion[]> {
  const { rows } = await sql<RuleVersion>`select version, published_at, published_by, same_as, jsonb_array_length(rules) as rules from chat_rules order by version desc limit ${MAX_RULE_VERSIONS}`.execute(db)
  return rows
}

/** @throws AppError `notFound` */
export async function getRules(db: Queryable, version: number): Promise<{ version: number; rules: RoutingRule[] }> {
  const row = await db.selectFrom('chatRules').select(['version', 'rules']).where('version', '=', version).executeTakeFirst()
  if (!row) throw new AppError('notFound', { what: 'chatRules' })
  return row
}

/** By when they began, the last first. */
export async function listLastFacts(db: Queryable, most: number) {
  return db.selectFrom('chatConversation').select(['topic', 'language', 'reasons', 'begunAt']).orderBy('begunAt', 'desc').limit(most).execute()
}

/** When the wall says so there; null: not soon. */
export const instantOrNull = (ms: number | null): string | null => (ms === null ? null : isoInstant(ms))
