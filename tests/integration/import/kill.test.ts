/** The real program, really killed in the middle of its work, on a real data directory. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '../../../electron/backend/store/store.ts'

const cli = path.resolve(import.meta.dirname, '../../../electron/backend/import/cli.ts')
const ROWS = 4_000
let folder = ''
let file = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'headend-kill-'))
  file = path.join(folder, 'book.csv')
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const charge = index % 50 === 0 ? '-1' : `${20 + (index % 90)}.5`
    return `K-${index},Person ${index},${index} Main St,Yonkers,10701,914-555-${String(index).padStart(4, '0')},Yes,Cable,${charge},${index}.25`
  })
  await writeFile(file, ['Account No,Name,Address,City,Zip,Phone,Phone Service,Internet Type,Monthly Charge,Total Charges', ...rows].join('\n'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Outcome = { code: number | null; stdout: string; stderr: string }

/** @param killAt the program is killed, without a chance to do anything, as soon as it has said this or made this file. */
function runImport(directory: string, killAt: RegExp | { file: string } | null): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, file, '--json', '--data-directory', directory, '--rejects', path.join(folder, 'rejects.csv')])
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (text) => (stdout += text))
    child.stderr.on('data', (text) => {
      stderr += text
      if (killAt instanceof RegExp && killAt.test(stderr)) child.kill('SIGKILL')
    })
    const watch = killAt && 'file' in killAt ? setInterval(() => existsSync(killAt.file) && child.kill('SIGKILL'), 1) : undefined
    child.once('close', () => clearInterval(watch))
    child.once('error', reject).once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** All rows but for the times at which they were written and the ids of history entries, which are drawn anew. */
async function state(directory: string): Promise<Record<string, string | undefined>> {
  const store = await openStore({ kind: 'embedded', dataDirectory: directory })
  const digests: Record<string, string | undefined> = {}
  for (const [table, columns] of [
    ['customer', 'id, version, account_number, status, phones, street'],
    ['contact_medium', 'id, version, value'],
    ['address', 'id, version, street'],
    ['billing_account', 'id, version, upcoming, lifetime_charges'],
    ['product', 'id, version, name, status'],
    ['account_change', 'customer_id, what, after'],
    ['customer_search', 'customer_id, phones'],
    ['import_source', 'customer_id, row_hash'],
  ]) {
    const { rows } = await store.pool.query<{ digest: string }>(
      `select count(*) || ' ' || md5(string_agg(line, chr(10) order by line)) as digest from (select concat_ws('|', ${columns}) as line from ${table}) lines`)
    digests[table ?? ''] = rows[0]?.digest
  }
  await store.close()
  return digests
}

test('killed at several points and run again, it ends as if never killed', { timeout: 300_000 }, async () => {
  const clean = path.join(folder, 'clean')
  expect(JSON.parse((await runImport(clean, null)).stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ ok: true, read: ROWS, imported: 3_920, rejected: 80 })

  const struck = path.join(folder, 'struck')
  // While the database is made; after the first rows; in the second run's rows.
  for (const point of [/Columns:/, /\d of 4,000 rows/, /\d of 4,000 rows/]) {
    const { code, stdout } = await runImport(struck, point)
    expect([code, stdout]).toEqual([null, ''])
  }
  const last = JSON.parse((await runImport(struck, null)).stdout.trim().split('\n').at(-1) ?? '') as Record<string, number>
  expect(last).toMatchObject({ read: ROWS, imported: 3_920, rejected: 80, updated: 0 })
  // Negative control: the kills did fall into the work.
  expect(last['unchanged']).toBeGreaterThan(0)
  expect(await state(struck)).toEqual(await state(clean))
})

test('killed while the database itself is made, it is made anew', { timeout: 300_000 }, async () => {
  const directory = path.join(folder, 'unborn')
  for (const sign of ['PG_VERSION', 'postmaster.pid']) {
    expect((await runImport(directory, { file: path.join(`${directory}.making`, sign) })).code).toBe(null)
    expect(await readdir(directory)).toEqual([])
  }
  const { code, stdout } = await runImport(directory, null)
  expect([code, JSON.parse(stdout) as unknown]).toEqual([0, expect.objectContaining({ ok: true, created: 3_920 })])
  expect(existsSync(`${directory}.making`)).toBe(false)
})

test('a directory that another program has open is refused, and the reason said', { timeout: 120_000 }, async () => {
  const directory = path.join(folder, 'busy')
  const store = await openStore({ kind: 'embedded', dataDirectory: directory })
  const { code, stdout, stderr } = await runImport(directory, null)
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ name: 'import', ok: false })
  expect(stderr).toContain('open in another program')
  await store.close()
})

test('a dry run makes no directory and no file', { timeout: 60_000 }, async () => {
  const directory = path.join(folder, 'never')
  const child = spawn(process.execPath, [cli, file, '--json', '--dry-run', '--data-directory', directory], { cwd: folder })
  const chunks: string[] = []
  child.stdout.on('data', (text) => chunks.push(String(text)))
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect([code, JSON.parse(chunks.join('')) as unknown]).toEqual([0, expect.objectContaining({ read: ROWS, imported: 3_920, dryRun: true, rejectsFile: null })])
  expect((await readdir(folder)).filter((name) => name === 'never' || name.startsWith('book.csv.'))).toEqual([])
})
