import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLog } from './log-file.ts'
import { scrub } from './scrub.ts'

const noon = () => new Date('2026-11-23T12:00:00Z')
let folder: string
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'headend-log-'))))
afterEach(() => rmSync(folder, { recursive: true }))

describe('log', () => {
  it('says when, who and what, line by line', () => {
    openLog(folder, noon)('data', 'one\ntwo\n')
    expect(readFileSync(path.join(folder, 'headend.log'), 'utf8')).toBe('2026-11-23T12:00:00.000Z data one\n2026-11-23T12:00:00.000Z data two\n')
  })

  it('keeps the newest lines in a few bounded files', () => {
    const log = openLog(folder, noon, { bytes: 500, files: 3 })
    for (let line = 0; line < 100; line += 1) log('data', `line ${line}`)
    expect(readdirSync(folder).sort()).toEqual(['headend.1.log', 'headend.2.log', 'headend.log'])
    expect(readFileSync(path.join(folder, 'headend.log'), 'utf8')).toContain('line 99\n')
    for (const name of readdirSync(folder)) expect(statSync(path.join(folder, name)).size).toBeLessThanOrEqual(500)
  })
})

describe('scrub', () => {
  it.each([
    ['no user ana.rivera+x@mail.example here', 'no user [e-mail] here'],
    ['phone +1 (914) 555-0123 busy', 'phone [number] busy'],
    ['account 07810-449-2210-7', 'account [number]'],
    [`key ${'0af1'.repeat(16)}.`, 'key [key].'],
    [`token ${'aB3_'.repeat(10)}xyz`, 'token [token]'],
  ])('takes people out of %s', (line, scrubbed) => expect(scrub(line)).toBe(scrubbed))

  it.each(['pulled 25000 rows in 312 ms', 'at open (data.js:120:33)', 'listening on 127.0.0.1:4711'])('leaves %s', (line) =>
    expect(scrub(line)).toBe(line),
  )
})
