/**
 * What became of all who came in some days: one pass over the turns that began in them, one over the times that agents were asked.
 * Bounded by the days, which an index finds; all groups come of the same pass.
 */
import { sql, type RawBuilder } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import { addDays, dayOf } from '#shared/kernel/calendar.ts'
import { LEFT_AT_ONCE_MS } from '#shared/features/chat/chat-figures.ts'
import type { ChatHistory, ChatHistoryAsked, HistoryFigures } from '#shared/features/chat/chat-history.schema.ts'
import { MAX_WALL_AGENTS } from '#shared/features/chat/chat-wall.schema.ts'
import type { Transaction } from '../../store/store.ts'
import { operatorHours, type OperatorHour } from './operator-hours.ts'

type Came = HistoryFigures['came']
type Held = HistoryFigures['held']
/** `what`: which of the columns that are not null the row is of. */
type Group = { what: 'all' | 'slot' | 'day' | 'queue' | 'agent'; slot: number | null; day: number | null; queueId: string | null; agentId: string | null }
type Spread = { spread: [number, number] | null }
type CameRow = Group & Omit<Came, 'wait'> & Spread
type HeldRow = Group & Omit<Held, 'handle'> & Spread
type Bounds = { hours: OperatorHour[]; until: number; oneDay: boolean; queueId: string | null }

/** A quarter of a busy house is sorted five times over, in memory; compiling it costs more than it saves. */
const SETTINGS = sql`select set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`

/** @param db of its own: what is set for it ends with it */
export async function readHistory(db: Transaction, timeZone: string, { from, to, queueId }: ChatHistoryAsked): Promise<ChatHistory> {
  await SETTINGS.execute(db)
  const bounds: Bounds = { ...operatorHours(timeZone, from, to), oneDay: from === to, queueId }
  const [came, held] = [indexed(await readCame(db, bounds)), indexed(await readHeld(db, bounds))]
  const figures = (key: string): HistoryFigures => ({ came: toCame(came.get(key)), held: toHeld(held.get(key)) })
  const both = (what: Group['what']): string[] => [...new Set([...came.keys(), ...held.keys()])].filter((key) => key.startsWith(`${what} `)).map((key) => key.slice(what.length + 1))
  const queues = await db.selectFrom('chatQueue').select(['id', 'name', 'spanishName']).orderBy('name').limit(200).execute()
  const agentIds = both('agent')
  const agents = agentIds.length === 0 ? [] : await db.selectFrom('agent').select(['id', 'displayName']).where('id', 'in', agentIds).orderBy('displayName').limit(MAX_WALL_AGENTS).execute()
  const there = new Set(both('queue'))
  return {
    total: figures('all'),
    hours: slotsOf(bounds).map(({ slot, ...hour }) => ({ ...hour, figures: figures(`slot ${slot}`) })),
    days: Array.from({ length: dayOf(to) - dayOf(from) + 1 }, (_, day) => ({ day: addDays(from, day), figures: figures(`day ${day}`) })),
    queues: queues.filter(({ id }) => there.has(id)).map(({ id, ...names }) => ({ queueId: id, ...names, figures: figures(`queue ${id}`) })),
    agents: agents.map(({ id, displayName }) => ({ agentId: id, name: displayName, figures: figures(`agent ${id}`) })),
  }
}

/** Of one day its own hours, told apart where one comes twice; of several the hours of the clock. */
const slotsOf = ({ hours, oneDay }: Bounds): { slot: number; hour: number; at: string | null }[] =>
  oneDay ? hours.map(({ from, hour }, slot) => ({ slot, hour, at: isoInstant(from) })) : Array.from({ length: 24 }, (_, hour) => ({ slot: hour, hour, at: null }))

