/** Bad files, bad backends, full disks: each ends in a clear state, and nothing that the agent did is lost. */
import { randomUUID } from 'node:crypto'
import { readFileSync, readdirSync, statSync, writeFileSync, existsSync } from 'node:fs'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import type Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFile } from '../../../electron/data/database/open.ts'
import { NewerFileError } from '../../../electron/data/database/migrate.ts'
import { demoPassword, startSmallBackend, type SmallBackend } from './support/small-backend.ts'
import { agentNamed, customerRow, idOf } from './support/rows.ts'
import { failure, openDesk, randomKey, temporaryFile, testKey, type TestDesk } from './support/test-desk.ts'

let backend: SmallBackend
let file: ReturnType<typeof temporaryFile>
let desks: TestDesk[] = []
const ana = idOf(1, 1)
const credentials = { userName: 'ana', password: demoPassword }
const note = (text: string) => ({ customerId: ana, interactionId: randomUUID(), disposition: 'resolved' as const, text })
const cutCommands = (request: { url?: string | undefined; socket: { destroy(): unknown } }) =>
  request.url?.startsWith('/commands/') === true && (request.socket.destroy(), true)

beforeEach(async () => {
  file = temporaryFile()
  backend = await startSmallBackend([agentNamed('ana', 1)])
  backend.put('customer', ...Array.from({ length: 500 }, (_, index) => customerRow(index)))
})
afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.stop()))
  desks = []
  await backend.close()
  file.remove()
})

function desk(options: Parameters<typeof openDesk>[0] = {}): TestDesk {
  const opened = openDesk({ backendUrl: backend.url, cacheFile: file.path, ...options })
  desks.push(opened)
  return opened
}

/** A closed file with everybody in it, a draft, and a note that was never sent. */
async function fileWithWork(): Promise<void> {
  // A book of some size: the desk's own tables then lie in the file's first tenth, as they do in earnest.
  backend.put('customer', ...Array.from({ length: 2500 }, (_, index) => customerRow(1000 + index)))
  const opened = desk()
  await opened.window.session.signIn(credentials)
  await opened.until((state) => !state.sync.first && state.sync.state === 'idle')
  backend.fault = cutCommands
  await opened.window.interactions.addNote(note('unsent'))
  await opened.window.workspace.saveDraft({ customerId: ana, key: 'contact:new', value: 'half' })
  await opened.stop()
  desks = []
  backend.fault = () => false
}

const asides = () => readdirSync(file.directory).filter((name) => name.includes('.aside-') && !name.endsWith('-wal'))

describe('the file', () => {
  it.each([
    ['cut off in the middle', (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2 / 4096) * 4096)],
    ['cut off within a page', (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length * 0.7) + 100)],
    ['overwritten in its later half', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, bytes.length / 2), Buffer.alloc(bytes.length / 2, 7)])],
  ])('%s: is put aside, the work is carried over and sent', async (_, damage) => {
    await fileWithWork()
    writeFileSync(file.path, damage(readFileSync(file.path)))
    const opened = desk()
    await opened.window.session.signIn(credentials).catch(() => undefined)
    const state = await opened.until((seen) => seen.cache.problem !== null && !seen.sync.first && seen.outbox.waiting === 0)
    expect(state.cache).toMatchObject({ problem: 'replacedDamaged' })
    expect(asides()).toHaveLength(1)
    expect(state.cache.setAside).toContain(asides()[0])
    expect(backend.rows('interaction').map((row) => row.text)).toEqual(['unsent'])
    expect((await opened.window.workspace.drafts({ customerId: ana })).drafts).toMatchObject([{ value: 'half' }])
  })

  it.each([
    ['overwritten at its beginning', (bytes: Buffer) => Buffer.concat([Buffer.alloc(6000, 'x'), bytes.subarray(6000)])],
    ['overwritten with noise at its beginning', (bytes: Buffer) => Buffer.concat([Buffer.from(randomKey().repeat(64), 'hex'), bytes.subarray(2048)])],
    ['cut to a hundred bytes', (bytes: Buffer) => bytes.subarray(0, 100)],
    ['replaced by text', () => Buffer.from('hello '.repeat(2000))],
  ])('%s: is put aside as damaged and the desk goes on', async (_, damage) => {
    await fileWithWork()
    const damaged = damage(readFileSync(file.path))
    writeFileSync(file.path, damaged)
    const opened = desk()
    expect((await opened.state()).cache.problem).toBe('replacedDamaged')
    expect(readFileSync(`${file.directory}/${asides()[0] ?? ''}`).equals(damaged)).toBe(true)
    await opened.window.session.signIn(credentials)
    await opened.until((state) => !state.sync.first)
  })

  it('under another key: is put aside unchanged and said to be that', async () => {
    await fileWithWork()
    const before = readFileSync(file.path)
    const opened = desk({ cacheKey: randomKey() })
    expect((await opened.state()).cache).toMatchObject({ problem: 'replacedWrongKey' })
    expect(readFileSync(`${file.directory}/${asides()[0] ?? ''}`).equals(before)).toBe(true)
  })

  it.each([
    ['its migrations', (db: Database.Database) => db.pragma('user_version = 99')],
    ['its contract', (db: Database.Database) => db.exec(`update meta set value = '99' where key = 'contractVersion'`)],
  ])('newer by %s: is refused and not changed by a byte', async (_, age) => {
    await fileWithWork()
    const db = openFile(file.path, testKey)
    age(db)
    db.close()
    const before = readFileSync(file.path)
    expect(() => desk()).toThrow(NewerFileError)
    expect(readFileSync(file.path).equals(before)).toBe(true)
    expect(readdirSync(file.directory)).toEqual(['cache.db', 'cache.db.salt'])
  })

  it('holds nothing in clear text', async () => {
    await fileWithWork()
    const bytes = readFileSync(file.path)
    for (const secret of ['Rivera', 'unsent', 'SQLite format']) expect(bytes.includes(secret)).toBe(false)
    expect(bytes.length).toBeGreaterThan(100_000)
  })

  it('in memory only: nothing is on the disk and the state says so', async () => {
    const opened = desk({ cacheFile: null, cacheKey: null, protection: 'none' })
    await opened.window.session.signIn(credentials)
    await opened.until((state) => !state.sync.first && state.cache.protection === 'none')
    expect(existsSync(file.path)).toBe(false)
  })
})

