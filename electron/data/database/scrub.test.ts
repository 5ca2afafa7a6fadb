import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from './migrate.ts'
import { configure, openFile } from './open.ts'
import { beginErasing, findScrubOwed, isScrubOwed, overwriteDeleted, scrub } from './scrub.ts'
import type { Db, WritableDb } from './statements.ts'

/** Without a key, so that what lies in the file is seen. */
describe('what was erased', () => {
  let folder: string
  let file: string
  let db: Db
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headend-scrub-'))
    file = join(folder, 'cache.db')
    db = open()
    db.exec('create table thing (id integer primary key, text text not null) strict')
    const insert = db.prepare('insert into thing(text) values (?)')
    for (let row = 0; row < 400; row += 1) insert.run(`mark~${row}~${'x'.repeat(300)}`)
  })
  afterEach(() => {
    if (db.open) db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  function open(): Db {
    const opened = openFile(file, null)
    configure(opened)
    opened.transaction(() => migrate(opened as WritableDb)).immediate()
    return opened
  }
  const marks = (): number => readdirSync(folder).reduce((sum, name) => sum + (readFileSync(join(folder, name), 'latin1').match(/mark~/g)?.length ?? 0), 0)
  const deleteAll = () => db.exec('delete from thing')

  it('is still in the file and its WAL when it was only deleted (the control)', () => {
    deleteAll()
    expect(marks()).toBeGreaterThan(100)
    db.close()
    expect(marks()).toBeGreaterThan(100)
  })

  it('is nowhere after the scrub: neither in pages, nor in the WAL, nor in a file that was put aside', () => {
    overwriteDeleted(db)
    writeFileSync(`${file}.aside-2026`, 'mark~')
    writeFileSync(join(folder, 'other.log'), 'kept')
    db.transaction(() => {
      beginErasing(db as WritableDb)
      deleteAll()
    }).immediate()
    expect([isScrubOwed(db), findScrubOwed(db)]).toEqual([true, true])
    scrub(db, file)
    expect(marks()).toBe(0)
    expect([isScrubOwed(db), findScrubOwed(db), existsSync(join(folder, 'other.log'))]).toEqual([false, false, true])
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('is overwritten in pages that were free before, and is owed over a kill', () => {
    // Which happens as rows go by themselves: whole pages that are given back are not written for it.
    overwriteDeleted(db)
    deleteAll()
    db.transaction(() => beginErasing(db as WritableDb)).immediate()
    db.close()
    expect(marks()).toBeGreaterThan(100)
    db = open()
    expect(findScrubOwed(db)).toBe(true)
    scrub(db, file)
    expect(marks()).toBe(0)
  })

  it('is overwritten a piece at a time: the log takes the room of one, however much is free', () => {
    const insert = db.prepare('insert into thing(text) values (?)')
    db.transaction(() => {
      for (let row = 0; row < 20; row += 1) insert.run(`mark~${'y'.repeat(1_000_000)}`)
    }).immediate()
    overwriteDeleted(db)
    deleteAll()
    db.pragma('wal_checkpoint(TRUNCATE)')
    const before = statSync(file).size
    const pragma = db.pragma.bind(db)
    let longest = 0
    db.pragma = ((...args: Parameters<typeof pragma>) => {
      longest = Math.max(longest, statSync(`${file}-wal`).size)
      return pragma(...args) as unknown
    }) as typeof db.pragma
    scrub(db, file)
    expect(marks()).toBe(0)
    expect(longest).toBeGreaterThan(3_000_000)
    expect(longest).toBeLessThan(6_000_000)
    expect(statSync(file).size).toBeLessThan(before * 1.02)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('gives back what one that was cut off had taken', () => {
    overwriteDeleted(db)
    deleteAll()
    db.exec(`create table scrubbing (zeros blob not null) strict; insert into scrubbing values (zeroblob(50000))`)
    scrub(db, file)
    expect(marks()).toBe(0)
    expect(db.prepare(`select count(*) from sqlite_schema where name = 'scrubbing'`).pluck().get()).toBe(0)
  })
})
