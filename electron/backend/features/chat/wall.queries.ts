/** Each queue as it is now, for the wall and for the rule that warns. */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { wallDay } from '#shared/kernel/wall-time.ts'
import { HOUR_MS, LEFT_AT_ONCE_MS } from '#shared/features/chat/chat-figures.ts'
import { DESK_GONE_MS } from '#shared/features/chat/chat-times.ts'
import { MAX_WALL_AGENTS, type ChatWall, type WallAgent, type WallQueue } from '#shared/features/chat/chat-wall.schema.ts'
import { isOpen, type OpenHours } from '#shared/features/chat/open-hours.ts'
import { operatorToday } from '../../operator-day.ts'
import type { Services } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'
import { forecastOf, type QueueNow } from './alert-rule.ts'
import { conversationsWhere, toConversation } from './chat.queries.ts'
import { PACE_MS } from './customer-state.ts'

const MAX_QUEUES = 200
const MAX_ON_WALL = 400
/** Of those who wait, so many of each queue are looked at one by one: by then the first have waited long. */
const MOST_IN_LINE = 200
/** Conversations that say how long one lasts, and how old they may be. */
const HANDLED = 100
const HANDLED_MS = 24 * HOUR_MS

type Clocked = Pick<Services, 'clock' | 'timeZone'>
type Counts = { answered: number; inTime: number; left: number; atOnce: number }
type QueueRow = {
  id: string; name: string; spanishName: string; targetSeconds: number; targetPercent: number; active: boolean; hours: OpenHours
  waiting: number; waitingSince: string | null; line: number[]; offered: number[]
  today: Counts; hour: Counts; halfHour: Counts
  taken: number; handleSeconds: number | null; agentsThere: number; reachable: number; freePlaces: number; places: number
}
export type QueueState = { row: WallQueue; now: QueueNow }

export async function readQueueStates(db: Queryable, { clock, timeZone }: Clocked): Promise<QueueState[]> {
  const now = clock.now()
  const midnight = wallDay(timeZone, operatorToday({ clock, timeZone })).from
  const moment = (ms: number) => sql`${isoInstant(ms)}::timestamptz`
  const tally = (since: number) => sql`jsonb_build_object(
    'answered', count(*) filter (where since >= ${moment(since)} and ended_how = 'accepted'),
    'inTime', count(*) filter (where since >= ${moment(since)} and ended_how = 'accepted' and ended_at <= since + target_seconds * interval '1 second'),
    'left', count(*) filter (where since >= ${moment(since)} and ended_how = 'left' and ended_at > since + ${LEFT_AT_ONCE_MS} * interval '1 millisecond'),
    'atOnce', count(*) filter (where since >= ${moment(since)} and ended_how = 'left' and ended_at <= since + ${LEFT_AT_ONCE_MS} * interval '1 millisecond'))`
  const seconds = sql`floor(extract(epoch from ${moment(now)} - since))::int`
  const { rows } = await sql<QueueRow>`
    with line as (select t.queue_id, t.since, c.status, row_number() over (partition by t.queue_id order by c.rank_at, c.id) as place
        from chat_turn t join chat_conversation c on c.id = t.conversation_id where t.ended_at is null),
      waiting as (select queue_id, count(*) as waiting, min(since) as waiting_since,
          coalesce(array_agg(${seconds} order by place) filter (where status = 'waiting' and place <= ${MOST_IN_LINE}), '{}') as line,
          coalesce(array_agg(${seconds} order by place) filter (where status = 'offered' and place <= ${MOST_IN_LINE}), '{}') as offered
        from line group by queue_id),
      came as (select queue_id, ${tally(midnight)} as today, ${tally(now - HOUR_MS)} as hour, ${tally(now - PACE_MS)} as half_hour
        from chat_turn where since >= ${moment(Math.min(midnight, now - HOUR_MS))} and why in ('begun', 'reopened') group by queue_id),
      there as (select a.agent_id, a.queue_ids, a.status = 'available' as available, a.capacity,
          (select count(*) from chat_slot s where s.agent_id = a.agent_id and s.conversation_id is not null) as held,
          (select count(*) from chat_slot s where s.agent_id = a.agent_id and s.conversation_id is null and s.slot <= a.capacity) as free
        from chat_agent a where a.seen_at > ${moment(now - DESK_GONE_MS)} and a.capacity > 0),
      staffed as (select q.id as queue_id, count(*) filter (where available) as agents_there, count(*) filter (where available or held > 0) as reachable,
          coalesce(sum(free) filter (where available), 0)::int as free_places, coalesce(sum(capacity::float / cardinality(queue_ids)) filter (where available), 0) as places
        from chat_queue q join there on q.id = any(there.queue_ids) group by q.id)
    select q.id, q.name, q.spanish_name, q.target_seconds, q.target_percent, q.active, q.hours, coalesce(w.waiting, 0) as waiting, w.waiting_since, coalesce(w.line, '{}') as line, coalesce(w.offered, '{}') as offered,
      c.today, c.hour, c.half_hour, coalesce(s.agents_there, 0) as agents_there, coalesce(s.reachable, 0) as reachable, coalesce(s.free_places, 0) as free_places, coalesce(s.places, 0) as places,
      (select count(*) from chat_assignment a where a.queue_id = q.id and a.accepted_at > ${moment(now - PACE_MS)}) as taken,
      (select percentile_disc(0.5) within group (order by extract(epoch from h.ended_at - h.accepted_at)::float) from
        (select accepted_at, ended_at from chat_assignment a where a.queue_id = q.id and a.accepted_at > ${moment(now - HANDLED_MS)} and a.ended_at is not null order by a.accepted_at desc limit ${HANDLED}) h) as handle_seconds
    from chat_queue q left join waiting w on w.queue_id = q.id left join came c on c.queue_id = q.id left join staffed s on s.queue_id = q.id
    order by q.name limit ${MAX_QUEUES}`.execute(db)
  return rows.map((row) => toState(row, now, timeZone))
}

