/**
 * Where a reader stands: `epoch.base.xid.id.signature`. Opaque to the desk.
 *
 * xid, id     the last row read; the feed is in this order.
 * base        where the feed stood when the reader began. A reader of a territory is told that a customer left it
 *             only for changes from then on: what was never sent need not be taken back.
 * signature   over all of it, the stream and the territory. The audit has a line for each beginning of a pull; with a
 *             made-up cursor, or one of a smaller pull, a whole book could go out as if it had been begun before.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { StreamName } from '#shared/features/sync/streams.ts'

export type Cursor = { base: string; xid: string; id: string }
/** What a cursor is good for. @param key the database's own: `Feed` in `store/epoch.ts` */
export type CursorUse = { key: Buffer; epoch: string; stream: StreamName; territory: readonly string[] | undefined }

const number = z.string().regex(/^\d{1,20}$/)
const bytes16 = z.string().regex(/^[\w-]{22}$/)
const parts = z.tuple([z.string().min(1), number, number, bytes16, bytes16])
export const NIL_ID = '00000000-0000-0000-0000-000000000000'
/** 128 bits, of HMAC-SHA256's 256. */
const SIGNATURE_BYTES = 16

export function writeCursor(cursor: Cursor, use: CursorUse): string {
  return [use.epoch, cursor.base, cursor.xid, shortId(cursor.id), sign(cursor, use).toString('base64url')].join('.')
}

/** Null for the beginning, and for anything that is not a cursor for this use: the reader starts over. */
export function readCursor(text: string | null, use: CursorUse): Cursor | null {
  const parsed = parts.safeParse(text?.split('.'))
  if (!parsed.success) return null
  const [epoch, base, xid, id, signature] = parsed.data
  const cursor = { base, xid, id: longId(id) }
  const isOurs = timingSafeEqual(Buffer.from(signature, 'base64url'), sign(cursor, use))
  return epoch === use.epoch && isOurs ? cursor : null
}

function sign({ base, xid, id }: Cursor, { key, epoch, stream, territory }: CursorUse): Buffer {
  const signed = JSON.stringify([epoch, base, xid, id, stream, territory ?? null])
  return createHmac('sha256', key).update(signed).digest().subarray(0, SIGNATURE_BYTES)
}

/** 22 characters for 36: the whole must fit into the 100 of the contract. */
const shortId = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
const longId = (short: string): string =>
  Buffer.from(short, 'base64url').toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
