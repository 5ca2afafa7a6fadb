import { expect, it } from 'vitest'
import { newId } from '#shared/kernel/ids.ts'
import { cursorSchema } from '#shared/features/sync/sync.schema.ts'
import { NIL_ID, readCursor, writeCursor, type CursorUse } from './cursor.ts'

const use: CursorUse = { key: Buffer.alloc(32, 1), epoch: 'AbC-_9', stream: 'customer', territory: undefined }
const cursor = { base: '17', xid: '18', id: newId() }
const text = writeCursor(cursor, use)

it('reads what it wrote', () => {
  expect(readCursor(text, use)).toEqual(cursor)
  expect(readCursor(writeCursor({ ...cursor, id: NIL_ID }, use), use)).toEqual({ ...cursor, id: NIL_ID })
})

it.each<[string, Partial<CursorUse>]>([
  ['another epoch', { epoch: 'another' }],
  ['another database', { key: Buffer.alloc(32, 2) }],
  ['another stream', { stream: 'payment' }],
  ['everybody, when it is of a territory', { territory: ['10701'] }],
])('makes nothing of a cursor for %s', (_case, other) => {
  expect(readCursor(writeCursor(cursor, { ...use, ...other }), use)).toBeNull()
})

it('fits the contract when every part is as long as it can be', () => {
  const longest = '18446744073709551615'
  expect(cursorSchema.safeParse(writeCursor({ base: longest, xid: longest, id: newId() }, { ...use, epoch: 'x'.repeat(12) })).success).toBe(true)
})

const signature = text.split('.').at(-1)!
const short = text.split('.').at(-2)!
it.each([
  null, '', 'AbC-_9', `AbC-_9.1.2.${cursor.id}`, `AbC-_9.0.0.${NIL_ID}`, `AbC-_9.17.19.${short}.${signature}`, `AbC-_9.16.18.${short}.${signature}`,
  `AbC-_9.17.18.${'A'.repeat(22)}.${signature}`, `AbC-_9.17.18.${short}.${'A'.repeat(22)}`, `AbC-_9.17.18.${short}.`, `${text}.3`,
])('makes nothing of %j', (forged) => {
  expect(readCursor(forged, use)).toBeNull()
})
