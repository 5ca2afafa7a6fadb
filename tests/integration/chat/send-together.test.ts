/** What is written and read for many at the same moment is what each alone would have had, and nobody waits for another one's conversation. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { lockConversation } from '../../../electron/backend/features/chat/conversations.ts'
import { readDesk, readDesks } from '../../../electron/backend/features/chat/desk.queries.ts'
import { insertOfCustomers } from '../../../electron/backend/features/chat/lines.ts'
import { sending } from '../../../electron/backend/features/chat/send-together.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { addQueue, anyRule, chatting, publishRules } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'

const CHATS = 6
const WORDS = 120

describe.each(storeKinds)('many at the same moment on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let at: ReturnType<typeof chatting>
  let supervisor: SignedIn
  let agent: SignedIn
  let queueId: string
  let ids: string[]
  let rules = 0
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    at = chatting(store, clock)
    supervisor = await hire(store, clock, 'supervisor')
    ;({ agent, queueId, ids } = await house())
  })
  afterAll(() => store.close())
  async function house() {
    const queue = await addQueue(store, clock, newId(clock))
    await publishRules(store, clock, (rules += 1), [anyRule(queue)])
    const holder = await at.staff(supervisor, [queue], { capacity: CHATS })
    const held: string[] = []
    for (let count = 0; count < CHATS; count += 1) {
      const { input } = await at.begin()
      await at.beat()
      await at.accept(holder, { conversationId: input.conversationId, contactId: newId(clock) })
      held.push(input.conversationId)
    }
    return { agent: holder, queueId: queue, ids: held }
  }
  const lines = async (id: string) => (await at.messages(id)).filter(({ author }) => author !== 'headend')
  const word = (id: string, body: string, clientId = newId(clock)) => ({ conversationId: id, clientId, body })

  it('numbers each conversation without a gap and each word once, whoever else writes; sent twice is the same', async () => {
    const before = new Map(await Promise.all(ids.map(async (id) => [id, (await at.messages(id)).length] as const)))
    const said = Array.from({ length: WORDS }, (_, index) => ({ ...word(ids[index % CHATS]!, `word ${index}`), byAgent: index % 3 === 0 }))
    const send = ({ byAgent, ...one }: (typeof said)[number]) => (byAgent ? sending(at.services).agent({ ...one, now: true }, agent.agent) : sending(at.services).customer(one))
    const sequences = await Promise.all([...said, ...said].map(send))
    for (const id of ids) {
      const there = await at.messages(id)
      expect(there.map(({ sequence }) => sequence)).toEqual(there.map((_line, index) => index + 1))
      expect(there).toHaveLength(before.get(id)! + WORDS / CHATS)
    }
    // An agent's word that was there before goes the long way, which tells its number.
    const stored = new Map((await Promise.all(ids.map(lines))).flat().map(({ clientId, sequence }) => [clientId, sequence]))
    sequences.forEach((sequence, index) => {
      const { clientId, byAgent } = said[index % WORDS]!
      if (!byAgent || sequence !== null) expect(sequence).toBe(stored.get(clientId))
    })
    for (const { clientId } of said.filter(({ byAgent }) => byAgent)) expect(stored.has(clientId)).toBe(true)
  })

  it('refuses of many who may not, and writes the others', async () => {
    const stranger = await at.staff(supervisor, [queueId])
    const nobody = newId(clock)
    const [theirs, strange, none] = await Promise.all([
      sending(at.services).agent({ ...word(ids[0]!, 'mine'), now: true }, agent.agent), sending(at.services).agent({ ...word(ids[1]!, 'not mine'), now: true }, stranger.agent), sending(at.services).customer(word(nobody, 'to nobody')),
    ])
    expect([strange, none]).toEqual([null, null])
    expect((await lines(ids[0]!)).at(-1)).toMatchObject({ sequence: theirs, body: 'mine' })
    expect((await lines(ids[1]!)).map(({ body }) => body)).not.toContain('not mine')
  })

  it('marks as read what is theirs, each as far as they read', async () => {
    const stranger = await at.staff(supervisor, [queueId])
    const { agent, ids } = await house()
    for (const id of ids) for (let count = 0; count < CHATS; count += 1) await at.say(id, 'a word')
    const read = await Promise.all([...ids.map((conversationId, index) => ({ conversationId, sequence: index + 1, agentId: agent.agent.id })), { conversationId: ids[0]!, sequence: 1_000, agentId: stranger.agent.id }].map((mark) => sending(at.services).read(mark)))
    expect(read).toEqual([...ids.map(() => true), false])
    expect(await Promise.all(ids.map(async (id) => (await at.conversation(id)).agentRead))).toEqual(ids.map((_id, index) => index + 1))
  })

  it('shows each desk what it shows alone, also asked twice at once', async () => {
    const other = await house()
    const { input } = await at.begin()
    await at.watch(supervisor, { conversationId: other.ids[0]! })
    const colleague = await at.staff(supervisor, [queueId], { capacity: 0 })
    await at.invite(other.agent, { conversationId: other.ids[1]!, agentId: colleague.agent.id, note: '' }).catch(() => undefined)
    const asked = [agent, other.agent, supervisor, colleague, agent].map(({ agent: { id } }) => id)
    const alone = []
    for (const id of asked) alone.push(await readDesk(at.services, id))
    expect(await readDesks(at.services, asked)).toEqual(alone)
    expect(alone[0]!.conversations.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
    expect(alone[1]!.waiting.map(({ id }) => id)).toContain(input.conversationId)
    expect(alone[2]!.beside).toEqual([{ conversationId: other.ids[0], role: 'watching' }])
  })

  it.runIf(kind === 'server')('waits for nobody else’s conversation, where one statement for all would', async () => {
    const [held, free] = [ids[0]!, ids[1]!]
    let release = (): void => undefined
    let isHeld = (): void => undefined
    const holding = new Promise<void>((resolve) => void (isHeld = resolve))
    const inHand = store.db.transaction().execute(async (trx) => {
      await lockConversation(trx, held)
      isHeld()
      await new Promise<void>((resolve) => void (release = resolve))
    })
    await holding
    const settled: string[] = []
    const all = [
      // The control: as one statement that waits.
      insertOfCustomers(store.db, [word(held, 'waits with it'), word(free, 'waits as well')], clock.now(), 'wait').then(() => void settled.push('control')),
      ...Array.from({ length: 5 }, () => sending(at.services).customer(word(held, 'waits')).then(() => void settled.push('held'))),
    ]
    await expect.poll(async () => (await sql<{ count: number }>`select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(store.db)).rows[0]?.count ?? 0).toBeGreaterThan(1)
    await Promise.all(ids.slice(2).map((id) => sending(at.services).customer(word(id, 'does not wait')).then(() => void settled.push('free'))))
    expect(settled).toEqual(ids.slice(2).map(() => 'free'))
    release()
    await inHand
    await Promise.all(all)
    expect(settled.toSorted()).toEqual(['control', ...ids.slice(2).map(() => 'free'), ...Array.from({ length: 5 }, () => 'held')])
  })
})
