/** Queues are closed and opened while everybody goes on: nobody is ever left in one that is closed. */
import { describe, expect, inject, it } from 'vitest'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { isAppError } from '../../../shared/kernel/errors.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { Random } from '../../../electron/backend/demo/random.ts'
import { findPublished } from '../../../electron/backend/features/chat/setup.queries.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { addQueue, anyRule, chatting } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { freshDatabase } from '../../support/postgres.ts'
import { openServerStore, openTestStore, storeKinds, type StoreKind } from '../../support/stores.ts'

const ROUNDS = 25
/** Seeds that ever failed, and a fresh one. */
const seeds = [1, Math.floor(Math.random() * 2 ** 31)]

async function storesOf(kind: StoreKind): Promise<Store[]> {
  if (kind === 'embedded') return [await openTestStore(kind)]
  const url = await freshDatabase(inject('postgresUrl'))
  return [await openServerStore(url), await openServerStore(url)]
}
/** Rows that nothing may have: conversations that go on, and agents, in a closed queue; rules in force that lead to one. */
async function leftBehind(store: Store): Promise<string[]> {
  const { rows } = await store.pool.query<{ what: string }>(`
    select 'conversation' as what from chat_conversation c join chat_queue q on q.id = c.queue_id where c.status <> 'closed' and not q.active
    union all select 'agent' from chat_agent a join chat_queue q on q.id = any(a.queue_ids) where not q.active
    union all select 'rule' from chat_queue q where not q.active and exists (select from chat_rules r, jsonb_array_elements(r.rules) e where r.version = (select max(version) from chat_rules) and (e ->> 'queueId')::uuid = q.id)`)
  return rows.map(({ what }) => what)
}

async function play(kind: StoreKind, seed: number) {
  const [stores, clock, random] = [await storesOf(kind), manualClock(Date.parse('2026-11-23T16:30:00.000Z')), new Random(seed, 0, 8)]
  const nodes = stores.map((store) => chatting(store, clock))
  const [store, at] = [stores[0]!, nodes[0]!]
  const node = () => nodes[random.between(0, nodes.length - 1)]!
  const queues = [await addQueue(store, clock, 'one'), await addQueue(store, clock, 'two'), await addQueue(store, clock, 'three')]
  const any = (): string => queues[random.between(0, queues.length - 1)]!
  const supervisors = [await hire(store, clock, 'supervisor'), await hire(store, clock, 'supervisor')]
  const supervisor = () => supervisors[random.between(0, 1)]!
  const agents = [await at.staff(supervisor(), [...queues], { capacity: 5 }), await at.staff(supervisor(), [queues[0]!], { capacity: 5 })]
  await at.publishRules(supervisor(), { expectedVersion: 0, rules: [anyRule(queues[0]!)] })
  const counts = { closed: 0, begun: 0, refused: 0 }
  const expected = (error: unknown): void => {
    counts.refused += 1
    if (!['conflict', 'validation', 'notFound'].some((code) => isAppError(error, code as 'conflict'))) throw error
  }
  const versionOf = async (id: string): Promise<number> => (await store.db.selectFrom('chatQueue').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version
  const acts: (() => Promise<unknown>)[] = [
    async () => {
      const { answer } = await node().begin()
      counts.begun += Number('conversation' in answer)
    },
    async () => {
      const queueId = any()
      await node().closeQueue(supervisor(), { queueId, expectedVersion: await versionOf(queueId), conversationsTo: any(), agentsTo: random.chance(0.3) ? 'none' : any() })
      counts.closed += 1
    },
    async () => {
      const queueId = any()
      await node().reopenQueue(supervisor(), { queueId, expectedVersion: await versionOf(queueId) })
    },
    async () => node().publishRules(supervisor(), { expectedVersion: (await findPublished(store.db))!.version, rules: [anyRule(any())] }),
    async () => {
      const { agent: { id } } = agents[random.between(0, 1)]!
      const { version } = await store.db.selectFrom('chatAgent').select('version').where('agentId', '=', id).executeTakeFirstOrThrow()
      await node().moveAgent(supervisor(), { agentId: id, expectedVersion: version, into: any(), outOf: random.chance(0.3) ? any() : null })
    },
    async () => {
      const who = agents[random.between(0, 1)]!
      const mine = await store.db.selectFrom('chatConversation').select(['id', 'status']).where('ownerId', '=', who.agent.id).limit(1).executeTakeFirst()
      if (mine?.status === 'offered') await node().accept(who, { conversationId: mine.id, contactId: newId(clock) })
      else if (mine) await node().transfer(who, { conversationId: mine.id, to: { kind: 'queue', queueId: any(), skill: null }, note: '' })
    },
  ]
  const left: string[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const agent of agents) await at.see(agent)
    await Promise.all(Array.from({ length: 8 }, () => acts[random.between(0, acts.length - 1)]!().catch(expected)))
    await at.beat()
    left.push(...(await leftBehind(store)))
  }
  for (const each of stores) await each.close()
  return { left, counts }
}

describe.each(storeKinds)('queues that are closed while everybody goes on, on the %s store', (kind) => {
  it.each(seeds)('leave nobody behind, with seed %i', async (seed) => {
    const { left, counts } = await play(kind, seed)
    expect(left).toEqual([])
    expect(counts.closed, JSON.stringify(counts)).toBeGreaterThan(2)
    expect(counts.begun).toBeGreaterThan(2)
  })
})

it('would be seen: who comes by a look at the queue alone stands in one that was closed in between', async () => {
  const [store, clock] = [(await storesOf('server'))[0]!, manualClock(Date.parse('2026-11-23T16:30:00.000Z'))]
  const at = chatting(store, clock)
  const supervisor = await hire(store, clock, 'supervisor')
  const queueId = await addQueue(store, clock, 'one')
  await store.db.transaction().execute(async (trx) => {
    expect(await trx.selectFrom('chatQueue').select('active').where('id', '=', queueId).executeTakeFirst()).toEqual({ active: true })
    await at.closeQueue(supervisor, { queueId, expectedVersion: 1, conversationsTo: null, agentsTo: null })
    const now = isoInstant(clock.now())
    await trx.insertInto('chatConversation').values({ id: newId(clock), customerId: null, identityId: null, name: 'Bo', topic: 'bill', language: 'en', resumeHash: Buffer.from('x'), queueId, skill: null, reasons: [], status: 'waiting', rankAt: now, waitingSince: now, begunAt: now, customerSeenAt: now }).execute()
  })
  expect(await leftBehind(store)).toEqual(['conversation'])
  await store.close()
})
