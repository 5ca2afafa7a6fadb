/** A customer has what was said sent to them: to the address of record, when they are signed in, and not without end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attachTranscript } from '../../../electron/backend/features/chat/transcript-file.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { startTestBackend } from '../../support/api-client.ts'
import { askPortal, beginning } from '../../support/chat-page.ts'
import { addQueue, anyRule, chatting, publishRules } from '../../support/chatting.ts'
import { openPortalBrowser } from '../../support/customer-portal.ts'
import { hire } from '../../support/direct-commands.ts'
import { CUSTOMER_PASSWORD, makeIdentity } from '../../support/identities.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

describe.each(storeKinds)('what was said, sent to the customer, on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let at: ReturnType<typeof chatting>
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock, trustedProxies: ['127.0.0.1'], demo: { operatorName: 'Isla Cable', accounts: [] } })
    at = chatting(store, clock)
    const queueId = await addQueue(store, clock, 'Help')
    await publishRules(store, clock, 1, [anyRule(queueId)])
    await at.staff(await hire(store, clock, 'supervisor'), [queueId], { capacity: 1 })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  let addresses = 0
  async function begun(language = 'en', validFrom?: string) {
    const who = await makeIdentity(store, { language, ...(validFrom ? { validFrom } : {}) })
    const browser = openPortalBrowser(backend.url)
    await browser.ask('sign-in', { name: who.userName, password: CUSTOMER_PASSWORD, remember: false })
    const headers = { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '), 'x-forwarded-for': `10.1.0.${(addresses += 1)}` }
    const input = beginning()
    expect((await askPortal(backend.url, 'begin', input, headers)).body).toEqual({ open: true })
    await at.say(input.conversationId, 'No picture <b>since</b> noon')
    const mail = (more: Record<string, string> = headers) => askPortal<{ data?: { unit?: string; issues?: { message: string }[] } }>(backend.url, 'mail', { conversationId: input.conversationId }, more)
    return { ...who, conversationId: input.conversationId, mail }
  }
  const sent = async (customerId: string) => (await store.pool.query<{ recipient: string; attachment: unknown }>(`select d.recipient, d.attachment from communication_message m join message_dispatch d on d.message_id = m.id where m.customer_id = $1 and m.template = 'chatTranscript'`, [customerId])).rows

  it('goes to the e-mail address of record of who is signed in, with all that was said as text', async () => {
    const { conversationId, customerId, email, mail } = await begun('es')
    expect((await mail({ 'x-forwarded-for': '10.2.0.1' })).status, 'signed out').toBe(404)
    expect((await mail()).status).toBe(200)
    expect(await sent(customerId)).toEqual([{ recipient: email, attachment: { kind: 'transcript', conversationId, language: 'es' } }])
    const { filename, contentType, content } = await attachTranscript(store.db, { operatorName: 'Isla Cable', timeZone: 'America/New_York' }, { conversationId, language: 'es' })
    expect([filename, contentType]).toEqual([expect.stringMatching(/^chat-2026-11-\d\d\.txt$/) as unknown, 'text/plain; charset=utf-8'])
    const text = content.toString()
    expect(text).toContain('Chat con Isla Cable (America/New_York)')
    expect(text).toContain('No picture <b>since</b> noon')
    expect(text).toMatch(/11:30:00/)
  })

  it('is nobody else’s, and goes to no address that has only just been set', async () => {
    const [own, other] = [await begun(), await begun()]
    expect((await askPortal(backend.url, 'mail', { conversationId: other.conversationId }, { 'x-forwarded-for': '10.2.0.2' })).status).toBe(404)
    expect(await sent(own.customerId)).toEqual([])
    const fresh = await begun('en', new Date(clock.now() - 60_000).toISOString())
    expect(await fresh.mail()).toMatchObject({ status: 422, body: { data: { issues: [{ message: 'noContact' }] } } })
    expect(await sent(fresh.customerId)).toEqual([])
  })

  it('goes five times in a day and no more', async () => {
    const { customerId, mail } = await begun()
    for (let count = 0; count < 5; count += 1) expect((await mail()).status).toBe(200)
    expect(await mail()).toMatchObject({ status: 429, body: { data: { unit: 'transcripts' } } })
    expect(await sent(customerId)).toHaveLength(5)
  })

  it('has an end however much was said', async () => {
    const { conversationId } = await begun()
    await store.pool.query(`with told as (update chat_conversation set last_sequence = last_sequence + 500 where id = $1 returning last_sequence - 500 as before)
      insert into chat_message (conversation_id, sequence, client_id, author, kind, body, at) select $1, before + n, gen_random_uuid(), 'customer', 'text', repeat('x', 4000), now() from told, generate_series(1, 500) n`, [conversationId])
    const { content } = await attachTranscript(store.db, { operatorName: 'Isla Cable', timeZone: 'UTC' }, { conversationId, language: 'en' })
    expect(content.length).toBeLessThan(2.5e6)
    expect(content.toString()).toContain('The chat was longer')
  })
})