describe('a full disk', () => {
  it('refuses the command with its draft kept, says so, and goes on when there is room', async () => {
    let db: Database.Database | null = null
    const opened = desk({ onOpen: (connection) => (db = connection) })
    const { window } = opened
    await window.session.signIn(credentials)
    await opened.until((state) => !state.sync.first && state.sync.state === 'idle')
    await window.workspace.saveDraft({ customerId: ana, key: 'note', value: 'typed' })
    const room = limitPages(db as unknown as Database.Database)
    const long = 'x'.repeat(4000)
    const refused = await failureOfMany(() => window.interactions.addNote(note(long)))
    expect(refused).toEqual({ code: 'limitExceeded', data: { limit: 0, left: 0, unit: 'disk' } })
    expect((await opened.state()).cache.problem).toBe('diskFull')
    expect((await window.workspace.drafts({ customerId: ana })).drafts).toMatchObject([{ value: 'typed' }])
    room()
    await window.interactions.addNote(note('now there is room'))
    const state = await opened.until((seen) => seen.outbox.waiting === 0)
    expect(state.cache.problem).toBeNull()
    expect((await window.workspace.drafts({ customerId: ana })).drafts).toEqual([])
    const texts = backend.rows('interaction').map((row) => row.text)
    expect(texts.at(-1)).toBe('now there is room')
    expect(new Set(backend.rows('interaction').map((row) => row.id)).size).toBe(texts.length)
  })

  const full = { code: 'limitExceeded', data: { limit: 0, left: 0, unit: 'disk' } }

  it('does not keep the desk from starting when the remembered session is over', async () => {
    const opened = desk()
    await opened.window.session.signIn(credentials)
    await opened.until((state) => !state.sync.first && state.sync.state === 'idle')
    await opened.stop()
    const muchLater = { now: () => Date.parse('2199-01-01T12:00:00.000Z') }
    const next = desk({ backendUrl: null, clock: muchLater, onOpen: (db) => noRoomTo(db, 'delete') })
    expect(await next.state()).toMatchObject({ session: null, locked: null, sessionEnded: 'expired', cache: { problem: 'diskFull' } })
    await next.stop()
    // What could not be forgotten is no session at the next start either.
    expect(await desk({ backendUrl: null, clock: muchLater }).state()).toMatchObject({ session: null, locked: null, sessionEnded: 'expired' })
  })

  it('lets nobody be half signed in, and lets them in when there is room', async () => {
    let room = (): void => undefined
    const opened = desk({ onOpen: (db) => void (room = noRoomTo(db, 'insert')) })
    expect(await failure(opened.window.session.signIn(credentials))).toEqual(full)
    expect(await opened.state()).toMatchObject({ session: null, cache: { problem: 'diskFull' } })
    expect(await failure(opened.window.workspace.tabs())).toMatchObject({ code: 'unauthenticated' })
    room()
    await opened.window.session.signIn(credentials)
    expect((await opened.until((state) => !state.sync.first)).session?.agent.userName).toBe('ana')
  })

  it('signs out all the same, and says that the desk could not be cleared', async () => {
    let db: Database.Database | null = null
    const opened = desk({ onOpen: (connection) => (db = connection) })
    await opened.window.session.signIn(credentials)
    await opened.until((state) => !state.sync.first && state.sync.state === 'idle')
    noRoomTo(db as unknown as Database.Database, 'delete')
    expect(await failure(opened.window.session.signOut())).toEqual(full)
    expect(await opened.state()).toMatchObject({ session: null, cache: { problem: 'diskFull' } })
  })
})

