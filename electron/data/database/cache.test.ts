/** What a scrub may do to the desk: nothing. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { manualClock } from '#shared/kernel/clock.ts'
import { createLog } from '../log.ts'
import { openCache, type Cache } from './cache.ts'
import { migrate } from './migrate.ts'
import { openFile } from './open.ts'
import { beginErasing, isScrubOwed, scrub } from './scrub.ts'
import type * as scrubbing from './scrub.ts'
import { rescue } from './set-aside.ts'
import type { WritableDb } from './statements.ts'

/** A disk without the room that a scrub needs, which nothing else on it lacks. */
const disk = vi.hoisted(() => ({ isFull: false }))
vi.mock('./scrub.ts', async (original) => {
  const real = await original<typeof scrubbing>()
  return { ...real, scrub: vi.fn((...args: Parameters<typeof real.scrub>) => {
    if (disk.isFull) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' })
    return real.scrub(...args)
  }) }
})

const key = 'ab'.repeat(32)
const MINUTE = 60_000
let folder: string
let file: string
let caches: Cache[] = []
let logged: string[] = []
let clock: ReturnType<typeof manualClock>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headend-cache-'))
  file = join(folder, 'cache.db')
  logged = []
  clock = manualClock(Date.parse('2026-11-23T09:00:00.000Z'))
  disk.isFull = false
  vi.mocked(scrub).mockClear()
})
afterEach(() => {
  caches.forEach(({ db }) => db.open && db.close())
  caches = []
  rmSync(folder, { recursive: true, force: true })
})
function open(): Cache {
  const cache = openCache({ file, key, clock, log: createLog((line) => logged.push(line)), prepareTables: () => undefined, clearTables: () => undefined })
  caches.push(cache)
  return cache
}
const type = (cache: Cache, value: string) => cache.write((db) => db.prepare(`insert or replace into draft values ('a', 'c', 'note', ?)`).run(value))
const erase = (cache: Cache) => cache.write((db) => beginErasing(db))
const tries = () => vi.mocked(scrub).mock.calls.length

describe('a scrub that finds no room', () => {
  it('does not take the file away at the next start, and is made good later', () => {
    const cache = open()
    type(cache, 'typed')
    disk.isFull = true
    erase(cache)
    cache.close()
    const next = open()
    expect([next.inMemory, next.status.problem]).toEqual([false, null])
    expect(next.db.prepare('select value from draft').pluck().all()).toEqual(['typed'])
    expect(isScrubOwed(next.db)).toBe(true)
    disk.isFull = false
    type(next, 'more')
    expect(isScrubOwed(next.db)).toBe(false)
  })

  it('is not tried again at each write, and not at the end', () => {
    const cache = open()
    disk.isFull = true
    erase(cache)
    for (let write = 0; write < 20; write += 1) type(cache, `letter ${write}`)
    expect(tries()).toBe(1)
    clock.advance(MINUTE)
    type(cache, 'later')
    expect(tries()).toBe(2)
    cache.close()
    expect(tries()).toBe(2)
  })
})

describe('a scrub', () => {
  it('that is owed for a second erasure right after the first waits its minute, or for the end of the program', () => {
    const cache = open()
    erase(cache)
    erase(cache)
    expect([tries(), isScrubOwed(cache.db)]).toEqual([1, true])
    clock.advance(MINUTE)
    type(cache, 'later')
    expect([tries(), isScrubOwed(cache.db)]).toEqual([2, false])
    erase(cache)
    cache.close()
    expect(tries()).toBe(3)
    open()
    expect(tries()).toBe(3)
  })

  it('says that files put aside went, and the desk names none that is gone', () => {
    writeFileSync(file, 'no database at all'.repeat(1_000))
    const cache = open()
    const { setAside } = cache.status
    expect([cache.status.problem, setAside !== null && existsSync(setAside)]).toEqual(['replacedDamaged', true])
    type(cache, 'typed')
    expect(cache.status.setAside).toBe(setAside)
    const onStatus = vi.fn()
    cache.onStatus = onStatus
    erase(cache)
    expect(readdirSync(folder).filter((name) => name.includes('.aside-'))).toEqual([])
    expect(cache.status).toEqual({ problem: 'replacedDamaged', setAside: null })
    expect(onStatus).toHaveBeenCalledWith('disk')
    expect(logged.filter((line) => line.includes('asideErased'))).toHaveLength(1)
  })
})

describe('a file that takes over from a damaged one', () => {
  const old = (owing: boolean) => {
    const db = openFile(file, key) as WritableDb
    migrate(db)
    db.exec(`insert into erasedCustomer values ('c')`)
    if (owing) beginErasing(db)
    db.close()
    const next = openFile(null, null) as WritableDb
    migrate(next)
    rescue(file, key, next)
    return next
  }

  it.each([true, false])('owes what that one owed: %s, and knows who was erased before', (owing) => {
    const db = old(owing)
    expect(db.prepare('select customerId from erasedCustomer').pluck().all()).toEqual(['c'])
    expect(isScrubOwed(db)).toBe(owing)
  })
})