/** In which hour something was: an index into all of them, from 1, that the two lists turn into a slot and a day. */
function hourColumns({ hours, oneDay }: Bounds, at: RawBuilder<unknown>): RawBuilder<unknown> {
  const place = sql`width_bucket(${at}, ${hours.map(({ from }) => isoInstant(from))}::timestamptz[])`
  return sql`(${hours.map(({ hour }, index) => (oneDay ? index : hour))}::int[])[${place}] as slot, (${hours.map(({ day }) => day)}::int[])[${place}] as day`
}
const within = ({ hours, until, queueId }: Bounds, at: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`${at} >= ${isoInstant(hours[0]!.from)}::timestamptz and ${at} < ${isoInstant(until)}::timestamptz ${queueId === null ? sql`` : sql`and queue_id = ${queueId}`}`
const GROUPS = sql`case when grouping(slot) = 0 then 'slot' when grouping(day) = 0 then 'day' when grouping(queue_id) = 0 then 'queue' when grouping(agent_id) = 0 then 'agent' else 'all' end as what, slot, day, queue_id, agent_id`
const SETS = sql`group by grouping sets ((), (slot), (day), (queue_id), (agent_id))`
const spreadOf = (seconds: RawBuilder<unknown>, where: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`percentile_disc(array[0.5, 0.9]) within group (order by ${seconds}) filter (where ${where}) as spread`

async function readCame(db: Transaction, bounds: Bounds): Promise<CameRow[]> {
  const since = sql`since`
  const { rows } = await sql<CameRow>`
    with turns as (select ${hourColumns(bounds, since)}, queue_id, agent_id, ended_how as how, floor(extract(epoch from ended_at - since))::int as seconds,
        ended_at <= since + target_seconds * interval '1 second' as in_time, ended_at <= since + ${LEFT_AT_ONCE_MS} * interval '1 millisecond' as at_once
      from chat_turn where ${within(bounds, since)} and why in ('begun', 'reopened'))
    select ${GROUPS}, count(*) as came, count(*) filter (where how = 'accepted') as answered, count(*) filter (where how = 'accepted' and in_time) as in_time,
      count(*) filter (where how = 'left' and not at_once) as abandoned, count(*) filter (where how = 'left' and at_once) as left_at_once, ${spreadOf(sql`seconds`, sql`how = 'accepted'`)}
    from turns ${SETS}`.execute(db)
  return rows
}

async function readHeld(db: Transaction, bounds: Bounds): Promise<HeldRow[]> {
  const offered = sql`offered_at`
  const { rows } = await sql<HeldRow>`
    with asked as (select ${hourColumns(bounds, offered)}, queue_id, agent_id, accepted_at is not null as taken, ended_how as how, floor(extract(epoch from ended_at - accepted_at))::int as seconds
      from chat_assignment where ${within(bounds, offered)})
    select ${GROUPS}, count(*) as offered, count(*) filter (where taken) as accepted, count(*) filter (where how = 'missed') as missed, count(*) filter (where how = 'declined') as declined,
      count(*) filter (where taken and how = 'transferred') as transferred, count(*) filter (where taken and how = 'returned') as returned, ${spreadOf(sql`seconds`, sql`seconds is not null`)}
    from asked ${SETS}`.execute(db)
  return rows
}

/** Of an agent nobody knows is nobody's: who left was answered by none. */
const indexed = <R extends Group>(rows: readonly R[]): Map<string, R> => new Map(rows.flatMap((row): [string, R][] => {
  const of = { all: 'all', slot: row.slot, day: row.day, queue: row.queueId, agent: row.agentId }[row.what]
  return of === null ? [] : [[row.what === 'all' ? 'all' : `${row.what} ${of}`, row]]
}))
const toSpread = (row: Spread | undefined) => ({ median: row?.spread?.[0] ?? null, p90: row?.spread?.[1] ?? null })
const toCame = (row: CameRow | undefined): Came =>
  ({ came: row?.came ?? 0, answered: row?.answered ?? 0, inTime: row?.inTime ?? 0, abandoned: row?.abandoned ?? 0, leftAtOnce: row?.leftAtOnce ?? 0, wait: toSpread(row) })
const toHeld = (row: HeldRow | undefined): Held =>
  ({ offered: row?.offered ?? 0, accepted: row?.accepted ?? 0, missed: row?.missed ?? 0, declined: row?.declined ?? 0, transferred: row?.transferred ?? 0, returned: row?.returned ?? 0, handle: toSpread(row) })