const none: Counts = { answered: 0, inTime: 0, left: 0, atOnce: 0 }
const toCame = ({ answered, inTime, left }: Counts) => ({ answered, answeredInTime: inTime, abandoned: left })

function toState(row: QueueRow, now: number, timeZone: string): QueueState {
  const { id, name, spanishName, targetSeconds, targetPercent, active, hours, waiting, waitingSince, line, offered, agentsThere, reachable, freePlaces, places, taken, handleSeconds } = row
  const open = active && isOpen(hours, timeZone, now)
  const [today, hour, halfHour] = [row.today ?? none, row.hour ?? none, row.halfHour ?? none]
  const queue: QueueNow = { open, targetSeconds, targetPercent, agentsThere: reachable, line, offered, taken, places, handleSeconds, hour, halfHour }
  return {
    now: queue,
    row: {
      queue: { id, name, spanishName, targetSeconds, targetPercent, active }, open, waiting, waitingSince, forecastSeconds: forecastOf(queue),
      ...toCame(today), leftAtOnce: today.atOnce, lastHour: toCame(hour), agentsThere, freePlaces,
    },
  }
}

export async function readWall(db: Queryable, services: Clocked): Promise<ChatWall> {
  const now = services.clock.now()
  const conversations = await conversationsWhere(db).where(sql<boolean>`c.status <> 'closed'`).orderBy('c.rankAt').orderBy('c.id').limit(MAX_ON_WALL).execute()
  return { queues: (await readQueueStates(db, services)).map(({ row }) => row), agents: await readWallAgents(db, services), conversations: conversations.map((row) => toConversation(row, now)) }
}

async function readWallAgents(db: Queryable, { clock, timeZone }: Clocked): Promise<WallAgent[]> {
  const midnight = isoInstant(wallDay(timeZone, operatorToday({ clock, timeZone })).from)
  const { rows } = await sql<WallAgent>`
    with taken as (select agent_id, count(*) as answered, count(*) filter (where ended_at <= since + target_seconds * interval '1 second') as in_time
      from chat_turn where since >= ${midnight}::timestamptz and why in ('begun', 'reopened') and agent_id is not null group by agent_id)
    select a.agent_id, p.display_name as name, a.version, a.status, a.away_reason, a.status_at, a.status_by, coalesce(a.seen_at > ${isoInstant(clock.now() - DESK_GONE_MS)}::timestamptz, false) as there,
      a.capacity, (select count(*) from chat_slot s where s.agent_id = a.agent_id and s.conversation_id is not null) as held, a.queue_ids, a.languages, a.skills, a.undo_seconds,
      coalesce(t.answered, 0) as answered, coalesce(t.in_time, 0) as answered_in_time,
      (select min(c.unanswered_since) from chat_conversation c where c.owner_id = a.agent_id and c.status = 'active') as unanswered_since
    from chat_agent a join agent p on p.id = a.agent_id left join taken t on t.agent_id = a.agent_id order by p.display_name limit ${MAX_WALL_AGENTS}`.execute(db)
  return rows
}
