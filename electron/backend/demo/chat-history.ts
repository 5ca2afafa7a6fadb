/** Four weeks of chats that are over, invented, of people who only said a name: so that a supervisor finds a history to look at. */
import { sql } from 'kysely'
import { addDays } from '#shared/kernel/calendar.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { wallInstant } from '#shared/kernel/wall-time.ts'
import { chatTopics } from '#shared/features/chat/chat-words.schema.ts'
import { routeOf, type RoutingRule } from '#shared/features/chat/routing.ts'
import type { Transaction } from '../store/store.ts'
import { weightedCommunities } from './names.ts'
import { givenNameOf } from './person.ts'
import { Random } from './random.ts'

const PURPOSE = 81
const DAYS = 28
/** The last of them was over before so long, ms: what comes now is the demo's own. */
const QUIET_MS = 3 * 60 * 60_000
const SECOND_MS = 1_000

type Agent = { agentId: string; queueIds: string[] }
type Known = { clock: Clock; timeZone: string; today: string; seed: number; rules: RoutingRule[]; agents: readonly Agent[]; targetSeconds: number }
type Turn = { conversationId: string; queueId: string; why: string; since: string; targetSeconds: number; endedAt: string; endedHow: string; agentId: string | null }
type Assignment = { id: string; conversationId: string; queueId: string; agentId: string; offeredAt: string; acceptedAt: string | null; endedAt: string; endedHow: string }

/** More by day than by night, most around noon. */
const minuteOfDay = (random: Random): number => Math.floor((random.chance(0.9) ? 8 * 60 + (random.fraction() + random.fraction()) * 6.5 * 60 : random.fraction() * 24 * 60))
/** Some last much longer than others. */
const handleSeconds = (random: Random): number => Math.round(120 + 300 * -Math.log(1 - random.fraction() * 0.95))

export async function insertDemoChatHistory(trx: Transaction, known: Known): Promise<void> {
  const random = new Random(known.seed, 0, PURPOSE)
  const [conversations, turns, assignments]: [object[], Turn[], Assignment[]] = [[], [], []]
  for (let back = DAYS; back >= 0; back -= 1)
    for (let left = random.between(14, 34); left > 0; left -= 1) {
      const begun = wallInstant(known.timeZone, addDays(known.today, -back), minuteOfDay(random)) + random.between(0, 59) * SECOND_MS
      if (begun < known.clock.now() - QUIET_MS) makeOne(random, known, begun, { conversations, turns, assignments })
    }
  await insertJson(trx, 'chat_conversation', conversations, 'id uuid, name text, topic text, language text, resume_hash bytea, queue_id uuid, status text, rank_at timestamptz, begun_at timestamptz, accepted_at timestamptz, answered_at timestamptz, closed_at timestamptz, closed_by text, disposition text')
  await insertJson(trx, 'chat_turn', turns.map(snake), 'conversation_id uuid, queue_id uuid, why text, since timestamptz, target_seconds bigint, ended_at timestamptz, ended_how text, agent_id uuid')
  await insertJson(trx, 'chat_assignment', assignments.map(snake), 'id uuid, conversation_id uuid, queue_id uuid, agent_id uuid, offered_at timestamptz, accepted_at timestamptz, ended_at timestamptz, ended_how text')
}

type Made = { conversations: object[]; turns: Turn[]; assignments: Assignment[] }
function makeOne(random: Random, { clock, rules, agents, targetSeconds }: Known, begun: number, made: Made): void {
  const id = newId(clock)
  const [topic, language] = [random.pick(chatTopics), random.chance(0.2) ? 'es' : 'en']
  const queueId = routeOf(rules, { topic, language, reasons: [] })?.rule.queueId
  const able = agents.filter(({ queueIds }) => queueId !== undefined && queueIds.includes(queueId))
  if (queueId === undefined || able.length === 0) return
  const at = (ms: number): string => isoInstant(ms)
  const gaveUp = random.chance(0.08)
  const waited = gaveUp ? (random.chance(0.25) ? random.between(2, 9) : random.between(20, 240)) : random.chance(0.86) ? random.between(3, 55) : random.between(60, 260)
  const taken = begun + waited * SECOND_MS
  const assign = (agentId: string, offered: number, accepted: number | null, ended: number, endedHow: string): void =>
    void made.assignments.push({ id: newId(clock), conversationId: id, queueId, agentId, offeredAt: at(offered), acceptedAt: accepted === null ? null : at(accepted), endedAt: at(ended), endedHow })
  const turn = (why: string, since: number, ended: number, agentId: string | null): void =>
    void made.turns.push({ conversationId: id, queueId, why, since: at(since), targetSeconds, endedAt: at(ended), endedHow: agentId === null ? 'left' : 'accepted', agentId })
  const first = random.pick(able).agentId
  let closed = taken
  turn('begun', begun, taken, gaveUp ? null : first)
  if (!gaveUp) {
    // Who did not take an offer in time was asked before.
    if (waited > 60) assign(random.pick(able).agentId, taken - 40 * SECOND_MS, null, taken - 20 * SECOND_MS, 'missed')
    closed = taken + handleSeconds(random) * SECOND_MS
    const how = random.chance(0.07) ? 'transferred' : random.chance(0.03) ? 'returned' : 'closed'
    assign(first, taken - 4 * SECOND_MS, taken, closed, how)
    if (how !== 'closed') {
      const [second, again] = [random.pick(able).agentId, closed + random.between(3, 90) * SECOND_MS]
      turn(how, closed, again, second)
      closed = again + handleSeconds(random) * SECOND_MS
      assign(second, again - 3 * SECOND_MS, again, closed, 'closed')
    }
  }
  const accepted = gaveUp ? null : at(taken)
  made.conversations.push({
    id, name: givenNameOf(random, random.pick(weightedCommunities)), topic, language, resume_hash: `\\x${id.replaceAll('-', '')}`, queue_id: queueId, status: 'closed', rank_at: at(begun), begun_at: at(begun), accepted_at: accepted, answered_at: accepted,
    closed_at: at(closed), closed_by: gaveUp ? 'customer' : random.pick(['customer', 'agent', 'agent']), disposition: gaveUp ? null : random.pick(['resolved', 'resolved', 'informationGiven']),
  })
}

const snake = (row: object): object => Object.fromEntries(Object.entries(row).map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value as unknown]))

async function insertJson(trx: Transaction, table: string, rows: readonly object[], columns: string): Promise<void> {
  const names = columns.split(', ').map((column) => column.split(' ')[0]).join(', ')
  await sql`insert into ${sql.table(table)} (${sql.raw(names)}) select ${sql.raw(names)} from json_to_recordset(${JSON.stringify(rows)}::json) as given(${sql.raw(columns)})`.execute(trx)
}
