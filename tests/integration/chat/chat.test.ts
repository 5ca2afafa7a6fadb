/** One conversation after the other, each thing that can become of it, on both stores. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ABANDONED_MS, DESK_GONE_MS, OFFER_MS, RETURN_MS, WRAP_UP_MS } from '../../../shared/features/chat/chat-times.ts'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { insertAtOnce } from '../../../electron/backend/features/chat/lines.ts'
import { agentsBeside } from '../../../electron/backend/features/chat/agents-beside.ts'
import { lookAtTheClock } from '../../../electron/backend/features/chat/chat-clock.ts'
import { CHAT_CHANNEL, tellAgents } from '../../../electron/backend/features/chat/tell.ts'
import { listColleagues } from '../../../electron/backend/features/chat/chat.queries.ts'
import { readDesk } from '../../../electron/backend/features/chat/desk.queries.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { addQueue, openChats, type Chats } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { addSubscriber } from '../../support/outages.ts'
import { storeKinds } from '../../support/stores.ts'

describe.each(storeKinds)('chats on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let at: Chats['at']
  let supervisor: SignedIn
  let queueId: string
  let agent: SignedIn
  let queue: Chats['queue']
  beforeAll(async () => {
    ;({ store, at, supervisor, queue } = await openChats(kind, clock))
  })
  afterAll(() => store.close())
  /** A queue of its own, so that nobody of another test waits there. */
  async function fresh({ capacity = 1, maxWaiting = 100 } = {}): Promise<void> {
    queueId = await queue({ maxWaiting })
    agent = await at.staff(supervisor, [queueId], { capacity })
  }
  const begin = async (): Promise<string> => {
    const { input, answer } = await at.begin()
    expect(answer).toHaveProperty('conversation')
    return input.conversationId
  }
  const held = async (): Promise<string> => {
    const id = await begin()
    await at.beat()
    await at.accept(agent, { conversationId: id, contactId: newId(clock) })
    return id
  }
  const move = async (ms: number): Promise<void> => {
    clock.advance(ms)
    await at.beat()
  }

  it('goes to somebody who is free, waits for their word, and is theirs', async () => {
    await fresh()
    const id = await begin()
    expect(await at.say(id, 'no internet')).toBe(1)
    await at.beat()
    expect(await at.conversation(id)).toMatchObject({ status: 'offered', ownerId: agent.agent.id })
    await at.accept(agent, { conversationId: id, contactId: newId(clock) })
    expect(await at.conversation(id)).toMatchObject({ status: 'active', waitingSince: null })
    expect((await at.messages(id)).map(({ author, kind: what }) => [author, what])).toEqual([['customer', 'text'], ['headend', 'joined']])
  })

  it('is offered to nobody beyond their capacity, and a place that is free again is taken', async () => {
    await fresh()
    const [first, second] = [await held(), await begin()]
    await at.beat()
    expect(await at.conversation(second)).toMatchObject({ status: 'waiting' })
    await at.wrapUp(agent, { conversationId: first, disposition: 'resolved', text: '' })
    await at.beat()
    expect(await at.conversation(second)).toMatchObject({ status: 'offered' })
  })

  it('has no place beyond the capacity in the database itself', async () => {
    await fresh()
    await held()
    const second = await begin()
    const past = store.db.updateTable('chatConversation').set({ status: 'active', ownerId: agent.agent.id, waitingSince: null }).where('id', '=', second).execute()
    await expect(past).rejects.toThrow(/chat_over_capacity/)
  })

  it('goes back from whoever does not take it, who is offered nothing more', async () => {
    await fresh()
    const id = await begin()
    await at.beat()
    await at.see(agent)
    await move(OFFER_MS - 1)
    expect(await at.conversation(id)).toMatchObject({ status: 'offered' })
    await move(1)
    expect(await at.conversation(id)).toMatchObject({ status: 'waiting', ownerId: null })
    expect(await store.db.selectFrom('chatAgent').select(['status', 'awayReason']).where('agentId', '=', agent.agent.id).executeTakeFirst()).toEqual({ status: 'away', awayReason: 'missed' })
    await at.setStatus(agent, { away: null })
    await at.beat()
    expect(await at.conversation(id)).toMatchObject({ status: 'offered' })
  })

  it('goes back with its history from whoever falls silent, and not from whoever only waits', async () => {
    await fresh()
    const id = await held()
    await at.say(id, 'are you there?')
    const answers = async (ms: number) => {
      clock.advance(ms)
      await at.see(agent)
      await at.beat()
    }
    await answers(RETURN_MS - 1)
    expect(await at.conversation(id)).toMatchObject({ status: 'active' })
    await at.answer(agent, id, 'yes')
    await answers(RETURN_MS)
    expect(await at.conversation(id), 'the customer has the word').toMatchObject({ status: 'active' })
    await at.say(id, 'and now?')
    await answers(RETURN_MS)
    expect(await at.conversation(id)).toMatchObject({ returns: 1 })
    expect((await at.messages(id)).map(({ body }) => body)).toEqual(expect.arrayContaining(['are you there?', 'yes', 'and now?']))
  })

  it('goes back from a desk that is gone', async () => {
    await fresh()
    const id = await held()
    await move(DESK_GONE_MS - 1)
    expect(await at.conversation(id)).toMatchObject({ status: 'active' })
    await move(1)
    expect(await at.conversation(id)).toMatchObject({ status: 'waiting', returns: 1 })
  })

  it('takes nobody for gone whom no node could hear: they come back to a new one first', async () => {
    await fresh({ capacity: 1 })
    const [inHand, waiting] = [await held(), await begin()]
    clock.advance(ABANDONED_MS)
    const started = clock.now()
    await at.say(inHand, 'there again')
    clock.advance(DESK_GONE_MS - 1)
    await at.beat(started)
    expect([(await at.conversation(inHand)).status, (await at.conversation(waiting)).status]).toEqual(['active', 'waiting'])
    clock.advance(1)
    await at.beat(started)
    expect([(await at.conversation(inHand)).status, (await at.conversation(waiting)).status]).toEqual(['waiting', 'closed'])
  })

  it('keeps its turn through a return: nobody who came later is before it', async () => {
    await fresh()
    const [first, second] = [await held(), await begin()]
    await move(DESK_GONE_MS)
    await at.setStatus(agent, { away: null })
    await at.beat()
    expect([(await at.conversation(first)).status, (await at.conversation(second)).status]).toEqual(['offered', 'waiting'])
  })

  it('lets a business before somebody who came a minute earlier, and not before one of three minutes', async () => {
    await fresh()
    await at.setStatus(agent, { away: 'lunch' })
    // Somebody is there, or nobody would be let in.
    const other = await at.staff(supervisor, [queueId], { capacity: 1 })
    const busy = await begin()
    await at.beat()
    await at.accept(other, { conversationId: busy, contactId: newId(clock) })
    const stay = async (ms: number) => { clock.advance(ms); await at.see(other) }
    const early = await begin()
    await stay(30_000)
    await stay(30_000)
    await stay(59_000)
    const late = await begin()
    await stay(30_000)
    const customer = await addSubscriber(store, { kind: 'business' })
    const { input } = await at.begin({}, { customerId: customer.id, identityId: null })
    const turn = await store.db.selectFrom('chatConversation').select('id').where('queueId', '=', queueId).where('status', '=', 'waiting').orderBy('rankAt').execute()
    expect(turn.map(({ id }) => id)).toEqual([early, input.conversationId, late])
  })

  it('takes the same message once, whoever sends it again, and refuses another under its id', async () => {
    await fresh()
    const id = await begin()
    const clientId = newId(clock)
    expect(await at.say(id, 'hello', clientId)).toBe(1)
    expect(await at.say(id, 'hello', clientId)).toBe(1)
    await expect(at.say(id, 'other', clientId)).rejects.toMatchObject({ code: 'validation' })
    expect(await at.messages(id)).toHaveLength(1)
  })

  it('lets an agent take back what has not left, in the order of sending, and never twice', async () => {
    await fresh()
    const id = await held()
    const [one, two, three] = [newId(clock), newId(clock), newId(clock)]
    for (const clientId of [one, two, three]) await at.answer(agent, id, `text ${clientId === two ? 'two' : 'else'}`, { now: false, clientId })
    await at.takeBack(agent, id, two)
    await expect(at.answer(agent, id, 'text two', { now: false, clientId: two }), 'a late retry').rejects.toMatchObject({ code: 'conflict' })
    expect((await at.messages(id)).filter(({ author }) => author === 'agent')).toEqual([])
    clock.advance(15_000)
    await at.see(agent)
    await at.beat()
    expect((await at.messages(id)).filter(({ author }) => author === 'agent').map(({ clientId }) => clientId)).toEqual([one, three])
    await expect(at.takeBack(agent, id, one)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('sends what is kept back before whatever is sent at once', async () => {
    await fresh()
    const id = await held()
    const first = newId(clock)
    await at.answer(agent, id, 'first', { now: false, clientId: first })
    await at.answer(agent, id, 'second')
    expect((await at.messages(id)).filter(({ author }) => author === 'agent').map(({ body }) => body)).toEqual(['first', 'second'])
  })

  it('sends at once only where it is theirs, nothing is kept back, and the id is new; what went both ways is there once', async () => {
    await fresh()
    const id = await held()
    const stranger = await at.staff(supervisor, [queueId])
    const atOnce = (by: SignedIn, clientId: string, more: { body?: string; now?: boolean } = {}) =>
      insertAtOnce(store.db, [{ ...by, message: { conversationId: id, clientId, body: 'word', now: true, ...more } }], clock.now()).then(([sequence]) => sequence)
    const [first, kept] = [newId(clock), newId(clock)]
    expect(await atOnce(agent, first)).toBe(2)
    expect([await atOnce(agent, first), await atOnce(stranger, newId(clock)), await atOnce({ ...agent, agent: { ...agent.agent, id: newId(clock) } }, newId(clock))]).toEqual([null, null, null])
    await at.answer(agent, id, 'word', { now: false, clientId: kept })
    expect([await atOnce(agent, kept), await atOnce(agent, newId(clock))]).toEqual([null, null])
    // As if it had gone at once on another node at the same moment.
    await store.db.insertInto('chatMessage').values({ conversationId: id, sequence: 3, clientId: kept, author: 'agent', agentId: agent.agent.id, kind: 'text', body: 'word', at: isoInstant(clock.now()) }).execute()
    await store.db.updateTable('chatConversation').set({ lastSequence: 3 }).where('id', '=', id).execute()
    clock.advance(15_000)
    await at.see(agent)
    await at.beat()
    expect((await at.messages(id)).map(({ sequence }) => sequence)).toEqual([1, 2, 3])
    expect(await atOnce(agent, newId(clock))).toBe(4)
  })

  it('tells a line to nobody who could not ask for it', async () => {
    await fresh()
    const id = await held()
    await at.watch(supervisor, { conversationId: id })
    const told = () => agentsBeside(store.db).of(id)
    expect((await told()).sort()).toEqual([agent.agent.id, supervisor.agent.id].sort())
    const allow = (allowed: boolean) => (allowed ? store.db.insertInto('rolePermission').values({ role: 'supervisor', permission: 'chat.supervise' }).execute() : store.db.deleteFrom('rolePermission').where('role', '=', 'supervisor').where('permission', '=', 'chat.supervise').execute())
    await allow(false)
    expect(await told()).toEqual([agent.agent.id])
    await allow(true)
  })

  it('tells of more agents than one notice has room for', async () => {
    const ids = Array.from({ length: 450 }, () => newId(clock))
    const heard: string[] = []
    const stop = await store.listen(CHAT_CHANNEL, (payload) => void (payload !== null && heard.push(...(JSON.parse(payload) as { a?: string[] }).a ?? [])))
    await tellAgents(store.db, ids)
    await expect.poll(() => heard.filter((each) => ids.includes(each)).length).toBe(450)
    await stop()
  })

  it('holds up nobody else where one conversation cannot go on', async () => {
    await fresh({ capacity: 2 })
    const [bad, good] = [await held(), await held()]
    await at.answer(agent, good, 'word', { now: false })
    // A file that is not there: it can never leave.
    await store.db.insertInto('chatOutgoing').values({ conversationId: bad, clientId: newId(clock), agentId: agent.agent.id, kind: 'attachment', body: '{}', sentAt: isoInstant(clock.now()), leavesAt: isoInstant(clock.now()) }).execute()
    clock.advance(15_000)
    await at.see(agent)
    await expect(lookAtTheClock(at.services, 0)).rejects.toThrow()
    expect((await at.messages(good)).map(({ body }) => body)).toContain('word')
    await store.db.deleteFrom('chatOutgoing').where('conversationId', '=', bad).execute()
  })

  it('goes to another queue or a person with a note that the customer never sees', async () => {
    await fresh()
    const id = await held()
    const elsewhere = await addQueue(store, clock, newId(clock))
    const expert = await at.staff(supervisor, [elsewhere])
    await at.transfer(agent, { conversationId: id, to: { kind: 'agent', agentId: expert.agent.id }, note: 'the card is not theirs' })
    await at.beat()
    expect(await at.conversation(id)).toMatchObject({ status: 'offered', ownerId: expert.agent.id })
    expect((await at.notes(id)).map(({ body }) => body)).toContain('the card is not theirs')
    expect(JSON.stringify(await at.messages(id))).not.toContain('not theirs')
  })

  it('goes to a person whatever they speak, and to anybody of the queue when that person is not there any more', async () => {
    await fresh()
    const id = await held()
    const expert = await at.staff(supervisor, [await addQueue(store, clock, newId(clock))], { languages: ['vi'] })
    await at.transfer(agent, { conversationId: id, to: { kind: 'agent', agentId: expert.agent.id }, note: '' })
    await at.beat()
    expect(await at.conversation(id)).toMatchObject({ status: 'offered', ownerId: expert.agent.id })
    await at.accept(expert, { conversationId: id, contactId: newId(clock) })
    const busy = await at.staff(supervisor, [queueId])
    await at.transfer(expert, { conversationId: id, to: { kind: 'agent', agentId: busy.agent.id }, note: '' })
    await at.setStatus(busy, { away: 'lunch' })
    await at.beat()
    expect(await at.conversation(id), 'nobody waits for nobody').toMatchObject({ status: 'offered', ownerId: agent.agent.id })
  })

  it('tells a desk who could take it, with most room first, and beside whom one is', async () => {
    await fresh({ capacity: 2 })
    const id = await held()
    const other = await at.staff(supervisor, [queueId], { capacity: 3 })
    await at.watch(supervisor, { conversationId: id })
    const desk = await readDesk(at.services, agent.agent.id)
    expect((await listColleagues(at.services, agent.agent.id)).filter(({ queueIds }) => queueIds.includes(queueId))).toEqual([{ agentId: other.agent.id, name: other.agent.displayName, queueIds: [queueId], freePlaces: 3 }])
    expect([desk.beside, (await readDesk(at.services, supervisor.agent.id)).beside.filter(({ conversationId }) => conversationId === id)]).toEqual([[], [{ conversationId: id, role: 'watching' }]])
    await at.setStatus(other, { away: 'break' })
    expect((await listColleagues(at.services, agent.agent.id)).map(({ agentId }) => agentId)).not.toContain(other.agent.id)
  })

  it('whispers to the agent, without a gap where the customer reads', async () => {
    await fresh()
    const id = await held()
    await at.watch(supervisor, { conversationId: id })
    await at.whisper(supervisor, { conversationId: id, clientId: newId(clock), body: 'offer the credit' })
    await at.say(id, 'hello')
    expect((await at.messages(id)).map(({ sequence }) => sequence)).toEqual([1, 2])
    expect(JSON.stringify(await at.messages(id))).not.toMatch(/credit|watching/)
    const stranger = await hire(store, clock, 'agent')
    await expect(at.whisper(stranger, { conversationId: id, clientId: newId(clock), body: 'me too' })).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('is taken over by a supervisor within their own capacity', async () => {
    await fresh()
    const id = await held()
    await expect(at.takeOver(supervisor, { conversationId: id, contactId: newId(clock) }), 'takes no chats').rejects.toMatchObject({ code: 'notFound' })
    await at.setAgent(supervisor, { agentId: supervisor.agent.id, expectedVersion: 0, queueIds: [], languages: ['en'], skills: [], capacity: 1, undoSeconds: 0 }).catch(() => undefined)
    await at.takeOver(supervisor, { conversationId: id, contactId: newId(clock) })
    await at.beat()
    expect(await at.conversation(id), 'and stays theirs').toMatchObject({ status: 'active', ownerId: supervisor.agent.id })
    const other = await begin()
    await expect(at.takeOver(supervisor, { conversationId: other, contactId: newId(clock) })).rejects.toMatchObject({ code: 'limitExceeded' })
    await at.wrapUp(supervisor, { conversationId: id, disposition: 'resolved', text: '' })
  })

  it('is over with what it came to, and begins again by a word of the customer', async () => {
    await fresh()
    const id = await held()
    await at.leavePage(id)
    expect(await at.conversation(id)).toMatchObject({ status: 'wrapUp', closedBy: 'customer' })
    await at.see(agent)
    clock.advance(WRAP_UP_MS)
    await at.see(agent)
    await at.beat()
    expect(await at.conversation(id)).toMatchObject({ status: 'closed', ownerId: null })
    const [before] = (await at.messages(id)).slice(-1)
    expect(await at.say(id, 'one more thing')).toBe(before!.sequence + 2)
    await at.beat()
    expect(await at.conversation(id)).toMatchObject({ status: 'offered', closedAt: null })
  })

  it('is a contact of the account, unverified, and a line of its history', async () => {
    await fresh()
    const customer = await addSubscriber(store, {})
    const { input } = await at.begin({}, { customerId: customer.id, identityId: null })
    await at.beat()
    const contactId = newId(clock)
    await at.accept(agent, { conversationId: input.conversationId, contactId })
    expect(await store.db.selectFrom('partyInteraction').select(['channel', 'level']).where('id', '=', contactId).executeTakeFirst()).toEqual({ channel: 'chat', level: 'unverified' })
    await at.wrapUp(agent, { conversationId: input.conversationId, disposition: 'resolved', text: 'the cable was loose' })
    expect(await store.db.selectFrom('interaction').select(['channel', 'disposition', 'text']).where('id', '=', contactId).executeTakeFirst()).toEqual({ channel: 'chat', disposition: 'resolved', text: 'the cable was loose' })
  })

  it('receives nobody where nobody is, where it is full, and outside of its hours', async () => {
    await fresh({ maxWaiting: 1 })
    await held()
    await begin()
    expect((await at.begin()).answer).toEqual({ closed: { open: false, why: 'full', opensAt: null } })
    await fresh()
    clock.advance(DESK_GONE_MS)
    expect((await at.begin()).answer).toEqual({ closed: { open: false, why: 'nobodyThere', opensAt: null } })
    await queue({ hours: { week: [[], [{ from: 480, to: 1_200 }], [], [], [], [], []], closedDays: [] } })
    // Monday; it opens on Tuesday at eight in New York.
    expect((await at.begin()).answer).toEqual({ closed: { open: false, why: 'closed', opensAt: '2026-11-24T13:00:00.000Z' } })
  })

  it('calls nobody to a page that nobody looks at', async () => {
    await fresh()
    await held()
    const id = await begin()
    clock.advance(ABANDONED_MS)
    await at.see(agent)
    await at.beat()
    expect(await at.conversation(id)).toMatchObject({ status: 'closed', closedBy: 'silence' })
  })

  it('holds fewer when the capacity is lowered, and what is held is held', async () => {
    await fresh({ capacity: 3 })
    const ids = [await held(), await held(), await held()]
    const { version } = await store.db.selectFrom('chatAgent').select('version').where('agentId', '=', agent.agent.id).executeTakeFirstOrThrow()
    await at.setAgent(supervisor, { agentId: agent.agent.id, expectedVersion: version, queueIds: [queueId], languages: ['en'], skills: [], capacity: 2, undoSeconds: 0 })
    const next = await begin()
    // The first place is free then, and the third is beyond: still two.
    await at.wrapUp(agent, { conversationId: ids[0]!, disposition: 'resolved', text: '' })
    await at.beat()
    expect(await at.conversation(next)).toMatchObject({ status: 'waiting' })
    await at.wrapUp(agent, { conversationId: ids[1]!, disposition: 'resolved', text: '' })
    await at.beat()
    expect(await at.conversation(next)).toMatchObject({ status: 'offered' })
  })
})
