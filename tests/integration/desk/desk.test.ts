/** What a window can count on, with a backend that behaves. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#shared/kernel/errors.ts'
import { NO_CUSTOMER } from '#shared/features/workspace/no-customer.ts'
import { demoPassword, startSmallBackend, type SmallBackend } from './support/small-backend.ts'
import { agentNamed, customerRow, idOf, interactionRow, mediumRow } from './support/rows.ts'
import { failure, openDesk, temporaryFile, testKey, type TestDesk } from './support/test-desk.ts'

let backend: SmallBackend
let desks: TestDesk[] = []
const ana = idOf(1, 1)
const credentials = (userName: string) => ({ userName, password: demoPassword })

beforeEach(async () => {
  backend = await startSmallBackend([agentNamed('ana', 1), agentNamed('bob', 2), agentNamed('reader', 3, { permissions: ['customers.read'] })])
  backend.put('customer', ...Array.from({ length: 30 }, (_, index) => customerRow(index)))
  backend.put('contactMedium', mediumRow(1, 1))
  backend.put('interaction', interactionRow(1, 1))
})
afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.stop()))
  desks = []
  await backend.close()
})

function desk(options: Parameters<typeof openDesk>[0] = {}): TestDesk {
  const opened = openDesk({ backendUrl: backend.url, ...options })
  desks.push(opened)
  return opened
}

async function signedIn(userName = 'ana', options: Parameters<typeof openDesk>[0] = {}): Promise<TestDesk> {
  const opened = desk(options)
  await opened.window.session.signIn(credentials(userName))
  await opened.until((state) => !state.sync.first || options.scope?.kind === 'workingSet')
  await opened.until((state) => state.sync.state === 'idle')
  return opened
}

const note = (text: string) => ({ customerId: ana, interactionId: randomUUID(), disposition: 'resolved' as const, text })

describe('a working day', () => {
  it('signs in, pulls, finds, opens, writes a note and sees it acknowledged', async () => {
    const { window, until } = await signedIn()
    const found = await window.customers.search({ text: 'brian' })
    const hit = [...found.exact, ...found.people].find((candidate) => candidate.customerId === ana)
    expect(hit?.name).toBe("Brian Rivera")
    expect(found.scope).toBe('complete')
    const opened = await window.customers.open({ customerId: ana })
    expect(opened.asOf).not.toBeNull()
    expect(opened.timeline.entries).toHaveLength(1)
    const written = await window.interactions.addNote(note('the modem was unplugged'))
    expect(written.timeline.entries[0]).toMatchObject({ type: 'interaction', pending: 'queued', row: { text: 'the modem was unplugged', by: 'Agent ana' } })
    await until((state) => state.outbox.waiting === 0)
    const after = await window.customers.view({ customerId: ana })
    expect(after.timeline.entries[0]).toMatchObject({ pending: null, row: { text: 'the modem was unplugged' } })
    expect((await window.customers.recent()).hits.map((recent) => recent.customerId)).toEqual([ana])
    expect([...backend.effects.values()].every((count) => count === 1)).toBe(true)
    expect(backend.requests.some((request) => request === 'POST /commands/record-account-read ana')).toBe(true)
  })

  it('writes a note once however often its lost answer is asked for again, and an edited one as well', async () => {
    const { window, until } = await signedIn()
    const lost = note('was the answer lost?')
    await window.interactions.addNote(lost)
    await window.interactions.addNote(lost)
    await until((state) => state.outbox.waiting === 0)
    await window.interactions.addNote(lost)
    await window.interactions.addNote({ ...lost, text: 'and edited after it' })
    await until((state) => state.outbox.waiting === 0)
    const { timeline } = await window.customers.view({ customerId: ana })
    const texts = timeline.entries.flatMap((entry) => (entry.type === 'interaction' ? [entry.row.text] : []))
    expect(texts.filter((text) => text === lost.text)).toHaveLength(1)
    expect(texts.filter((text) => text === 'and edited after it')).toHaveLength(1)
  })

  it('writes the note again when it is saved with another outcome', async () => {
    const { window, until } = await signedIn()
    const lost = note('was the answer lost?')
    await window.interactions.addNote(lost)
    await window.interactions.addNote({ ...lost, disposition: 'callBack' })
    await until((state) => state.outbox.waiting === 0)
    await window.interactions.addNote({ ...lost, disposition: 'escalated' })
    await until((state) => state.outbox.waiting === 0)
    expect(backend.rows('interaction').filter((row) => row.text === lost.text).map((row) => row.disposition)).toEqual(['resolved', 'callBack', 'escalated'])
  })

  it('learns of a change through the live connection', async () => {
    const { window, untilTrue } = await signedIn()
    backend.put('interaction', interactionRow(1, 2, { at: '2026-07-01T00:00:00.000Z' }))
    backend.say({ type: 'changed', streams: ['interaction'], customerIds: [ana] })
    await untilTrue(async () => (await window.customers.view({ customerId: ana })).timeline.entries.length === 2)
  })

  it('tells who else has an account open, and tells colleagues what is open here', async () => {
    const { window, untilTrue } = await signedIn()
    await window.workspace.saveTabs({ open: [ana], active: ana })
    const entry = (number: number) => ({ customerId: ana, agentId: idOf(9, number), displayName: `Agent ${number}`, since: '2026-11-01T00:00:00.000Z' })
    await untilTrue(async () => backend.sockets.size > 0)
    backend.say({ type: 'presence', customerId: ana, present: [entry(1), entry(2)] })
    await untilTrue(async () => (await window.customers.view({ customerId: ana })).others.map((other) => other.displayName).join() === 'Agent 2')
    const found = await window.customers.search({ text: 'brian' })
    expect([...found.exact, ...found.people].find((hit) => hit.customerId === ana)?.openBy).toEqual(['Agent 2'])
    expect(backend.heard).toContainEqual({ type: 'presence', open: [ana] })
  })

  it('refuses what the role does not allow, and everything before sign-in', async () => {
    const stranger = desk()
    expect(await failure(stranger.window.customers.search({ text: 'a' }))).toEqual({ code: 'unauthenticated', data: { reason: 'signedOut' } })
    const { window } = await signedIn('reader')
    expect(await failure(window.interactions.addNote(note('no')))).toEqual({ code: 'forbidden', data: { permission: 'interactions.write' } })
  })

  it('refuses a wrong password in the backend’s words', async () => {
    const { window, state } = desk()
    expect(await failure(window.session.signIn({ userName: 'ana', password: 'wrong' }))).toEqual({ code: 'unauthenticated', data: { reason: 'wrongCredentials' } })
    expect((await state()).sessionEnded).toBeNull()
  })

  it('refuses bad input and unknown procedures, and goes on', async () => {
    const { window } = await signedIn()
    const bad = await failure(window.customers.open({ customerId: 'not an id' }))
    expect(bad).toMatchObject({ code: 'validation', data: { issues: [{ path: 'customerId' }] } })
    const extra = { text: 'a', and: 'more' } as { text: string }
    expect((await failure(window.customers.search(extra))).code).toBe('validation')
    const unknown = window as unknown as { files: { read(input: unknown): Promise<unknown> } }
    expect((await failure(unknown.files.read({ path: '/etc/passwd' }))).code).toBe('NOT_FOUND')
    const phone = { customerId: ana, mediumType: 'phone' as const, use: 'mobile' as const, value: '12', preferred: false }
    expect(await failure(window.customers.addContactMedium(phone))).toMatchObject({ code: 'validation', data: { issues: [{ path: 'value' }] } })
    expect((await window.customers.view({ customerId: ana })).customer.id).toBe(ana)
  })
})

describe('conflicts and refusals', () => {
  const change = (value: string, expectedVersion = 1) => ({
    customerId: ana, contactMediumId: idOf(2, 1), expectedVersion, mediumType: 'phone' as const, use: 'mobile' as const, value, preferred: true,
  })

  it('shows both versions when a colleague was first, and sends "mine" upon theirs', async () => {
    const [first, second] = [await signedIn('ana'), await signedIn('bob')]
    await first.window.customers.changeContactMedium(change('914 555 0001'))
    await first.until((state) => state.outbox.waiting === 0)
    await second.window.customers.changeContactMedium(change('914 555 0002'))
    await second.until((state) => state.outbox.refused === 1)
    const view = await second.window.customers.view({ customerId: ana })
    expect(view.contactMedia[0]).toMatchObject({ pending: 'refused', row: { value: '+19145550001', version: 2 } })
    expect(view.refused[0]).toMatchObject({ error: { code: 'conflict', data: { changedBy: 'Somebody Else' } }, input: { value: '+19145550002' } })
    await second.window.workspace.retryCommand({ commandId: view.refused[0]?.commandId ?? '' })
    await second.until((state) => state.outbox.waiting === 0 && state.outbox.refused === 0)
    expect(backend.rows('contactMedium')[0]).toMatchObject({ value: '+19145550002', version: 3, changedBy: 'Agent bob' })
  })

  it('keeps theirs when the command is given up', async () => {
    const { window, until } = await signedIn()
    backend.put('contactMedium', mediumRow(1, 1, { version: 4, value: '+19145550009' }))
    await window.customers.changeContactMedium(change('914 555 0002'))
    await until((state) => state.outbox.refused === 1)
    const { entries } = await window.workspace.outbox()
    await window.workspace.discardCommand({ commandId: entries[0]?.commandId ?? '' })
    const view = await window.customers.view({ customerId: ana })
    expect(view.contactMedia).toMatchObject([{ pending: null, row: { value: '+19145550009', version: 4 } }])
    expect(await failure(window.workspace.discardCommand({ commandId: entries[0]?.commandId ?? '' }))).toMatchObject({ code: 'notFound' })
  })

  it('does not conflict with itself: a second change behind the first follows its version', async () => {
    const opened = await signedIn()
    const { window, until } = opened
    let held: (() => void) | null = null
    backend.fault = async (request) => {
      if (request.url?.startsWith('/commands/')) await new Promise<void>((resolve) => (held = resolve))
      return false
    }
    await window.customers.changeContactMedium(change('914 555 0001'))
    await window.customers.changeContactMedium(change('914 555 0002'))
    await opened.untilTrue(async () => held !== null)
    backend.fault = () => false
    ;(held as (() => void) | null)?.()
    const state = await until((seen) => seen.outbox.waiting === 0)
    expect(state.outbox.refused).toBe(0)
    expect(backend.rows('contactMedium')[0]).toMatchObject({ value: '+19145550002', version: 3 })
  })

  it('parks a bad command in sight and sends the others', async () => {
    const { window, until } = await signedIn()
    backend.refusal = (input) => (input.text === 'bad' ? new AppError('validation', { issues: [{ path: 'text', message: 'no' }] }) : null)
    await window.interactions.addNote(note('bad'))
    await window.interactions.addNote(note('good'))
    await until((state) => state.outbox.waiting === 0 && state.outbox.refused === 1)
    const view = await window.customers.view({ customerId: ana })
    expect(view.refused).toMatchObject([{ state: 'refused', error: { code: 'validation' }, input: { text: 'bad' } }])
    expect(view.timeline.entries.map((entry) => entry.type === 'interaction' && [entry.row.text, entry.pending])).toEqual([
      ['good', null], ['bad', 'refused'], ['called', null],
    ])
  })

  it('holds back one customer for a server fault, not the others', async () => {
    const { window, until, untilTrue } = await signedIn()
    const poisoned = idOf(1, 2)
    backend.refusal = (input) => (input.customerId === poisoned ? new AppError('internal', {}) : null)
    await window.interactions.addNote({ ...note('stuck'), customerId: poisoned })
    await window.interactions.addNote(note('goes'))
    await untilTrue(async () => (await window.customers.view({ customerId: ana })).timeline.entries[0]?.type === 'interaction' && backend.rows('interaction').length === 2)
    const { entries } = await window.workspace.outbox()
    expect(entries).toMatchObject([{ state: 'queued', error: { code: 'internal' }, input: { text: 'stuck' } }])
    expect(await failure(window.workspace.discardCommand({ commandId: entries[0]?.commandId ?? '' }))).toMatchObject({ code: 'validation' })
    backend.refusal = () => null
    await until((state) => state.outbox.waiting === 0)
  })
})

describe('what stays and what goes', () => {
  it('keeps session, tabs, drafts and unsent work over a restart', async () => {
    const file = temporaryFile()
    const first = await signedIn('ana', { cacheFile: file.path })
    await first.window.workspace.saveTabs({ open: [ana], active: ana })
    await first.window.workspace.saveDraft({ customerId: ana, key: 'note', value: 'half a sent' })
    backend.fault = (request) => request.url?.startsWith('/commands/') === true && (request.socket.destroy(), true)
    await first.window.interactions.addNote(note('not sent yet'))
    await first.window.workspace.saveDraft({ customerId: ana, key: 'note', value: 'another' })
    await first.stop()
    desks = []
    backend.fault = () => false
    const second = desk({ cacheFile: file.path })
    const state = await second.state()
    expect(state).toMatchObject({ session: { agent: { userName: 'ana' } }, sync: { first: false, customers: 30 } })
    expect(await second.window.workspace.tabs()).toEqual({ open: [ana], active: ana })
    expect((await second.window.workspace.drafts({ customerId: ana })).drafts).toEqual([{ customerId: ana, key: 'note', value: 'another' }])
    await second.until((seen) => seen.outbox.waiting === 0)
    expect(backend.rows('interaction').map((row) => row.text)).toEqual(['called', 'not sent yet'])
    await second.stop()
    desks = []
    file.remove()
  })

  it('keeps what is typed into a guide over a restart and a sign-out, for the one who typed it alone', async () => {
    const file = temporaryFile()
    const typed = { customerId: NO_CUSTOMER, key: 'guide:wifi', value: JSON.stringify({ source: '\n'.repeat(64_000), upon: 1 }) }
    const first = await signedIn('ana', { cacheFile: file.path })
    await first.window.workspace.saveDraft(typed)
    await first.stop()
    desks = []
    const { window, until } = desk({ cacheFile: file.path })
    const kept = async () => (await window.workspace.drafts({ customerId: NO_CUSTOMER })).drafts
    expect(await kept()).toEqual([typed])
    await window.session.signOut()
    await window.session.signIn(credentials('bob'))
    await until((seen) => !seen.sync.first && seen.sync.state === 'idle')
    expect(await kept()).toEqual([])
    await window.session.signOut()
    await window.session.signIn(credentials('ana'))
    await until((seen) => !seen.sync.first && seen.sync.state === 'idle')
    expect(await kept()).toEqual([typed])
    await Promise.all(desks.map((opened) => opened.stop()))
    desks = []
    file.remove()
  })

  it('clears rows, tabs and recents at sign-out, and keeps work for its agent only', async () => {
    const { window, until, state } = await signedIn()
    await window.customers.open({ customerId: ana })
    await window.workspace.saveTabs({ open: [ana], active: ana })
    await window.workspace.saveDraft({ customerId: ana, key: 'note', value: 'half' })
    await until((seen) => seen.outbox.waiting === 0)
    backend.fault = (request) => request.url?.startsWith('/commands/') === true && (request.socket.destroy(), true)
    await window.interactions.addNote(note('unsent'))
    await window.workspace.saveDraft({ customerId: ana, key: 'note', value: 'half' })
    await window.session.signOut()
    expect(backend.requests).toContain('DELETE /session ana')
    expect(await state()).toMatchObject({ session: null, sessionEnded: null, sync: { customers: 0, first: true }, outbox: { waiting: 0 } })
    backend.fault = () => false
    await window.session.signIn(credentials('bob'))
    await until((seen) => !seen.sync.first && seen.sync.state === 'idle')
    expect((await window.workspace.outbox()).entries).toEqual([])
    expect((await window.workspace.drafts({ customerId: ana })).drafts).toEqual([])
    expect((await window.customers.view({ customerId: ana })).timeline.entries).toHaveLength(1)
    expect(await window.workspace.tabs()).toEqual({ open: [], active: null })
    await window.session.signOut()
    await window.session.signIn(credentials('ana'))
    await until((seen) => seen.outbox.waiting === 0 && seen.session !== null)
    expect((await window.workspace.drafts({ customerId: ana })).drafts).toMatchObject([{ value: 'half' }])
    expect(backend.requests.filter((request) => request.startsWith('POST /commands/add-note')).every((request) => request.endsWith(' ana'))).toBe(true)
    expect(backend.rows('interaction').map((row) => row.text)).toEqual(['called', 'unsent'])
  })

  it('reports an account that is only viewed to the audit, once in a session', async () => {
    const { window, until } = await signedIn()
    const reports = () => backend.requests.filter((request) => request.startsWith('POST /commands/record-account-read')).length
    await window.customers.view({ customerId: ana })
    await window.customers.view({ customerId: ana })
    await window.customers.timeline({ customerId: ana, filter: 'all', before: null })
    await window.interactions.addNote(note('behind the report'))
    await until((state) => state.outbox.waiting === 0)
    expect(reports()).toBe(1)
    await window.session.signOut()
    await window.session.signIn(credentials('bob'))
    await until((state) => !state.sync.first && state.sync.state === 'idle')
    await window.customers.timeline({ customerId: ana, filter: 'all', before: null })
    await window.interactions.addNote(note('and again'))
    await until((state) => state.outbox.waiting === 0)
    expect(reports()).toBe(2)
  })

  it('goes to sign-in when the session has ended, with all work kept', async () => {
    const { window, until } = await signedIn()
    await window.workspace.saveDraft({ customerId: ana, key: 'note', value: 'half' })
    backend.endSessions('idle')
    await window.interactions.addNote(note('written into the void'))
    await until((state) => state.session === null && state.sessionEnded === 'idle')
    expect(await failure(window.customers.view({ customerId: ana }))).toEqual({ code: 'unauthenticated', data: { reason: 'idle' } })
    await window.session.signIn(credentials('ana'))
    await until((state) => state.outbox.waiting === 0 && state.session !== null)
    expect(backend.rows('interaction').map((row) => row.text)).toContain('written into the void')
  })

  it('begins again when the backend’s database is another one', async () => {
    const opened = await signedIn()
    backend.epoch = 'epoch-2'
    backend.put('customer', customerRow(100))
    backend.say({ type: 'changed', streams: ['customer'], customerIds: [idOf(1, 100)] })
    await opened.until((state) => state.sync.customers === 31 && state.sync.state === 'idle')
    expect((await opened.window.customers.view({ customerId: ana })).timeline.entries).toHaveLength(1)
  })
})

describe('scopes', () => {
  it('working set: finds at the backend, holds what was opened, and refreshes it', async () => {
    const opened = await signedIn('ana', { scope: { kind: 'workingSet' } })
    const { window, untilTrue } = opened
    const found = await window.customers.searchEverywhere({ text: 'brian' })
    expect(found.scope).toBe('complete')
    expect([...found.exact, ...found.people].map((hit) => hit.customerId)).toContain(ana)
    expect((await opened.state()).sync.customers).toBe(0)
    const view = await window.customers.open({ customerId: ana })
    expect(view).toMatchObject({ contactMedia: [{ row: { value: '+19145550123' } }] })
    await window.workspace.saveTabs({ open: [ana], active: ana })
    backend.put('interaction', interactionRow(1, 2, { at: '2026-07-01T00:00:00.000Z' }))
    backend.say({ type: 'changed', streams: ['interaction'], customerIds: [ana] })
    await untilTrue(async () => (await window.customers.view({ customerId: ana })).timeline.entries.length === 2)
    expect(await failure(window.customers.open({ customerId: idOf(1, 999) }))).toEqual({ code: 'notFound', data: { what: 'customer' } })
  })

  it('directory: everybody’s row, and an account’s rest when it is opened', async () => {
    const { window, untilTrue } = await signedIn('ana', { scope: { kind: 'directory' } })
    expect(backend.requests.filter((request) => request.startsWith('GET /sync/pull')).length).toBeGreaterThan(0)
    await window.customers.open({ customerId: ana })
    await untilTrue(async () => (await window.customers.view({ customerId: ana })).asOf !== null)
    expect((await window.customers.view({ customerId: ana })).timeline.entries).toHaveLength(1)
  })

  it('drops what another scope held', async () => {
    const file = temporaryFile()
    const first = await signedIn('ana', { cacheFile: file.path })
    await first.stop()
    const second = desk({ cacheFile: file.path, scope: { kind: 'workingSet' }, cacheKey: testKey })
    expect((await second.state()).sync.customers).toBe(0)
    await second.stop()
    desks = []
    file.remove()
  })
})
