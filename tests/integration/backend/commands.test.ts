/** Every command has exactly one effect, answers the same to a replay, and leaves its line in the audit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { streams, type StreamName } from '../../../shared/features/sync/streams.ts'
import type { RowsByStream } from '../../../shared/features/sync/sync.schema.ts'
import { forgetOldCommands } from '../../../electron/backend/command.ts'
import { refreshCustomers } from '../../../electron/backend/features/customers/refresh-customers.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { servicesOf } from '../../support/direct-commands.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { everyGuardedProcedure, guardedProcedures } from '../../support/every-procedure.ts'
import { makeRow } from '../../support/rows.ts'
import { NOW, openLoneStore, storeKinds, testClock, TODAY } from '../../support/stores.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

const parseRows = (rows: RowsByStream): void => {
  for (const [stream, list] of Object.entries(rows)) list.forEach((row) => streams[stream as StreamName].parse(row))
}

describe.each(storeKinds)('commands on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let client: ApiClient
  let displayName: string
  beforeAll(async () => {
    store = await openLoneStore(kind, clock)
    backend = await startTestBackend({ store, clock })
    const agent = await signInAs(store, backend.url, 'agent', clock)
    ;[client, displayName] = [verifyingEachCaller(store, agent.client), agent.displayName]
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })

  const newCustomer = async (fields: object = {}) => {
    const customer = makeRow('customer', fields)
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [customer]))
    return customer
  }
  const note = (customerId: string, text = 'Called about the bill') =>
    ({ commandId: newId(), customerId, interactionId: newId(), writtenAt: new Date(NOW - 1_000).toISOString(), disposition: 'resolved', text }) as const
  const phone = (customerId: string, value = '(914) 555-0123') =>
    ({ commandId: newId(), customerId, contactMediumId: newId(), mediumType: 'phone', use: 'mobile', value, preferred: true }) as const
  const auditOf = (commandId: string) => store.db.selectFrom('auditEntry').selectAll().where('commandId', '=', commandId).execute()
  const count = async (stream: StreamName, customerId: string): Promise<number> =>
    (await store.pool.query(`select from "${stream === 'interaction' ? 'interaction' : 'account_change'}" where customer_id = $1`, [customerId])).rowCount ?? 0

  it('writes a note', async () => {
    const { id } = await newCustomer()
    const input = note(id)
    const { rows } = await client.interactions.addNote(input)
    parseRows(rows)
    const expected = {
      id: input.interactionId, customerId: id, version: 1, channel: 'note', direction: 'internal', at: input.writtenAt,
      by: displayName, disposition: 'resolved', text: input.text,
    }
    expect(rows).toEqual({ interaction: [expected] })
    expect(await readRows(store.db, 'interaction', [input.interactionId])).toEqual([expected])
    expect(await auditOf(input.commandId)).toMatchObject([{ action: 'interactions.addNote', outcome: 'allowed', customerId: id, at: new Date(clock.now()).toISOString() }])
  })

  it('dates no note in the future, however fast the desk\'s clock', async () => {
    const { id } = await newCustomer()
    const { rows } = await client.interactions.addNote({ ...note(id), writtenAt: new Date(clock.now() + 60_000).toISOString() })
    expect(rows.interaction?.[0]).toMatchObject({ at: new Date(clock.now()).toISOString() })
  })

  it('has one effect for a hundred requests at once with the same id', async () => {
    const { id } = await newCustomer()
    const input = note(id)
    const answers = await Promise.allSettled(Array.from({ length: 100 }, () => client.interactions.addNote(input)))
    const done = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []))
    expect(done.length).toBeGreaterThan(0)
    done.forEach((answer) => expect(answer).toEqual(done[0]))
    refused.forEach((error) => expect(error).toMatchObject({ code: 'conflict', status: 409, data: { stream: 'command' } }))
    expect(await count('interaction', id)).toBe(1)
    expect(await auditOf(input.commandId)).toHaveLength(1)
    expect(await client.interactions.addNote(input)).toEqual(done[0])
  })

  it('has an effect for each of a hundred with ids of their own (the control)', async () => {
    const { id } = await newCustomer()
    await Promise.all(Array.from({ length: 100 }, () => client.interactions.addNote(note(id))))
    expect(await count('interaction', id)).toBe(100)
  })

  it('answers a replay in any order of keys as the first time, and refuses the id for anything else', async () => {
    const { id } = await newCustomer()
    const input = note(id)
    const first = await client.interactions.addNote(input)
    clock.advance(10)
    const reversed = Object.fromEntries(Object.entries(input).reverse()) as typeof input
    expect(await client.interactions.addNote(reversed)).toEqual(first)
    const reused = { code: 'validation', status: 422, data: { issues: [{ path: 'commandId', message: 'reused' }] } }
    await expect(client.interactions.addNote({ ...input, text: 'Another' })).rejects.toMatchObject(reused)
    await expect(client.audit.recordAccountRead({ commandId: input.commandId, customerId: id, readAt: input.writtenAt })).rejects.toMatchObject(reused)
    const somebodyElse = await signInAs(store, backend.url, 'agent', clock)
    await expect(somebodyElse.client.interactions.addNote(input)).rejects.toMatchObject(reused)
    expect(await count('interaction', id)).toBe(1)
  })

  it('keeps a refusal too: it stays refused when the reason is gone', async () => {
    const customer = makeRow('customer')
    const input = note(customer.id)
    const notFound = { code: 'notFound', status: 404, data: { what: 'customer' } }
    await expect(client.interactions.addNote(input)).rejects.toMatchObject(notFound)
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [customer]))
    await expect(client.interactions.addNote(input)).rejects.toMatchObject(notFound)
    await expect(client.interactions.addNote({ ...input, commandId: newId() })).resolves.toBeTruthy()
    expect(await auditOf(input.commandId)).toMatchObject([{ outcome: 'refused', errorCode: 'notFound' }])
  })

  it('undoes what a refused command had begun', async () => {
    const { id } = await newCustomer()
    const taken = phone(id)
    await client.customers.addContactMedium(taken)
    const before = await readRows(store.db, 'customer', [id])
    await expect(client.customers.addContactMedium({ ...phone(id, '9145550199'), contactMediumId: taken.contactMediumId }))
      .rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'contactMediumId', message: 'taken' }] } })
    expect(await readRows(store.db, 'customer', [id])).toEqual(before)
  })

  it('keeps nothing of a fault of our own: the same command succeeds later', async () => {
    const { id } = await newCustomer()
    const input = note(id)
    await store.pool.query('alter table interaction rename to interaction_away')
    const failing = await client.interactions.addNote(input).catch((error: unknown) => error)
    await store.pool.query('alter table interaction_away rename to interaction')
    expect(failing).toMatchObject({ code: 'internal', status: 500, data: { reference: expect.stringMatching(/^[a-z]{16}$/) } })
    expect(JSON.stringify(failing)).not.toContain('interaction_away')
    await expect(client.interactions.addNote(input)).resolves.toBeTruthy()
  })

  it.each(['auditor', 'administrator'] as const)('refuses a note of an %s, and audits it', async (role) => {
    const { id } = await newCustomer()
    const { client: reader } = await signInAs(store, backend.url, role, clock)
    const input = note(id)
    await expect(reader.interactions.addNote(input)).rejects.toMatchObject({ code: 'forbidden', status: 403, data: { permission: 'interactions.write' } })
    expect(await auditOf(input.commandId)).toMatchObject([{ outcome: 'refused', errorCode: 'forbidden' }])
    expect(await count('interaction', id)).toBe(0)
  })

  it('lets rights be changed in the table, at once', async () => {
    const { id } = await newCustomer()
    const dispatcher = verifyingEachCaller(store, (await signInAs(store, backend.url, 'dispatcher', clock)).client)
    const forbidden = { code: 'forbidden', data: { permission: 'customers.edit' } }
    await expect(dispatcher.customers.addContactMedium(phone(id))).rejects.toMatchObject(forbidden)
    await store.db.insertInto('rolePermission').values({ role: 'dispatcher', permission: 'customers.edit' }).execute()
    await expect(dispatcher.customers.addContactMedium(phone(id))).resolves.toBeTruthy()
    await store.db.deleteFrom('rolePermission').where('role', '=', 'dispatcher').where('permission', '=', 'customers.edit').execute()
    await expect(dispatcher.customers.addContactMedium(phone(id))).rejects.toMatchObject(forbidden)
  })

  it('adds a phone in its normal form, to the customer and to the search', async () => {
    const { id } = await newCustomer()
    const first = await client.customers.addContactMedium(phone(id, '914.555.0171'))
    parseRows(first.rows)
    expect(first.rows).toMatchObject({
      contactMedium: [{ value: '+19145550171', preferred: true, version: 1, changedBy: displayName }],
      accountChange: [{ what: 'contactMedium', before: null, after: '+19145550171 · mobile · preferred', by: displayName }],
      customer: [{ id, phones: ['+19145550171'], version: 2 }],
    })
    const { customers } = await client.customers.search({ text: '914 555 0171', limit: 5 })
    expect(customers.map((customer) => customer.id)).toContain(id)
    // Only one of its kind is preferred.
    const second = await client.customers.addContactMedium(phone(id, '+1 914 555 0172'))
    expect(second.rows['contactMedium']).toMatchObject([{ value: '+19145550172' }, { value: '+19145550171', preferred: false, version: 2 }])
    expect(second.rows['customer']).toMatchObject([{ phones: ['+19145550172', '+19145550171'] }])
    expect(second.rows['accountChange']).toMatchObject([
      { before: null, after: '+19145550172 · mobile · preferred', by: displayName },
      { before: '+19145550171 · mobile · preferred', after: '+19145550171 · mobile', by: displayName },
    ])
  })

  it.each(['12', '(014) 555-0123', 'not a phone'])('refuses the phone %j at its field', async (value) => {
    const { id } = await newCustomer()
    await expect(client.customers.addContactMedium(phone(id, value))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'value' }] } })
  })

  it('changes a contact of the version that the agent saw, and shows a colleague\'s otherwise', async () => {
    const { id } = await newCustomer()
    const added = phone(id)
    await client.customers.addContactMedium(added)
    const { preferred, use, mediumType, contactMediumId } = added
    const change = (value: string, expectedVersion: number) =>
      ({ commandId: newId(), customerId: id, contactMediumId, expectedVersion, mediumType, use, preferred, value }) as const
    const colleague = await signInAs(store, backend.url, 'supervisor', clock)
    clock.advance(1_000)
    const changedAt = new Date(clock.now()).toISOString()
    const { rows } = await verifyingEachCaller(store, colleague.client).customers.changeContactMedium(change('9145550188', 1))
    parseRows(rows)
    expect(rows['accountChange']).toMatchObject([{ before: '+19145550123 · mobile · preferred', after: '+19145550188 · mobile · preferred' }])
    const stale = change('9145550199', 1)
    await expect(client.customers.changeContactMedium(stale)).rejects.toMatchObject({
      code: 'conflict', status: 409,
      data: { stream: 'contactMedium', current: { value: '+19145550188', version: 2 }, changedBy: colleague.displayName, changedAt },
    })
    await expect(client.customers.changeContactMedium(change('9145550199', 2))).resolves.toMatchObject({ rows: { contactMedium: [{ version: 3 }] } })
  })

  it('changes no contact of somebody else', async () => {
    const [mine, other] = [await newCustomer(), await newCustomer()]
    const added = phone(other.id)
    await client.customers.addContactMedium(added)
    const { commandId: _, ...fields } = added
    await expect(client.customers.changeContactMedium({ ...fields, commandId: newId(), customerId: mine.id, expectedVersion: 1 }))
      .rejects.toMatchObject({ code: 'notFound', data: { what: 'contactMedium' } })
  })

  it('lets exactly one of fifty colleagues change the same version', async () => {
    const { id } = await newCustomer()
    const added = phone(id)
    await client.customers.addContactMedium(added)
    const { commandId: _, ...fields } = added
    const answers = await Promise.allSettled(Array.from({ length: 50 }, (_each, index) =>
      client.customers.changeContactMedium({ ...fields, commandId: newId(), expectedVersion: 1, value: `91455502${String(index).padStart(2, '0')}` })))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'conflict', data: { stream: 'contactMedium' } })
  })

  it('sets the language, and is not in the way of a phone that was added meanwhile', async () => {
    const { id } = await newCustomer()
    await client.customers.addContactMedium(phone(id))
    const set = (language: string, expectedVersion: number) => client.customers.setPreferredLanguage({ commandId: newId(), customerId: id, expectedVersion, language })
    // The phone made version 2 of the row; the language is still the one that was seen at 1.
    const { rows } = await set('es', 1)
    parseRows(rows)
    expect(rows).toMatchObject({ customer: [{ language: 'es', version: 3 }], accountChange: [{ what: 'language', before: 'en', after: 'es' }] })
    await expect(set('ru', 2)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'customer', current: { language: 'es' }, changedBy: displayName } })
    await expect(set('es', 1)).resolves.toMatchObject({ rows: { customer: [{ version: 3 }] } })
    await expect(set('ru', 3)).resolves.toMatchObject({ rows: { customer: [{ language: 'ru', version: 4 }] } })
  })

  it('records a read that a desk served from its cache', async () => {
    const { id } = await newCustomer()
    const commandId = newId()
    expect(await client.audit.recordAccountRead({ commandId, customerId: id, readAt: new Date(NOW).toISOString() })).toEqual({ rows: {} })
    const readAt = new Date(NOW).toISOString()
    expect(await auditOf(commandId)).toMatchObject([{ action: 'audit.recordAccountRead', outcome: 'allowed', customerId: id, detail: { readAt } }])
  })

  it('serves the whole account as the contract has it, and audits the read', async () => {
    const customer = await newCustomer()
    const product = makeRow('product', { customerId: customer.id })
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'product', [product, makeRow('product')]))
    const account = await client.sync.account({ customerId: customer.id })
    parseRows(account.rows)
    expect(account).toMatchObject({ customerId: customer.id, asOf: new Date(clock.now()).toISOString(), rows: { customer: [customer], product: [product], alert: [] } })
    expect(await store.db.selectFrom('auditEntry').select('action').where('customerId', '=', customer.id).execute()).toEqual([{ action: 'sync.account' }])
    await expect(client.sync.account({ customerId: newId() })).rejects.toMatchObject({ code: 'notFound', data: { what: 'customer' } })
  })

  it('keeps apart in the audit what a desk fetched by itself, and names the customer of a refused read', async () => {
    const { id } = await newCustomer()
    const { client: refused, token } = await signInAs(store, backend.url, 'dispatcher', clock)
    const read = (headers: Record<string, string> = {}) =>
      fetch(`${backend.url}/sync/account?customerId=${id}`, { headers: { authorization: `Bearer ${token}`, ...headers } })
    expect((await read({ 'x-headend-background': '1' })).status).toBe(200)
    expect((await read()).status).toBe(200)
    await withoutRights('dispatcher', () => expect(refused.sync.account({ customerId: id })).rejects.toMatchObject({ code: 'forbidden' }))
    const told = await store.db.selectFrom('auditEntry').select(['action', 'outcome']).where('customerId', '=', id).orderBy('seq').execute()
    expect(told).toEqual([
      { action: 'sync.refresh', outcome: 'allowed' }, { action: 'sync.account', outcome: 'allowed' }, { action: 'sync.account', outcome: 'refused' },
    ])
  })

  const withoutRights = async (role: 'dispatcher', work: () => Promise<void>): Promise<void> => {
    const rights = await store.db.deleteFrom('rolePermission').where('role', '=', role).returningAll().execute()
    await work().finally(() => store.db.insertInto('rolePermission').values(rights).execute())
  }

  it('opens no procedure of the contract to a role without its permission', async () => {
    const { id } = await newCustomer()
    const { client: anyone } = await signInAs(store, backend.url, 'dispatcher', clock)
    const calls = everyGuardedProcedure(anyone, id)
    const guarded = guardedProcedures()
    expect(Object.keys(calls).sort()).toEqual(guarded.map(([name]) => name).sort())
    await withoutRights('dispatcher', async () => {
      for (const [name, permission] of guarded) await expect(calls[name]!(), name).rejects.toMatchObject({ code: 'forbidden', data: { permission } })
    })
    // The control: with its rights the same role is let in.
    await expect(calls['sync.account']!()).resolves.toBeTruthy()
    await expect(calls['interactions.addNote']!()).resolves.toBeTruthy()
  })

  it('pulls through the contract\'s client, with a territory', async () => {
    const customer = await newCustomer({ postalCode: '11777' })
    const page = await client.sync.pull({ stream: 'customer', after: null, limit: 10, territory: ['11777'] })
    expect(page).toMatchObject({ rows: [customer], removed: [], done: true })
    await expect(client.sync.pull({ stream: 'customer', after: null, limit: 5_001 })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'limit' }] } })
  })

  const auditFrom = async (action: string, seq: number) => {
    const rows = await store.db.selectFrom('auditEntry').select(['seq', 'detail', 'agentId']).where('action', '=', action).where('seq', '>', seq).orderBy('seq').execute()
    return rows.map(({ detail, agentId }) => ({ detail: detail as unknown, agentId }))
  }
  const lastSeq = async () => (await store.db.selectFrom('auditEntry').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0

  it('audits a pull at its beginning, once, and none of an empty stream', async () => {
    for (const _each of [1, 2, 3]) await newCustomer({ postalCode: '11778' })
    const before = await lastSeq()
    const pull = (after: string | null) => client.sync.pull({ stream: 'customer', after, limit: 1, territory: ['11778', '11779'] })
    const first = await pull(null)
    await pull((await pull(first.cursor)).cursor)
    await client.sync.pull({ stream: 'alert', after: null, limit: 10, territory: ['00000'] })
    const begun = await auditFrom('sync.pull', before)
    expect(begun).toEqual([{ detail: { stream: 'customer', territory: '11778,11779' }, agentId: expect.any(String) }])
    // A cursor of another epoch begins anew, whatever it says.
    await pull('another.1.1.00000000-0000-0000-0000-000000000001')
    expect(await auditFrom('sync.pull', before)).toHaveLength(2)
  })

  it('lets nobody pull past the audit with a cursor of their own making, or of a smaller pull', async () => {
    for (const _each of [1, 2]) await newCustomer({ postalCode: '11780' })
    const pull = (after: string | null, territory?: string[]) => client.sync.pull({ stream: 'customer', after, limit: 1, ...(territory ? { territory } : {}) })
    const small = await pull(null, ['11780'])
    const before = await lastSeq()
    await pull(`${small.epoch}.0.0.00000000-0000-0000-0000-000000000000`)
    await pull(`${small.epoch}.0.0.${'A'.repeat(22)}.${'A'.repeat(22)}`)
    await pull(small.cursor)
    expect(await auditFrom('sync.pull', before)).toEqual([1, 2, 3].map(() => ({ detail: { stream: 'customer' }, agentId: expect.any(String) })))
    // The control: read on as it was begun, it needs no second line.
    await pull(small.cursor, ['11780'])
    expect(await auditFrom('sync.pull', before)).toHaveLength(3)
  })

  it('audits a search by how much it found, not by what was typed', async () => {
    await newCustomer({ familyName: 'Quarrington' })
    await store.db.transaction().execute((trx) => refreshCustomers(trx, 'all', { today: TODAY }))
    const before = await lastSeq()
    await client.customers.search({ text: 'quarrington', limit: 5 })
    expect(await auditFrom('customers.search', before)).toMatchObject([{ detail: { hits: 1, textLength: 11 } }])
  })

  it('forgets commands after 90 days, a bounded number at a time', async () => {
    const { id } = await newCustomer()
    await client.interactions.addNote(note(id))
    const services = servicesOf(store, { now: () => clock.now() + 89 * 86_400_000 })
    expect(await forgetOldCommands(services)).toBe(0)
    services.clock = { now: () => clock.now() + 91 * 86_400_000 }
    expect(await forgetOldCommands(services)).toBeGreaterThan(0)
  })
})
