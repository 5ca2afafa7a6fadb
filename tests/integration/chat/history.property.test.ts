/** Random histories, counted by the database in one pass and by hand here: each figure of each hour, day, queue and agent. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, dateIn } from '../../../shared/kernel/calendar.ts'
import { isoInstant } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { LEFT_AT_ONCE_MS } from '../../../shared/features/chat/chat-figures.ts'
import { chatHistoryAskedSchema, chatHistorySchema, type HistoryFigures } from '../../../shared/features/chat/chat-history.schema.ts'
import { Random } from '../../../electron/backend/demo/random.ts'
import { historyFile } from '../../../electron/backend/features/chat/history-file.ts'
import { readHistory } from '../../../electron/backend/features/chat/history.queries.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { addQueue } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

/** Seeds that ever failed, and a fresh one. */
const seeds = [1, Math.floor(Math.random() * 2 ** 31)]
const HOUR_MS = 60 * 60_000
const TARGET_S = 60
type Turn = { queueId: string; agentId: string | null; why: string; since: number; ended: number | null; how: 'accepted' | 'left' | null }
type Asked = { queueId: string; agentId: string; offered: number; accepted: number | null; ended: number | null; how: string | null }
type World = { queues: string[]; agents: string[]; turns: Turn[]; asked: Asked[] }

/** Around these days: one of 25 hours, one of 23, one like others. */
const days = { 'America/New_York': ['2026-11-01', '2026-03-08', '2026-06-10'], 'Australia/Lord_Howe': ['2026-04-05'] }

async function fill(store: Store, seed: number): Promise<World> {
  const [random, clock] = [new Random(seed, 0, 8), testClock()]
  const queues = [await addQueue(store, clock, `Help ${seed}`), await addQueue(store, clock, `Bills ${seed}`)]
  const agents: string[] = []
  for (let index = 0; index < 3; index += 1) agents.push((await hire(store, clock, 'agent')).agent.id)
  const world: World = { queues, agents, turns: [], asked: [] }
  for (const day of Object.values(days).flat())
    for (let index = 0; index < 120; index += 1) {
      const since = Date.parse(`${addDays(day, -1)}T00:00:00Z`) + random.between(0, 72 * HOUR_MS)
      const how = random.chance(0.7) ? 'accepted' as const : random.chance(0.9) ? 'left' as const : null
      const ended = how === null ? null : since + random.pick([0, 5_000, LEFT_AT_ONCE_MS, LEFT_AT_ONCE_MS + 1, TARGET_S * 1_000, TARGET_S * 1_000 + 1, random.between(0, 600_000)])
      const of = { queueId: random.pick(queues), why: random.pick(['begun', 'begun', 'reopened', 'returned', 'transferred']) }
      const agentId = how === 'accepted' ? random.pick(agents) : null
      world.turns.push({ ...of, agentId, since, ended, how })
      const endedHow = random.pick(['closed', 'missed', 'declined', 'transferred', 'returned', null])
      const accepted = endedHow === 'missed' || endedHow === 'declined' ? null : random.chance(0.9) ? since + random.between(0, 20_000) : null
      world.asked.push({ queueId: of.queueId, agentId: random.pick(agents), offered: since, accepted, ended: endedHow === null ? null : since + 20_000 + random.between(0, 3_000_000), how: endedHow })
    }
  await store.db.transaction().execute(async (trx) => {
    for (const [index, { queueId, agentId, why, since, ended, how }] of world.turns.entries()) {
      const id = newId(clock)
      await trx.insertInto('chatConversation').values({ id, customerId: null, identityId: null, name: 'Bo', topic: 'bill', language: 'en', resumeHash: Buffer.from(id), queueId, skill: null, reasons: [], status: 'closed', rankAt: isoInstant(since), waitingSince: null, begunAt: isoInstant(since), closedAt: isoInstant(since), closedBy: 'agent', customerSeenAt: null }).execute()
      await sql`insert into chat_turn (conversation_id, queue_id, why, since, target_seconds, ended_at, ended_how, agent_id)
        values (${id}, ${queueId}, ${why}, ${isoInstant(since)}, ${TARGET_S}, ${ended === null ? null : isoInstant(ended)}, ${how}, ${agentId})`.execute(trx)
      const asked = world.asked[index]!
      await trx.insertInto('chatAssignment').values({ id: newId(clock), conversationId: id, queueId: asked.queueId, agentId: asked.agentId, offeredAt: isoInstant(asked.offered), acceptedAt: asked.accepted === null ? null : isoInstant(asked.accepted), endedAt: asked.ended === null ? null : isoInstant(asked.ended), endedHow: asked.how }).execute()
    }
  })
  return world
}

const rank = (values: readonly number[], share: number): number | null => (values.length === 0 ? null : [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)]!)
const spread = (values: readonly number[]) => ({ median: rank(values, 0.5), p90: rank(values, 0.9) })
const seconds = (from: number, to: number): number => Math.floor((to - from) / 1_000)

