import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configure, openFile, saltOf } from './open.ts'
import { judge, markKey } from './page-check.ts'

const key = '0123456789abcdef'.repeat(4)
const other = 'f'.repeat(64)
let directory: string
let file: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'headend-open-'))
  file = join(directory, 'cache.db')
  const db = openFile(file, key)
  configure(db)
  db.exec('create table t(x text)')
  const insert = db.prepare('insert into t values (?)')
  for (let number = 0; number < 200; number++) insert.run('secret '.repeat(100))
  db.close()
})
afterEach(() => rmSync(directory, { recursive: true }))

describe('the file', () => {
  it('is opened as its comment says', () => {
    const db = openFile(file, key)
    configure(db)
    const simple = (name: string) => db.pragma(name, { simple: true })
    expect([simple('cipher'), simple('journal_mode'), simple('locking_mode'), simple('foreign_keys'), simple('temp_store')]).toEqual(['aegis', 'wal', 'exclusive', 1, 2])
    // 2 is FULL: WAL alone would be at NORMAL.
    expect(simple('synchronous')).toBe(2)
    db.close()
  })

  it('begins with the salt of its key and holds no clear text', () => {
    const bytes = readFileSync(file)
    expect(bytes.subarray(0, 16).toString('hex')).toBe(saltOf(key))
    expect(bytes.includes('secret')).toBe(false)
  })

  it('does not open under another key', () => {
    expect(() => openFile(file, other)).toThrow(/not a database/)
  })

  it('notices one flipped bit in any page that it reads', () => {
    const bytes = readFileSync(file)
    const flipped = Array.from({ length: 20 }, (_, at) => {
      const copy = Buffer.from(bytes)
      const place = 4096 + Math.floor(((bytes.length - 4096) * at) / 20)
      copy[place] = (copy[place] ?? 0) ^ 1
      writeFileSync(file, copy)
      return readsWhole()
    })
    expect(flipped).toEqual(Array.from({ length: 20 }, () => false))
    writeFileSync(file, bytes)
    expect(readsWhole()).toBe(true)
  })

  const readsWhole = (): boolean => {
    const db = openFile(file, key)
    try {
      db.prepare('select sum(length(x)) from t').get()
      return true
    } catch {
      return false
    } finally {
      db.close()
    }
  }
})

describe('judging a file that does not open', () => {
  const change = (edit: (bytes: Buffer) => Buffer) => writeFileSync(file, edit(readFileSync(file)))
  const noise = (length: number) => Buffer.from(Array.from({ length }, (_, at) => (at * 7919 + (at >> 3) * 104729) % 256))

  it('says wrong key only when nothing in it is ours', () => {
    expect(judge(file, key)).toBe('damaged')
    expect(judge(file, other)).toBe('wrongKey')
  })

  it('says damaged when the first page is noise and the mark beside it is of this key', () => {
    markKey(file, key)
    change((bytes) => Buffer.concat([noise(4096), bytes.subarray(4096)]))
    expect(judge(file, key)).toBe('damaged')
    expect(judge(file, other)).toBe('wrongKey')
  })

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['cut within a page', (bytes: Buffer) => bytes.subarray(0, 5000)],
    ['zeros', (bytes: Buffer) => Buffer.alloc(bytes.length)],
    ['text', () => Buffer.from('x'.repeat(8192))],
  ])('says damaged of a file that is %s, whatever the key', (_, edit) => {
    change(edit)
    expect(judge(file, other)).toBe('damaged')
  })
})
