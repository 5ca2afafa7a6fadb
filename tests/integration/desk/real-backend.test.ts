/** Desks and the real backend with its demo operator, together over real sockets. */
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import type { DemoAccount } from '#shared/features/session/session.schema.ts'
import { startBackend, type Running } from '../../../electron/backend/start.ts'
import { DEMO_FILL_MS, demoDatabase } from '../../support/postgres.ts'
// What is provided is typed there.
import type {} from '../../support/postgres-global-setup.ts'
import { verifyCaller } from './support/demo-desks.ts'
import { failure, openDesk, type TestDesk } from './support/test-desk.ts'

let backend: Running
let accounts: DemoAccount[]
let desks: TestDesk[] = []

beforeAll(async () => {
  backend = await startBackend({ location: { kind: 'server', url: await demoDatabase(inject('demoPostgresUrl')) }, demo: true, port: 0 })
  const desk = openDesk({ backendUrl: backend.url })
  accounts = (await desk.window.session.serverInfo()).demoAccounts
  await desk.stop()
}, DEMO_FILL_MS)
afterAll(() => backend.stop())
afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.stop()))
  desks = []
})

const accountOf = (role: string) => accounts.find((account) => account.role === role) ?? expect.fail(`no ${role}`)

async function signedIn(role: string, scope: 'all' | 'directory' | 'workingSet' = 'directory'): Promise<TestDesk> {
  const desk = openDesk({ backendUrl: backend.url, scope: { kind: scope } })
  desks.push(desk)
  const { userName, password } = accountOf(role)
  await desk.window.session.signIn({ userName, password })
  await desk.until((state) => state.connectivity.state === 'online' && !state.sync.first && state.sync.state === 'idle')
  return desk
}

async function someCustomer(desk: TestDesk, text = 'rivera'): Promise<string> {
  const found = await desk.window.customers.search({ text })
  return (found.exact[0] ?? found.people[0] ?? found.places[0] ?? expect.fail('nobody found')).customerId
}

describe('with the real backend', () => {
  it('signs in, pulls everything, searches, opens, notes, and is acknowledged', async () => {
    const desk = await signedIn('agent', 'all')
    expect((await desk.state()).sync.customers).toBeGreaterThanOrEqual(5_000)
    const customerId = await someCustomer(desk)
    const view = await desk.window.customers.open({ customerId })
    expect(view).toMatchObject({ customer: { id: customerId }, refused: [] })
    expect(view.asOf).not.toBeNull()
    expect(view.billingAccount).not.toBeNull()
    expect(view.products.length + view.contactMedia.length).toBeGreaterThan(0)
    await desk.window.interactions.addNote({ interactionId: randomUUID(), customerId, disposition: 'resolved', text: 'seen by the real backend' })
    await desk.until((state) => state.outbox.waiting === 0)
    const after = await desk.window.customers.view({ customerId })
    expect(after.timeline.entries[0]).toMatchObject({ pending: null, row: { text: 'seen by the real backend', by: accountOf('agent').displayName } })
  })

  it('shows the same account whether pulled with everybody or fetched whole', async () => {
    const [all, one] = [await signedIn('agent', 'all'), await signedIn('seniorAgent', 'workingSet')]
    const customerId = await someCustomer(all, 'garcia')
    const [pulled, fetched] = [await all.window.customers.open({ customerId }), await one.window.customers.open({ customerId })]
    expect({ ...fetched, asOf: null, others: [] }).toEqual({ ...pulled, asOf: null, others: [] })
  })

  it('lets two desks meet: presence, live changes, and a conflict with both versions', async () => {
    const [first, second] = [await signedIn('agent'), await signedIn('supervisor')]
    const customerId = await someCustomer(first, 'chen')
    for (const desk of [first, second]) {
      await desk.window.customers.open({ customerId })
      await desk.window.workspace.saveTabs({ open: [customerId], active: customerId })
      await verifyCaller(desk, customerId)
    }
    const media = (desk: TestDesk) => desk.untilTrue(async () => (await desk.window.customers.view({ customerId })).contactMedia[0]?.row)
    const row = await media(second)
    await media(first)
    await first.untilTrue(async () => (await first.window.customers.view({ customerId })).others.some((other) => other.displayName === accountOf('supervisor').displayName))
    const change = (use: 'work' | 'other') => ({
      customerId, contactMediumId: row.id, expectedVersion: row.version, mediumType: row.mediumType, value: row.value, preferred: row.preferred, use,
    })
    await first.window.customers.changeContactMedium(change('work'))
    await second.window.customers.changeContactMedium(change('other'))
    const winner = await Promise.race([first, second].map(async (desk) => (await desk.until((state) => state.outbox.refused === 1), desk)))
    const refused = (await winner.window.customers.view({ customerId })).refused[0]
    expect(refused?.error).toMatchObject({ code: 'conflict', data: { stream: 'contactMedium', current: { version: row.version + 1 } } })
    await winner.window.workspace.retryCommand({ commandId: refused?.commandId ?? '' })
    await winner.until((state) => state.outbox.waiting === 0 && state.outbox.refused === 0)
    const other = winner === first ? second : first
    await other.untilTrue(async () => (await other.window.customers.view({ customerId })).contactMedia.some(({ row: now }) => now.id === row.id && now.version === row.version + 2))
  })

  it('refuses a wrong password, and a session that was signed out', async () => {
    const desk = await signedIn('agent', 'workingSet')
    const { userName } = accountOf('agent')
    await desk.window.session.signOut()
    expect(await failure(desk.window.customers.search({ text: 'a' }))).toEqual({ code: 'unauthenticated', data: { reason: 'signedOut' } })
    expect(await failure(desk.window.session.signIn({ userName, password: 'wrong' }))).toEqual({ code: 'unauthenticated', data: { reason: 'wrongCredentials' } })
  })
})