describe('a sign-out', () => {
  it('that cannot clear the desk says so, and the next start clears it before anything is shown', async () => {
    let db: Database.Database | null = null
    const opened = desk({ onOpen: (connection) => (db = connection) })
    await opened.window.session.signIn(credentials)
    await opened.until((state) => !state.sync.first && state.sync.state === 'idle')
    const held = db as unknown as Database.Database
    held.exec(`create temp trigger stays before delete on main.tabs begin select raise(abort, 'no'); end`)
    await opened.window.workspace.saveTabs({ open: [ana], active: ana })
    expect((await failure(opened.window.session.signOut())).code).toBe('internal')
    await opened.stop()
    const next = desk({ backendUrl: null })
    expect(await next.state()).toMatchObject({ session: null, sync: { customers: 0, first: true } })
    await next.stop()
    // Negative control: once it was made good, nothing is cleared again.
    const third = desk({})
    await third.window.session.signIn(credentials)
    await third.until((state) => !state.sync.first && state.sync.state === 'idle')
    await third.stop()
    expect((await desk({ backendUrl: null }).state()).session).not.toBeNull()
  })

  it('lets no account come in that was asked for before it', async () => {
    const opened = desk({ scope: { kind: 'workingSet' } })
    await opened.window.session.signIn(credentials)
    let answer = (): void => undefined
    const asked = new Promise<void>((resolve) => {
      backend.fault = (request) => {
        if (!request.url?.startsWith('/accounts/') && !request.url?.includes('/account')) return false
        resolve()
        return new Promise<boolean>((go) => (answer = () => go(false)))
      }
    })
    const opening = failure(opened.window.customers.open({ customerId: ana }))
    await asked
    await opened.window.session.signOut()
    answer()
    expect((await opening).code).toMatch(/unauthenticated|offline/)
    backend.fault = () => false
    await opened.window.session.signIn(credentials)
    expect(await failure(opened.window.customers.view({ customerId: ana }))).toMatchObject({ code: 'notFound' })
  })
})

