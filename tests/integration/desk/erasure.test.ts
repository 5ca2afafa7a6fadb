/** Who was erased leaves each desk at its next sync: rows, search, drafts, unsent work, and what lies in the file of what was deleted. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/ids.ts'
import { accountStreams, type Row, type StreamName } from '#shared/features/sync/streams.ts'
import { openFile } from '../../../electron/data/database/open.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { refreshCustomers } from '../../../electron/backend/features/customers/refresh-customers.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { signInAs, startTestBackend, TEST_PASSWORD, type ApiClient } from '../../support/api-client.ts'
import { makeRow } from '../../support/rows.ts'
import { openLoneStore } from '../../support/stores.ts'
import { failure, openDesk, temporaryFile, testKey, type TestDesk } from './support/test-desk.ts'

const clock = manualClock(Date.now())
/** On which the customer asked: none that is not over anywhere. */
const TODAY = new Date(clock.now() - 86_400_000).toISOString().slice(0, 10)
/** What is looked for, of whom is erased and of whom is not. */
const marksOf = (name: string) => ({ family: `Quarkel${name}`, street: `Zwingel${name} Road`, note: `note~of~${name}`, alert: `alert~of~${name}`, email: `mail-${name}@example.org`, draft: `draft~of~${name}`, unsent: `unsent~of~${name}` })

let store: Store
let backend: Awaited<ReturnType<typeof startTestBackend>>
let administrator: ApiClient
beforeAll(async () => {
  store = await openLoneStore('embedded', clock)
  backend = await startTestBackend({ store, clock })
  administrator = (await signInAs(store, backend.url, 'administrator', clock)).client
})
afterAll(async () => {
  await backend.close()
  await store.close()
})

/** Closed and settled, with a mark in what a desk holds of them. */
async function addCustomer(name: string): Promise<Row<'customer'>> {
  const marks = marksOf(name)
  const customer = makeRow('customer', { status: 'closed', familyName: marks.family, street: marks.street })
  const of = { customerId: customer.id }
  const special: Partial<Record<StreamName, object>> = {
    contactMedium: { mediumType: 'email', value: marks.email }, address: { street: marks.street }, alert: { severity: 'look', text: marks.alert }, interaction: { text: marks.note },
    customerBill: { remaining: 0, state: 'settled' }, product: { status: 'ended' }, productOrder: { state: 'done', doneAt: '2026-11-20T12:00:00.000Z' },
  }
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'customer', [customer])
    for (const stream of accountStreams) await bulkInsert(trx, stream, [makeRow(stream, { ...of, ...special[stream] } as never)])
    await refreshCustomers(trx, [customer.id], { today: TODAY })
  })
  return customer
}

/** Each mark that is in a file of the folder, whatever became of its row. Without a key nothing hides it. */
const inFiles = (directory: string, marks: readonly string[]): string[] => {
  const bytes = Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name)))).toString('latin1').toLowerCase()
  return marks.filter((mark) => bytes.includes(mark.toLowerCase()))
}
const inRows = (file: string, marks: readonly string[]): string[] => {
  const db = openFile(file, testKey)
  const tables = db.prepare(`select name from sqlite_schema where type = 'table'`).pluck().all() as string[]
  const text = tables.map((table) => JSON.stringify(db.prepare(`select * from "${table}"`).all())).join('\n').toLowerCase()
  db.close()
  return marks.filter((mark) => text.includes(mark.toLowerCase()))
}

