/** What supervisors are warned of: raised and ended by the clock of any node, told once, and by whom it was seen. */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { MAX_ALERTS, type ChatAlertKind, type ChatAlerts, type SeeChatAlert } from '#shared/features/chat/chat-alerts.schema.ts'
import { HOUR_MS, MAX_HISTORY_DAYS } from '#shared/features/chat/chat-figures.ts'
import type { Effect } from '../../command.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import { alertsOf, QUIET_MS } from './alert-rule.ts'
import { tellAgents } from './tell.ts'
import { readQueueStates } from './wall.queries.ts'

type WatchServices = Pick<Services, 'store' | 'clock' | 'timeZone'>

/** Looks at all queues once. Nodes that look at one moment raise one alert: there is one of a kind and a queue. @returns how many began or ended */
export async function watchQueues({ store, clock, timeZone }: WatchServices): Promise<number> {
  const now = clock.now()
  const wanted = (await readQueueStates(store.db, { clock, timeZone })).filter(({ row }) => row.queue.active).flatMap(({ row, now: state }) => alertsOf(state).map((kind) => ({ id: newId(clock), queueId: row.queue.id, kind })))
  const running = await store.db.selectFrom('chatAlert').select('id').where('endedAt', 'is', null).limit(1).executeTakeFirst()
  if (wanted.length === 0 && !running) return 0
  return store.db.transaction().execute(async (trx) => {
    const changed = (await raise(trx, wanted, now)) + (await end(trx, now))
    if (changed > 0) await tellSupervisors(trx)
    return changed
  })
}

/** @returns how many were not there before */
async function raise(trx: Transaction, wanted: readonly { id: string; queueId: string; kind: ChatAlertKind }[], now: number): Promise<number> {
  const at = isoInstant(now)
  let raised = 0
  for (const { id, queueId, kind } of wanted) {
    const { rows } = await sql<{ id: string }>`insert into chat_alert (id, queue_id, kind, begun_at, held_at) values (${id}, ${queueId}, ${kind}, ${at}, ${at})
      on conflict (queue_id, kind) where ended_at is null do update set held_at = greatest(chat_alert.held_at, excluded.held_at) returning id`.execute(trx)
    raised += Number(rows[0]?.id === id)
  }
  return raised
}

async function end(trx: Transaction, now: number): Promise<number> {
  const { numUpdatedRows } = await trx.updateTable('chatAlert').set({ endedAt: isoInstant(now) }).where('endedAt', 'is', null).where('heldAt', '<=', isoInstant(now - QUIET_MS)).executeTakeFirst()
  return Number(numUpdatedRows)
}

async function tellSupervisors(trx: Transaction): Promise<void> {
  const supervisors = await trx.selectFrom('agent').innerJoin('rolePermission', 'rolePermission.role', 'agent.role').select('agent.id').where('rolePermission.permission', '=', 'chat.supervise').execute()
  // A notice has a largest size, and each agent is some forty bytes of it.
  for (let at = 0; at < supervisors.length; at += 100) await tellAgents(trx, supervisors.slice(at, at + 100).map(({ id }) => id))
}

export async function listAlerts(db: Queryable): Promise<ChatAlerts> {
  const alerts = await db.selectFrom('chatAlert as a').innerJoin('chatQueue as q', 'q.id', 'a.queueId').leftJoin('agent as p', 'p.id', 'a.seenBy')
    .select(['a.id', 'a.queueId', 'q.name', 'q.spanishName', 'a.kind', 'a.begunAt', 'a.seenAt', 'p.displayName as seenBy']).where('a.endedAt', 'is', null)
    .orderBy((order) => order('a.seenAt', 'is not', null)).orderBy('a.begunAt', 'desc').orderBy('a.id').limit(MAX_ALERTS).execute()
  return { alerts }
}

/** Whoever was first has it; it is not told again until it is over and begins anew. @throws AppError `conflict` for one that is over */
export const seeAlert: Effect<SeeChatAlert> = async (trx, { alertId }, { at, by, note }) => {
  const alert = await trx.selectFrom('chatAlert').selectAll().where('id', '=', alertId).forUpdate().executeTakeFirst()
  if (!alert) throw new AppError('notFound', { what: 'chatAlert' })
  note({ queueId: alert.queueId, kind: alert.kind })
  if (alert.endedAt !== null) throw new AppError('conflict', { stream: 'chatAlert', current: null, changedBy: null, changedAt: alert.endedAt })
  if (alert.seenAt !== null) return {}
  await trx.updateTable('chatAlert').set({ seenAt: at, seenBy: by.agent.id }).where('id', '=', alertId).execute()
  await tellSupervisors(trx)
  return {}
}

/** As long as the history is looked at. */
export async function forgetOldAlerts({ store, clock }: Pick<Services, 'store' | 'clock'>): Promise<void> {
  await store.db.deleteFrom('chatAlert').where('endedAt', '<', isoInstant(clock.now() - MAX_HISTORY_DAYS * 24 * HOUR_MS)).execute()
}
