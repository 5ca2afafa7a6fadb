import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ATTACHMENT_PART_BYTES, MAX_ATTACHMENT_BYTES } from '#shared/features/chat/attachments.ts'
import { ChosenFiles } from './chosen-files.ts'

let folder: string
let place: string | null
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'headend-chosen-'))
  place = path.join(folder, 'modem.png')
})
afterEach(() => rm(folder, { recursive: true }))
const files = () => new ChosenFiles(() => Promise.resolve(place))
async function chosen(from: ChosenFiles) {
  const answer = await from.choose()
  return answer.outcome === 'chosen' ? answer : expect.fail(answer.outcome)
}

it('gives a chosen file in parts, by its name alone, and no more of it afterwards', async () => {
  const bytes = Buffer.alloc(ATTACHMENT_PART_BYTES + 3, 7)
  await writeFile(place!, bytes)
  const from = files()
  const { fileId, filename, size } = await chosen(from)
  expect({ filename, size }).toEqual({ filename: 'modem.png', size: bytes.length })
  const parts = [await from.read(fileId, 0), await from.read(fileId, ATTACHMENT_PART_BYTES)]
  expect(Buffer.concat(parts.map((part) => Buffer.from(part ?? '', 'base64')))).toEqual(bytes)
  expect(await from.read(fileId, 0), 'it was read to its end').toBeNull()
})

it('opens nothing that nobody chose, that is too large, empty or no file, and gives up one that shrinks', async () => {
  const from = files()
  await writeFile(place!, 'abc')
  const first = await chosen(from)
  expect(await from.read('00000000-0000-4000-8000-000000000000', 0)).toBeNull()
  const second = await chosen(from)
  expect(await from.read(first.fileId, 0), 'another one was chosen').toBeNull()
  await truncate(place!, 1)
  expect(await from.read(second.fileId, 0)).toBeNull()
  await truncate(place!, 0)
  expect(await from.choose()).toEqual({ outcome: 'failed', code: 'empty' })
  await truncate(place!, MAX_ATTACHMENT_BYTES + 1)
  expect(await from.choose()).toEqual({ outcome: 'failed', code: 'tooLarge' })
  place = folder
  expect(await from.choose()).toEqual({ outcome: 'failed', code: 'notAFile' })
  place = path.join(folder, 'nowhere')
  expect(await from.choose()).toEqual({ outcome: 'failed', code: 'ENOENT' })
  place = null
  expect(await from.choose()).toEqual({ outcome: 'cancelled' })
})
