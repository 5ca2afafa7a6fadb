/** No hint is lost: one that comes while an answer is on its way, which may be older, is asked about once more. */
import type { IncomingMessage } from 'node:http'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Scope } from '#shared/contract/processes.ts'
import { demoPassword, startSmallBackend, type SmallBackend } from './support/small-backend.ts'
import { agentNamed, customerRow, idOf, interactionRow } from './support/rows.ts'
import { openDesk, type TestDesk } from './support/test-desk.ts'

const ana = idOf(1, 1)
let backend: SmallBackend
let desk: TestDesk

beforeEach(async () => {
  backend = await startSmallBackend([agentNamed('ana', 1)])
  backend.put('customer', ...Array.from({ length: 3 }, (_, index) => customerRow(index)))
  backend.put('interaction', interactionRow(1, 1))
})
afterEach(async () => {
  await desk.stop()
  await backend.close()
})

async function withAccountOpen(scope: Scope): Promise<void> {
  desk = openDesk({ backendUrl: backend.url, scope })
  await desk.window.session.signIn({ userName: 'ana', password: demoPassword })
  await desk.until((state) => !state.sync.first && state.sync.state === 'idle')
  await vi.waitFor(() => expect(backend.sockets.size).toBe(1))
  await desk.window.workspace.saveTabs({ open: [ana], active: ana })
  await desk.window.customers.open({ customerId: ana })
  await desk.untilTrue(async () => (await seen()) === 1)
}
const seen = async () => (await desk.window.customers.view({ customerId: ana })).timeline.entries.length
const change = (number: number) => {
  backend.put('interaction', interactionRow(1, number))
  backend.say({ type: 'changed', streams: ['interaction'], customerIds: [ana] })
}

function signal(): { given: Promise<void>; give: () => void } {
  let give = (): void => undefined
  const given = new Promise<void>((resolve) => (give = resolve))
  return { given, give: () => give() }
}

/** The next answer to such a question is taken from the store now, and told when it is released. */
function holdNext(asks: (request: IncomingMessage) => boolean): { asked: Promise<void>; release: () => void } {
  const [asked, released] = [signal(), signal()]
  backend.fault = async (request, response) => {
    if (!asks(request)) return false
    backend.fault = () => false
    const end = response.end.bind(response) as (...parts: unknown[]) => void
    response.end = ((...parts: unknown[]) => {
      void released.given.then(() => end(...parts))
      asked.give()
      return response
    }) as never
    return false
  }
  return { asked: asked.given, release: released.give }
}

it.each([
  ['an account fetched whole', { kind: 'directory' }, '/sync/account'],
  ['a stream that is pulled', { kind: 'all' }, 'stream=interaction'],
] as const)('of %s', async (_name, scope, question) => {
  await withAccountOpen(scope)
  const held = holdNext(({ url }) => url?.includes(question) ?? false)
  change(2)
  await held.asked
  change(3)
  // The line keeps its order: when what was said behind the hint is known here, the hint is as well.
  backend.say({ type: 'presence', customerId: ana, present: [{ customerId: ana, agentId: idOf(9, 2), displayName: 'Agent 2', since: '2026-11-01T00:00:00.000Z' }] })
  await desk.untilTrue(async () => (await desk.window.customers.view({ customerId: ana })).others.length === 1)
  held.release()
  await desk.untilTrue(async () => (await seen()) === 3)
})

it('of an open account is heard at once, however long a pull has still to go', async () => {
  await withAccountOpen({ kind: 'all' })
  const held = holdNext(({ url }) => url?.includes('stream=adjustment') ?? false)
  backend.say({ type: 'changed', streams: ['adjustment'], customerIds: null })
  await held.asked
  change(2)
  await desk.untilTrue(async () => (await seen()) === 2)
  held.release()
})
