/** Whatever happens: each figure of the wall is what whoever looked on the whole time would have counted. */
import { describe, expect, it } from 'vitest'
import { dateIn } from '../../../shared/kernel/calendar.ts'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { AppError } from '../../../shared/kernel/errors.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { HOUR_MS, LEFT_AT_ONCE_MS } from '../../../shared/features/chat/chat-figures.ts'
import { DESK_GONE_MS } from '../../../shared/features/chat/chat-times.ts'
import { chatWallSchema } from '../../../shared/features/chat/chat-wall.schema.ts'
import { Random } from '../../../electron/backend/demo/random.ts'
import { readWall } from '../../../electron/backend/features/chat/wall.queries.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { addQueue, anyRule, chatting, publishRules } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'

/** Seeds that ever failed, and a fresh one. */
const seeds = [1, Math.floor(Math.random() * 2 ** 31)]
const ZONE = 'America/New_York'
const STEPS = 240
const TARGET_MS = 60_000
type Turn = { conversationId: string; queueId: string; since: number; fresh: boolean; ended: number | null; agentId: string | null }
type Seen = { status: string; queueId: string; ownerId: string | null; unansweredSince: string | null }

async function play(store: Store, seed: number) {
  const [random, clock] = [new Random(seed, 0, 7), manualClock(Date.parse('2026-11-24T04:20:00.000Z'))]
  const at = chatting(store, clock)
  const supervisor = await hire(store, clock, 'supervisor')
  const queues = [await addQueue(store, clock, `Help ${seed}`), await addQueue(store, clock, `Bills ${seed}`)]
  await publishRules(store, clock, seed + 1, [anyRule(queues[1]!, { topics: ['bill'] }), anyRule(queues[0]!)])
  const agents: SignedIn[] = []
  for (let index = 0; index < 4; index += 1) agents.push(await at.staff(supervisor, index === 0 ? queues : [queues[index % 2]!], { capacity: 2 }))
  await at.setAgent(supervisor, { agentId: supervisor.agent.id, expectedVersion: 0, queueIds: [], languages: ['en'], skills: [], capacity: 2, undoSeconds: 0 })
  await at.setStatus(supervisor, { away: null })
  agents.push(supervisor)
  const [turns, seen] = [[] as Turn[], new Map<string, Seen>()]

  /** What became of each since the last look; between two looks one thing is done. */
  async function look(): Promise<void> {
    const now = clock.now()
    for (const row of await store.db.selectFrom('chatConversation').selectAll().where('queueId', 'in', queues).orderBy('id').execute()) {
      const before = seen.get(row.id)
      const [waited, waits] = [before?.status === 'waiting' || before?.status === 'offered', row.status === 'waiting' || row.status === 'offered']
      const running = turns.find(({ conversationId, ended }) => conversationId === row.id && ended === null)
      if (!before || (!waited && waits)) turns.push({ conversationId: row.id, queueId: row.queueId, since: now, fresh: !before || before.status === 'closed', ended: null, agentId: null })
      else if (waited && !waits && running) {
        running.ended = row.closedBy === 'silence' ? Date.parse(row.customerSeenAt!) : now
        running.agentId = row.status === 'active' ? row.ownerId : null
      }
      seen.set(row.id, { status: row.status, queueId: row.queueId, ownerId: row.ownerId, unansweredSince: row.unansweredSince })
    }
  }
  const some = (...statuses: string[]) => [...seen].filter(([, { status }]) => statuses.includes(status)).map(([id, of]) => ({ id, ...of }))
  const ownerOf = (ownerId: string | null) => agents.find(({ agent }) => agent.id === ownerId)
  const acts: (() => Promise<unknown>)[] = [
    () => at.begin({ topic: random.pick(['bill', 'internet']) }), () => at.begin(), at.beat, at.beat, at.beat,
    () => on(some('offered'), (one, who) => at.accept(who, { conversationId: one.id, contactId: newId(clock) })),
    () => on(some('offered'), (one, who) => at.accept(who, { conversationId: one.id, contactId: newId(clock) })),
    () => on(some('offered'), (one, who) => at.decline(who, { conversationId: one.id })),
    () => on(some('active'), (one, who) => at.answer(who, one.id, 'a word')),
    () => on(some('active'), (one, who) => at.close(who, { conversationId: one.id })),
    () => on(some('active'), (one, who) => at.transfer(who, { conversationId: one.id, to: random.chance(0.5) ? { kind: 'queue', queueId: random.pick(queues), skill: null } : { kind: 'agent', agentId: random.pick(agents).agent.id }, note: '' })),
    () => on(some('wrapUp'), (one, who) => at.wrapUp(who, { conversationId: one.id, disposition: 'resolved', text: '' })),
    () => one(some('waiting', 'offered', 'active', 'closed', 'wrapUp'), ({ id }) => at.say(id, `${random.next()}`)),
    () => one(some('waiting', 'offered'), ({ id }) => at.leavePage(id)),
    () => one(some('waiting', 'active'), ({ id }) => at.takeOver(supervisor, { conversationId: id, contactId: newId(clock) })),
    () => at.setStatus(random.pick(agents), { away: random.chance(0.4) ? 'lunch' : null }),
    ...Array.from({ length: 4 }, () => async () => {
      clock.advance(random.between(1_000, random.chance(0.2) ? 400_000 : 40_000))
      for (const who of agents) if (random.chance(0.9)) await at.see(who)
    }),
  ]
  async function one<T>(list: readonly T[], work: (of: T) => Promise<unknown>): Promise<void> {
    if (list.length > 0) await work(random.pick(list))
  }
  const on = (list: ReturnType<typeof some>, work: (of: (typeof list)[number], who: SignedIn) => Promise<unknown>) => one(list, (of) => work(of, ownerOf(of.ownerId)!))

  async function compare(): Promise<void> {
    const now = clock.now()
    const wall = chatWallSchema.parse(await readWall(store.db, at.services))
    const today = (ms: number) => dateIn(ZONE, ms) === dateIn(ZONE, now)
    const counts = (of: readonly Turn[]) => ({
      answered: of.filter(({ agentId }) => agentId).length, answeredInTime: of.filter(({ agentId, since, ended }) => agentId && ended! - since <= TARGET_MS).length,
      abandoned: of.filter(({ agentId, since, ended }) => ended !== null && !agentId && ended - since > LEFT_AT_ONCE_MS).length,
    })
    const people = await store.db.selectFrom('chatAgent').selectAll().execute()
    for (const queueId of queues) {
      const waiting = turns.filter((turn) => turn.queueId === queueId && turn.ended === null)
      const came = turns.filter((turn) => turn.queueId === queueId && turn.fresh)
      const there = people.filter(({ queueIds, status, seenAt }) => queueIds.includes(queueId) && status === 'available' && Date.parse(seenAt!) > now - DESK_GONE_MS)
      const held = (agentId: string) => [...seen.values()].filter(({ ownerId }) => ownerId === agentId).length
      expect(wall.queues.find(({ queue }) => queue.id === queueId), `seed ${seed}`).toMatchObject({
        waiting: waiting.length, waitingSince: waiting.length === 0 ? null : isoInstant(Math.min(...waiting.map(({ since }) => since))),
        ...counts(came.filter(({ since }) => today(since))), lastHour: counts(came.filter(({ since }) => since >= now - HOUR_MS)),
        leftAtOnce: came.filter(({ since, ended, agentId }) => today(since) && ended !== null && !agentId && ended - since <= LEFT_AT_ONCE_MS).length,
        agentsThere: there.length, freePlaces: there.reduce((sum, { capacity, agentId }) => sum + capacity - held(agentId), 0),
      })
    }
    for (const { agent } of agents) {
      const { answered, answeredInTime } = counts(turns.filter(({ agentId, fresh, since }) => agentId === agent.id && fresh && today(since)))
      const mine = [...seen.values()].filter(({ ownerId }) => ownerId === agent.id)
      const waits = mine.flatMap(({ status, unansweredSince }) => (status === 'active' && unansweredSince ? [unansweredSince] : [])).sort()
      expect(wall.agents.find(({ agentId }) => agentId === agent.id), `seed ${seed}`).toMatchObject({ answered, answeredInTime, held: mine.length, unansweredSince: waits[0] ?? null })
    }
  }
  for (let step = 0; step < STEPS; step += 1) {
    await random.pick(acts)().catch((error: unknown) => { if (!(error instanceof AppError)) throw error })
    await look()
    if (step % 10 === 9) await compare()
  }
  return { came: turns.filter(({ fresh }) => fresh).length, answered: turns.filter(({ agentId }) => agentId).length }
}

describe.each(storeKinds)('the wall on the %s store', (kind) => {
  it.each(seeds)('counts right, with seed %i', async (seed) => {
    const store = await openTestStore(kind)
    const counted = await play(store, seed).finally(() => store.close())
    expect(counted.came).toBeGreaterThan(5)
    expect(counted.answered).toBeGreaterThan(2)
  })
})

it('would be seen to count wrong: without what keeps the turns', async () => {
  const store = await openTestStore('embedded')
  await store.pool.query('drop trigger chat_conversation_turns on chat_conversation')
  await expect(play(store, 1).finally(() => store.close())).rejects.toThrow(/seed 1/)
})
