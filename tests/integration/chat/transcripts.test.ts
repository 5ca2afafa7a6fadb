/** Chats that are over: read whole by whoever may read the account, searched in it, and what of them is for whom. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { ATTACHMENT_PART_BYTES } from '../../../shared/features/chat/attachments.ts'
import { CONTACT_IDLE_MS } from '../../../shared/features/interactions/contact-life.ts'
import { keepAttachment } from '../../../electron/backend/features/chat/attachments/attachments.ts'
import { endIdleContacts } from '../../../electron/backend/features/interactions/contacts.commands.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { addQueue, anyRule, chatting, publishRules } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { addSubscriber } from '../../support/outages.ts'
import { makePng, pngChunk } from '../../support/pictures.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'

describe.each(storeKinds)('chats that are over, on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let at: ReturnType<typeof chatting>
  let supervisor: SignedIn
  let queueId: string
  /** Of each: at a desk of their own. */
  let holder: Person
  let colleague: Person
  type Person = { by: SignedIn; client: ApiClient }
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    // Deadlines are met by hand.
    backend = await startTestBackend({ store, clock, timers: { every: () => () => undefined, after: () => () => undefined }, demo: { operatorName: 'Isla Cable', accounts: [] } })
    at = chatting(store, clock)
    supervisor = await hire(store, clock, 'supervisor')
  })
  let rulesVersion = 0
  /** Nobody of another test waits, and no sign-in of one has run out. */
  beforeEach(async () => {
    queueId = await addQueue(store, clock, newId(clock))
    await publishRules(store, clock, ++rulesVersion, [anyRule(queueId)])
    ;[holder, colleague] = [await desk(), await desk()]
    await colleague.client.chat.setStatus({ commandId: newId(), away: 'lunch' })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  async function desk(role: 'agent' | 'supervisor' = 'agent'): Promise<Person> {
    const { client, session } = await signInAs(store, backend.url, role, clock)
    await at.setAgent(supervisor, { agentId: session.agent.id, expectedVersion: 0, queueIds: [queueId], languages: ['en'], skills: [], capacity: 5, undoSeconds: 0 })
    const sessions = await store.db.selectFrom('session').select('id').where('agentId', '=', session.agent.id).executeTakeFirstOrThrow()
    return { client, by: { ...supervisor, sessionId: sessions.id, agent: session.agent } }
  }
  /** Held by the holder, about a customer of its own. */
  async function held() {
    const customer = await addSubscriber(store, {})
    await holder.client.chat.setStatus({ commandId: newId(), away: null })
    const { input } = await at.begin({}, { customerId: customer.id, identityId: null })
    await at.beat()
    const contactId = newId(clock)
    await holder.client.chat.accept({ commandId: newId(), conversationId: input.conversationId, contactId })
    return { id: input.conversationId, customerId: customer.id, contactId }
  }
  const end = (id: string, text = 'told them') => holder.client.chat.wrapUp({ commandId: newId(), conversationId: id, disposition: 'resolved', text })
  const read = ({ client }: Pick<Person, 'client'>, customerId: string, contactId: string, after = { afterSequence: 0, afterNote: 0 }) => client.chat.transcript({ customerId, of: { by: 'contact', id: contactId }, ...after })

  it('is read whole from its line of the history, by pages, and each look is in the audit', async () => {
    const { id, customerId, contactId } = await held()
    await at.say(id, 'first')
    await store.pool.query(`with told as (update chat_conversation set last_sequence = last_sequence + 250 where id = $1 returning last_sequence - 250 as before)
      insert into chat_message (conversation_id, sequence, client_id, author, kind, body, at) select $1, before + n, gen_random_uuid(), 'customer', 'text', 'line ' || n, now() from told, generate_series(1, 250) n`, [id])
    expect(await read(holder, customerId, contactId), 'it goes on').toMatchObject({ closedAt: null, messages: [] })
    await end(id)
    const first = await read(colleague, customerId, contactId)
    expect(first).toMatchObject({ conversationId: id, more: true })
    const rest = await read(colleague, customerId, contactId, { afterSequence: first.messages.at(-1)!.sequence, afterNote: first.notes.length })
    expect(rest.more).toBe(false)
    const all = [...first.messages, ...rest.messages]
    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_each, index) => index + 1))
    expect(all.at(-1)).toMatchObject({ kind: 'closed' })
    const lines = await store.db.selectFrom('auditEntry').select(['outcome', 'detail']).where('action', '=', 'chat.transcript').where('customerId', '=', customerId).execute()
    expect(lines).toHaveLength(3)
    expect(JSON.stringify(lines)).not.toContain('line 7')
  })

  it('is read from each contact that it was, also where it was passed on', async () => {
    const { id, customerId, contactId } = await held()
    await colleague.client.chat.setStatus({ commandId: newId(), away: null })
    await at.see(colleague.by)
    await holder.client.chat.transfer({ commandId: newId(), conversationId: id, to: { kind: 'agent', agentId: colleague.by.agent.id }, note: 'modem is old' })
    await at.beat()
    const second = newId(clock)
    await colleague.client.chat.accept({ commandId: newId(), conversationId: id, contactId: second })
    await colleague.client.chat.wrapUp({ commandId: newId(), conversationId: id, disposition: 'resolved', text: '' })
    for (const contact of [contactId, second]) expect((await read(holder, customerId, contact)).conversationId).toBe(id)
  })

  it('shows its files to whoever may read the account, once it is over, and each part is in the audit', async () => {
    const { id, customerId } = await held()
    const bytes = makePng({ width: 4, height: 3 }, { beside: [pngChunk('iCCP', Buffer.alloc(ATTACHMENT_PART_BYTES, 7))] })
    const [file, takenBack] = [newId(clock), newId(clock)]
    for (const each of [file, takenBack]) await keepAttachment(at.services, { id: each, conversationId: id, agentId: holder.by.agent.id, name: 'modem.png', bytes })
    await holder.client.chat.sendAttachment({ conversationId: id, clientId: file, now: true })
    await store.db.updateTable('chatAgent').set({ undoSeconds: 15 }).where('agentId', '=', holder.by.agent.id).execute()
    await holder.client.chat.sendAttachment({ conversationId: id, clientId: takenBack, now: false })
    await holder.client.chat.takeBack({ conversationId: id, clientId: takenBack })
    const asked = (part: number, attachmentId = file, of = customerId) => colleague.client.chat.transcriptFile({ customerId: of, conversationId: id, attachmentId, part, keep: false })
    await expect(asked(0), 'it goes on').rejects.toMatchObject({ code: 'notFound' })
    await end(id)
    const { content, parts } = await asked(0)
    const rest = await asked(1)
    expect(parts).toBe(2)
    expect(Buffer.concat([content, rest.content].map((each) => Buffer.from(each, 'base64'))).equals(bytes)).toBe(true)
    await expect(asked(0, takenBack), 'what was taken back').rejects.toMatchObject({ code: 'notFound' })
    await expect(asked(0, file, (await addSubscriber(store, {})).id), 'of somebody else').rejects.toMatchObject({ code: 'notFound' })
    await expect(asked(1, file, (await addSubscriber(store, {})).id), 'nor a later part').rejects.toMatchObject({ code: 'notFound' })
    const lines = await store.db.selectFrom('auditEntry').select('outcome').where('action', '=', 'chat.transcriptFile').where('customerId', '=', customerId).execute()
    expect(lines.map(({ outcome }) => outcome)).toEqual(['refused', 'allowed', 'allowed', 'refused'])
  })

  it('is nobody else’s account’s', async () => {
    const { id, contactId } = await held()
    await at.say(id, 'a word that only they said')
    await end(id)
    const other = await addSubscriber(store, {})
    await expect(read(holder, other.id, contactId)).rejects.toMatchObject({ code: 'notFound' })
    await expect(holder.client.chat.transcript({ customerId: other.id, of: { by: 'conversation', id }, afterSequence: 0, afterNote: 0 })).rejects.toMatchObject({ code: 'notFound' })
    expect((await holder.client.chat.find({ customerId: other.id, text: 'only they' })).lines).toEqual([])
  })

  it('shows what colleagues whispered to those who held it and to supervisors, what was passed on to all who take chats, and to nobody else any of it', async () => {
    const { id, customerId, contactId } = await held()
    const boss = await desk('supervisor')
    await boss.client.chat.watch({ commandId: newId(), conversationId: id })
    await boss.client.chat.whisper({ commandId: newId(), conversationId: id, clientId: newId(), body: 'offer ten dollars' })
    await boss.client.chat.leave({ commandId: newId(), conversationId: id })
    await end(id)
    const kinds = async (client: ApiClient) => {
      const { notes } = await read({ client }, customerId, contactId)
      expect(notes.map(({ sequence }) => sequence), 'no gap tells of one').toEqual(notes.map((_each, index) => index + 1))
      return notes.map((note) => note.kind).filter((each) => ['whisper', 'watching', 'unwatching'].includes(each))
    }
    expect(await kinds(holder.client)).toEqual(['whisper'])
    expect(await kinds(boss.client)).toEqual(['watching', 'whisper', 'unwatching'])
    expect(await kinds(colleague.client)).toEqual([])
    const dispatcher = await signInAs(store, backend.url, 'dispatcher', clock)
    expect((await read(dispatcher, customerId, contactId)).notes).toEqual([])
  })

  it('tells whoever holds one nothing of those who watch, while it lasts', async () => {
    const { id } = await held()
    const boss = await desk('supervisor')
    const notes = async (client: ApiClient) => (await client.chat.lines({ conversationId: id, afterSequence: 0, afterNote: 0 })).notes
    const before = await notes(holder.client)
    await boss.client.chat.watch({ commandId: newId(), conversationId: id })
    const watched = await holder.client.chat.lines({ conversationId: id, afterSequence: 0, afterNote: 0 })
    expect([watched.notes, watched.more]).toEqual([before, false])
    expect((await holder.client.chat.lines({ conversationId: id, afterSequence: 0, afterNote: before.length })).more).toBe(false)
    expect((await notes(boss.client)).map((note) => note.kind), 'the control').toContain('watching')
    await boss.client.chat.whisper({ commandId: newId(), conversationId: id, clientId: newId(), body: 'ask for the model' })
    await boss.client.chat.leave({ commandId: newId(), conversationId: id })
    const after = (await holder.client.chat.lines({ conversationId: id, afterSequence: 0, afterNote: before.length })).notes
    expect(after.map(({ sequence, kind: what }) => [sequence, what])).toEqual([[before.length + 1, 'whisper']])
    await end(id)
  })

  it('is found by its words, whatever their accents, the newest first, in the own account’s chats that are over alone', async () => {
    const { id, customerId } = await held()
    await at.say(id, 'La SEÑAL se cayó anoche')
    await at.answer(holder.by, id, 'I look at the señal now')
    const find = (text: string) => colleague.client.chat.find({ customerId, text })
    expect((await find('senal')).lines, 'it is not over').toEqual([])
    await end(id)
    const { lines, more } = await find('Señal')
    expect(more).toBe(false)
    expect(lines.map(({ author, excerpt, from, to }) => [author, excerpt.slice(from, to)])).toEqual([['agent', 'señal'], ['customer', 'SEÑAL']])
    expect((await find('50%_')).lines, 'no sign means another').toEqual([])
    const asked = await store.db.selectFrom('auditEntry').select('detail').where('action', '=', 'chat.find').where('customerId', '=', customerId).execute()
    expect(JSON.stringify(asked), 'what was looked for is not in the audit').not.toMatch(/se.al/i)
  })

  it('stops at twenty, and says that there is more', async () => {
    const { id, customerId } = await held()
    for (let count = 0; count < 21; count += 1) await at.say(id, `modem ${count}`)
    await end(id)
    const { lines, more } = await holder.client.chat.find({ customerId, text: 'modem' })
    expect([lines.length, more, lines[0]?.excerpt]).toEqual([20, true, 'modem 20'])
  })

  const idle = (contactId: string) => store.db.selectFrom('partyInteraction').select(['endedAt', 'endedBy']).where('id', '=', contactId).executeTakeFirstOrThrow()
  it('keeps its contact while the agent writes, and not by what the customer writes', async () => {
    const { id, contactId } = await held()
    for (let round = 0; round < 3; round += 1) {
      clock.advance(CONTACT_IDLE_MS - 60_000)
      await at.see(holder.by)
      await holder.client.chat.send({ conversationId: id, clientId: newId(), body: `round ${round}`, now: true })
      await endIdleContacts(store, clock)
    }
    expect(await idle(contactId)).toEqual({ endedAt: null, endedBy: null })
    await end(id)
    expect(await store.db.selectFrom('interaction').select('text').where('id', '=', contactId).executeTakeFirst()).toEqual({ text: 'told them' })
    // The control.
    const other = await held()
    clock.advance(CONTACT_IDLE_MS - 60_000)
    await at.see(holder.by)
    await at.say(other.id, 'are you there?')
    await holder.client.chat.desk()
    clock.advance(60_000)
    await at.see(holder.by)
    await endIdleContacts(store, clock)
    expect(await idle(other.contactId)).toMatchObject({ endedBy: 'idle' })
    await holder.client.chat.send({ conversationId: other.id, clientId: newId(), body: 'I am back', now: true })
    expect(await idle(other.contactId), 'no contact comes to a new life').toMatchObject({ endedBy: 'idle' })
    const { rows } = await end(other.id, 'they had gone')
    expect(rows.interaction).toMatchObject([{ id: other.contactId, text: 'they had gone', disposition: 'resolved' }])
  })
})
