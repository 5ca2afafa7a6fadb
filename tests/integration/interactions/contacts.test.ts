/** Contacts: whose they are, how they end, and that a level ends with them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { CONTACT_IDLE_MS, CONTACT_LONGEST_MS } from '../../../shared/features/interactions/contact-life.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import { BACKGROUND_HEADER } from '../../../electron/backend/http/authentication.ts'
import { CONTACT_CHANNEL } from '../../../electron/backend/features/interactions/tell-contact.ts'
import { endIdleContacts } from '../../../electron/backend/features/interactions/contacts.commands.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { apiClient, signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'
import { sayPin, startContact, verifyCaller } from '../../support/verifying.ts'

const REQUIRED = { code: 'verificationRequired', status: 403, data: { level: 'verified' } }

describe.each(storeKinds)('contacts on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  const newAgent = (role: Role = 'agent') => signInAs(store, backend.url, role, clock)
  const newCustomer = async (): Promise<string> => {
    const customer = makeRow('customer')
    const call = { id: newId(), customerId: customer.id, line: '+19145550100', direction: 'incoming', otherNumber: '+19145550101', startedAt: '2026-11-20T12:00:00.000Z', seconds: 61 } as const
    await store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'customer', [customer])
      await trx.insertInto('callRecord').values(call).execute()
    })
    return customer.id
  }
  const levelOf = async (client: ApiClient, customerId: string) => (await client.interactions.contactState({ customerId })).contact?.level ?? null
  const audited = async (customerId: string, action: string) =>
    (await store.db.selectFrom('auditEntry').select(['outcome', 'errorCode', 'contactId', 'verification']).where('customerId', '=', customerId).where('action', '=', action).orderBy('seq').execute())

  it('shows call detail to a caller who is known, and the audit says in which contact', async () => {
    const id = await newCustomer()
    const { client } = await newAgent()
    await expect(client.usage.calls({ customerId: id })).rejects.toMatchObject(REQUIRED)
    await startContact(client, id)
    await expect(client.usage.calls({ customerId: id })).rejects.toMatchObject(REQUIRED)
    const contactId = await verifyCaller(store, client, id)
    expect((await client.usage.calls({ customerId: id })).calls).toMatchObject([{ otherNumber: '+19145550101', seconds: 61 }])
    expect(await audited(id, 'usage.calls')).toMatchObject([
      { outcome: 'refused', errorCode: 'verificationRequired', contactId: null, verification: null }, { outcome: 'refused', verification: 'unverified' },
      { outcome: 'allowed', contactId, verification: 'verified' },
    ])
  })

  it('pages call detail, newest first, without a gap', async () => {
    const id = await newCustomer()
    const calls = Array.from({ length: 120 }, (_, at) => ({ id: newId(), customerId: id, line: '+19145550100', direction: 'outgoing' as const, otherNumber: null, startedAt: `2026-11-19T12:00:${String(Math.floor(at / 4)).padStart(2, '0')}.000Z`, seconds: at }))
    await store.db.insertInto('callRecord').values(calls).execute()
    const { client } = await newAgent()
    await verifyCaller(store, client, id)
    const seen: string[] = []
    for (let before: { at: string; id: string } | undefined, more = true; more; ) {
      const page = await client.usage.calls({ customerId: id, ...(before ? { before } : {}) })
      seen.push(...page.calls.map((call) => call.id))
      const last = page.calls.at(-1)!
      ;[before, more] = [{ at: last.startedAt, id: last.id }, page.more]
    }
    expect([seen.length, new Set(seen).size]).toEqual([121, 121])
  })

  it('is of one agent and one customer: nobody inherits its level', async () => {
    const [id, other] = [await newCustomer(), await newCustomer()]
    const [mine, colleague] = [await newAgent(), await newAgent('supervisor')]
    await verifyCaller(store, mine.client, id)
    await startContact(colleague.client, id)
    expect([await levelOf(mine.client, id), await levelOf(colleague.client, id)]).toEqual(['verified', 'unverified'])
    await expect(colleague.client.usage.calls({ customerId: id })).rejects.toMatchObject(REQUIRED)
    await expect(mine.client.usage.calls({ customerId: other })).rejects.toMatchObject(REQUIRED)
  })

  it('is not of another session of the same agent', async () => {
    const id = await newCustomer()
    const { client, userName } = await newAgent()
    await verifyCaller(store, client, id)
    const { token } = await client.session.signIn({ userName, password: 'correct horse battery staple' })
    const answer = await fetch(`${backend.url}/usage/calls?customerId=${id}`, { headers: { authorization: `Bearer ${token}` } })
    expect([answer.status, await levelOf(client, id)]).toEqual([403, 'verified'])
  })

  it('ends with its disposition, as a line of the history, and the level with it', async () => {
    const id = await newCustomer()
    const { client, displayName } = await newAgent()
    const contactId = await verifyCaller(store, client, id)
    const { rows } = await client.interactions.endContact({ commandId: newId(), customerId: id, contactId, disposition: 'resolved', text: '' })
    const line = { id: contactId, customerId: id, version: 1, channel: 'call', direction: 'inbound', disposition: 'resolved', text: '', by: displayName, at: new Date(clock.now()).toISOString() }
    expect(rows).toEqual({ interaction: [line] })
    expect(await readRows(store.db, 'interaction', [contactId])).toEqual([line])
    expect(await levelOf(client, id)).toBeNull()
    await expect(client.usage.calls({ customerId: id })).rejects.toMatchObject(REQUIRED)
    await expect(client.interactions.endContact({ commandId: newId(), customerId: id, contactId, disposition: 'resolved', text: '' })).rejects.toMatchObject({ code: 'notFound' })
  })

  it('ends when a new caller comes, when its agent signs out, and when nothing is done in it', async () => {
    const id = await newCustomer()
    const { client } = await newAgent()
    const first = await verifyCaller(store, client, id)
    const second = await startContact(client, id, 'chat')
    expect(await levelOf(client, id)).toBe('unverified')
    await client.session.signOut()
    const { client: again, token } = await newAgent()
    const byItself = apiClient(backend.url, token, { [BACKGROUND_HEADER]: '1' })
    const third = await verifyCaller(store, again, id)
    clock.advance(CONTACT_IDLE_MS - 1)
    expect(await levelOf(byItself, id)).toBe('verified')
    // The session goes on, by something that is of no customer.
    await again.session.current()
    // Asked by the window itself: that puts nothing off.
    const ends = await store.db.selectFrom('partyInteraction').select('usedAt').where('id', '=', third).executeTakeFirstOrThrow()
    clock.advance(1)
    expect(await levelOf(byItself, id)).toBeNull()
    expect(Date.parse(ends.usedAt) + CONTACT_IDLE_MS).toBe(clock.now())
    await endIdleContacts(store, clock)
    const ended = await store.db.selectFrom('partyInteraction').select(['id', 'endedBy']).where('customerId', '=', id).orderBy('startedAt').orderBy('id').execute()
    expect(ended).toEqual([{ id: first, endedBy: 'replaced' }, { id: second, endedBy: 'signOut' }, { id: third, endedBy: 'idle' }])
    expect((await readRows(store.db, 'interaction', [first, second, third])).map(({ channel, disposition }) => [channel, disposition])).toEqual([['call', null], ['chat', null], ['call', null]])
  })

  it('of a call or a walk-in ends with the next one at another account, as there is one voice at a time; a chat goes on', async () => {
    const [talked, chatted, next] = [await newCustomer(), await newCustomer(), await newCustomer()]
    const { client } = await newAgent()
    const { client: colleague } = await newAgent()
    const first = await verifyCaller(store, client, talked)
    await verifyCaller(store, client, chatted, 'chat')
    await verifyCaller(store, colleague, talked)
    await startContact(client, next, 'walkIn')
    expect([await levelOf(client, talked), await levelOf(client, chatted), await levelOf(colleague, talked)]).toEqual([null, 'verified', 'verified'])
    expect(await readRows(store.db, 'interaction', [first])).toMatchObject([{ customerId: talked, channel: 'call' }])
    await startContact(client, talked, 'chat')
    expect(await levelOf(client, next)).toBe('unverified')
  })

  it('takes no id of a line of the history, nor a note the id of a contact: either would stand in the way of its end', async () => {
    const id = await newCustomer()
    const { client } = await newAgent()
    const noted = newId()
    const note = (interactionId: string) => client.interactions.addNote({ commandId: newId(), customerId: id, interactionId, writtenAt: new Date(clock.now()).toISOString(), disposition: 'resolved', text: 'Asked for the hours' })
    await note(noted)
    await expect(client.interactions.startContact({ commandId: newId(), customerId: id, contactId: noted, channel: 'call' })).rejects.toMatchObject({ data: { issues: [{ path: 'contactId', message: 'taken' }] } })
    const contactId = await startContact(client, id)
    await expect(note(contactId)).rejects.toMatchObject({ data: { issues: [{ path: 'interactionId', message: 'taken' }] } })
    await client.session.signOut()
    expect(await readRows(store.db, 'interaction', [contactId])).toMatchObject([{ channel: 'call' }])
  })

  it('lifts what was asked for in it and nothing of another caller, however late it comes', async () => {
    const id = await newCustomer()
    const { client } = await newAgent()
    const earlier = await verifyCaller(store, client, id)
    const now = await verifyCaller(store, client, id)
    const add = (contactId?: string | null) => client.customers.addContactMedium({
      commandId: newId(), customerId: id, contactMediumId: newId(), mediumType: 'phone', use: 'mobile', value: '(914) 555-0177', preferred: false, ...(contactId === undefined ? {} : { contactId }),
    })
    await expect(add(earlier)).rejects.toMatchObject(REQUIRED)
    await expect(add(null)).rejects.toMatchObject(REQUIRED)
    await expect(add(now)).resolves.toMatchObject({ rows: { contactMedium: [{ value: '+19145550177' }] } })
    // Sent by hand.
    await expect(add()).resolves.toMatchObject({ rows: { contactMedium: [{}] } })
  })

  it('is told to every desk when it begins, is verified and ends', async () => {
    const id = await newCustomer()
    const { client } = await newAgent()
    const heard: (string | null)[] = []
    const stop = await store.listen(CONTACT_CHANNEL, (payload) => void heard.push(payload))
    const times = (count: number) => expect.poll(() => heard.filter((payload) => payload === JSON.stringify({ customerId: id })).length).toBe(count)
    const contactId = await startContact(client, id)
    await times(1)
    await sayPin(client, id, contactId)
    await times(2)
    await client.interactions.endContact({ commandId: newId(), customerId: id, contactId, disposition: 'resolved', text: '' })
    await times(3)
    await stop()
  })

  it('lasts as long as something is done in it, but not for ever', async () => {
    const id = await newCustomer()
    const { client } = await newAgent()
    const began = clock.now()
    await verifyCaller(store, client, id)
    while (clock.now() + 10 * 60_000 < began + CONTACT_LONGEST_MS) {
      clock.advance(10 * 60_000)
      // To read in the account is to talk about it.
      await client.usage.detail({ customerId: id })
    }
    clock.advance(10 * 60_000)
    await expect(client.usage.calls({ customerId: id })).rejects.toMatchObject(REQUIRED)
  })

  it('is open once for an agent and a customer, whoever asks how often', async () => {
    const id = await newCustomer()
    const { client } = await newAgent()
    await Promise.all(Array.from({ length: 12 }, () => startContact(client, id)))
    const open = await store.db.selectFrom('partyInteraction').select('id').where('customerId', '=', id).where('endedAt', 'is', null).execute()
    expect(open).toHaveLength(1)
    // The database holds it, not the command alone.
    const copy = store.pool.query(`insert into party_interaction (id, customer_id, agent_id, session_id, channel, started_at, used_at)
      select gen_random_uuid(), customer_id, agent_id, session_id, channel, started_at, used_at from party_interaction where id = $1`, [open[0]!.id])
    await expect(copy).rejects.toMatchObject({ constraint: 'party_interaction_one_open' })
  })
})
