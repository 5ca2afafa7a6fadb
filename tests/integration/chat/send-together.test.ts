/** What is written and read for many at the same moment is what each alone would have had, and nobody waits for another one's conversation. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { lockConversation } from '../../../electron/backend/features/chat/conversations.ts'
import { readDesk, readDesks } from '../../../electron/backend/features/chat/desk.queries.ts'
import { insertOfCustomers, sendDue } from '../../../electron/backend/features/chat/lines.ts'
import { markAgentsRead } from '../../../electron/backend/features/chat/marks.ts'
import { sending } from '../../../electron/backend/features/chat/send-together.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { openChats, type Chats } from '../../support/chatting.ts'
import { storeKinds } from '../../support/stores.ts'

const CHATS = 6
const WORDS = 120

describe.each(storeKinds)('many at the same moment on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let at: Chats['at']
  let supervisor: SignedIn
  let queue: Chats['queue']
  beforeAll(async () => {
    ;({ store, at, supervisor, queue } = await openChats(kind, clock))
  })
  afterAll(() => store.close())
  /** Each test has its own: the time that another lets pass sends nobody of this one away. */
  async function house() {
    const queueId = await queue()
    const holder = await at.staff(supervisor, [queueId], { capacity: CHATS })
    const held: string[] = []
    for (let count = 0; count < CHATS; count += 1) {
      const { input } = await at.begin()
      await at.beat()
      await at.accept(holder, { conversationId: input.conversationId, contactId: newId(clock) })
      held.push(input.conversationId)
    }
    return { agent: holder, queueId, ids: held }
  }
  const lines = async (id: string) => (await at.messages(id)).filter(({ author }) => author !== 'headend')
  const word = (id: string, body: string, clientId = newId(clock)) => ({ conversationId: id, clientId, body })

  it('numbers each conversation without a gap and each word once, whoever else writes; sent twice is the same', async () => {
    const { agent, ids } = await house()
    const before = new Map(await Promise.all(ids.map(async (id) => [id, (await at.messages(id)).length] as const)))
    const said = Array.from({ length: WORDS }, (_, index) => ({ ...word(ids[index % CHATS]!, `word ${index}`), byAgent: index % 3 === 0 }))
    // What an agent's message cannot be beside others goes the long way, as in the route.
    const send = async ({ byAgent, conversationId, clientId, body }: (typeof said)[number]) => (byAgent ? (await at.answer(agent, conversationId, body, { clientId })).sequence : sending(at.services).customer({ conversationId, clientId, body }))
    const sequences = await Promise.all([...said, ...said].map(send))
    for (const id of ids) {
      const there = await at.messages(id)
      expect(there.map(({ sequence }) => sequence)).toEqual(there.map((_line, index) => index + 1))
      expect(there).toHaveLength(before.get(id)! + WORDS / CHATS)
    }
    const stored = new Map((await Promise.all(ids.map(lines))).flat().map(({ clientId, sequence }) => [clientId, sequence]))
    expect(sequences).toEqual([...said, ...said].map(({ clientId }) => stored.get(clientId)))
  })

  it('refuses of many who may not, and writes the others', async () => {
    const { agent, queueId, ids } = await house()
    const stranger = await at.staff(supervisor, [queueId])
    const nobody = newId(clock)
    const [theirs, strange, none] = await Promise.all([
      sending(at.services).agent({ ...word(ids[0]!, 'mine'), now: true }, agent), sending(at.services).agent({ ...word(ids[1]!, 'not mine'), now: true }, stranger), sending(at.services).customer(word(nobody, 'to nobody')),
    ])
    expect([strange, none]).toEqual([null, null])
    expect(theirs).toEqual({ sequence: (await lines(ids[0]!)).at(-1)!.sequence, leavesAt: null })
    expect((await lines(ids[1]!)).map(({ body }) => body)).not.toContain('not mine')
  })

  it('marks as read what is theirs, each as far as they read', async () => {
    const { agent, queueId, ids } = await house()
    const stranger = await at.staff(supervisor, [queueId])
    for (const id of ids) for (let count = 0; count < CHATS; count += 1) await at.say(id, 'a word')
    const read = await Promise.all([...ids.map((conversationId, index) => ({ conversationId, sequence: index + 1, agentId: agent.agent.id })), { conversationId: ids[0]!, sequence: 1_000, agentId: stranger.agent.id }].map((mark) => sending(at.services).read(mark)))
    expect(read).toEqual([...ids.map(() => true), false])
    expect(await Promise.all(ids.map(async (id) => (await at.conversation(id)).agentRead))).toEqual(ids.map((_id, index) => index + 1))
  })

  it('writes no stranger’s mark beside the holder’s, however its id is written', async () => {
    const { agent, queueId, ids } = await house()
    const stranger = await at.staff(supervisor, [queueId])
    for (let count = 0; count < CHATS; count += 1) await at.say(ids[0]!, 'a word')
    // The first is asked for alone, the others go together.
    const marks = [{ conversationId: ids[1]!, sequence: 1, agentId: agent.agent.id }, { conversationId: ids[0]!, sequence: 2, agentId: agent.agent.id }, { conversationId: ids[0]!.toUpperCase(), sequence: 99, agentId: stranger.agent.id }]
    expect(await Promise.all(marks.map((mark) => sending(at.services).read(mark)))).toEqual([true, true, false])
    // And as one statement, where two rows name the same conversation.
    expect(await markAgentsRead(store.db, [marks[1]!, { ...marks[2]!, conversationId: ids[0]! }], 'wait')).toEqual([true, false])
    expect((await at.conversation(ids[0]!)).agentRead).toBe(2)
  })

  it('keeps back what many send who can take it back, each once, before whatever comes later', async () => {
    const { agent, ids } = await house()
    await store.db.updateTable('chatAgent').set({ undoSeconds: 10 }).where('agentId', '=', agent.agent.id).execute()
    const said = ids.map((conversationId) => ({ ...word(conversationId, 'kept'), now: false }))
    const send = (one: (typeof said)[number]) => at.answer(agent, one.conversationId, one.body, { now: one.now, clientId: one.clientId, undoSeconds: 10 })
    const both = await Promise.all([...said, ...said].map(send))
    expect(both).toEqual(both.map(() => ({ sequence: null, leavesAt: isoInstant(clock.now() + 10_000) })))
    expect(await store.db.selectFrom('chatOutgoing').select('clientId').where('agentId', '=', agent.agent.id).execute()).toHaveLength(CHATS)
    // One that goes at once takes what is before it along.
    await send({ ...word(ids[0]!, 'at once'), now: true })
    expect((await lines(ids[0]!)).map(({ body }) => body)).toEqual(['kept', 'at once'])
    clock.advance(10_000)
    await at.see(agent)
    await at.beat()
    for (const id of ids.slice(1)) expect((await lines(id)).map(({ body }) => body)).toEqual(['kept'])
  })

  it('answers what was asked before it was written, and not what was asked since; who leaves takes nothing along', async () => {
    const { agent, ids } = await house()
    const [asked, left] = [ids[0]!, ids[1]!]
    await at.answer(agent, asked, 'one moment', { now: false })
    clock.advance(5_000)
    await at.say(asked, 'and the bill?')
    const since = (await at.conversation(asked)).unansweredSince
    clock.advance(10_000)
    await at.see(agent)
    await at.beat()
    expect((await lines(asked)).map(({ body }) => body)).toEqual(['and the bill?', 'one moment'])
    expect((await at.conversation(asked)).unansweredSince).toBe(since)
    await at.answer(agent, asked, 'it is paid', { now: true })
    expect((await at.conversation(asked)).unansweredSince).toBeNull()
    const colleague = await at.staff(supervisor, [], { capacity: 1 })
    await at.invite(agent, { conversationId: left, agentId: colleague.agent.id, note: '' })
    await at.answerInvitation(colleague, { conversationId: left, accept: true })
    await at.answer(colleague, left, 'a last word', { now: false })
    await at.leave(colleague, { conversationId: left })
    expect((await at.messages(left)).slice(-2).map(({ kind, body }) => [kind, body])).toEqual([['text', 'a last word'], ['left', colleague.agent.displayName]])
  })

  it('sends what is due of many in their order, nothing that was taken back, and nothing past what is not due', async () => {
    const { agent, ids } = await house()
    const say = async (id: string, body: string) => {
      const clientId = newId(clock)
      await at.answer(agent, id, body, { now: false, clientId })
      return clientId
    }
    for (const id of ids) await say(id, 'first')
    clock.advance(5_000)
    const takenBack = new Map(await Promise.all(ids.map(async (id) => [id, await say(id, 'second')] as const)))
    await at.takeBack(agent, ids[0]!, takenBack.get(ids[0]!)!)
    clock.advance(10_000)
    expect(await sendDue(store.db, clock.now())).toBe(CHATS)
    expect(await sendDue(store.db, clock.now())).toBe(0)
    clock.advance(5_000)
    for (const id of ids) await say(id, 'third')
    await at.see(agent)
    await at.beat()
    const bodies = async (id: string) => (await lines(id)).map(({ body }) => body)
    expect(await bodies(ids[0]!)).toEqual(['first'])
    for (const id of ids.slice(1)) expect(await bodies(id)).toEqual(['first', 'second'])
    clock.advance(15_000)
    await at.see(agent)
    await at.beat()
    expect(await bodies(ids[0]!)).toEqual(['first', 'third'])
    for (const id of ids) expect((await at.messages(id)).map(({ sequence }) => sequence)).toEqual((await at.messages(id)).map((_line, index) => index + 1))
  })

  it('holds up nobody behind one that cannot be written', async () => {
    const { ids } = await house()
    // No text of PostgreSQL has it; the schemas before refuse it.
    const [, broken, ...fine] = await Promise.allSettled([word(ids[0]!, 'first'), word(ids[1]!, 'nul \u0000'), ...ids.slice(2).map((id) => word(id, 'fine'))].map((one) => sending(at.services).customer(one)))
    expect(broken!.status).toBe('rejected')
    expect(fine.map(({ status }) => status)).toEqual(fine.map(() => 'fulfilled'))
    for (const id of ids.slice(2)) expect((await lines(id)).map(({ body }) => body)).toEqual(['fine'])
  })

  it('shows each desk what it shows alone, also asked twice at once', async () => {
    const { agent, queueId, ids } = await house()
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
    const { ids } = await house()
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
