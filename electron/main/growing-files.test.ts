import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { GrowingFiles } from './growing-files.ts'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'headend-growing-'))))
afterEach(() => rm(folder, { recursive: true }))
const files = () => new GrowingFiles((filename) => Promise.resolve(path.join(folder, filename)))

async function opened(growing: GrowingFiles, filename = 'audit.csv'): Promise<string> {
  const answer = await growing.open(filename)
  if (answer.outcome !== 'opened') throw new Error(answer.outcome)
  return answer.fileId
}

it('stands under its name when it is whole', async () => {
  const growing = files()
  const fileId = await opened(growing)
  await growing.grow(fileId, 'one,')
  await growing.grow(fileId, 'ñ\n')
  expect(await readdir(folder)).toEqual([expect.stringMatching(/\.part$/)])
  expect(await growing.end(fileId, true)).toEqual({ outcome: 'saved', filename: 'audit.csv' })
  expect(await readdir(folder)).toEqual(['audit.csv'])
  expect(await readFile(path.join(folder, 'audit.csv'), 'utf8')).toBe('one,ñ\n')
})

it('leaves what was there when it is given up, or another one is begun', async () => {
  await writeFile(path.join(folder, 'audit.csv'), 'before')
  const growing = files()
  const first = await opened(growing)
  await growing.grow(first, 'half')
  const second = await opened(growing, 'other.csv')
  expect(await growing.grow(first, 'more')).toEqual({ outcome: 'cancelled' })
  expect(await growing.end(first, true)).toEqual({ outcome: 'cancelled' })
  await growing.end(second, false)
  expect(await readdir(folder)).toEqual(['audit.csv'])
  expect(await readFile(path.join(folder, 'audit.csv'), 'utf8')).toBe('before')
})

it('opens nothing where the person wants nothing, and says the system\'s code where nothing can be', async () => {
  expect(await new GrowingFiles(() => Promise.resolve(null)).open('audit.csv')).toEqual({ outcome: 'cancelled' })
  expect(await new GrowingFiles(() => Promise.resolve(path.join(folder, 'none', 'audit.csv'))).open('audit.csv')).toEqual({ outcome: 'failed', code: 'ENOENT' })
})
