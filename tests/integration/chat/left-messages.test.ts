/** What customers leave where nobody is: once, bounded, without a card's number, and done by one agent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LEFT_KEPT_MS } from '../../../shared/features/chat/chat-times.ts'
import type { LeaveMessage, OwnLeft } from '../../../shared/features/chat/customer-chat.schema.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { forgetDoneMessages, MAX_LEFT, MAX_LEFT_OF_CUSTOMER } from '../../../electron/backend/features/chat/left-messages.ts'
import { newToken } from '../../../electron/backend/secret-token.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { askPortal } from '../../support/chat-page.ts'
import { openPortalBrowser } from '../../support/customer-portal.ts'
import { CUSTOMER_PASSWORD, makeIdentity } from '../../support/identities.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

describe.each(storeKinds)('messages that were left, on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let agent: Awaited<ReturnType<typeof signInAs>>
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, trustedProxies: ['127.0.0.1'], demo: { operatorName: 'Isla Cable', accounts: [] } })
    agent = await signInAs(store, backend.url, 'agent', clock)
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  const message = (more: Partial<LeaveMessage> = {}): LeaveMessage => ({ messageId: newId(), token: newToken(), topic: 'bill', language: 'es', wants: 'message', name: 'Luis', reach: 'luis@example.org', text: 'Me cobraron dos veces.', ...more })
  let addresses = 0
  /** From another address each time: its limit is tried by one test alone. */
  const leave = (input: object, headers = {}) =>
    askPortal<{ data?: { issues?: { path: string; message: string }[]; unit?: string } }>(backend.url, 'message', input, { 'x-forwarded-for': `10.0.0.${(addresses += 1)}`, ...headers })
  const waiting = async () => (await agent.client.chat.leftMessages({ done: false })).messages

  it('is there once, and who was signed in is known, under the name of the account', async () => {
    const { userName, customerId } = await makeIdentity(store)
    const browser = openPortalBrowser(backend.url)
    await browser.ask('sign-in', { name: userName, password: CUSTOMER_PASSWORD, remember: false })
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const [own, stranger] = [message({ name: 'Somebody else' }), message()]
    for (const _time of [1, 2]) expect((await leave(own, { cookie })).status).toBe(200)
    await leave(stranger)
    const all = await waiting()
    expect(all.filter(({ id }) => id === own.messageId)).toMatchObject([{ customerId, body: own.text, doneAt: null, version: 1 }])
    expect(all.find(({ id }) => id === own.messageId)?.name).not.toBe('Somebody else')
    expect(all.find(({ id }) => id === stranger.messageId)).toMatchObject({ customerId: null, name: 'Luis', reach: 'luis@example.org' })
    for (let count = 1; count < MAX_LEFT_OF_CUSTOMER; count += 1) expect((await leave(message(), { cookie })).status).toBe(200)
    expect(await leave(message(), { cookie })).toMatchObject({ status: 429, body: { data: { unit: 'messages' } } })
  })

  it.each([
    ['a card in the text', { text: 'my card 4242 4242 4242 4242' }, 'text', 'cardNumber'],
    ['a card in the name', { name: '4242424242424242' }, 'name', 'cardNumber'],
    ['no way to answer', { reach: 'call me' }, 'reach', 'reach'],
    ['a call to an e-mail', { wants: 'callBack' as const }, 'reach', 'phone'],
    ['nothing said', { text: '  ' }, 'text', null],
  ])('is refused with %s', async (_what, more, path, why) => {
    const before = (await waiting()).length
    const { status, body } = await leave(message(more))
    expect(status).toBe(422)
    expect(body.data?.issues?.[0]).toMatchObject({ path, ...(why === null ? {} : { message: why }) })
    expect(await waiting()).toHaveLength(before)
  })

  it('is left by nobody more often than a person would, and not where it could not be answered', async () => {
    const quick = () => askPortal(backend.url, 'message', message(), { 'x-forwarded-for': '203.0.113.9' })
    for (let count = 0; count < 6; count += 1) expect((await quick()).status).toBe(200)
    expect((await quick()).status).toBe(429)
    const { rowCount } = await store.pool.query(`insert into chat_left_message (id, name, topic, language, wants, reach, body, left_at) select gen_random_uuid(), 'x', 'bill', 'en', 'message', 'x@example.org', 'x', '2030-01-01' from generate_series(1, $1)`, [MAX_LEFT])
    expect(rowCount).toBe(MAX_LEFT)
    expect(await leave(message())).toMatchObject({ status: 429, body: { data: { unit: 'messages' } } })
    const { messages, waitingCount } = await agent.client.chat.leftMessages({ done: false })
    expect(messages).toHaveLength(200)
    expect(waitingCount).toBeGreaterThan(MAX_LEFT)
    await store.pool.query(`delete from chat_left_message where left_at = '2030-01-01'`)
  })

  it('is done by one agent, who says what it came to; the second is told who was first', async () => {
    const input = message({ wants: 'callBack', reach: '(914) 555-0123' })
    await leave(input)
    const { version, reach } = (await waiting()).find(({ id }) => id === input.messageId)!
    expect(reach).toBe('+19145550123')
    const settle = (commandId = newId()) => agent.client.chat.settleMessage({ commandId, messageId: input.messageId, expectedVersion: version, disposition: 'callBack', text: 'Called, and told them.' })
    const commandId = newId()
    await settle(commandId)
    await settle(commandId)
    await expect(settle()).rejects.toMatchObject({ code: 'conflict', data: { changedBy: agent.displayName } })
    expect(await find(input.messageId, true)).toMatchObject({ doneBy: agent.displayName, disposition: 'callBack', doneText: 'Called, and told them.', version: 2 })
    const told = (await store.pool.query<{ outcome: string; detail: unknown }>(`select outcome, detail from audit_entry where action = 'chat.settleMessage' and detail ->> 'messageId' = $1 order by seq`, [input.messageId])).rows
    expect(told.map(({ outcome }) => outcome)).toEqual(['allowed', 'refused'])
    expect(JSON.stringify(told), 'nothing of what was said is in it').not.toContain('cobraron')
  })

  /** Signed in to the end. */
  async function customer() {
    const { userName, customerId } = await makeIdentity(store)
    const browser = openPortalBrowser(backend.url)
    await browser.ask('sign-in', { name: userName, password: CUSTOMER_PASSWORD, remember: false })
    return { customerId, cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }
  const find = async (id: string, done = false) => (await agent.client.chat.leftMessages({ done })).messages.find((each) => each.id === id)
  const state = async (tokens: string[], headers = {}) => (await askPortal<OwnLeft>(backend.url, 'left', { tokens }, headers)).body.messages
  const ticketOf = async (id: string) => (await store.db.selectFrom('troubleTicket').selectAll().where('id', '=', id).executeTakeFirstOrThrow())

  it('is a ticket of the account by itself where they were signed in, and still waits for somebody; both end together, whichever is first', async () => {
    const { customerId, cookie } = await customer()
    const [first, second, call] = [message({ text: 'No picture\nsince noon' }), message(), message({ wants: 'callBack', reach: '(914) 555-0123' })]
    for (const each of [first, second, call]) await leave(each, { cookie })
    const left = (await find(first.messageId))!
    expect(left).toMatchObject({ customerId, signedIn: true, doneAt: null, ticketReference: expect.stringMatching(/^TT-\d+$/) as unknown })
    expect(await find(call.messageId), 'a call is no ticket').toMatchObject({ ticketId: null })
    const ticket = await ticketOf(left.ticketId!)
    expect(ticket).toMatchObject({ customerId, status: 'open', followUp: 'answer', openedBy: 'Headend', reason: { en: 'No picture' } })
    expect(ticket.findings).toMatchObject({ list: [{ kind: 'left', name: left.name, reach: first.reach, text: first.text }] })
    expect(await state([first.token])).toMatchObject([{ state: 'ticket', reference: left.ticketReference }])
    const settle = (text: string) => agent.client.chat.settleMessage({ commandId: newId(), messageId: first.messageId, expectedVersion: left.version, disposition: 'resolved', text })
    await expect(settle(''), 'a ticket is not closed without a word').rejects.toMatchObject({ data: { issues: [{ message: 'ticketNote' }] } })
    await settle('A cable was loose.')
    expect(await ticketOf(left.ticketId!)).toMatchObject({ status: 'closed', closedBy: agent.displayName, closeText: 'A cable was loose.' })
    expect(await state([first.token])).toMatchObject([{ state: 'done' }])
    const other = (await find(second.messageId))!
    await agent.client.diagnostics.closeTicket({ commandId: newId(), customerId, ticketId: other.ticketId!, expectedVersion: 1, text: 'Told by phone.' })
    expect(await find(second.messageId)).toBeUndefined()
    expect(await find(second.messageId, true)).toMatchObject({ doneBy: agent.displayName, disposition: 'resolved', doneText: 'Told by phone.' })
    expect((await state([], { cookie })).map(({ state: now }) => now).sort()).toEqual(['done', 'done', 'waiting'])
    expect(await state([]), 'nobody else’s').toEqual([])
    expect(await state([newToken()])).toEqual([])
  })

  it('goes on in its ticket, where what it came to leaves something to do', async () => {
    const { cookie } = await customer()
    const input = message()
    await leave(input, { cookie })
    const { version, ticketId } = (await find(input.messageId))!
    await agent.client.chat.settleMessage({ commandId: newId(), messageId: input.messageId, expectedVersion: version, disposition: 'escalated', text: '' })
    expect(await ticketOf(ticketId!)).toMatchObject({ status: 'open' })
    expect(await state([input.token])).toMatchObject([{ state: 'ticket' }])
  })

  it('becomes a ticket of the account that an agent found, once; of two the second is told who was first', async () => {
    const [customerId, another] = [(await makeIdentity(store)).customerId, (await makeIdentity(store)).customerId]
    const input = message()
    await leave(input)
    const colleague = await signInAs(store, backend.url, 'agent', clock)
    const of = { messageId: input.messageId }
    const make = (by: typeof agent, expectedVersion: number, whose = customerId, ticketId = newId()) => by.client.chat.ticketMessage({ commandId: newId(), ...of, expectedVersion, customerId: whose, ticketId, text: 'Passed on.' })
    await expect(make(agent, 1), 'nobody’s yet').rejects.toMatchObject({ data: { issues: [{ path: 'customerId', message: 'notTheirs' }] } })
    await agent.client.chat.joinMessage({ commandId: newId(), ...of, expectedVersion: 1, customerId: another })
    await agent.client.chat.joinMessage({ commandId: newId(), ...of, expectedVersion: 2, customerId })
    await colleague.client.chat.takeMessage({ commandId: newId(), ...of, expectedVersion: 3, taken: true })
    await expect(make(agent, 3)).rejects.toMatchObject({ code: 'conflict', data: { changedBy: colleague.displayName } })
    expect(await state([input.token])).toMatchObject([{ state: 'inHand', reference: null }])
    await expect(agent.client.chat.takeMessage({ commandId: newId(), ...of, expectedVersion: 4, taken: false }), 'what a colleague has is not put back').rejects.toMatchObject({ code: 'conflict' })
    const results = await Promise.allSettled([make(agent, 4), make(colleague, 4)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const done = (await find(input.messageId, true))!
    expect(done).toMatchObject({ customerId, signedIn: false, disposition: 'followUp', doneText: 'Passed on.' })
    expect(await ticketOf(done.ticketId!)).toMatchObject({ customerId, status: 'open', openedBy: done.doneBy })
    expect(await store.db.selectFrom('troubleTicket').select('id').where('customerId', '=', customerId).execute()).toHaveLength(1)
    const lines = await store.db.selectFrom('auditEntry').select(['outcome', 'customerId']).where('action', '=', 'chat.ticketMessage').where('customerId', '=', customerId).execute()
    expect(lines.filter(({ outcome }) => outcome === 'allowed')).toMatchObject([{ customerId }])
  })

  it('stays with the account whose sign-in left it', async () => {
    const { cookie } = await customer()
    const input = message({ wants: 'callBack', reach: '(914) 555-0123' })
    await leave(input, { cookie })
    const other = await makeIdentity(store)
    await expect(agent.client.chat.joinMessage({ commandId: newId(), messageId: input.messageId, expectedVersion: 1, customerId: other.customerId })).rejects.toMatchObject({ data: { issues: [{ message: 'signedIn' }] } })
  })

  it('takes the right to write on an account to make a ticket', async () => {
    const { customerId } = await makeIdentity(store)
    const input = message()
    await leave(input)
    await agent.client.chat.joinMessage({ commandId: newId(), messageId: input.messageId, expectedVersion: 1, customerId })
    const make = () => agent.client.chat.ticketMessage({ commandId: newId(), messageId: input.messageId, expectedVersion: 2, customerId, ticketId: newId(), text: '' })
    await store.pool.query(`delete from role_permission where role = 'agent' and permission = 'interactions.write'`)
    await expect(make()).rejects.toMatchObject({ code: 'forbidden' })
    await store.pool.query(`insert into role_permission (role, permission) values ('agent', 'interactions.write')`)
    await make()
  })

  it('is removed 90 days after it was done, and not a moment before; what waits stays', async () => {
    const [old, waits] = [message(), message()]
    await leave(old)
    await leave(waits)
    await agent.client.chat.settleMessage({ commandId: newId(), messageId: old.messageId, expectedVersion: 1, disposition: 'resolved', text: '' })
    const later = (ms: number) => ({ store, clock: { ...clock, now: () => clock.now() + ms } })
    const there = async (id: string) => (await store.db.selectFrom('chatLeftMessage').select('id').where('id', '=', id).execute()).length
    await forgetDoneMessages(later(LEFT_KEPT_MS - 1_000))
    expect(await there(old.messageId)).toBe(1)
    expect(await forgetDoneMessages(later(LEFT_KEPT_MS))).toBeGreaterThan(0)
    expect([await there(old.messageId), await there(waits.messageId)]).toEqual([0, 1])
  })

  it('is for those alone who take chats', async () => {
    const auditor = await signInAs(store, backend.url, 'auditor', clock)
    await expect(auditor.client.chat.leftMessages({ done: false })).rejects.toMatchObject({ code: 'forbidden' })
  })
})
