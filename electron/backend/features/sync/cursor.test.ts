import { expect, it } from 'vitest'
import { newId } from '#shared/kernel/ids.ts'
import { cursorSchema } from '#shared/features/sync/sync.schema.ts'
import { readCursor, writeCursor } from './cursor.ts'

const cursor = { epoch: 'AbC-_9', base: '17', xid: '18', id: newId() }

it('reads what it wrote, in its own epoch only', () => {
  expect(readCursor(writeCursor(cursor), 'AbC-_9')).toEqual(cursor)
  expect(readCursor(writeCursor(cursor), 'another')).toBeNull()
})

it('fits the contract when every part is as long as it can be', () => {
  const longest = '18446744073709551615'
  expect(cursorSchema.safeParse(writeCursor({ epoch: 'x'.repeat(12), base: longest, xid: longest, id: newId() })).success).toBe(true)
})

it.each([null, '', 'AbC-_9', 'AbC-_9.1.2', 'AbC-_9.a.2.b', `AbC-_9.1.-2.${cursor.id}`, `AbC-_9.1.2.${cursor.id}.3`])('makes nothing of %j', (text) => {
  expect(readCursor(text, 'AbC-_9')).toBeNull()
})
