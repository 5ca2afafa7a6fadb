/** Bills line by line on a desk: fetched once, kept while their account is in hand, gone with it. And money in the account's view. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TimelineEntry } from '#shared/features/customers/account-view.schema.ts'
import type { DeskEvent } from '#shared/features/workspace/workspace.schema.ts'
import { openFile } from '../../../electron/data/database/open.ts'
import { demoPassword, startSmallBackend, type SmallBackend } from './support/small-backend.ts'
import { adjustmentRow, agentNamed, billDocument, billRow, customerRow, idOf } from './support/rows.ts'
import { failure, openDesk, temporaryFile, testKey, type TestDesk } from './support/test-desk.ts'

const credentials = { userName: 'ana', password: demoPassword }
const CUSTOMERS = 14
let backend: SmallBackend
let desks: TestDesk[] = []

beforeEach(async () => {
  backend = await startSmallBackend([agentNamed('ana', 1, { permissions: ['customers.read', 'billing.adjust', 'billing.approve'] })])
  for (let customer = 1; customer <= CUSTOMERS; customer++) {
    backend.put('customer', customerRow(customer))
    for (let month = 0; month < 3; month++) putBill(customer, customer * 10 + month, `2026-${String(11 - month).padStart(2, '0')}-02`)
  }
})
afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.stop()))
  desks = []
  await backend.close()
})

function putBill(customer: number, number: number, billDate: string): void {
  backend.put('customerBill', billRow(customer, number, { billDate }))
  backend.billing.documents.set(idOf(6, number), billDocument(customer, number, 3))
}
const newest = (customer: number) => ({ customerId: idOf(1, customer), billId: idOf(6, customer * 10) })
const asked = () => backend.requests.filter((request) => request.startsWith('GET /billing/bill ')).length
const cut = () => void (backend.fault = (request) => (request.socket.destroy(), true))

/** Without fetching ahead, unless a test is about that. */
async function signedIn(options: Parameters<typeof openDesk>[0] = {}): Promise<TestDesk> {
  const opened = openDesk({ backendUrl: backend.url, timing: { prefetchMs: 3_600_000 }, ...options })
  desks.push(opened)
  const { session } = await opened.state()
  if (!session) await opened.window.session.signIn(credentials)
  await opened.until((state) => state.sync.state === 'idle' && (!state.sync.first || options.scope?.kind === 'workingSet'))
  return opened
}
const noticeCut = (desk: TestDesk) => failure(desk.window.session.serverInfo())

