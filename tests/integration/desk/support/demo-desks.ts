/** The real backend with its demo operator, and desks before it that are signed in. */
import { expect, inject } from 'vitest'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import type { DemoAccount } from '#shared/features/session/session.schema.ts'
import { demoCustomerPin } from '../../../../electron/backend/demo/colleagues.ts'
import { startBackend } from '../../../../electron/backend/start.ts'
import { demoDatabase } from '../../../support/postgres.ts'
// What is provided is typed there.
import type {} from '../../../support/postgres-global-setup.ts'
import { openDesk, type TestDesk } from './test-desk.ts'

export async function startDemoDesks() {
  const backend = await startBackend({ location: { kind: 'server', url: await demoDatabase(inject('demoPostgresUrl')) }, demo: true, port: 0 })
  const first = openDesk({ backendUrl: backend.url })
  const accounts: DemoAccount[] = (await first.window.session.serverInfo()).demoAccounts
  await first.stop()
  let desks: TestDesk[] = []
  const taken = new Set<string>()

  async function signedIn(role: string, options: Parameters<typeof openDesk>[0] = {}): Promise<TestDesk> {
    const desk = openDesk({ backendUrl: backend.url, scope: { kind: 'directory' }, ...options })
    desks.push(desk)
    const { userName, password } = accounts.find((account) => account.role === role) ?? expect.fail(`no ${role}`)
    await desk.window.session.signIn({ userName, password })
    await desk.until((state) => state.connectivity.state === 'online' && !state.sync.first && state.sync.state === 'idle')
    return desk
  }
  /** Each time another one that is active, has been billed for a while, and fits. */
  async function someAccount({ window }: TestDesk, fits: (view: AccountView) => boolean = () => true): Promise<AccountView> {
    for (const text of ['smith', 'garcia', 'johnson', 'chen', 'rivera', 'brown']) {
      const { people } = await window.customers.search({ text })
      for (const { customerId, status } of people.filter((hit) => hit.status === 'active' && !taken.has(hit.customerId))) {
        const view = await opened(window, customerId)
        if (status === 'active' && view.bills.length > 2 && view.billingAccount?.cycleDay && fits(view)) return taken.add(customerId) && view
      }
    }
    return expect.fail('no account left')
  }
  return {
    url: backend.url,
    signedIn,
    someAccount,
    stopDesks: async () => {
      await Promise.all(desks.map((desk) => desk.stop()))
      desks = []
    },
    stop: () => backend.stop(),
  }
}

/** As an agent would: starts a call, and types the PIN that the demo's customers have. */
export async function verifyCaller({ window }: TestDesk, customerId: string): Promise<void> {
  const { contact } = await window.interactions.startContact({ customerId, channel: 'call' })
  const state = await window.interactions.verifyContact({ customerId, contactId: contact?.id ?? '', proof: { way: 'pin', pin: demoCustomerPin } })
  expect(state.contact).toMatchObject({ level: 'verified' })
}

async function opened(window: TestDesk['window'], customerId: string): Promise<AccountView> {
  const view = await window.customers.open({ customerId })
  if (view.asOf !== null) return view
  for await (const _ of await window.workspace.watch()) {
    const later = await window.customers.view({ customerId })
    if (later.asOf !== null) return later
  }
  throw new Error('the desk stopped')
}
