/** Messages to customers over a real mail server and a real webhook: with their reason or not at all, at least once, and in sight when they fail. */
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import type { CommunicationMessage } from '../../../shared/features/messages/messages.schema.ts'
import { GIVE_UP_MS, MESSAGE_LEASE_MS } from '../../../electron/backend/messages/message-queue.ts'
import { createMessageWorker } from '../../../electron/backend/messages/message-worker.ts'
import { queueMessage, type NewMessage } from '../../../electron/backend/messages/queue-message.ts'
import { smtpMail } from '../../../electron/backend/messages/smtp-mail.ts'
import { webhookText } from '../../../electron/backend/messages/webhook-text.ts'
import type { Services } from '../../../electron/backend/services.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store, Transaction } from '../../../electron/backend/store/store.ts'
import { servicesOf as emptyServicesOf } from '../../support/direct-commands.ts'
import { signInAs, startTestBackend } from '../../support/api-client.ts'
import { plainText, startMailServer, startTextServer, type MailServer, type TextServer } from '../../support/mail-server.ts'
import { openAccount, type Account } from '../../support/simple-billing.ts'
import { NOW, openTestStore, storeKinds } from '../../support/stores.ts'

const SECRET = 'a secret that nobody guesses'
const LINK = 'https://pay.example.com/portal/pay#canary-of-a-link'