describe('a bill', () => {
  it('is fetched once and then read from here, with and without the line', async () => {
    const desk = await signedIn()
    const { window } = desk
    expect(await window.billing.bill(newest(1))).toEqual(billDocument(1, 10, 3))
    expect([await window.billing.bill(newest(1)), asked()]).toEqual([billDocument(1, 10, 3), 1])
    cut()
    await noticeCut(desk)
    expect(await window.billing.bill(newest(1))).toEqual(billDocument(1, 10, 3))
    expect(await failure(window.billing.bill(newest(2)))).toMatchObject({ code: 'offline' })
  })

  it('asked for twice at once is one call', async () => {
    const { window } = await signedIn()
    await Promise.all([window.billing.bill(newest(1)), window.billing.bill(newest(1))])
    expect(asked()).toBe(1)
  })

  it('of another customer is not found, whether it is here or not', async () => {
    const { window } = await signedIn()
    const foreign = { customerId: idOf(1, 2), billId: newest(1).billId }
    expect(await failure(window.billing.bill(foreign))).toMatchObject({ code: 'notFound' })
    await window.billing.bill(newest(1))
    expect(await failure(window.billing.bill(foreign))).toMatchObject({ code: 'notFound' })
  })

  it('that is not the one that was asked for is not believed, nor kept', async () => {
    const { window } = await signedIn()
    backend.billing.documents.set(newest(1).billId, { ...billDocument(1, 10), billId: idOf(6, 999) })
    expect(await failure(window.billing.bill(newest(1)))).toEqual({ code: 'offline', data: { detail: 'nonsense' } })
  })

  it('goes with the sign-out, and with another database behind the backend', async () => {
    const desk = await signedIn()
    await desk.window.billing.bill(newest(1))
    await desk.window.session.signOut()
    await desk.window.session.signIn(credentials)
    await desk.until((state) => !state.sync.first && state.sync.state === 'idle')
    await desk.window.billing.bill(newest(1))
    expect(asked()).toBe(2)
    backend.epoch = 'epoch-2'
    backend.say({ type: 'changed', streams: ['customer'], customerIds: null })
    await desk.until((state) => state.sync.first)
    await desk.until((state) => !state.sync.first && state.sync.state === 'idle')
    await desk.window.billing.bill(newest(1))
    expect(asked()).toBe(3)
  })

  it('is kept for accounts that are open or were lately, and for no others', async () => {
    const { window } = await signedIn()
    await window.workspace.saveTabs({ open: [idOf(1, 1)], active: null })
    for (let customer = 2; customer <= CUSTOMERS; customer++) {
      await window.customers.open({ customerId: idOf(1, customer) })
      await window.billing.bill(newest(customer))
      if (customer === 2) await window.billing.bill(newest(1))
    }
    const before = asked()
    await window.billing.bill(newest(1))
    await window.billing.bill(newest(CUSTOMERS))
    expect(asked()).toBe(before)
    // The eleventh last account is not among the recent ones any more.
    await window.billing.bill(newest(2))
    expect(asked()).toBe(before + 1)
  })

  it('kept in a shape that is no longer understood is fetched anew', async () => {
    const file = temporaryFile()
    const before = await signedIn({ cacheFile: file.path })
    await before.window.billing.bill(newest(1))
    await before.stop()
    desks = []
    const db = openFile(file.path, testKey)
    db.exec(`update billDocument set document = '{"lines":[]}'`)
    db.close()
    const after = await signedIn({ cacheFile: file.path })
    expect(await after.window.billing.bill(newest(1))).toEqual(billDocument(1, 10, 3))
    expect(asked()).toBe(2)
    await after.stop()
    desks = []
    file.remove()
  })
})

describe('opening an account', () => {
  it.each(['all', 'workingSet'] as const)('fetches its newest two bills ahead, and no more (%s)', async (kind) => {
    const { window } = await signedIn({ scope: { kind }, timing: { prefetchMs: 1 } })
    const second = new Promise<void>((resolve) => {
      backend.fault = (request) => (request.url?.startsWith('/billing/bill?') && asked() === 2 && resolve(), false)
    })
    await window.customers.open({ customerId: idOf(1, 1) })
    await second
    await Promise.all([window.billing.bill(newest(1)), window.billing.bill({ ...newest(1), billId: idOf(6, 11) })])
    expect(asked()).toBe(2)
    await window.billing.bill({ ...newest(1), billId: idOf(6, 12) })
    expect(asked()).toBe(3)
  })

  it('asks for none without the line', async () => {
    const desk = await signedIn({ timing: { prefetchMs: 1 } })
    cut()
    await noticeCut(desk)
    await desk.window.customers.open({ customerId: idOf(1, 1) })
    await desk.window.customers.view({ customerId: idOf(1, 1) })
    expect(asked()).toBe(0)
  })
})

