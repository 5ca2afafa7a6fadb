/**
 * The history of 200,000 conversations, as a supervisor asks for it, and the wall beside them, on PostgreSQL. The floor is the same
 * rows counted and nothing else.
 */
import { addDays } from '#shared/kernel/calendar.ts'
import { isoInstant, systemClock } from '#shared/kernel/clock.ts'
import { wallDay } from '#shared/kernel/wall-time.ts'
import { watchQueues } from '../../electron/backend/features/chat/chat-alerts.ts'
import { readHistory } from '../../electron/backend/features/chat/history.queries.ts'
import { readWall } from '../../electron/backend/features/chat/wall.queries.ts'
import { operatorToday } from '../../electron/backend/operator-day.ts'
import { migrate } from '../../electron/backend/store/migrate.ts'
import { openStore, type Store } from '../../electron/backend/store/store.ts'
import { addQueue } from '../../tests/support/chatting.ts'
import { hire, servicesOf } from '../../tests/support/direct-commands.ts'
import { freshDatabase, startPostgres } from '../../tests/support/postgres.ts'
import { runReport } from '../lib/report.ts'
import { median, p95, rounded } from '../lib/stats.ts'

const CONVERSATIONS = 200_000
const DAYS = 92
const QUEUES = 6
const AGENTS = 120
const ROUNDS = 15
/** In ms. A quarter is asked for seldom and waits before the eyes of one who looks for it; a day and the wall are looked at all the time. */
const BOUNDS = { day: 150, month: 1_000, quarter: 3_000, wall: 100, alerts: 100 }

await runReport('history', async (report) => {
  const server = await startPostgres({ durable: true })
  try {
    const store = await openStore({ kind: 'server', url: await freshDatabase(server.url) })
    await migrate(store)
    report.say(`making ${CONVERSATIONS} conversations of ${DAYS} days`)
    await fill(store, report.seed)
    const services = servicesOf(store, systemClock)
    const today = operatorToday(services)
    const from = (days: number): string => addDays(today, 1 - days)
    const ask = (days: number) => () => store.db.transaction().execute((trx) => readHistory(trx, services.timeZone, { from: from(days), to: today, queueId: null }))
    const count = (days: number) => () => store.pool.query(`select count(*) from chat_turn where since >= $1`, [isoInstant(wallDay(services.timeZone, from(days)).from)])
    const whole = await ask(DAYS)()
    report.figure('conversations', whole.total.came.came)
    report.figure('assignments', whole.total.held.offered)
    for (const [name, work, floor] of [['day', ask(1), count(1)], ['month', ask(28), count(28)], ['quarter', ask(DAYS), count(DAYS)], ['wall', () => readWall(store.db, services), null], ['alerts', () => watchQueues(services), null]] as const) {
      report.say(name)
      if (floor) report.figure(`${name}: floor, median ms`, rounded(median(await timed(floor))))
      const took = await timed(work)
      report.figure(`${name}: median ms`, rounded(median(took)))
      report.atMost(`${name}: p95 ms`, BOUNDS[name], rounded(p95(took)))
    }
    await store.close()
  } finally {
    await server.stop()
  }
})

async function timed(work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const begun = performance.now()
    await work()
    // The first one warms up.
    if (round > 0) took.push(performance.now() - begun)
  }
  return took
}

/** By the database itself, from one seed; all of the last quarter, most by day, the last of it a minute ago. */
async function fill(store: Store, seed: number): Promise<void> {
  const clock = systemClock
  const queues: string[] = []
  for (let index = 0; index < QUEUES; index += 1) queues.push(await addQueue(store, clock, `Queue ${index}`))
  const agents: string[] = []
  for (let index = 0; index < AGENTS; index += 1) agents.push((await hire(store, clock, 'agent')).agent.id)
  for (const agentId of agents) await store.db.insertInto('chatAgent').values({ agentId, queueIds: [...queues], languages: ['en'], skills: [], capacity: 3, awayReason: 'break', statusAt: isoInstant(clock.now()), statusBy: null }).execute()
  await store.pool.query('select setseed($1)', [(seed % 1_000) / 1_000])
  await store.pool.query('create unlogged table made as select gen_random_uuid() as id, ($2::uuid[])[1 + floor(random() * $3)::int] as queue_id, ($4::uuid[])[1 + floor(random() * $5)::int] as agent_id, now() - interval \'1 minute\' - random() * $6 * interval \'1 day\' as since, (random() * 120)::int as wait, (60 + random() * 1200)::int as handle, random() as luck from generate_series(1, $1::int)',
    [CONVERSATIONS, queues, QUEUES, agents, AGENTS, DAYS - 1])
  await store.pool.query(`insert into chat_conversation (id, name, topic, language, resume_hash, queue_id, status, rank_at, begun_at, accepted_at, closed_at, closed_by)
    select id, 'Bo', 'internet', 'en', uuid_send(id), queue_id, 'closed', since, since, case when luck > 0.06 then since + wait * interval '1 second' end, since + (wait + handle) * interval '1 second', 'customer' from made`)
  await store.pool.query(`insert into chat_turn (conversation_id, queue_id, why, since, target_seconds, ended_at, ended_how, agent_id)
    select id, queue_id, 'begun', since, 60, since + wait * interval '1 second', case when luck > 0.06 then 'accepted' else 'left' end, case when luck > 0.06 then agent_id end from made order by since`)
  await store.pool.query(`insert into chat_assignment (id, conversation_id, queue_id, agent_id, offered_at, accepted_at, ended_at, ended_how)
    select gen_random_uuid(), id, queue_id, agent_id, since, since + wait * interval '1 second', since + (wait + handle) * interval '1 second', case when luck > 0.95 then 'transferred' else 'closed' end from made where luck > 0.06 order by since`)
  await store.pool.query('drop table made')
  await store.analyze()
}