/** SQLite itself says FULL when the file may not grow: the same code as a full disk gives. */
function limitPages(db: Database.Database): () => void {
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`)
  return () => db.pragma('max_page_count = 1073741823')
}

/** What is written to the session needs more room than there is. @returns makes room */
function noRoomTo(db: Database.Database, what: 'insert' | 'delete'): () => void {
  db.exec(`create temp trigger noRoom before ${what} on main.session begin
    insert into main.meta(key, value) values ('filler', hex(randomblob(1000000))); end`)
  const room = limitPages(db)
  return () => {
    db.exec('drop trigger temp.noRoom')
    room()
  }
}

/** Free pages are used up first. */
async function failureOfMany(call: () => Promise<unknown>): Promise<{ code: string; data: Record<string, unknown> }> {
  for (let tries = 0; tries < 200; tries++) {
    const outcome = await failure(call().then(() => Promise.reject(new Error('fits')))).catch(() => null)
    if (outcome) return outcome
  }
  throw new Error('the disk never filled')
}

describe('the backend', () => {
  const timing = { http: { call: 300, command: 300, pull: 300 }, liveMs: 600 }
  type State = Awaited<ReturnType<TestDesk['state']>>
  const problem = (wanted: State['connectivity']['problem']) => (state: State) => state.connectivity.state === 'offline' && state.connectivity.problem === wanted

  async function working(): Promise<TestDesk> {
    const opened = desk({ cacheFile: null, timing })
    await opened.window.session.signIn(credentials)
    await opened.until((state) => !state.sync.first && state.sync.state === 'idle')
    return opened
  }
  /** What an agent does while the backend misbehaves; and that it arrives once when it is well again. */
  async function worksThrough(opened: TestDesk, wanted: State['connectivity']['problem']): Promise<void> {
    await opened.window.interactions.addNote(note('written meanwhile'))
    await opened.until(problem(wanted))
    expect((await opened.window.customers.open({ customerId: ana })).timeline.entries[0]).toMatchObject({ pending: 'queued' })
    backend.fault = () => false
    await opened.until((state) => state.outbox.waiting === 0 && state.connectivity.state === 'online')
    expect(backend.rows('interaction').map((row) => row.text)).toEqual(['written meanwhile'])
  }

  it('absent: cached accounts open, work queues and goes when it is back', async () => {
    const opened = await working()
    backend.fault = (request) => (request.socket.destroy(), true)
    await worksThrough(opened, 'unreachable')
  })

  it('slow: the same, and it is said to be slow', async () => {
    const opened = await working()
    backend.fault = () => true
    await worksThrough(opened, 'slow')
  })

  it.each([
    ['text', '<html>captive portal</html>', 'text/html'],
    ['other JSON', '{"hello":1}', 'application/json'],
    ['broken JSON', '{"rows":', 'application/json'],
  ])('answering nonsense (%s): nothing of it is believed', async (_, body, type) => {
    const opened = await working()
    backend.fault = (_request, response) => (response.writeHead(200, { 'content-type': type }).end(body), true)
    await worksThrough(opened, 'nonsense')
  })

  it('speaking another contract: said to be incompatible, work is kept', async () => {
    const opened = await working()
    backend.fault = (_request, response) => {
      response.writeHead(426, { 'content-type': 'application/json' }).end(JSON.stringify({ defined: true, code: 'incompatible', status: 426, message: '', data: { detail: 'contract 2' } }))
      return true
    }
    await worksThrough(opened, 'incompatible')
  })

  it('half-closed: a silent live connection is noticed and made again', async () => {
    const opened = await working()
    await opened.untilTrue(async () => backend.sockets.size > 0)
    const [socket] = backend.sockets
    let closed: (() => void) | null = null
    const gone = new Promise<void>((resolve) => (closed = resolve))
    socket?.on('close', () => closed?.())
    // From now on this end says nothing, not even pong.
    socket?.removeAllListeners('message')
    await gone
    await opened.until((state) => state.connectivity.state === 'online')
  })

  it('a port where nobody speaks HTTP: sign-in ends with a plain error', async () => {
    const silent = createTcpServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const opened = desk({ cacheFile: null, timing, backendUrl: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` })
    expect(await failure(opened.window.session.signIn(credentials))).toEqual({ code: 'offline', data: { detail: 'slow' } })
    expect((await opened.state()).connectivity).toMatchObject({ state: 'offline', problem: 'slow' })
    silent.close()
  })

  it('not there yet: sign-in says offline; given its address later, the desk goes on', async () => {
    const opened = desk({ cacheFile: null, backendUrl: null })
    expect(await failure(opened.window.session.signIn(credentials))).toMatchObject({ code: 'offline' })
    opened.desk.setBackend(backend.url)
    await opened.window.session.signIn(credentials)
    await opened.until((state) => !state.sync.first)
  })

  it('a page with one bad row: nothing of the page is taken', async () => {
    backend.put('customer', { ...customerRow(700), status: 'strange' } as never)
    const opened = desk({ cacheFile: null, timing })
    await opened.window.session.signIn(credentials)
    // Calls in between that are answered well take the problem back, until the page is tried again.
    const state = await opened.until((seen) => seen.connectivity.problem === 'nonsense')
    // The 500 of the page before it are there, and nobody else.
    expect(state.sync).toMatchObject({ first: true, customers: 500 })
    backend.put('customer', customerRow(700))
    await opened.until((seen) => !seen.sync.first)
  })
})

describe('first pull', () => {
  it('can be cancelled between two pages and resumed; what has arrived stays', async () => {
    backend.put('customer', ...Array.from({ length: 3000 }, (_, index) => customerRow(1000 + index)))
    const opened = desk()
    await opened.window.session.signIn(credentials)
    await opened.until((state) => state.sync.customers > 0)
    await opened.window.sync.cancel()
    const cancelled = await opened.until((state) => state.sync.state === 'cancelled')
    expect(cancelled.sync.customers).toBeGreaterThan(0)
    await opened.window.sync.resume()
    const done = await opened.until((state) => !state.sync.first)
    expect(done.sync.customers).toBe(3500)
    expect(statSync(file.path).size).toBeGreaterThan(0)
  })
})
