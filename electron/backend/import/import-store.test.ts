import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openForImport } from './import-store.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'headend-import-store-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
const marker = path.join(folder, 'backend.imported')

async function open(directory: string, dryRun: boolean): Promise<boolean> {
  const store = await openForImport({ kind: 'embedded', dataDirectory: path.join(folder, directory) }, dryRun)
  const marked = existsSync(marker)
  await store?.close()
  return marked
}

test('a console is told before the first row that its people are real; a dry run and another database tell it nothing', { timeout: 100_000 }, async () => {
  expect(await open('backend', true)).toBe(false)
  expect(await open('elsewhere', false)).toBe(false)
  expect(await open('backend', false)).toBe(true)
})
