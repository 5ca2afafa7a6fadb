/** Colleagues who are asked into a conversation, come, are handed it, and go; and everything of that at the same moment as something else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAX_COMPANY } from '../../../shared/features/chat/chat-company.schema.ts'
import { ASK_AGAIN_MS, DESK_GONE_MS, INVITE_MS, WRAP_UP_MS } from '../../../shared/features/chat/chat-times.ts'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { readLines } from '../../../electron/backend/features/chat/chat.queries.ts'
import { readDesk } from '../../../electron/backend/features/chat/desk.queries.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { openChats, type Chats } from '../../support/chatting.ts'
import { addSubscriber } from '../../support/outages.ts'
import { storeKinds } from '../../support/stores.ts'

describe.each(storeKinds)('company in chats on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let at: Chats['at']
  let supervisor: SignedIn
  let queue: Chats['queue']
  beforeAll(async () => {
    ;({ store, at, supervisor, queue } = await openChats(kind, clock))
  })
  afterAll(() => store.close())
  /** Held by the first of them, who takes all of this queue. */
  async function held({ capacity = 1, customerId = null as string | null } = {}) {
    const queueId = await queue()
    const holder = await at.staff(supervisor, [queueId], { capacity: 3 })
    const { input } = await at.begin({}, { customerId, identityId: null })
    await at.beat()
    await at.accept(holder, { conversationId: input.conversationId, contactId: newId(clock) })
    const colleague = await at.staff(supervisor, [], { capacity })
    return { id: input.conversationId, holder, colleague }
  }
  const invite = (holder: SignedIn, id: string, colleague: SignedIn, note = '') => at.invite(holder, { conversationId: id, agentId: colleague.agent.id, note })
  const say = (colleague: SignedIn, id: string, accept = true) => at.answerInvitation(colleague, { conversationId: id, accept })
  async function together(options = {}) {
    const all = await held(options)
    await invite(all.holder, all.id, all.colleague)
    await say(all.colleague, all.id)
    return all
  }
  const beside = async (id: string) => (await store.db.selectFrom('chatParticipant').select(['agentId', 'role']).where('conversationId', '=', id).execute()).map(({ agentId, role }) => [agentId, role])
  const notesOf = async (id: string) => (await at.notes(id)).map(({ kind: what }) => what)
  const customerReads = async (id: string) => (await at.messages(id)).map(({ kind: what, body }) => `${what} ${body}`)
  const slots = async ({ agent }: SignedIn) => (await store.db.selectFrom('chatSlot').select('conversationId').where('agentId', '=', agent.id).execute()).filter(({ conversationId }) => conversationId !== null).length
  const conflict = { code: 'conflict', data: { stream: 'chatInvitation' } }

  it('asks a colleague, who sees no line before they say yes; then both are in it, and the customer knows', async () => {
    const { id, holder, colleague } = await held()
    await at.whisper(holder, { conversationId: id, clientId: newId(clock), body: 'be patient with this one' })
    clock.advance(1_000)
    await invite(holder, id, colleague, 'knows about cards')
    const asked = await readDesk(at.services, colleague.agent.id)
    expect(asked.invitations).toMatchObject([{ conversationId: id, name: 'Ana', invitedBy: holder.agent.displayName }])
    expect(asked.conversations).toEqual([])
    await expect(readLines(at.services, { conversationId: id, afterSequence: 0, afterNote: 0 }, colleague.agent)).rejects.toMatchObject({ code: 'forbidden' })
    expect((await readDesk(at.services, holder.agent.id)).company).toEqual([{ conversationId: id, agentId: colleague.agent.id, name: colleague.agent.displayName, as: 'invited' }])
    await say(colleague, id)
    expect(await beside(id)).toEqual([[colleague.agent.id, 'joined']])
    expect((await customerReads(id)).at(-1)).toBe(`joined ${colleague.agent.displayName}`)
    expect(await customerReads(id)).not.toContain('knows about cards')
    expect((await readDesk(at.services, holder.agent.id)).company).toMatchObject([{ as: 'joined' }])
    expect((await readDesk(at.services, colleague.agent.id)).company, 'who holds it stands in the conversation').toEqual([])
    await at.whisper(colleague, { conversationId: id, clientId: newId(clock), body: 'I see' })
    await at.whisper(holder, { conversationId: id, clientId: newId(clock), body: 'do you?' })
    expect(await notesOf(id)).toEqual(expect.arrayContaining(['invited', 'note', 'joined', 'whisper']))
    const read = async ({ agent }: SignedIn) => (await readLines(at.services, { conversationId: id, afterSequence: 0, afterNote: 0 }, agent)).notes.filter(({ kind: what }) => what === 'whisper').map(({ body }) => body)
    expect(await read(colleague), 'not what was whispered before they came').toEqual(['I see', 'do you?'])
    expect(await read(holder)).toEqual(['be patient with this one', 'I see', 'do you?'])
    await at.leave(colleague, { conversationId: id })
    expect((await customerReads(id)).at(-1)).toBe(`left ${colleague.agent.displayName}`)
    expect(await at.conversation(id)).toMatchObject({ status: 'active', ownerId: holder.agent.id })
  })

  it('takes a no, and waits no longer than a minute', async () => {
    const { id, holder, colleague } = await held()
    await invite(holder, id, colleague)
    await say(colleague, id, false)
    await expect(say(colleague, id), 'no is no').rejects.toMatchObject(conflict)
    clock.advance(ASK_AGAIN_MS)
    await Promise.all([at.see(holder), at.see(colleague)])
    await invite(holder, id, colleague)
    clock.advance(INVITE_MS)
    await expect(say(colleague, id), 'late, before anybody noticed').rejects.toMatchObject(conflict)
    await Promise.all([at.see(holder), at.see(colleague)])
    clock.advance(1)
    await at.see(holder)
    await at.beat()
    expect((await notesOf(id)).filter((what) => what.startsWith('invite'))).toEqual(['invited', 'inviteDeclined', 'invited', 'inviteMissed'])
    expect(await customerReads(id)).toEqual([`joined ${holder.agent.displayName}`])
  })

  describe('leaves a colleague alone who did not come', () => {
    const tooSoon = (left: number) => ({ code: 'limitExceeded', data: { unit: 'secondsToAskAgain', limit: ASK_AGAIN_MS / 1_000, left } })
    async function saidNo() {
      const all = await held()
      clock.advance(1)
      await invite(all.holder, all.id, all.colleague)
      await say(all.colleague, all.id, false)
      return all
    }

    it('for a minute, with how long that is still, and asks others meanwhile', async () => {
      const { id, holder, colleague } = await saidNo()
      clock.advance(20_500)
      await expect(invite(holder, id, colleague)).rejects.toMatchObject(tooSoon(40))
      await invite(holder, id, await at.staff(supervisor, []))
      clock.advance(ASK_AGAIN_MS - 20_501)
      await Promise.all([at.see(holder), at.see(colleague)])
      await expect(invite(holder, id, colleague), 'a moment before').rejects.toMatchObject(tooSoon(1))
      clock.advance(1)
      await invite(holder, id, colleague)
      expect((await readDesk(at.services, colleague.agent.id)).invitations).toHaveLength(1)
    })

    it('also where they did not answer, and in this chat alone', async () => {
      const { id, holder, colleague } = await held()
      clock.advance(1)
      await invite(holder, id, colleague)
      clock.advance(INVITE_MS)
      await Promise.all([at.see(holder), at.see(colleague)])
      await at.beat()
      await expect(invite(holder, id, colleague)).rejects.toMatchObject(tooSoon(ASK_AGAIN_MS / 1_000))
      const other = await held()
      await invite(other.holder, other.id, colleague)
    })

    it('until they come back to their desk, or somebody else has the chat and asks', async () => {
      const back = await saidNo()
      clock.advance(1)
      await at.setStatus(back.colleague, { away: 'break' })
      await at.setStatus(back.colleague, { away: null })
      await invite(back.holder, back.id, back.colleague)
      const handed = await saidNo()
      clock.advance(1)
      const third = await at.staff(supervisor, [])
      await invite(handed.holder, handed.id, third)
      await say(third, handed.id)
      await at.handOver(handed.holder, { conversationId: handed.id, agentId: third.agent.id })
      await invite(third, handed.id, handed.colleague)
    })
  })

  it('asks nobody who is away, in it or asked already, oneself, or by somebody who does not hold it', async () => {
    const { id, holder, colleague } = await held()
    const refusal = (message: string) => ({ code: 'validation', data: { issues: [{ path: 'agentId', message }] } })
    await expect(invite(holder, id, holder)).rejects.toMatchObject(refusal('self'))
    await expect(invite(colleague, id, supervisor)).rejects.toMatchObject({ code: 'conflict' })
    await invite(holder, id, colleague)
    await expect(invite(holder, id, colleague)).rejects.toMatchObject(refusal('invited'))
    await say(colleague, id)
    await expect(invite(holder, id, colleague)).rejects.toMatchObject(refusal('inIt'))
    const away = await at.staff(supervisor, [])
    await at.setStatus(away, { away: 'lunch' })
    await expect(invite(holder, id, away)).rejects.toMatchObject(refusal('notThere'))
    await expect(invite(colleague, id, away), 'in it, and not theirs').rejects.toMatchObject({ code: 'conflict' })
  })

  it('has room for a handful, also when all are asked at one moment', async () => {
    const { id, holder } = await held()
    const colleagues = await Promise.all(Array.from({ length: MAX_COMPANY + 3 }, () => at.staff(supervisor, [])))
    const all = await Promise.allSettled(colleagues.map((colleague) => invite(holder, id, colleague)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(MAX_COMPANY)
    for (const each of all) if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'limitExceeded', data: { unit: 'company' } })
    const past = store.db.insertInto('chatInvitation').values({ conversationId: id, agentId: supervisor.agent.id, invitedBy: holder.agent.id, at: '2026-01-01T00:00:00.000Z', expiresAt: '2027-01-01T00:00:00.000Z' }).execute()
    await expect(past, 'the database itself').rejects.toThrow(/chat_company_full/)
    await at.watch(supervisor, { conversationId: id })
    expect((await store.db.selectFrom('chatParticipant').select('role').where('conversationId', '=', id).where('agentId', '=', supervisor.agent.id).executeTakeFirstOrThrow()).role, 'nobody keeps a supervisor out').toBe('watching')
  })

  it('asks twice at one moment once', async () => {
    const { id, holder, colleague } = await held()
    const both = await Promise.allSettled([invite(holder, id, colleague), invite(holder, id, colleague)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await notesOf(id)).filter((what) => what === 'invited')).toHaveLength(1)
  })

  it('is closed to whoever says yes when it is over, or gone back to its queue', async () => {
    const { id, holder, colleague } = await held()
    await invite(holder, id, colleague)
    await at.close(holder, { conversationId: id })
    await expect(say(colleague, id)).rejects.toMatchObject(conflict)
    const again = await held()
    await invite(again.holder, again.id, again.colleague)
    const both = await Promise.allSettled([say(again.colleague, again.id), at.close(again.holder, { conversationId: again.id })])
    expect(both[1].status).toBe('fulfilled')
    // Whichever was first: nobody is asked any more, and the closing is what the customer reads last but for who came before it.
    expect(await store.db.selectFrom('chatInvitation').selectAll().where('conversationId', 'in', [id, again.id]).execute()).toEqual([])
    expect((await customerReads(again.id)).at(-1)).toBe('closed agent')
  })

  it('is handed over while both are in it: no wait, no second place, and whoever had it stays', async () => {
    const customer = await addSubscriber(store, {})
    const { id, holder, colleague } = await together({ customerId: customer.id })
    await at.say(id, 'and now?')
    await at.handOver(holder, { conversationId: id, agentId: colleague.agent.id })
    expect(await at.conversation(id)).toMatchObject({ status: 'active', ownerId: colleague.agent.id, contactId: null, waitingSince: null })
    expect(await beside(id)).toEqual([[holder.agent.id, 'joined']])
    expect([await slots(holder), await slots(colleague)]).toEqual([0, 1])
    expect((await customerReads(id)).at(-1)).toBe(`transferred ${holder.agent.displayName}`)
    expect((await store.db.selectFrom('chatAssignment').select(['agentId', 'endedHow']).where('conversationId', '=', id).orderBy('offeredAt').orderBy('id').execute()).map(({ agentId, endedHow }) => [agentId, endedHow])).toEqual([[holder.agent.id, 'handedOver'], [colleague.agent.id, null]])
    await expect(at.handOver(holder, { conversationId: id, agentId: colleague.agent.id }), 'not theirs any more').rejects.toMatchObject({ code: 'conflict' })
    const contactId = newId(clock)
    await at.beginContact(colleague, { conversationId: id, contactId })
    expect(await store.db.selectFrom('partyInteraction').select(['agentId', 'channel', 'level', 'endedAt']).where('id', '=', contactId).executeTakeFirst()).toEqual({ agentId: colleague.agent.id, channel: 'chat', level: 'unverified', endedAt: null })
    await at.beginContact(colleague, { conversationId: id, contactId: newId(clock) })
    expect(await at.conversation(id), 'one that is open goes on').toMatchObject({ contactId })
    await at.leave(holder, { conversationId: id })
    await at.wrapUp(colleague, { conversationId: id, disposition: 'resolved', text: 'done by two' })
    const lines = await store.db.selectFrom('interaction').select(['disposition', 'text']).where('customerId', '=', customer.id).execute()
    expect(lines).toEqual(expect.arrayContaining([{ disposition: 'resolved', text: 'done by two' }]))
    expect([await slots(holder), await slots(colleague)]).toEqual([0, 0])
  })

  it('keeps what it came to, also where whoever was handed it began no contact', async () => {
    const customer = await addSubscriber(store, {})
    const { id, holder, colleague } = await together({ customerId: customer.id })
    await at.handOver(holder, { conversationId: id, agentId: colleague.agent.id })
    const onThePhone = newId(clock)
    await store.db.insertInto('partyInteraction').values({ id: onThePhone, customerId: customer.id, agentId: colleague.agent.id, sessionId: colleague.sessionId, channel: 'call', startedAt: isoInstant(clock.now()), usedAt: isoInstant(clock.now()) }).execute()
    await at.wrapUp(colleague, { conversationId: id, disposition: 'resolved', text: 'a new modem' })
    expect((await store.db.selectFrom('partyInteraction').select('endedAt').where('id', '=', onThePhone).executeTakeFirstOrThrow()).endedAt, 'whom they have on the telephone they still have').toBeNull()
    const lines = await store.db.selectFrom('interaction').select(['id', 'channel', 'disposition', 'text', 'by']).where('customerId', '=', customer.id).where('text', '!=', '').execute()
    expect(lines).toMatchObject([{ channel: 'chat', disposition: 'resolved', text: 'a new modem', by: colleague.agent.displayName }])
    expect(await store.db.selectFrom('chatContact').select('conversationId').where('contactId', '=', lines[0]!.id).execute(), 'read from its line').toEqual([{ conversationId: id }])
  })

  it('is a line of whoever was handed it, also where they said nothing of it in time', async () => {
    const customer = await addSubscriber(store, {})
    const { id, holder, colleague } = await together({ customerId: customer.id })
    clock.advance(1_000)
    await at.handOver(holder, { conversationId: id, agentId: colleague.agent.id })
    const handedAt = isoInstant(clock.now())
    await at.close(colleague, { conversationId: id })
    clock.advance(WRAP_UP_MS)
    await at.beat()
    expect(await at.conversation(id)).toMatchObject({ status: 'closed', disposition: null })
    const lines = await store.db.selectFrom('interaction').select(['id', 'channel', 'at', 'by', 'disposition', 'text']).where('customerId', '=', customer.id).orderBy('at').execute()
    expect(lines).toMatchObject([{ by: holder.agent.displayName }, { by: colleague.agent.displayName, channel: 'chat', at: handedAt, disposition: null, text: '' }])
    expect(await store.db.selectFrom('chatContact').select('conversationId').where('contactId', '=', lines[1]!.id).execute(), 'read from its line').toEqual([{ conversationId: id }])
    await at.beat()
    expect(await store.db.selectFrom('interaction').select('id').where('customerId', '=', customer.id).execute(), 'once').toHaveLength(2)
  })

  it('has no second line where its contact is one already', async () => {
    const customer = await addSubscriber(store, {})
    const { id, holder, colleague } = await together({ customerId: customer.id })
    await at.handOver(holder, { conversationId: id, agentId: colleague.agent.id })
    await at.beginContact(colleague, { conversationId: id, contactId: newId(clock) })
    await at.close(colleague, { conversationId: id })
    clock.advance(WRAP_UP_MS)
    await at.beat()
    expect(await at.conversation(id)).toMatchObject({ status: 'closed' })
    expect((await store.db.selectFrom('interaction').select('by').where('customerId', '=', customer.id).execute()).map(({ by }) => by), 'theirs is open still').toEqual([holder.agent.displayName])
  })

  it('is handed to nobody beyond their capacity, who is not in it, or whose desk is gone; and nothing has moved', async () => {
    const { id, holder, colleague } = await together({ capacity: 0 })
    await expect(at.handOver(holder, { conversationId: id, agentId: colleague.agent.id })).rejects.toMatchObject({ code: 'limitExceeded', data: { unit: 'places' } })
    expect(await at.conversation(id)).toMatchObject({ status: 'active', ownerId: holder.agent.id })
    expect([await slots(holder), await beside(id)]).toEqual([1, [[colleague.agent.id, 'joined']]])
    const stranger = await at.staff(supervisor, [])
    await expect(at.handOver(holder, { conversationId: id, agentId: stranger.agent.id })).rejects.toMatchObject({ data: { issues: [{ message: 'notInIt' }] } })
    const eating = await together()
    await at.setStatus(eating.colleague, { away: 'lunch' })
    await expect(at.handOver(eating.holder, { conversationId: eating.id, agentId: eating.colleague.agent.id })).rejects.toMatchObject({ data: { issues: [{ message: 'notThere' }] } })
    const later = await together()
    clock.advance(DESK_GONE_MS)
    await expect(at.handOver(later.holder, { conversationId: later.id, agentId: later.colleague.agent.id })).rejects.toMatchObject({ data: { issues: [{ message: 'notThere' }] } })
  })

  it('of two that are handed to one place one is, and two who hand over to each other both are', async () => {
    const colleague = await at.staff(supervisor, [], { capacity: 1 })
    const [one, two] = [await held(), await held()]
    for (const { id, holder } of [one, two]) {
      await invite(holder, id, colleague)
      await say(colleague, id)
    }
    const both = await Promise.allSettled([one, two].map(({ id, holder }) => at.handOver(holder, { conversationId: id, agentId: colleague.agent.id })))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await slots(colleague)).toBe(1)
    const [left, right] = [await held(), await held()]
    for (const [{ id, holder }, other] of [[left, right.holder], [right, left.holder]] as const) {
      await invite(holder, id, other)
      await say(other, id)
    }
    const crossed = await Promise.allSettled([at.handOver(left.holder, { conversationId: left.id, agentId: right.holder.agent.id }), at.handOver(right.holder, { conversationId: right.id, agentId: left.holder.agent.id })])
    expect(crossed.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    expect([await slots(left.holder), await slots(right.holder)]).toEqual([1, 1])
  })

  it('is handed over, or offered elsewhere, but not both: the last place is one', async () => {
    const { id, holder, colleague } = await together()
    const queueId = await queue()
    const { version } = await store.db.selectFrom('chatAgent').select('version').where('agentId', '=', colleague.agent.id).executeTakeFirstOrThrow()
    await at.setAgent(supervisor, { agentId: colleague.agent.id, expectedVersion: version, queueIds: [queueId], languages: ['en'], skills: [], capacity: 1, undoSeconds: 0 })
    const { input } = await at.begin()
    const [handed] = await Promise.allSettled([at.handOver(holder, { conversationId: id, agentId: colleague.agent.id }), at.beat()])
    await at.beat()
    expect(await slots(colleague)).toBe(1)
    expect((await at.conversation(handed.status === 'fulfilled' ? id : input.conversationId)).ownerId).toBe(colleague.agent.id)
  })

  it('loses whoever’s desk is gone, and the customer is told; who answers on stays', async () => {
    const { id, holder, colleague } = await together()
    clock.advance(DESK_GONE_MS - 1)
    await at.see(holder)
    await at.beat()
    expect(await beside(id)).toHaveLength(1)
    clock.advance(1)
    await at.see(holder)
    await at.beat()
    expect(await beside(id)).toEqual([])
    expect((await customerReads(id)).at(-1)).toBe(`left ${colleague.agent.displayName}`)
    expect(await at.conversation(id)).toMatchObject({ ownerId: holder.agent.id })
  })

  it('is held by one who was beside it when it comes to them from the queue', async () => {
    const { id, holder, colleague } = await together()
    await at.transfer(holder, { conversationId: id, to: { kind: 'agent', agentId: colleague.agent.id }, note: '' })
    await at.beat()
    await at.accept(colleague, { conversationId: id, contactId: newId(clock) })
    expect([(await at.conversation(id)).ownerId, await beside(id)]).toEqual([colleague.agent.id, []])
  })

  it('is in the audit: who asked whom, and to whom it was handed', async () => {
    const { id, holder, colleague } = await together()
    await at.handOver(holder, { conversationId: id, agentId: colleague.agent.id })
    const entries = await store.db.selectFrom('auditEntry').select(['action', 'agentId']).where('action', 'in', ['chat.invite', 'chat.answerInvitation', 'chat.handOver']).where('agentId', 'in', [holder.agent.id, colleague.agent.id]).orderBy('seq').execute()
    expect(entries.map(({ action, agentId }) => [action, agentId])).toEqual([['chat.invite', holder.agent.id], ['chat.answerInvitation', colleague.agent.id], ['chat.handOver', holder.agent.id]])
  })
})
