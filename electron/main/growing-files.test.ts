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
  await growing.grow(fileId, { text: 'one,' })
  await growing.grow(fileId, { text: 'ñ\n' })
  expect(await readdir(folder)).toEqual([expect.stringMatching(/\.part$/)])
  expect(await growing.end(fileId, true)).toEqual({ outcome: 'saved', filename: 'audit.csv' })
  expect(await readdir(folder)).toEqual(['audit.csv'])
  expect(await readFile(path.join(folder, 'audit.csv'), 'utf8')).toBe('one,ñ\n')
})

it('leaves what was there when it is given up, or another one is begun', async () => {
  await writeFile(path.join(folder, 'audit.csv'), 'before')
  const growing = files()
  const first = await opened(growing)
  await growing.grow(first, { text: 'half' })
  const second = await opened(growing, 'other.csv')
  expect(await growing.grow(first, { text: 'more' })).toEqual({ outcome: 'cancelled' })
  expect(await growing.end(first, true)).toEqual({ outcome: 'cancelled' })
  await growing.end(second, false)
  expect(await readdir(folder)).toEqual(['audit.csv'])
  expect(await readFile(path.join(folder, 'audit.csv'), 'utf8')).toBe('before')
})

it('opens nothing where the person wants nothing, and says the system\'s code where nothing can be', async () => {
  expect(await new GrowingFiles(() => Promise.resolve(null)).open('audit.csv')).toEqual({ outcome: 'cancelled' })
  expect(await new GrowingFiles(() => Promise.resolve(path.join(folder, 'none', 'audit.csv'))).open('audit.csv')).toEqual({ outcome: 'failed', code: 'ENOENT' })
})

it('takes bytes under the name of a picture or document, and nothing that is none', async () => {
  const growing = files()
  const bytes = Buffer.from('%PDF-1.7\n\xff\x00', 'latin1')
  const whole = await opened(growing, 'bill.pdf')
  await growing.grow(whole, { content: bytes.toString('base64') })
  expect(await growing.end(whole, true)).toEqual({ outcome: 'saved', filename: 'bill.pdf' })
  expect(await readFile(path.join(folder, 'bill.pdf'))).toEqual(bytes)
  for (const name of ['run.pdf', 'run.png', 'run.jpg', 'run.webp', 'run.gif']) {
    const wrong = await opened(growing, name)
    expect(await growing.grow(wrong, { content: Buffer.from('MZ\x90\0').toString('base64') })).toEqual({ outcome: 'failed', code: 'notOfThatType' })
  }
  expect(await readdir(folder)).toEqual(['bill.pdf'])
})
