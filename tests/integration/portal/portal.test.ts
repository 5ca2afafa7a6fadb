/** Customers pay and add cards by their links, over the real HTTP of the portal and of the gateway's own page; a link pays once, whoever presses what how often. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { LINK_MS, type PaymentLink, type PortalLink } from '../../../shared/features/billing/payment-links.schema.ts'
import type { PaymentGateway } from '../../../electron/backend/features/billing/gateway/gateway.ts'
import { openSimulatedEntry, type SimulatedEntry } from '../../../electron/backend/features/billing/gateway/simulated-entry.ts'
import { createSimulator, type Behaviour, type Simulator } from '../../../electron/backend/features/billing/gateway/simulator.ts'
import { forgetUsedTokens } from '../../../electron/backend/features/billing/links/enter-method.ts'
import { hashToken } from '../../../electron/backend/secret-token.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { charge } from '../../support/adjusting.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { faultsInBooks } from '../../support/books.ts'
import { check, faultsOfPayments, storedPayment } from '../../support/paying.ts'
import { makeRow } from '../../support/rows.ts'
import { issueBill, openAccount, type Account } from '../../support/simple-billing.ts'
import { openTestStore, storeKinds, testClock, TODAY } from '../../support/stores.ts'

const VISA = '4242 4242 4242 4242'

describe.each(storeKinds)('the portal on the %s store', (kind) => {
  const clock = testClock()
  const logged: string[] = []
  const accounts: Account[] = []
  let pages: string
  let store: Store
  let entry: SimulatedEntry
  let simulator: Simulator
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let client: ApiClient
  /** Agents record no checks. */
  const cashier = async (): Promise<ApiClient> => (await signInAs(store, backend.url, 'seniorAgent', clock)).client
  /** By amount; all else is approved. */
  const moods = new Map<number, Behaviour[]>()
  let entryFault: (() => never) | null = null
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    pages = mkdtempSync(path.join(tmpdir(), 'headend-pages-'))
    mkdirSync(path.join(pages, 'portal'))
    mkdirSync(path.join(pages, 'assets'))
    writeFileSync(path.join(pages, 'portal', 'index.html'), '<script type="module" crossorigin src="../assets/portal-x1.js"></script>')
    writeFileSync(path.join(pages, 'portal', 'account.html'), '<script type="module" crossorigin src="../assets/account-x1.js"></script>')
    writeFileSync(path.join(pages, 'portal', 'visit.html'), '<script type="module" crossorigin src="../assets/visit-x1.js"></script>')
    writeFileSync(path.join(pages, 'portal', 'day.html'), '<script type="module" crossorigin src="../assets/day-x1.js"></script>')
    writeFileSync(path.join(pages, 'assets', 'day-x1.js'), '// the page of a day')
    writeFileSync(path.join(pages, 'portal', 'chat.html'), '<script type="module" crossorigin src="../assets/visit-x1.js"></script>')
    writeFileSync(path.join(pages, 'assets', 'portal-x1.js'), '// the page')
    writeFileSync(path.join(pages, 'assets', 'visit-x1.js'), '// the page of a visit')
    writeFileSync(path.join(pages, 'assets', 'account-x1.js'), 'import{a}from"./shared-x1.js";')
    writeFileSync(path.join(pages, 'assets', 'shared-x1.js'), '// what both need')
    writeFileSync(path.join(pages, 'assets', 'console.js'), '// the console')
    entry = await openSimulatedEntry()
    simulator = createSimulator(({ operation, amount }) => (operation === 'charge' ? moods.get(amount)?.shift() : null) ?? { kind: 'approve' })
    const gateway: PaymentGateway = { ...simulator, entry: { create: (ask) => (entryFault ? entryFault() : entry.create(ask)), read: (of) => (entryFault ? entryFault() : entry.read(of)) } }
    backend = await startTestBackend({ store, clock, gateway, pages, demo: { operatorName: 'Isla Cable', accounts: [] }, log: { level: 'debug', stream: { write: (line) => void logged.push(line) } } })
    client = (await signInAs(store, backend.url, 'agent', clock)).client
  })
  afterEach(() => {
    entryFault = null
    // Another minute for everybody: the limits are tried by one test alone.
    clock.advance(61_000)
  })
  afterAll(async () => {
    expect(await faultsInBooks(store)).toEqual([])
    expect(await faultsOfPayments(store, accounts, simulator.books(), { settled: true })).toEqual([])
    await backend.close()
    await entry.close()
    await store.close()
    rmSync(pages, { recursive: true })
  })

  const open = async (service = 8_420) => {
    const account = await openAccount(store, { language: 'es' })
    accounts.push(account)
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'contactMedium', [makeRow('contactMedium', { customerId: account.customerId, mediumType: 'email', use: 'home', value: 'ana@example.org' })]))
    await issueBill(store, account, { clock, today: TODAY }, { service })
    return account
  }
  const send = async ({ customerId, billingAccountId }: Account, amount: number | null = 8_420, channel: PaymentLink['channel'] = 'email') => {
    const input = { commandId: newId(), customerId, billingAccountId, linkId: newId(), purpose: amount === null ? 'addMethod' : 'pay', amount, channel } as const
    const { rows } = await client.billing.sendPaymentLink(input)
    const { rows: kept } = await store.pool.query<{ params: { link: string } }>(`select params from message_dispatch join communication_message message on message.id = message_id where customer_id = $1 and template in ('payLink', 'methodLink') `, [customerId])
    const { tokenHash } = await store.db.selectFrom('paymentLinkSecret').select('tokenHash').where('linkId', '=', input.linkId).executeTakeFirstOrThrow()
    const token = kept.map(({ params }) => params.link.split('#')[1] ?? '').find((each) => hashToken(each).equals(tokenHash)) ?? ''
    return { input, token, link: rows.paymentLink?.at(-1) as PaymentLink }
  }
  const ask = (what: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${backend.url}/portal/${what}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: backend.url, ...headers }, body: JSON.stringify(body) })
  const told = async (response: Response) => (await response.json()) as PortalLink & { code?: string; data?: { issues?: { path: string; message: string }[] } }
  /** As a person at the gateway's page. @returns its reference */
  const typeCard = async (token: string, number = VISA, expiry = '04/31'): Promise<string> => {
    const begun = (await (await ask('enter', { token })).json()) as { url: string }
    const response = await fetch(begun.url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ number, expiry }) })
    expect(response.status).toBe(303)
    const location = response.headers.get('location') ?? ''
    expect(location.startsWith(`${backend.url}/portal/#entry=`)).toBe(true)
    return location.split('#entry=')[1] ?? ''
  }
  const linkNow = async ({ id }: { id: string }) => (await readRows(store.db, 'paymentLink', [id]))[0] as PaymentLink
  const chargesOf = async ({ customerId }: Account) => (await store.db.selectFrom('payment').select(['id', 'state', 'amount', 'methodId']).where('customerId', '=', customerId).execute())
  const settled = (link: PaymentLink, state: PaymentLink['state']) => vi.waitFor(async () => expect((await linkNow(link)).state).toBe(state), { timeout: 30_000 })

  it('pays once: sent, opened, typed at the gateway, paid; no card number and no token is anywhere here', async () => {
    const account = await open()
    const { link, token } = await send(account)
    expect(link).toMatchObject({ state: 'sent', amount: 8_420, recipient: 'a···@example.org', paymentId: null })
    expect(await told(await ask('link', { token }))).toMatchObject({ state: 'open', operatorName: 'Isla Cable', language: 'es', amount: '$84.20', simulated: true, purpose: 'pay' })
    expect(await linkNow(link)).toMatchObject({ state: 'opened' })
    const reference = await typeCard(token)
    expect(await told(await ask('finish', { token, reference }))).toMatchObject({ state: expect.stringMatching(/paying|paid/) as string })
    await settled(link, 'used')
    const { paymentId } = await linkNow(link)
    expect(await storedPayment(store, paymentId ?? '')).toMatchObject({ state: 'done', amount: 8_420, method: 'Visa ···· 4242', by: null })
    expect(await told(await ask('link', { token }))).toMatchObject({ state: 'paid' })
    expect(await readRows(store.db, 'billingAccount', [account.billingAccountId])).toMatchObject([{ pastDue: 0, currentDue: 0 }])
    // Kept by nobody: it is offered to no agent, and what could charge it is gone with the next round.
    expect(await store.db.selectFrom('paymentMethod').select('state').where('customerId', '=', account.customerId).execute()).toEqual([{ state: 'removed' }])
    await store.db.transaction().execute(forgetUsedTokens)
    expect(await store.db.selectFrom('paymentMethodToken').innerJoin('paymentMethod', 'paymentMethod.id', 'paymentMethodToken.paymentMethodId').select('token').where('customerId', '=', account.customerId).execute()).toEqual([])
    const tables = (await store.pool.query<{ name: string }>(`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`)).rows
    for (const { name } of tables) {
      const text = JSON.stringify((await store.pool.query(`select * from "${name}"`)).rows)
      expect(text.replace(/[ -]/g, ''), name).not.toContain(VISA.replaceAll(' ', ''))
      if (name !== 'message_dispatch') expect(text, name).not.toContain(token)
    }
    expect(logged.join('')).not.toContain(token)
    expect(logged.join('').replace(/[ -]/g, '')).not.toContain(VISA.replaceAll(' ', ''))
    expect(logged.join(''), 'the control: something was logged').toContain('/portal/finish')
  })

  it('pays once however often it is pressed, and says the same to each', async () => {
    const account = await open()
    const { link, token } = await send(account)
    const reference = await typeCard(token)
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask('finish', { token, reference }).then(told)))
    answers.forEach(({ state }) => expect(state).toMatch(/^(paying|paid)$/))
    await settled(link, 'used')
    expect(await chargesOf(account)).toMatchObject([{ state: 'done', amount: 8_420 }])
    // Gone back, and everything pressed again.
    expect((await told(await ask('finish', { token, reference }))).state).toBe('paid')
    expect(await told(await ask('enter', { token }))).toMatchObject({ code: 'validation', data: { issues: [{ path: 'link', message: 'used' }] } })
    expect(await chargesOf(account)).toHaveLength(1)
  })

  it('is not charged when the card is declined, and pays with another one', async () => {
    const account = await open(7_001)
    moods.set(7_001, [{ kind: 'decline', reason: 'insufficientFunds' }])
    const { link, token } = await send(account, 7_001)
    await ask('finish', { token, reference: await typeCard(token) })
    await settled(link, 'opened')
    expect(await told(await ask('link', { token }))).toMatchObject({ state: 'open', declined: true })
    await ask('finish', { token, reference: await typeCard(token, '5555 5555 5555 4444') })
    await settled(link, 'used')
    expect((await chargesOf(account)).map(({ state }) => state).sort()).toEqual(['declined', 'done'])
  })

  it('says that it does not know while the gateway is silent, and charges nothing twice', async () => {
    const account = await open(7_002)
    moods.set(7_002, [{ kind: 'dieAfter' }])
    const { link, token } = await send(account, 7_002)
    const reference = await typeCard(token)
    await ask('finish', { token, reference })
    await vi.waitFor(async () => expect((await chargesOf(account))[0]?.state).toBe('unknown'), { timeout: 30_000 })
    expect((await told(await ask('link', { token }))).state).toBe('unknown')
    expect((await told(await ask('finish', { token, reference }))).state).toBe('unknown')
    expect(await told(await ask('enter', { token }))).toMatchObject({ code: 'validation', data: { issues: [{ message: 'paying' }] } })
    clock.advance(60_000)
    // Something to do wakes the worker.
    const other = await open()
    const second = await send(other)
    await ask('finish', { token: second.token, reference: await typeCard(second.token) })
    await settled(link, 'used')
    expect(await chargesOf(account)).toMatchObject([{ state: 'done' }])
    await settled(second.link, 'used')
  })

  it('says when the gateway cannot be reached, and nothing is written', async () => {
    const account = await open()
    const { token, link } = await send(account)
    entryFault = () => { throw new Error('the line is cut') }
    expect(await told(await ask('enter', { token }))).toMatchObject({ code: 'offline' })
    entryFault = null
    const reference = await typeCard(token)
    entryFault = () => { throw new Error('the line is cut') }
    expect(await told(await ask('finish', { token, reference }))).toMatchObject({ code: 'offline' })
    expect(await chargesOf(account)).toEqual([])
    entryFault = null
    await ask('finish', { token, reference })
    await settled(link, 'used')
  })

  it('takes no reference but its own', async () => {
    const [one, two] = [await send(await open()), await send(await open())]
    const reference = await typeCard(one.token)
    await typeCard(two.token)
    for (const wrong of [reference, 'made-up']) expect(await told(await ask('finish', { token: two.token, reference: wrong }))).toMatchObject({ code: 'validation', data: { issues: [{ path: 'reference', message: 'unknown' }] } })
  })

  it('adds a card that is kept, and tells the contact of record', async () => {
    const account = await open()
    const { token, link } = await send(account, null)
    const reference = await typeCard(token, '3782 822463 10005')
    const answers = await Promise.all([1, 2, 3].map(() => ask('finish', { token, reference }).then(told)))
    answers.forEach(({ state }) => expect(state).toBe('added'))
    expect(await readRows(store.db, 'paymentMethod', (await store.db.selectFrom('paymentMethod').select('id').where('customerId', '=', account.customerId).execute()).map(({ id }) => id)))
      .toMatchObject([{ brand: 'American Express', lastFour: '0005', expiresOn: '2031-04', state: 'active', isDefault: true }])
    expect(await linkNow(link)).toMatchObject({ state: 'used', paymentId: null })
    const messages = await store.db.selectFrom('communicationMessage').select('template').where('customerId', '=', account.customerId).orderBy('template').execute()
    expect(messages.map(({ template }) => template)).toEqual(['methodAdded', 'methodLink'])
  })

  it('does nothing more once it is replaced, taken back or a day old', async () => {
    const account = await open()
    const [first, second] = [await send(account), await send(account)]
    expect((await told(await ask('link', { token: first.token }))).state).toBe('revoked')
    expect(await told(await ask('enter', { token: first.token }))).toMatchObject({ code: 'validation', data: { issues: [{ message: 'revoked' }] } })
    const { version } = await linkNow(second.link)
    await client.billing.revokePaymentLink({ commandId: newId(), customerId: account.customerId, linkId: second.link.id, expectedVersion: version })
    expect((await told(await ask('link', { token: second.token }))).state).toBe('revoked')
    const third = await send(account)
    const reference = await typeCard(third.token)
    clock.advance(LINK_MS)
    expect((await told(await ask('link', { token: third.token }))).state).toBe('expired')
    expect(await told(await ask('finish', { token: third.token, reference }))).toMatchObject({ code: 'validation', data: { issues: [{ message: 'expired' }] } })
    expect(await chargesOf(account)).toEqual([])
    client = (await signInAs(store, backend.url, 'agent', clock)).client
  })

  it('tries five cards and no more', async () => {
    const account = await open(7_003)
    moods.set(7_003, Array.from({ length: 5 }, () => ({ kind: 'decline', reason: 'insufficientFunds' })))
    const { link, token } = await send(account, 7_003)
    for (let card = 0; card < 5; card += 1) {
      await ask('finish', { token, reference: await typeCard(token) })
      await settled(link, 'opened')
    }
    expect(await told(await ask('enter', { token }))).toMatchObject({ code: 'limitExceeded', data: { unit: 'cards' } })
    expect(await chargesOf(account)).toHaveLength(5)
  })

  it('counts no try in which the gateway did not answer, or no card was typed', async () => {
    const { link, token } = await send(await open())
    entryFault = () => { throw new Error('the line is cut') }
    for (let tries = 0; tries < 6; tries += 1) expect(await told(await ask('enter', { token }))).toMatchObject({ code: 'offline' })
    entryFault = null
    for (let tries = 0; tries < 6; tries += 1) expect((await ask('enter', { token })).status).toBe(200)
    await ask('finish', { token, reference: await typeCard(token) })
    await settled(link, 'used')
  })

  it('charges a declined card once, however often its reference comes back', async () => {
    const account = await open(7_004)
    moods.set(7_004, [{ kind: 'decline', reason: 'insufficientFunds' }])
    const { link, token } = await send(account, 7_004)
    const reference = await typeCard(token)
    await ask('finish', { token, reference })
    await settled(link, 'opened')
    for (let tries = 0; tries < 3; tries += 1) expect(await told(await ask('finish', { token, reference }))).toMatchObject({ state: 'open', declined: true })
    expect(await chargesOf(account)).toMatchObject([{ state: 'declined' }])
    await ask('enter', { token })
    expect(await told(await ask('finish', { token, reference })), 'nor beside the next entry').toMatchObject({ state: 'open', declined: true })
    expect(await chargesOf(account)).toHaveLength(1)
  })

  it('finds a card again whose reference was lost on the way, and asks for no second one', async () => {
    const { token } = await send(await open())
    const reference = await typeCard(token)
    const { url } = (await (await ask('enter', { token })).json()) as { url: string }
    const again = await fetch(url, { redirect: 'manual' })
    expect([again.status, again.headers.get('location')]).toEqual([303, `${backend.url}/portal/#entry=${reference}`])
  })

  it.each([
    ['all of it', 8_420, { state: 'settled', left: null }],
    ['a part of it', 5_000, { state: 'lessOwed', left: '$34.20' }],
  ])('charges nothing when %s was paid another way', async (_what, amount, expected) => {
    const account = await open()
    const { token } = await send(account)
    const reference = await typeCard(token)
    await (await cashier()).billing.recordPayment(check(account, amount, '1001'))
    expect(await told(await ask('link', { token }))).toMatchObject(expected)
    for (const [what, body] of [['enter', { token }], ['finish', { token, reference }]] as const) expect(await told(await ask(what, body)), what).toMatchObject({ code: 'validation', data: { issues: [{ path: 'link', message: 'settled' }] } })
    expect(await chargesOf(account)).toMatchObject([{ amount, methodId: null }])
  })

  it('charges what is still owed, and what was meant to be paid ahead', async () => {
    const [owing, ahead] = [await open(), await open()]
    const [first, second] = [await send(owing, 3_000), await send(ahead, 20_000)]
    await (await cashier()).billing.recordPayment(check(owing, 5_000, '1002'))
    await (await cashier()).billing.recordPayment(check(ahead, 8_420, '1003'))
    for (const { token, link } of [first, second]) {
      expect(await told(await ask('link', { token }))).toMatchObject({ state: 'open' })
      await ask('finish', { token, reference: await typeCard(token) })
      await settled(link, 'used')
    }
  })

  it('is not fooled by what was charged since the bill', async () => {
    const account = await open()
    const { token } = await send(account)
    await client.billing.submitAdjustment(charge(account, 9_000))
    await (await cashier()).billing.recordPayment(check(account, 8_420, '1004'))
    expect(await told(await ask('link', { token }))).toMatchObject({ state: 'settled' })
  })

  it.each([
    ['without a contact of that kind', { channel: 'sms' }, { code: 'validation', data: { issues: [{ path: 'channel', message: 'noContact' }] } }],
    ['for far more than is owed', { amount: 100_000_000 }, { code: 'limitExceeded' }],
    ['to pay nothing', { amount: null }, { code: 'validation' }],
    ['for another account', { billingAccountId: newId() }, { code: 'notFound', data: { what: 'billingAccount' } }],
  ])('is not sent %s', async (_what, change, error) => {
    const { customerId, billingAccountId } = await open()
    const input = { commandId: newId(), customerId, billingAccountId, linkId: newId(), purpose: 'pay' as const, amount: 100, channel: 'email' as const, ...change } as Parameters<typeof client.billing.sendPaymentLink>[0]
    await expect(client.billing.sendPaymentLink(input)).rejects.toMatchObject(error)
    expect(await store.db.selectFrom('paymentLink').select('id').where('customerId', '=', customerId).execute()).toEqual([])
  })

  it('opens to its own page alone', async () => {
    const { token } = await send(await open())
    expect((await ask('link', { token }, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask('link', { token }, { origin: 'null' })).status).toBe(403)
    expect((await ask('link', { token }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await fetch(`${backend.url}/portal/link`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) })).status, 'no origin is no page').toBe(403)
    // A page of ours may ask nothing beside it, and the desk's roads stay shut to every page.
    expect((await fetch(`${backend.url}/server-info`, { headers: { origin: backend.url } })).status).toBe(403)
    expect((await fetch(`${backend.url}/portalx`, { headers: { origin: backend.url } })).status).toBe(403)
    expect((await ask('link', { token })).status, 'the control').toBe(200)
  })

  it('hands out its page and nothing else, framed by nobody and kept by nobody', async () => {
    const page = await fetch(`${backend.url}/portal/`)
    expect(await page.text()).toBe('<script type="module" src="/portal/assets/portal-x1.js"></script>')
    const policy = page.headers.get('content-security-policy') ?? ''
    for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "script-src 'self'", "form-action 'none'"]) expect(policy).toContain(rule)
    expect(Object.fromEntries(['cache-control', 'referrer-policy', 'x-content-type-options', 'x-frame-options'].map((name) => [name, page.headers.get(name)])))
      .toEqual({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
    expect((await fetch(`${backend.url}/portal/assets/portal-x1.js`)).status).toBe(200)
    for (const other of ['console.js', '..%2Fportal%2Findex.html', '%2e%2e%2f%2e%2e%2fpackage.json']) expect((await fetch(`${backend.url}/portal/assets/${other}`)).status, other).toBe(404)
  })

  it('answers a guesser a few times, and one link not for ever', async () => {
    const guess = () => ask('link', { token: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url') }).then(({ status }) => status)
    const answers: number[] = []
    for (let tries = 0; tries < 25; tries += 1) answers.push(await guess())
    expect(answers.slice(0, 20).every((status) => status === 404)).toBe(true)
    expect(answers.slice(20).every((status) => status === 429)).toBe(true)
    clock.advance(61_000)
    const { token } = await send(await open())
    const seen: number[] = []
    for (let tries = 0; tries < 62; tries += 1) seen.push((await ask('link', { token })).status)
    expect([seen[59], seen[60]]).toEqual([200, 429])
  })
})

describe('the simulator’s page', () => {
  it('names itself one, takes the documented numbers and no other, and lets nobody frame it', async () => {
    const entry = await openSimulatedEntry()
    const { url } = await entry.create({ key: 'k-1', purpose: 'pay', amount: 8_420, currency: 'USD', language: 'en', returnUrl: 'http://127.0.0.1:1/portal/' })
    const page = await fetch(url)
    expect(await page.text()).toContain('SIMULATOR')
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    for (const number of ['4111 1111 1111 1111', '', '<script>']) {
      const refused = await fetch(url, { method: 'POST', body: new URLSearchParams({ number, expiry: '04/31' }), redirect: 'manual' })
      expect(refused.status).toBe(422)
      expect(await refused.text()).not.toContain('4111')
    }
    expect((await entry.create({ key: 'k-1', purpose: 'pay', amount: 8_420, currency: 'USD', language: 'en', returnUrl: 'http://127.0.0.1:1/portal/' })).url, 'one entry for a key').toBe(url)
    expect((await fetch(url.slice(0, -3))).status).toBe(404)
    await entry.close()
  })
})
