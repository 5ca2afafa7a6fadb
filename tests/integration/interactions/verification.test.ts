/** Becoming known: each way, what it is not, what fails, and what nobody gets to see. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { CODE_MS, RECORD_AGE_MS, type VerificationProof } from '../../../shared/features/interactions/contacts.schema.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import { hashSecret } from '../../../electron/backend/secret-hash.ts'
import { requireReachOfRecord } from '../../../electron/backend/features/interactions/contacts-of-record.queries.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'
import { givePin, sayPin, startContact, TEST_PIN, verifyCaller } from '../../support/verifying.ts'

type Sent = { id: string; to: string; text: string }
const NOT_LIVE = { code: 'validation', data: { issues: [{ path: 'code', message: 'notLive' }] } }
const OVER = { code: 'limitExceeded', data: { unit: 'failures', left: 0 } }

describe.each(storeKinds)('verification on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  /** What went out, by its message. */
  const sent = new Map<string, Sent>()
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    const keep = async ({ id, to, text }: Sent): Promise<void> => void sent.set(id, { id, to, text })
    backend = await startTestBackend({ store, clock, channels: { email: { send: keep, close: () => undefined }, sms: { send: keep } } })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  const newAgent = (role: Role = 'agent') => signInAs(store, backend.url, role, clock)
  /** With a mobile phone and an e-mail address of old. */
  const newCustomer = async () => {
    const customer = makeRow('customer')
    const phone = makeRow('contactMedium', { customerId: customer.id, mediumType: 'phone', use: 'mobile', value: '+19145550142', validFrom: '2020-01-02T03:04:05.000Z' })
    const email = makeRow('contactMedium', { customerId: customer.id, mediumType: 'email', use: 'home', value: 'ana@example.org', validFrom: '2020-01-02T03:04:05.000Z' })
    await store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'customer', [customer])
      await bulkInsert(trx, 'contactMedium', [phone, email])
    })
    await givePin(store, customer.id)
    return { id: customer.id, phone, email }
  }
  const stateOf = (client: ApiClient, customerId: string) => client.interactions.contactState({ customerId })
  const prove = (client: ApiClient, customerId: string, contactId: string, proof: VerificationProof) =>
    client.interactions.verifyContact({ commandId: newId(), customerId, contactId, proof })
  const sendCode = async (client: ApiClient, customerId: string, contactId: string, targetId: string): Promise<{ code: string; to: string }> => {
    const { rows } = await client.interactions.sendVerificationCode({ commandId: newId(), customerId, contactId, targetId })
    const messageId = (rows.communicationMessage?.[0] as { id: string }).id
    await expect.poll(() => sent.has(messageId), { timeout: 20_000 }).toBe(true)
    const { to, text } = sent.get(messageId)!
    return { code: /\b\d{6}\b/.exec(text)![0], to }
  }
  const other = (code: string) => (code === '000000' ? '000001' : '000000')

  it('knows a caller by their PIN, and by nothing near it', async () => {
    const { id } = await newCustomer()
    const { client } = await newAgent()
    const contactId = await startContact(client, id)
    expect(await sayPin(client, id, contactId, TEST_PIN.slice(0, -1))).toEqual({ rows: {} })
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'unverified', way: null, failures: 1 })
    // Nothing in the answer tells a right PIN from a wrong one, or how near it was.
    expect(await sayPin(client, id, contactId)).toEqual({ rows: {} })
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'verified', way: 'pin', failures: 1 })
  })

  it('ends after three failures, flags the account for the next agent, and is cleared by a caller who is known', async () => {
    const { id } = await newCustomer()
    const [mine, next] = [await newAgent(), await newAgent('seniorAgent')]
    const contactId = await startContact(mine.client, id)
    for (let tries = 0; tries < 3; tries += 1) await sayPin(mine.client, id, contactId, '000000')
    expect((await stateOf(mine.client, id)).contact).toMatchObject({ level: 'unverified', failures: 3 })
    await expect(sayPin(mine.client, id, contactId)).rejects.toMatchObject(OVER)
    await expect(sendCode(mine.client, id, contactId, (await stateOf(mine.client, id)).codeTargets[0]!.id)).rejects.toMatchObject(OVER)
    const flag = { failures: 3, channel: 'call', at: new Date(clock.now()).toISOString() }
    expect((await stateOf(next.client, id)).flag).toMatchObject(flag)
    await verifyCaller(store, next.client, id)
    expect((await stateOf(mine.client, id)).flag).toBeNull()
  })

  it('warns after three failures in however many contacts, and not after two', async () => {
    const { id } = await newCustomer()
    const { client } = await newAgent()
    for (let contacts = 0; contacts < 2; contacts += 1) await sayPin(client, id, await startContact(client, id), '000000')
    expect((await stateOf(client, id)).flag).toBeNull()
    await sayPin(client, id, await startContact(client, id), '000000')
    expect((await stateOf(client, id)).flag).toMatchObject({ failures: 3 })
  })

  it('tells the customer when an agent says who it is; the audit has the number, and a warning stays until a secret is said', async () => {
    const { id, phone } = await newCustomer()
    const { client } = await newAgent()
    const contactId = await startContact(client, id)
    for (let tries = 0; tries < 3; tries += 1) await sayPin(client, id, contactId, '000000')
    const again = await startContact(client, id)
    await prove(client, id, again, { way: 'callback', numberId: phone.id, reached: 'customer' })
    expect(await stateOf(client, id)).toMatchObject({ contact: { level: 'verifiedByCallback' }, flag: { failures: 3 } })
    const told = await store.db.selectFrom('communicationMessage').select('recipient').where('customerId', '=', id).where('template', '=', 'identified').execute()
    expect(told.map(({ recipient }) => recipient).sort()).toEqual(['a···@example.org', '···0142'].sort())
    const { detail } = await store.db.selectFrom('auditEntry').select('detail').where('customerId', '=', id).where('action', '=', 'interactions.verifyContact').orderBy('seq', 'desc').limit(1).executeTakeFirstOrThrow()
    expect(detail).toMatchObject({ way: 'callback', numberId: phone.id, reached: 'customer' })
    await sayPin(client, id, again)
    expect((await stateOf(client, id)).flag).toBeNull()
  })

  it('lets nothing go to where somebody has only just asked to be reached, unless the caller is known', async () => {
    const { id } = await newCustomer()
    const { client, session } = await newAgent()
    const young = { channel: 'email', to: 'new@example.org' } as const
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'contactMedium', [makeRow('contactMedium', { customerId: id, mediumType: 'email', use: 'home', value: young.to, validFrom: new Date(clock.now()).toISOString() })]))
    await startContact(client, id)
    const { sessionId } = await store.db.selectFrom('partyInteraction').select('sessionId').where('customerId', '=', id).executeTakeFirstOrThrow()
    const by = { agent: { id: session.agent.id }, sessionId }
    await expect(requireReachOfRecord(store.db, clock, by, id, young)).rejects.toMatchObject({ code: 'verificationRequired' })
    await expect(requireReachOfRecord(store.db, clock, by, id, { channel: 'email', to: 'ana@example.org' })).resolves.toBeUndefined()
    await verifyCaller(store, client, id)
    await expect(requireReachOfRecord(store.db, clock, by, id, young)).resolves.toBeUndefined()
  })

  it('counts an attempt once that is sent again, and each that is its own', async () => {
    const { id } = await newCustomer()
    const { client } = await newAgent()
    const contactId = await startContact(client, id)
    const attempt = { commandId: newId(), customerId: id, contactId, proof: { way: 'pin', pin: '000000' } } as const
    for (let times = 0; times < 4; times += 1) await client.interactions.verifyContact(attempt)
    expect((await stateOf(client, id)).contact).toMatchObject({ failures: 1 })
    // Under the id of a first answer no other PIN is tried.
    await client.interactions.verifyContact({ ...attempt, proof: { way: 'pin', pin: TEST_PIN } })
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'unverified', failures: 1 })
    const atOnce = await Promise.allSettled(Array.from({ length: 20 }, () => sayPin(client, id, contactId, '000000')))
    expect(atOnce.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    const judged = await store.db.selectFrom('verificationAttempt').select('matched').where('customerId', '=', id).execute()
    expect(judged).toEqual(Array.from({ length: 3 }, () => ({ matched: false })))
  })

  it('sends a code to a contact of record that works once, for ten minutes, in this contact', async () => {
    const { id, phone } = await newCustomer()
    const [mine, colleague] = [await newAgent(), await newAgent()]
    const contactId = await startContact(mine.client, id)
    expect((await stateOf(mine.client, id)).codeTargets).toEqual(expect.arrayContaining([{ id: phone.id, channel: 'sms', recipient: '···0142', former: false }]))
    const first = await sendCode(mine.client, id, contactId, phone.id)
    expect(first).toMatchObject({ to: phone.value, code: expect.stringMatching(/^\d{6}$/) })
    const elsewhere = await startContact(colleague.client, id)
    // Where no code lives nothing is tried, and no try is lost.
    await expect(prove(colleague.client, id, elsewhere, { way: 'code', code: first.code })).rejects.toMatchObject(NOT_LIVE)
    expect((await stateOf(colleague.client, id)).contact).toMatchObject({ level: 'unverified', failures: 0 })
    const second = await sendCode(mine.client, id, contactId, phone.id)
    if (first.code !== second.code) await prove(mine.client, id, contactId, { way: 'code', code: first.code })
    await prove(mine.client, id, contactId, { way: 'code', code: second.code })
    expect((await stateOf(mine.client, id)).contact).toMatchObject({ level: 'verified', way: 'code' })
    const later = await startContact(mine.client, id)
    await expect(prove(mine.client, id, later, { way: 'code', code: second.code })).rejects.toMatchObject(NOT_LIVE)
    const third = await sendCode(mine.client, id, later, phone.id)
    clock.advance(CODE_MS)
    await expect(prove(mine.client, id, later, { way: 'code', code: third.code })).rejects.toMatchObject(NOT_LIVE)
    expect((await stateOf(mine.client, id)).contact).toMatchObject({ level: 'unverified', failures: 0 })
  })

  it('sends no more than three codes in a contact, and none where no contact of record is', async () => {
    const { id, email } = await newCustomer()
    const { client } = await newAgent()
    const contactId = await startContact(client, id)
    await expect(sendCode(client, id, contactId, newId())).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'targetId', message: 'notOfRecord' }] } })
    for (let sent = 0; sent < 3; sent += 1) await sendCode(client, id, contactId, email.id)
    await expect(sendCode(client, id, contactId, email.id)).rejects.toMatchObject({ code: 'limitExceeded', data: { unit: 'codes' } })
    expect((await stateOf(client, id)).codesLeft).toBe(0)
  })

  it('uses for a day what a contact detail was before it was changed, and nothing that is younger', async () => {
    const { id, phone } = await newCustomer()
    const { client } = await newAgent()
    await verifyCaller(store, client, id)
    const { version: expectedVersion, mediumType, use } = phone
    await client.customers.changeContactMedium({ commandId: newId(), customerId: id, contactMediumId: phone.id, expectedVersion, mediumType, use, value: '(914) 555-0199', preferred: true })
    const before = await stateOf(client, id)
    expect([before.tooNew, before.callbackNumbers.map(({ number, former }) => [number, former])]).toEqual([true, [['+19145550142', true]]])
    const contactId = await startContact(client, id)
    await expect(prove(client, id, contactId, { way: 'callback', numberId: phone.id, reached: 'customer' })).rejects.toMatchObject({ data: { issues: [{ message: 'notOfRecord' }] } })
    const old = before.codeTargets.find(({ channel }) => channel === 'sms')!
    expect((await sendCode(client, id, contactId, old.id)).to).toBe('+19145550142')
    // A preference moves the row's date, not the number's.
    await verifyCaller(store, client, id)
    const added = { commandId: newId(), customerId: id, contactMediumId: newId(), mediumType: 'phone', use: 'home', value: '9145550177', preferred: true } as const
    await client.customers.addContactMedium(added)
    clock.advance(RECORD_AGE_MS - 1)
    const { client: tomorrow } = await newAgent()
    expect((await stateOf(tomorrow, id)).callbackNumbers.map(({ number }) => number)).toEqual(['+19145550142'])
    clock.advance(1)
    expect(await stateOf(tomorrow, id)).toMatchObject({ tooNew: false, callbackNumbers: expect.arrayContaining([expect.objectContaining({ number: '+19145550199', former: false }), expect.objectContaining({ number: '+19145550177' })]) })
  })

  it('knows a caller best who answers at the number of record', async () => {
    const { id, phone } = await newCustomer()
    const { client } = await newAgent()
    const contactId = await startContact(client, id)
    const call = (reached: 'customer' | 'somebodyElse' | 'nobody') => prove(client, id, contactId, { way: 'callback', numberId: phone.id, reached })
    await call('nobody')
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'unverified', failures: 0 })
    await call('somebodyElse')
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'unverified', failures: 1 })
    await sayPin(client, id, contactId)
    await call('customer')
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'verifiedByCallback', way: 'callback' })
    // What is weaker takes nothing away.
    await sayPin(client, id, contactId)
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'verifiedByCallback', way: 'callback' })
  })

  it('looks at a photo where both are in one room, and nowhere else', async () => {
    const { id } = await newCustomer()
    const { client } = await newAgent()
    const proof = { way: 'photoId', document: 'passport', nameMatches: true } as const
    const onThePhone = await startContact(client, id)
    await expect(prove(client, id, onThePhone, proof)).rejects.toMatchObject({ data: { issues: [{ path: 'proof', message: 'walkInOnly' }] } })
    const inTheStore = await startContact(client, id, 'walkIn')
    await prove(client, id, inTheStore, { ...proof, nameMatches: false })
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'unverified', failures: 1 })
    await prove(client, id, inTheStore, proof)
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'verified', way: 'photoId' })
  })

  it('lets a supervisor vouch for a colleague’s caller, with a reason, marked in the audit', async () => {
    const { id } = await newCustomer()
    const [mine, supervisor] = [await newAgent(), await newAgent('supervisor')]
    const contactId = await startContact(mine.client, id)
    for (let tries = 0; tries < 3; tries += 1) await sayPin(mine.client, id, contactId, '000000')
    const override = { commandId: newId(), customerId: id, contactId, reason: 'I know the voice' }
    await expect(mine.client.interactions.overrideVerification(override)).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'verification.override' } })
    expect((await stateOf(supervisor.client, id)).others).toMatchObject([{ id: contactId, agentName: mine.displayName, failures: 3 }])
    expect((await stateOf(mine.client, id)).others).toEqual([])
    await supervisor.client.interactions.overrideVerification({ ...override, commandId: newId() })
    const { contact, flag } = await stateOf(mine.client, id)
    expect([contact?.level, contact?.way, flag?.failures]).toEqual(['verified', 'override', 3])
    const entry = await store.db.selectFrom('auditEntry').select(['detail', 'override']).where('customerId', '=', id).where('action', '=', 'interactions.overrideVerification').where('outcome', '=', 'allowed').executeTakeFirstOrThrow()
    expect(entry).toMatchObject({ override: 'I know the voice', detail: { ofContact: contactId, ofAgent: mine.session.agent.id } })
    const clearing = { commandId: newId(), customerId: id, flagId: flag!.id }
    await expect(supervisor.client.interactions.clearVerificationFlag({ ...clearing, reason: ' ' })).rejects.toMatchObject({ code: 'validation' })
    expect((await stateOf(mine.client, id)).flag).not.toBeNull()
    await supervisor.client.interactions.clearVerificationFlag({ ...clearing, reason: 'It was their son' })
    expect((await stateOf(mine.client, id)).flag).toBeNull()
    expect(await store.db.selectFrom('auditEntry').select(['outcome', 'override']).where('customerId', '=', id).where('action', '=', 'interactions.clearVerificationFlag').execute())
      .toContainEqual({ outcome: 'allowed', override: 'It was their son' })
  })

  it('sets a PIN for a known caller, none that is guessed, and tells them where they were reached', async () => {
    const { id } = await newCustomer()
    const { client } = await newAgent()
    const set = (pin: string) => client.interactions.setAccountPin({ commandId: newId(), customerId: id, pin })
    await startContact(client, id)
    await expect(set('580316')).rejects.toMatchObject({ code: 'verificationRequired' })
    await verifyCaller(store, client, id)
    for (const [pin, problem] of [['12345', 'length'], ['123456', 'row'], ['121212', 'repeated'], ['550142', 'known']] as const)
      if (problem !== 'known') await expect(set(pin)).rejects.toMatchObject({ data: { issues: [{ path: 'pin', message: problem }] } })
    await set('580316')
    const told = await store.db.selectFrom('communicationMessage').select(['template', 'recipient']).where('customerId', '=', id).where('template', '=', 'pinChanged').execute()
    expect(told.map(({ recipient }) => recipient).sort()).toEqual(['a···@example.org', '···0142'].sort())
    const contactId = await startContact(client, id)
    await sayPin(client, id, contactId)
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'unverified', failures: 1 })
    await sayPin(client, id, contactId, '580316')
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'verified' })
  })

  it('keeps no PIN and no code in any table but the message that carries the code', async () => {
    const { id, email } = await newCustomer()
    const { client } = await newAgent()
    const contactId = await startContact(client, id)
    const [pin, wrong] = ['90716253', '8162739405']
    const { code } = await sendCode(client, id, contactId, email.id)
    await prove(client, id, contactId, { way: 'pin', pin: wrong })
    await prove(client, id, contactId, { way: 'code', code: other(code) })
    await prove(client, id, contactId, { way: 'code', code })
    await client.interactions.setAccountPin({ commandId: newId(), customerId: id, pin })
    // Once it has gone out, nothing of a message is left that could be read.
    await expect.poll(async () => (await store.db.selectFrom('messageDispatch').select('messageId').execute()).length, { timeout: 20_000 }).toBe(0)
    const { rows: tables } = await store.pool.query<{ name: string }>(`select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`)
    const found: string[] = []
    for (const { name } of tables) {
      // The code is short: looked for as a value of its own.
      const { rows } = await store.pool.query(`select 1 from ${name} as row where row::text ~ $1 limit 1`, [`${pin}|${wrong}|"${code}"`])
      if (rows.length > 0) found.push(name)
    }
    expect(found).toEqual([])
    // The control: what stands in a table is found.
    const { rows } = await store.pool.query(`select 1 from customer as row where row::text ~ $1`, [id])
    expect(rows).toHaveLength(1)
  })

  it('takes the demo’s PIN while the backend is the demo, and not in earnest', async () => {
    const { id } = await newCustomer()
    await store.db.updateTable('accountPin').set({ demo: true, pinHash: await hashSecret('482915') }).where('customerId', '=', id).execute()
    const demo = await startTestBackend({ store, clock, demo: { operatorName: 'Demo', accounts: [], customerPin: '482915' } })
    const { client: trying } = await signInAs(store, demo.url, 'agent', clock)
    expect(await stateOf(trying, id)).toMatchObject({ pin: 'ready', demoPin: '482915' })
    await sayPin(trying, id, await startContact(trying, id), '482915')
    expect((await stateOf(trying, id)).contact).toMatchObject({ level: 'verified' })
    await demo.close()
    const { client } = await newAgent()
    expect(await stateOf(client, id)).toMatchObject({ pin: 'notSet', demoPin: null })
    await sayPin(client, id, await startContact(client, id), '482915')
    expect((await stateOf(client, id)).contact).toMatchObject({ level: 'unverified', failures: 1 })
  })
})