function count(turns: readonly Turn[], asked: readonly Asked[]): HistoryFigures {
  const fresh = turns.filter(({ why }) => why === 'begun' || why === 'reopened')
  const accepted = fresh.filter(({ how }) => how === 'accepted')
  const left = fresh.filter(({ how }) => how === 'left')
  const took = asked.filter((one) => one.accepted !== null)
  const ended = (how: string, from = asked) => from.filter((one) => one.how === how).length
  return {
    came: {
      came: fresh.length, answered: accepted.length, inTime: accepted.filter(({ since, ended: at }) => at! - since <= TARGET_S * 1_000).length,
      abandoned: left.filter(({ since, ended: at }) => at! - since > LEFT_AT_ONCE_MS).length, leftAtOnce: left.filter(({ since, ended: at }) => at! - since <= LEFT_AT_ONCE_MS).length,
      wait: spread(accepted.map(({ since, ended: at }) => seconds(since, at!))),
    },
    held: {
      offered: asked.length, accepted: took.length, missed: ended('missed'), declined: ended('declined'), transferred: ended('transferred', took), returned: ended('returned', took),
      handle: spread(took.flatMap((one) => (one.ended === null ? [] : [seconds(one.accepted!, one.ended)]))),
    },
  }
}

/** What the wall shows then: its hour, and by how much it is ahead, which tells the two hours of one name apart. */
const wall = (zone: string, ms: number): { hour: number; key: string } => {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', hour: '2-digit', timeZoneName: 'longOffset' }).formatToParts(ms).map(({ type, value }) => [type, value]))
  return { hour: Number(parts['hour']), key: `${Number(parts['hour'])} ${parts['timeZoneName']}` }
}

describe.each(storeKinds)('the history on the %s store', (kind) => {
  let store: Store
  beforeAll(async () => { store = await openTestStore(kind) })
  afterAll(() => store.close())

  it.each(seeds)('counts right, with seed %i', async (seed) => {
    const world = await fill(store, seed)
    const within = (zone: string, from: string, to: string, queueId: string) => {
      const inside = (ms: number) => dateIn(zone, ms) >= from && dateIn(zone, ms) <= to
      return { turns: world.turns.filter((turn) => turn.queueId === queueId && inside(turn.since)), asked: world.asked.filter((one) => one.queueId === queueId && inside(one.offered)) }
    }
    for (const [zone, middles] of Object.entries(days)) for (const middle of middles) for (const queueId of world.queues)
      for (const [from, to] of [[middle, middle], [addDays(middle, -1), addDays(middle, 1)]] as const) {
        const history = chatHistorySchema.parse(await store.db.transaction().execute((trx) => readHistory(trx, zone, { from, to, queueId })))
        const { turns, asked } = within(zone, from, to, queueId)
        const where = `seed ${seed} ${zone} ${from} ${to}`
        expect(history.total, where).toEqual(count(turns, asked))
        expect(history.days.map(({ day }) => day)).toEqual(from === to ? [from] : [from, middle, to])
        for (const { day, figures } of history.days) expect(figures, where).toEqual(count(turns.filter(({ since }) => dateIn(zone, since) === day), asked.filter(({ offered }) => dateIn(zone, offered) === day)))
        for (const { hour, at, figures } of history.hours) {
          const key = at === null ? null : wall(zone, Date.parse(at)).key
          const same = (ms: number) => (key === null ? wall(zone, ms).hour === hour : wall(zone, ms).key === key)
          expect(figures, `${where} ${hour} ${at}`).toEqual(count(turns.filter(({ since }) => same(since)), asked.filter(({ offered }) => same(offered))))
        }
        expect(history.hours.reduce((sum, { figures }) => sum + figures.came.came, 0)).toBe(history.total.came.came)
        for (const { agentId, figures } of history.agents) expect(figures, where).toEqual(count(turns.filter((turn) => turn.agentId === agentId && turn.how === 'accepted'), asked.filter((one) => one.agentId === agentId)))
        expect(history.queues.map((queue) => [queue.queueId, queue.figures])).toEqual([[queueId, history.total]])
      }
  })
})

it('has the hours that such a day has', async () => {
  const store = await openTestStore('embedded')
  const hours = async (day: string) => (await store.db.transaction().execute((trx) => readHistory(trx, 'America/New_York', { from: day, to: day, queueId: null }))).hours.length
  expect([await hours('2026-11-01'), await hours('2026-03-08'), await hours('2026-06-10')]).toEqual([25, 23, 24])
  await store.close()
})

it('refuses more than a quarter, and days in the wrong order', () => {
  const asked = (from: string, to: string) => chatHistoryAskedSchema.safeParse({ from, to, queueId: null }).success
  expect([asked('2026-09-01', '2026-12-01'), asked('2026-08-31', '2026-12-01'), asked('2026-12-02', '2026-12-01')]).toEqual([true, false, false])
})

it('is a file that no spreadsheet runs', () => {
  const figures = count([], [])
  const { text, lines } = historyFile({ total: figures, hours: [], days: [], queues: [], agents: [{ agentId: newId(testClock()), name: '=cmd|"calc"', figures }] }, 'agents')
  expect(lines).toBe(1)
  expect(text.split('\r\n')[0]).toBe('\ufeffagent,agentId,came,answered,answeredInTime,abandoned,leftAtOnce,waitMedianSeconds,waitP90Seconds,offered,accepted,missed,declined,handleMedianSeconds,handleP90Seconds,transferred,returned')
  expect(text.split('\r\n')[1]).toMatch(/^"'=cmd\|""calc""",/)
})