describe.each(['all', 'directory', 'workingSet'] as const)('a desk of scope %s', (kind) => {
  let cache: ReturnType<typeof temporaryFile>
  let desk: TestDesk | null = null
  let agent: Awaited<ReturnType<typeof signInAs>>
  beforeEach(async () => {
    cache = temporaryFile()
    agent = await signInAs(store, backend.url, 'agent', clock)
  })
  afterEach(async () => {
    await desk?.stop()
    cache.remove()
  })
  const open = (key: string | null): TestDesk => (desk = openDesk({ cacheFile: cache.path, cacheKey: key, backendUrl: backend.url, scope: { kind }, timing: { backoffBaseMs: 20 } }))
  const settled = (each: TestDesk) => each.until((state) => state.connectivity.state === 'online' && !state.sync.first && state.sync.state === 'idle')
  const stop = async () => {
    await desk?.stop()
    desk = null
  }
  /** An agent who had both accounts open, with something typed and something that cannot be sent. */
  async function work(key: string | null, customers: readonly Row<'customer'>[], names: readonly string[]): Promise<void> {
    const here = open(key)
    await here.window.session.signIn({ userName: agent.userName, password: TEST_PASSWORD })
    await settled(here)
    for (const { id } of customers) {
      await here.window.customers.open({ customerId: id })
      await here.untilTrue(async () => (await here.window.customers.view({ customerId: id })).alerts.length > 0)
    }
    await here.until((state) => state.outbox.waiting === 0)
    await stop()
    // Without the backend: it waits.
    const alone = (desk = openDesk({ cacheFile: cache.path, cacheKey: key, backendUrl: 'http://127.0.0.1:9', scope: { kind } }))
    for (const [index, { id }] of customers.entries()) {
      await alone.window.interactions.addNote({ interactionId: randomUUID(), customerId: id, disposition: 'resolved', text: marksOf(names[index]!).unsent })
      await alone.window.workspace.saveDraft({ customerId: id, key: 'note', value: marksOf(names[index]!).draft })
    }
    await stop()
  }
  const erase = ({ id, accountNumber }: Row<'customer'>) => administrator.privacy.erase({ commandId: newId(), customerId: id, accountNumber, basis: 'ccpa', requestedOn: TODAY })

  it.each([['in its rows', testKey], ['in its file', null]] as const)('that was away has nothing of them %s after its next sync, and all of the others (the control)', async (_where, key) => {
    const [goneName, staysName] = [`gone${kind}${key === null ? 'f' : 'r'}`, `stays${kind}${key === null ? 'f' : 'r'}`]
    const [gone, stays] = [await addCustomer(goneName), await addCustomer(staysName)]
    await work(key, [gone, stays], [goneName, staysName])
    const found = (name: string) => (key === null ? inFiles(cache.directory, Object.values(marksOf(name))) : inRows(cache.path, Object.values(marksOf(name))))
    expect([found(goneName), found(staysName)]).toEqual([Object.values(marksOf(goneName)), Object.values(marksOf(staysName))])
    writeFileSync(`${cache.path}.aside-2026`, marksOf(goneName).note)
    await erase(gone)
    const here = open(key)
    await here.untilTrue(async () => (await here.window.customers.view({ customerId: gone.id })).customer.status === 'erased')
    await settled(here)
    expect(await here.window.customers.view({ customerId: gone.id })).toMatchObject({ customer: { familyName: null, accountNumber: gone.accountNumber }, alerts: [], contactMedia: [], refused: [] })
    expect((await here.window.customers.search({ text: marksOf(goneName).family })).people).toEqual([])
    expect((await here.window.customers.search({ text: marksOf(staysName).family })).people).toMatchObject([{ customerId: stays.id }])
    await here.until((state) => state.outbox.waiting === 0)
    await stop()
    expect(found(goneName)).toEqual([])
    // What waited was sent meanwhile, and came back as a note.
    expect(found(staysName)).toEqual(Object.values(marksOf(staysName)))
  })

  it.each([['in its rows', testKey], ['in its file', null]] as const)('on which the agent signed out keeps neither draft nor unsent work of them %s, and those of the others (the control)', async (_where, key) => {
    const [goneName, staysName] = [`left${kind}${key === null ? 'f' : 'r'}`, `kept${kind}${key === null ? 'f' : 'r'}`]
    const [gone, stays] = [await addCustomer(goneName), await addCustomer(staysName)]
    await work(key, [gone, stays], [goneName, staysName])
    const found = (name: string) => (key === null ? inFiles(cache.directory, Object.values(marksOf(name))) : inRows(cache.path, Object.values(marksOf(name))))
    // Signed out without the backend: the rows go, what was not sent waits for its agent.
    const alone = (desk = openDesk({ cacheFile: cache.path, cacheKey: key, backendUrl: 'http://127.0.0.1:9', scope: { kind } }))
    await alone.window.session.signOut()
    await stop()
    expect(found(goneName)).toEqual(expect.arrayContaining([marksOf(goneName).draft, marksOf(goneName).unsent]))
    await erase(gone)
    const here = open(key)
    await here.window.session.signIn({ userName: agent.userName, password: TEST_PASSWORD })
    await here.untilTrue(async () => (await here.window.workspace.drafts({ customerId: gone.id })).drafts.length === 0)
    await settled(here)
    const state = await here.until(({ outbox }) => outbox.waiting === 0)
    expect(state.outbox.refused).toBe(0)
    expect((await here.window.workspace.drafts({ customerId: stays.id })).drafts).toMatchObject([{ value: marksOf(staysName).draft }])
    await stop()
    expect(found(goneName)).toEqual([])
    expect(found(staysName)).toContain(marksOf(staysName).draft)
  })

  it('that has them open hears of it at once', async () => {
    const name = `open${kind}`
    const customer = await addCustomer(name)
    const here = open(testKey)
    await here.window.session.signIn({ userName: agent.userName, password: TEST_PASSWORD })
    await settled(here)
    await here.window.customers.open({ customerId: customer.id })
    await here.window.workspace.saveTabs({ open: [customer.id], active: customer.id })
    await here.untilTrue(async () => (await here.window.customers.view({ customerId: customer.id })).alerts.length > 0)
    await erase(customer)
    const view = await here.untilTrue(async () => {
      const now = await here.window.customers.view({ customerId: customer.id })
      return now.customer.status === 'erased' && now.timeline.entries.some(({ row }) => 'what' in row && row.what === 'erased') && now
    })
    expect(view).toMatchObject({ alerts: [], contactMedia: [] })
    // A field that still stands in the window, and what somebody sends from it.
    const { draft, unsent } = marksOf(name)
    await here.window.workspace.saveDraft({ customerId: customer.id, key: 'note', value: draft })
    expect((await here.window.workspace.drafts({ customerId: customer.id })).drafts).toEqual([])
    expect(await failure(here.window.interactions.addNote({ interactionId: randomUUID(), customerId: customer.id, disposition: 'resolved', text: unsent })))
      .toMatchObject({ code: 'validation', data: { issues: [{ path: 'customerId', message: 'erased' }] } })
    await stop()
    expect(inRows(cache.path, [draft, unsent])).toEqual([])
  })
})
