/** What customers leave where nobody is: once, bounded, without a card's number, and done by one agent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LeaveMessage } from '../../../shared/features/chat/customer-chat.schema.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { MAX_LEFT, MAX_LEFT_OF_CUSTOMER } from '../../../electron/backend/features/chat/left-messages.ts'
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
  const message = (more: Partial<LeaveMessage> = {}): LeaveMessage => ({ messageId: newId(), topic: 'bill', language: 'es', wants: 'message', name: 'Luis', reach: 'luis@example.org', text: 'Me cobraron dos veces.', ...more })
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
    const settle = (commandId = newId()) => agent.client.chat.settleMessage({ commandId, messageId: input.messageId, expectedVersion: version, disposition: 'callBack' })
    const commandId = newId()
    await settle(commandId)
    await settle(commandId)
    await expect(settle()).rejects.toMatchObject({ code: 'conflict', data: { changedBy: agent.displayName } })
    const { messages } = await agent.client.chat.leftMessages({ done: true })
    expect(messages).toMatchObject([{ id: input.messageId, doneBy: agent.displayName, disposition: 'callBack', version: 2 }])
    const told = await store.db.selectFrom('auditEntry').select(['outcome', 'detail']).where('action', '=', 'chat.settleMessage').orderBy('seq').execute()
    expect(told.map(({ outcome }) => outcome)).toEqual(['allowed', 'refused'])
    expect(JSON.stringify(told), 'nothing of what was said is in it').not.toContain('cobraron')
  })

  it('is for those alone who take chats', async () => {
    const auditor = await signInAs(store, backend.url, 'auditor', clock)
    await expect(auditor.client.chat.leftMessages({ done: false })).rejects.toMatchObject({ code: 'forbidden' })
  })
})