describe('what only the backend knows', () => {
  it('is asked for each time, and is offline without the line', async () => {
    const desk = await signedIn()
    const { window } = desk
    const reads = [
      () => window.billing.nextBill({ customerId: idOf(1, 1) }), () => window.billing.adjustmentTerms({ customerId: idOf(1, 1) }),
      () => window.billing.approvals(), () => window.billing.adjustmentReasons(),
    ]
    expect(await Promise.all(reads.map((read) => read()))).toMatchObject([{ bill: null }, { currency: 'USD' }, { cases: [], more: false }, { reasons: [] }])
    cut()
    await noticeCut(desk)
    for (const read of reads) expect(await failure(read())).toMatchObject({ code: 'offline' })
  })

  it('needs the right for what it is', async () => {
    backend.agents.set('ana', agentNamed('ana', 1))
    const { window } = await signedIn()
    expect(await failure(window.billing.approvals())).toMatchObject({ code: 'forbidden', data: { permission: 'billing.approve' } })
    expect(await failure(window.billing.adjustmentTerms({ customerId: idOf(1, 1) }))).toMatchObject({ code: 'forbidden' })
  })

  it('is said to have changed when somebody asks for or decides something, also of an account that is not here', async () => {
    const { window } = await signedIn({ scope: { kind: 'workingSet' } })
    for await (const event of (await window.workspace.watch()) as AsyncIterable<DeskEvent>) {
      if (event.type === 'state') backend.say({ type: 'changed', streams: ['adjustment'], customerIds: [idOf(1, 3)] })
      if (event.type === 'changed' && event.tables.includes('approvals')) break
    }
  })
})

describe('money in the account', () => {
  it('shows the newest adjustments, at most fifty, and all of them in the timeline in the order of time', async () => {
    const at = (number: number) => `2026-10-${String(1 + (number % 28)).padStart(2, '0')}T${String(number % 24).padStart(2, '0')}:00:00.000Z`
    backend.put('adjustment', ...Array.from({ length: 60 }, (_, number) => adjustmentRow(1, number, { requestedAt: at(number) })))
    const { window } = await signedIn()
    const customerId = idOf(1, 1)
    const { adjustments } = await window.customers.view({ customerId })
    expect(adjustments).toHaveLength(50)
    const order = adjustments.map(({ requestedAt, id }) => requestedAt + id)
    expect(order).toEqual([...order].sort().reverse())
    const all: TimelineEntry[] = []
    for (let more = true; more; ) {
      const last = all.at(-1)
      const page = await window.customers.timeline({ customerId, filter: 'money', before: last ? { at: last.at, id: last.id } : null })
      all.push(...page.entries)
      more = page.more
    }
    expect(all.filter(({ type }) => type === 'adjustment')).toHaveLength(60)
    expect(all.filter(({ type }) => type === 'bill')).toHaveLength(3)
    const places = all.map(({ at: when, id }) => when + id)
    expect(places).toEqual([...places].sort().reverse())
    expect((await window.customers.timeline({ customerId, filter: 'contacts', before: null })).entries).toEqual([])
  })

  it('tells what people did with points in the timeline, and not what comes and goes by itself', async () => {
    const customerId = idOf(1, 1)
    const kinds = ['earned', 'goodwill', 'redeemed', 'restored', 'goodwillBack', 'earnedBack', 'expired'] as const
    backend.put('loyaltyTransaction', ...kinds.map((kind, number) => ({
      id: idOf(7, number), customerId, version: 1, kind, points: ['earned', 'goodwill', 'restored'].includes(kind) ? 50 : -50, at: `2026-10-0${number + 1}T10:00:00.000Z`, by: 'Ana', comment: null,
      earnedFor: null, sourceId: null, reverses: null, billingAccountId: null, amount: null, currency: null,
    })))
    const { window } = await signedIn()
    const pointsIn = async (filter: 'all' | 'money' | 'contacts' | 'changes') =>
      (await window.customers.timeline({ customerId, filter, before: null })).entries.flatMap((entry) => (entry.type === 'points' ? [entry.row.kind] : []))
    expect(await pointsIn('money')).toEqual(['goodwillBack', 'restored', 'redeemed', 'goodwill'])
    expect([await pointsIn('all'), await pointsIn('contacts'), await pointsIn('changes')]).toEqual([['goodwillBack', 'restored', 'redeemed', 'goodwill'], [], []])
  })
})
