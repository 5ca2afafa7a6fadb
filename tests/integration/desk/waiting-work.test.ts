/** What waits to be sent: it holds up nobody for ever, and is the agent's until it goes. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#shared/kernel/errors.ts'
import { MAX_FAULTS } from '../../../electron/data/sync/push.ts'
import { agentNamed, customerRow, idOf } from './support/rows.ts'
import { demoPassword, startSmallBackend, type SmallBackend } from './support/small-backend.ts'
import { openDesk, type TestDesk } from './support/test-desk.ts'

const ana = idOf(1, 1)
const note = (text: string) => ({ customerId: ana, interactionId: randomUUID(), disposition: 'resolved' as const, text })
let backend: SmallBackend
let desk: TestDesk

beforeEach(async () => {
  backend = await startSmallBackend([agentNamed('ana', 1)])
  backend.put('customer', ...[1, 2, 3].map((index) => customerRow(index)))
})
afterEach(async () => {
  await desk.stop()
  await backend.close()
})

async function openWorking(): Promise<TestDesk> {
  desk = openDesk({ backendUrl: backend.url, timing: { backoffBaseMs: 1 } })
  await desk.window.session.signIn({ userName: 'ana', password: demoPassword })
  await desk.until((state) => !state.sync.first && state.sync.state === 'idle')
  return desk
}

describe('a command', () => {
  it('on which the backend always breaks is parked in the end; what is behind it goes, and it is the agent\'s to send again or give up', async () => {
    const opened = await openWorking()
    const { window } = opened
    let tries = 0
    backend.refusal = (input) => (String(input.text).startsWith('poison') && ++tries ? new AppError('internal', {}) : null)
    await window.interactions.addNote(note('poison'))
    await window.interactions.addNote(note('behind it'))
    await opened.until((state) => state.outbox.refused === 1 && state.outbox.waiting === 0)
    expect(tries).toBe(MAX_FAULTS)
    expect(backend.rows('interaction').map((row) => row.text)).toEqual(['behind it'])
    const [parked] = (await window.workspace.outbox()).entries
    expect(parked).toMatchObject({ state: 'refused', error: { code: 'internal' } })
    backend.refusal = () => null
    await window.workspace.retryCommand({ commandId: parked!.commandId })
    await opened.until((state) => state.outbox.refused === 0 && state.outbox.waiting === 0)
    expect(backend.effects.get(parked!.commandId)).toBe(1)

    backend.refusal = (input) => (input.text === 'poison again' ? new AppError('internal', {}) : null)
    await window.interactions.addNote(note('poison again'))
    await opened.until((state) => state.outbox.refused === 1)
    const [second] = (await window.workspace.outbox()).entries
    await window.workspace.discardCommand({ commandId: second!.commandId })
    expect((await opened.state()).outbox).toEqual({ waiting: 0, refused: 0 })
  })

  it('goes past a report of the desk\'s own on which the backend breaks', async () => {
    const opened = await openWorking()
    const { window } = opened
    backend.refusal = (input) => ('readAt' in input ? new AppError('internal', {}) : null)
    await window.customers.open({ customerId: ana })
    await window.interactions.addNote(note('past it'))
    await opened.until((state) => state.outbox.waiting === 0)
    expect(backend.rows('interaction').map((row) => row.text)).toEqual(['past it'])
    backend.refusal = () => null
    await opened.untilTrue(async () => backend.effects.size === 2)
  })

  it('can be set back or taken back as long as it was never sent', async () => {
    const opened = await openWorking()
    const { window } = opened
    const language = backend.rows('customer').find((row) => row.id === ana)!.language as string
    backend.fault = (request) => (request.socket.destroy(), true)
    const { version } = (await window.customers.view({ customerId: ana })).customer
    const set = (to: string) => window.customers.setPreferredLanguage({ customerId: ana, expectedVersion: version, language: to })
    await set('fr')
    expect((await set(language)).pendingLanguage).toMatchObject({ language, pending: 'queued' })
    await window.interactions.addNote(note('taken back'))
    await opened.until((state) => state.connectivity.problem === 'unreachable')
    const entries = (await window.workspace.outbox()).entries
    const unsent = entries.find((entry) => entry.procedure === 'interactions.addNote')!
    expect(unsent.attempts).toBe(0)
    await window.workspace.discardCommand({ commandId: unsent.commandId })
    backend.fault = () => false
    await opened.until((state) => state.outbox.waiting === 0 && state.outbox.refused === 0 && state.connectivity.state === 'online')
    expect(backend.rows('customer').find((row) => row.id === ana)).toMatchObject({ language, version: version + 2 })
    expect(backend.rows('interaction')).toEqual([])
  })
})
