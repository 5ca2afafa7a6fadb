/** Canned replies: whose they are, one of each name, nothing written over unseen; and what they are filled with, as far as it may be said. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isoInstant } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { MAX_OWN_REPLIES, MAX_REPLY_TEXT, type ReplyFacts } from '../../../shared/features/chat/canned-replies.ts'
import type { KeepReply } from '../../../shared/features/chat/replies.schema.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { addQueue, anyRule, chatting, publishRules } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { addSubscriber } from '../../support/outages.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'
import { givePin, sayPin } from '../../support/verifying.ts'

describe.each(storeKinds)('canned replies on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  type Person = Awaited<ReturnType<typeof signInAs>>
  let agent: Person
  let other: Person
  let supervisor: Person
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, operatorName: 'Isla Cable', supportPhone: '(914) 555-0100' })
    ;[agent, other, supervisor] = [await signInAs(store, backend.url, 'agent', clock), await signInAs(store, backend.url, 'agent', clock), await signInAs(store, backend.url, 'supervisor', clock)]
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  const reply = (more: Partial<KeepReply> = {}): KeepReply => ({ commandId: newId(), replyId: newId(), expectedVersion: 0, name: `r-${newId().slice(-8)}`, english: 'Hello {customer.firstName}', spanish: '', ...more })
  const listOf = async ({ client }: Person) => (await client.chat.replies({ about: null })).replies

  it('are of all or of one, and nobody sees another’s own', async () => {
    const [shared, own] = [reply({ name: 'both' }), reply({ name: 'both', english: 'Hi' })]
    await supervisor.client.chat.keepSharedReply(shared)
    await agent.client.chat.keepReply(own)
    const both = async (person: Person) => (await listOf(person)).filter(({ name }) => name === 'both').map(({ id, shared: ofAll, version }) => [id, ofAll, version])
    expect(await both(agent)).toEqual([[own.replyId, false, 1], [shared.replyId, true, 1]])
    expect(await both(other)).toEqual([[shared.replyId, true, 1]])
    await expect(agent.client.chat.keepSharedReply(reply())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(agent.client.chat.removeSharedReply({ commandId: newId(), replyId: shared.replyId, expectedVersion: 1 })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(other.client.chat.keepReply({ ...own, commandId: newId(), expectedVersion: 1 }), 'somebody else’s').rejects.toMatchObject({ code: 'validation' })
    await expect(agent.client.chat.keepReply({ ...shared, commandId: newId(), expectedVersion: 1 }), 'one of all by the other door').rejects.toMatchObject({ code: 'validation' })
  })

  it('are kept by administrators, who take no chats, and looked at by nobody else of these', async () => {
    const [administrator, auditor] = [await signInAs(store, backend.url, 'administrator', clock), await signInAs(store, backend.url, 'auditor', clock)]
    const one = reply()
    await administrator.client.chat.keepSharedReply(one)
    expect((await administrator.client.chat.sharedReplies()).replies.map(({ id }) => id)).toContain(one.replyId)
    await expect(administrator.client.chat.replies({ about: null })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(auditor.client.chat.sharedReplies()).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('have a right that holds now: who has lost it keeps nothing, whatever their session says', async () => {
    const gone = await signInAs(store, backend.url, 'supervisor', clock)
    await store.db.updateTable('agent').set({ role: 'agent' }).where('id', '=', gone.session.agent.id).execute()
    await expect(gone.client.chat.keepSharedReply(reply())).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('of one name there is one, also of many who try at one moment', async () => {
    const all = await Promise.allSettled(Array.from({ length: 6 }, () => agent.client.chat.keepReply(reply({ name: 'race' }))))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const each of all) if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'validation', data: { issues: [{ path: 'name', message: 'taken' }] } })
    const again = store.db.insertInto('chatReply').values({ id: newId(), ownerId: agent.session.agent.id, name: 'race', english: 'x', spanish: '', changedAt: isoInstant(clock.now()), changedBy: 'x' }).execute()
    await expect(again, 'the database itself').rejects.toThrow(/chat_reply_name/)
  })

  it('are changed upon the version that was seen; the second is shown what is there', async () => {
    const first = reply({ english: 'one' })
    await supervisor.client.chat.keepSharedReply(first)
    const second = await signInAs(store, backend.url, 'supervisor', clock)
    const change = (person: Person, english: string) => person.client.chat.keepSharedReply({ ...first, commandId: newId(), expectedVersion: 1, english })
    const both = await Promise.allSettled([change(supervisor, 'two'), change(second, 'three')])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = both.find((each) => each.status === 'rejected')
    expect(refused?.reason).toMatchObject({ code: 'conflict', data: { stream: 'chatReply', current: { version: 2, name: first.name } } })
    await supervisor.client.chat.removeSharedReply({ commandId: newId(), replyId: first.replyId, expectedVersion: 2 })
    await expect(change(second, 'four'), 'removed').rejects.toMatchObject({ code: 'conflict', data: { current: null } })
    await expect(supervisor.client.chat.removeSharedReply({ commandId: newId(), replyId: first.replyId, expectedVersion: 2 })).rejects.toMatchObject({ code: 'conflict' })
  })

  it.each([
    ['no text', { english: ' ', spanish: '' }], ['a slip in a variable', { english: 'You owe {balanse}' }], ['a card', { english: '4242 4242 4242 4242' }], ['a name of two words', { name: 'two words' }],
    ['a name with a slash', { name: 'a/b' }], ['a text that is too long', { spanish: 'x'.repeat(MAX_REPLY_TEXT + 1) }],
  ])('are refused with %s', async (_what, more) => {
    await expect(agent.client.chat.keepReply(reply(more))).rejects.toMatchObject({ code: 'validation' })
  })

  it('are as many as one can look through', async () => {
    const person = await signInAs(store, backend.url, 'agent', clock)
    for (let count = 0; count < MAX_OWN_REPLIES; count += 1) await person.client.chat.keepReply(reply())
    await expect(person.client.chat.keepReply(reply())).rejects.toMatchObject({ code: 'limitExceeded', data: { unit: 'replies', limit: MAX_OWN_REPLIES } })
    expect((await listOf(person)).filter(({ shared }) => !shared)).toHaveLength(MAX_OWN_REPLIES)
  })

  it('are in the audit by their names, and what they say is not', async () => {
    const one = reply({ name: 'in-audit', english: 'words of mine' })
    await agent.client.chat.keepReply(one)
    await agent.client.chat.removeReply({ commandId: newId(), replyId: one.replyId, expectedVersion: 1 })
    const entries = await store.db.selectFrom('auditEntry').select(['action', 'detail']).where('action', 'in', ['chat.keepReply', 'chat.removeReply']).where('agentId', '=', agent.session.agent.id).orderBy('seq', 'desc').limit(2).execute()
    expect(entries.map(({ action, detail }) => [action, detail])).toEqual([['chat.removeReply', { replyId: one.replyId, name: 'in-audit' }], ['chat.keepReply', { replyId: one.replyId, name: 'in-audit' }]])
  })

  describe('in a conversation', () => {
    let at: ReturnType<typeof chatting>
    let rules = 0
    const valueOf = (facts: ReplyFacts | null, name: keyof ReplyFacts['values']) => facts?.values[name]
    const factsFor = async (id: string, person = agent) => (await person.client.chat.replies({ about: { conversationId: id } })).facts
    beforeAll(() => void (at = chatting(store, clock)))
    async function held(customerId: string | null, more: { name?: string; language?: 'en' | 'es' } = {}): Promise<{ id: string; contactId: string }> {
      const boss = await hire(store, clock, 'supervisor')
      const queueId = await addQueue(store, clock, newId(clock))
      await publishRules(store, clock, (rules += 1), [anyRule(queueId)])
      const { version = 0 } = (await store.db.selectFrom('chatAgent').select('version').where('agentId', '=', agent.session.agent.id).executeTakeFirst()) ?? {}
      await at.setAgent(boss, { agentId: agent.session.agent.id, expectedVersion: version, queueIds: [queueId], languages: ['en', 'es'], skills: [], capacity: 20, undoSeconds: 0 })
      await agent.client.chat.setStatus({ commandId: newId(), away: null })
      const { input } = await at.begin({ language: 'en', ...more }, { customerId, identityId: null })
      await at.beat()
      const contactId = newId()
      await agent.client.chat.accept({ commandId: newId(), conversationId: input.conversationId, contactId })
      return { id: input.conversationId, contactId }
    }
    async function owing(): Promise<string> {
      const customer = await addSubscriber(store, { givenName: 'Ana', familyName: 'Rivera' })
      await store.db.transaction().execute((trx) => bulkInsert(trx, 'billingAccount', [makeRow('billingAccount', { customerId: customer.id, pastDue: 1_000, currentDue: 7_420, nextDueDate: '2026-12-12' })]))
      await givePin(store, customer.id)
      return customer.id
    }

    it('say nothing of the money until whoever writes is known; then in both languages', async () => {
      const customerId = await owing()
      const { id, contactId } = await held(customerId, { name: 'Bo', language: 'es' })
      const before = await factsFor(id)
      expect([before?.language, valueOf(before, 'customer.name'), valueOf(before, 'balance'), valueOf(before, 'dueDate')]).toEqual(['es', { value: { en: 'Bo', es: 'Bo' } }, { missing: 'notVerified' }, { missing: 'notVerified' }])
      expect(JSON.stringify(before)).not.toMatch(/Rivera|84/)
      await sayPin(agent.client, customerId, contactId, '000000').catch(() => undefined)
      expect(valueOf(await factsFor(id), 'balance'), 'a wrong PIN').toEqual({ missing: 'notVerified' })
      await sayPin(agent.client, customerId, contactId)
      const known = await factsFor(id)
      expect(valueOf(known, 'customer.name')).toEqual({ value: { en: 'Ana Rivera', es: 'Ana Rivera' } })
      expect(valueOf(known, 'balance')).toEqual({ value: { en: '$84.20', es: '$84.20' } })
      expect(valueOf(known, 'dueDate')).toEqual({ value: { en: 'December 12, 2026', es: '12 de diciembre de 2026' } })
      await agent.client.interactions.endContact({ commandId: newId(), customerId, contactId, disposition: 'resolved', text: '' })
      expect(valueOf(await factsFor(id), 'balance'), 'its contact is over').toEqual({ missing: 'notVerified' })
    })

    it('say nothing of the money for somebody whom the same agent has on the telephone', async () => {
      const customerId = await owing()
      const { id } = await held(customerId)
      const callId = newId()
      await agent.client.interactions.startContact({ commandId: newId(), customerId, contactId: callId, channel: 'call' })
      await sayPin(agent.client, customerId, callId)
      expect(valueOf(await factsFor(id), 'balance')).toEqual({ missing: 'notVerified' })
    })

    describe('that are asked again and again, are in the audit', () => {
      const looks = async (customerId: string) => (await store.db.selectFrom('auditEntry').select(['action', 'outcome', 'contactId', 'detail']).where('customerId', '=', customerId).where('agentId', '=', agent.session.agent.id).orderBy('seq').execute()).filter(({ action }) => ['chat.replies', 'sync.account'].includes(action))

      it('once in a conversation, with its contact, also of many slashes at one moment', async () => {
        const customerId = await owing()
        const { id, contactId } = await held(customerId)
        await Promise.all(Array.from({ length: 4 }, () => factsFor(id)))
        await sayPin(agent.client, customerId, contactId)
        expect(valueOf(await factsFor(id), 'balance')).toMatchObject({ value: { en: '$84.20' } })
        expect(await looks(customerId)).toEqual([{ action: 'chat.replies', outcome: 'allowed', contactId, detail: { conversationId: id } }])
        await agent.client.interactions.endContact({ commandId: newId(), customerId, contactId, disposition: 'resolved', text: '' })
        const again = await held(customerId)
        await factsFor(again.id)
        expect((await looks(customerId)).map(({ detail }) => detail), 'another conversation').toEqual([{ conversationId: id }, { conversationId: again.id }])
      })

      it('by the account that is opened beside it, and not once more', async () => {
        const customerId = await owing()
        await agent.client.sync.account({ customerId })
        clock.advance(1_000)
        const { id } = await held(customerId)
        await agent.client.sync.account({ customerId })
        await factsFor(id)
        expect((await looks(customerId)).map(({ action }) => action)).toEqual(['sync.account', 'sync.account'])
      })

      it('where it was only opened before', async () => {
        const customerId = await owing()
        await agent.client.sync.account({ customerId })
        clock.advance(1_000)
        await factsFor((await held(customerId)).id)
        expect((await looks(customerId)).map(({ action }) => action)).toEqual(['sync.account', 'chat.replies'])
      })

      it('not where there is no account to look into', async () => {
        const lines = async () => (await store.db.selectFrom('auditEntry').select('id').where('action', '=', 'chat.replies').execute()).length
        const before = await lines()
        await factsFor((await held(null)).id)
        await agent.client.chat.replies({ about: null })
        expect(await lines()).toBe(before)
      })
    })

    describe('at an account', () => {
      const factsAt = async (customerId: string, person = agent) => (await person.client.chat.replies({ about: { customerId } })).facts
      const contactWith = async (customerId: string) => {
        const contactId = newId()
        await agent.client.interactions.startContact({ commandId: newId(), customerId, contactId, channel: 'call' })
        return contactId
      }
      const looks = async (customerId: string) => (await store.db.selectFrom('auditEntry').select(['action', 'contactId']).where('customerId', '=', customerId).where('agentId', '=', agent.session.agent.id).where('action', 'in', ['chat.replies', 'sync.account']).orderBy('seq').execute()).map(({ action, contactId }) => [action, contactId])

      it('say what is theirs, their name with it, when the caller is known', async () => {
        const customerId = await owing()
        const before = await factsAt(customerId)
        for (const name of ['customer.firstName', 'customer.name', 'balance', 'dueDate'] as const) expect(valueOf(before, name), name).toEqual({ missing: 'notVerified' })
        expect(JSON.stringify(before)).not.toMatch(/Rivera|84/)
        const contactId = await contactWith(customerId)
        expect(valueOf(await factsAt(customerId), 'balance'), 'begun, and nobody known').toEqual({ missing: 'notVerified' })
        await sayPin(agent.client, customerId, contactId)
        const known = await factsAt(customerId)
        expect([valueOf(known, 'customer.name'), valueOf(known, 'balance')]).toEqual([{ value: { en: 'Ana Rivera', es: 'Ana Rivera' } }, { value: { en: '$84.20', es: '$84.20' } }])
        expect(valueOf(await factsAt(customerId, other), 'balance'), 'known to a colleague').toEqual({ missing: 'notVerified' })
      })

      it('are in the audit once in a contact, and by the account that was opened for it', async () => {
        const customerId = await owing()
        const contactId = await contactWith(customerId)
        await Promise.all(Array.from({ length: 3 }, () => factsAt(customerId)))
        await factsAt(customerId)
        expect(await looks(customerId)).toEqual([['chat.replies', contactId]])
        const opened = await owing()
        await agent.client.sync.account({ customerId: opened })
        await contactWith(opened)
        await factsAt(opened)
        expect(await looks(opened)).toEqual([['sync.account', null]])
      })

      it('are of nobody who is not there', async () => {
        await expect(factsAt(newId())).rejects.toMatchObject({ code: 'notFound' })
      })
    })

    it('know nobody’s account where nobody said whose it is, and whose number one may call', async () => {
      const facts = await factsFor((await held(null, { name: 'Luis García' })).id)
      expect(valueOf(facts, 'balance')).toEqual({ missing: 'notLinked' })
      expect(valueOf(facts, 'outage.eta')).toEqual({ missing: 'notLinked' })
      expect(valueOf(facts, 'customer.firstName')).toEqual({ value: { en: 'Luis', es: 'Luis' } })
      expect(valueOf(facts, 'operator.phone')).toEqual({ value: { en: '(914) 555-0100', es: '(914) 555-0100' } })
      expect(valueOf(facts, 'agent.name')).toEqual({ value: { en: agent.session.agent.displayName, es: agent.session.agent.displayName } })
    })

    it('say when an outage where they live is over, whoever writes, by the operator’s clock', async () => {
      const customer = await addSubscriber(store, { node: 'ZZ-44' })
      const dispatcher = await signInAs(store, backend.url, 'dispatcher', clock)
      const declare = (estimatedRestorationAt: string | null) =>
        dispatcher.client.outages.declare({ commandId: newId(), problemId: newId(), kind: 'outage', cause: 'fiberCut', phase: 'assessing', services: ['internet'], nodes: ['ZZ-44'], area: null, beganAt: isoInstant(clock.now() - 600_000), estimatedRestorationAt, text: null })
      await declare('2026-11-23T21:30:00.000Z')
      const { id } = await held(customer.id)
      expect(valueOf(await factsFor(id), 'outage.eta')).toMatchObject({ value: { en: expect.stringMatching(/^4:30.PM$/), es: expect.stringMatching(/^4:30.p.\s?m\.$/) } })
      await declare('2026-11-23T20:30:00.000Z')
      expect(valueOf(await factsFor(id), 'outage.eta'), 'of two, the one that takes longer').toMatchObject({ value: { en: expect.stringMatching(/^4:30.PM$/) } })
      await declare(null)
      expect(valueOf(await factsFor(id), 'outage.eta'), 'nobody knows of one of them').toEqual({ missing: 'unknown' })
    })

    it('are filled for nobody who is not in it', async () => {
      const { id } = await held(null)
      await expect(factsFor(id, other)).rejects.toMatchObject({ code: 'forbidden' })
      await expect(factsFor(newId())).rejects.toMatchObject({ code: 'notFound' })
    })

    it('go to no customer with a gap in them, whatever the window says', async () => {
      const { id } = await held(null)
      await expect(agent.client.chat.send({ conversationId: id, clientId: newId(), body: 'You owe [[balance]].', now: true })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'body', message: 'gaps' }] } })
      expect((await at.messages(id)).filter(({ author }) => author === 'agent')).toEqual([])
      await agent.client.chat.whisper({ commandId: newId(), conversationId: id, clientId: newId(), body: 'what of [[balance]]?' })
    })
  })
})