describe.each(storeKinds)('messages on the %s store', (kind) => {
  let clock = manualClock(NOW)
  let store: Store
  let mail: MailServer
  let texts: TextServer
  let account: Account
  let services: Services
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    mail = await startMailServer()
    texts = await startTextServer()
    account = await openAccount(store)
  })
  afterAll(async () => {
    services.channels.email?.close()
    await Promise.all([mail.close(), texts.close()])
    await store.close()
  })
  beforeEach(async () => {
    // What another test left is not this one's.
    await store.db.deleteFrom('messageDispatch').execute()
    clock = manualClock(NOW)
    mail.received.length = texts.calls.length = 0
    mail.mood = () => 'take'
    texts.status = () => 204
    services = servicesOf()
  })

  const servicesOf = (more: Partial<Services> = {}): Services => ({
    ...emptyServicesOf(store, clock), operatorName: 'Isla Cable',
    channels: { email: smtpMail({ url: mail.url, from: 'Isla Cable <billing@isla.example>' }), sms: webhookText({ url: texts.url, secret: SECRET, clock }) }, ...more,
  })
  const worker = (of = services) => createMessageWorker({ ...of, attach: async () => ({ filename: 'bill.pdf', contentType: 'application/pdf', content: Buffer.from('%PDF-1.3 canary') }) }, { lanes: 2 })
  const work = (of = services): Promise<void> => worker(of).work()
  const payLink = (more: Partial<NewMessage<'payLink'>> = {}): NewMessage<'payLink'> => ({
    customerId: account.customerId, channel: 'email', to: 'ana@example.org', language: 'en', template: 'payLink', by: 'Jo Alder',
    params: { lastFour: '2107', amount: { amount: 8_420, currency: 'USD' }, link: LINK, expires: isoInstant(NOW) }, ...more,
  })
  const inTransaction = <T>(write: (trx: Transaction) => Promise<T>): Promise<T> => store.db.transaction().execute(write)
  const queue = (more: Partial<NewMessage<'payLink'>> = {}) => inTransaction((trx) => queueMessage(trx, clock, payLink(more)))
  const shown = async ({ id }: { id: string }): Promise<CommunicationMessage | undefined> => (await readRows(store.db, 'communicationMessage', [id]))[0]
  const dispatches = () => store.db.selectFrom('messageDispatch').selectAll().execute()

  it('go out by mail in the language of the customer, with an id of their own, and leave no link behind', async () => {
    const message = await queue({ language: 'es-MX', to: 'ana@example.org' })
    expect(message).toMatchObject({ state: 'waiting', recipient: 'a···@example.org', language: 'es', by: 'Jo Alder', version: 1 })
    await work()
    expect(mail.received).toHaveLength(1)
    const [letter] = mail.received
    expect(letter).toMatchObject({ from: 'billing@isla.example', to: ['ana@example.org'], id: message.id })
    expect(plainText(letter?.raw ?? '')).toContain(`Aquí puede pagar $84.20 de su cuenta terminada en 2107:`)
    expect(plainText(letter?.raw ?? '')).toContain(LINK)
    expect(letter?.raw).toMatch(/^Auto-Submitted: auto-generated/im)
    expect(await shown(message)).toMatchObject({ state: 'sent', sentAt: isoInstant(NOW), version: 2 })
    expect(await dispatches()).toEqual([])
    const audit = await store.db.selectFrom('auditEntry').select(['action', 'detail']).where('action', '=', 'messages.end').orderBy('seq', 'desc').limit(1).executeTakeFirst()
    expect(audit?.detail).toMatchObject({ messageId: message.id, outcome: 'sent', template: 'payLink' })
    expect(JSON.stringify(await store.pool.query('select * from audit_entry').then(({ rows }) => rows))).not.toContain('canary-of-a-link')
  })

  it('go out as text messages, signed', async () => {
    const message = await queue({ channel: 'sms', to: '+19145550123' })
    await work()
    expect(texts.calls).toHaveLength(1)
    const { body = '', headers } = texts.calls[0] ?? {}
    expect(JSON.parse(body)).toMatchObject({ id: message.id, to: '+19145550123', text: expect.stringContaining('pay $84.20') as string })
    const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers?.['x-headend-signature'])) ?? []
    expect(Number(seconds)).toBe(NOW / 1_000)
    expect(signature).toBe(createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex'))
    expect(headers?.['idempotency-key']).toBe(message.id)
    expect(await shown(message)).toMatchObject({ state: 'sent', recipient: '···0123' })
  })

  it('carry a bill', async () => {
    await inTransaction((trx) => queueMessage(trx, clock, {
      customerId: account.customerId, channel: 'email', to: 'ana@example.org', language: 'en', template: 'bill', by: null, attachment: { kind: 'bill', billId: account.billingAccountId },
      params: { lastFour: '2107', amount: { amount: 8_420, currency: 'USD' }, billDate: '2026-11-02', dueDate: '2026-11-24' },
    }))
    await work()
    const { raw = '' } = mail.received[0] ?? {}
    expect(raw).toContain('filename=bill.pdf')
    expect(raw).toContain(Buffer.from('%PDF-1.3 canary').toString('base64'))
  })

  it('are not written when their reason is not', async () => {
    await expect(inTransaction(async (trx) => {
      await queueMessage(trx, clock, payLink())
      throw new Error('no')
    })).rejects.toThrow('no')
    await work()
    expect(mail.received).toEqual([])
    expect(await dispatches()).toEqual([])
  })

  it.each([['email', () => (mail.mood = () => 'noSuchMailbox')], ['sms', () => (texts.status = () => 422)]] as const)('by %s that are refused for good fail at once and in sight', async (channel, refuse) => {
    refuse()
    const message = await queue({ channel, to: channel === 'sms' ? '+19145550123' : 'nobody@example.org' })
    await work()
    expect(await shown(message)).toMatchObject({ state: 'failed', failure: 'refused', sentAt: null })
    expect(await dispatches()).toEqual([])
  })

  it.each([
    ['a mail server that is busy', 'email', () => (mail.mood = () => 'busy'), () => (mail.mood = () => 'take')],
    ['a webhook that is down', 'sms', () => (texts.status = () => 503), () => (texts.status = () => 200)],
    ['a webhook that sends elsewhere', 'sms', () => (texts.status = () => 302), () => (texts.status = () => 200)],
    ['a webhook whose line breaks', 'sms', () => (texts.status = () => 0), () => (texts.status = () => 200)],
  ] as const)('are tried again after %s, after a pause, and go out once it is well', async (_what, channel, break_, mend) => {
    break_()
    const message = await queue({ channel, to: channel === 'sms' ? '+19145550123' : 'ana@example.org' })
    await work()
    expect(await shown(message)).toMatchObject({ state: 'waiting', version: 1 })
    mend()
    await work()
    expect(await shown(message), 'not before the pause is over').toMatchObject({ state: 'waiting' })
    clock.advance(10_000)
    await work()
    expect(await shown(message)).toMatchObject({ state: 'sent' })
  })

  it('wait for a mail server that is not there, and are given up after a day', async () => {
    const gone = await startMailServer()
    await gone.close()
    services = servicesOf({ channels: { email: smtpMail({ url: gone.url, from: 'billing@isla.example' }), sms: null } })
    const message = await queue()
    let rounds = 0
    while ((await shown(message))?.state === 'waiting' && rounds < 200) {
      await work()
      clock.advance(30 * 60_000)
      rounds += 1
    }
    expect(await shown(message)).toMatchObject({ state: 'failed', failure: 'unreachable' })
    expect(clock.now() - NOW).toBeGreaterThan(GIVE_UP_MS - 60 * 60_000)
    expect(clock.now() - NOW).toBeLessThanOrEqual(GIVE_UP_MS + 60 * 60_000)
    expect(await dispatches()).toEqual([])
  })

  it('are sent again under the same id when the line broke after they were taken: at least once, and known for the same', async () => {
    mail.mood = () => 'takeAndDie'
    const message = await queue()
    await work()
    expect(mail.received).toHaveLength(1)
    mail.mood = () => 'take'
    clock.advance(10_000)
    await work()
    expect(mail.received.map(({ id }) => id)).toEqual([message.id, message.id])
    expect(await shown(message)).toMatchObject({ state: 'sent' })
  })

  it('that a program left behind when it died are sent by the next one, when the lease is over', async () => {
    const message = await queue()
    const dead = createMessageWorker({ ...services, channels: { email: { send: () => new Promise(() => undefined), close: () => undefined }, sms: null }, attach: () => Promise.reject(new Error('none')) }, { lanes: 1 })
    const working = dead.work()
    await vi.waitFor(async () => expect((await dispatches())[0]?.state).toBe('sending'), { timeout: 30_000 })
    await dead.close()
    await working
    await work()
    expect(mail.received, 'it may still be on its way').toEqual([])
    clock.advance(MESSAGE_LEASE_MS)
    await work()
    expect(mail.received.map(({ id }) => id)).toEqual([message.id])
  })

  it('of two nodes go out once each', async () => {
    const messages = await Promise.all(Array.from({ length: 12 }, (_, index) => queue({ to: `ana${index}@example.org` })))
    await Promise.all([work(), work()])
    expect(mail.received.map(({ id }) => id).sort()).toEqual(messages.map(({ id }) => id).sort())
  })

  it('fail in sight where nothing is set up in earnest', async () => {
    services = servicesOf({ channels: { email: null, sms: null } })
    const message = await queue()
    await work()
    expect(await shown(message)).toMatchObject({ state: 'failed', failure: 'noChannel' })
    expect(await dispatches()).toEqual([])
  })

  it('of a demo lie in its mailbox, whole, for those who may read customers; in earnest there is none', async () => {
    const backend = await startTestBackend({ store, clock, demo: { operatorName: 'Isla Cable', accounts: [] } })
    const { client, token } = await signInAs(store, backend.url, 'agent', clock)
    const message = await queue({ channel: 'sms', to: '+19145550123' })
    await vi.waitFor(async () => expect(await shown(message)).toMatchObject({ state: 'kept', failure: null }), { timeout: 30_000 })
    const { messages } = await client.messages.mailbox()
    expect(messages[0]).toMatchObject({ id: message.id, to: '+19145550123', subject: null, text: expect.stringContaining(LINK) as string, attachment: null })
    expect((await fetch(`${backend.url}/messages/mailbox`)).status).toBe(401)
    await backend.close()
    const earnest = await startTestBackend({ store, clock })
    expect((await fetch(`${earnest.url}/messages/mailbox`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(404)
    await earnest.close()
  })
})
