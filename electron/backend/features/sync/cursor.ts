/**
 * Where a reader stands: `epoch.base.xid.id`. Opaque to the desk.
 *
 * xid, id   the last row read; the feed is in this order.
 * base      where the feed stood when the reader began. A reader of a territory is told that a customer left it
 *           only for changes from then on: what was never sent need not be taken back.
 */
import { z } from 'zod'

export type Cursor = { epoch: string; base: string; xid: string; id: string }

const number = z.string().regex(/^\d{1,20}$/)
const parts = z.tuple([z.string().min(1), number, number, z.uuid()])
export const NIL_ID = '00000000-0000-0000-0000-000000000000'

export const writeCursor = ({ epoch, base, xid, id }: Cursor): string => [epoch, base, xid, id].join('.')

/** Null for the beginning, and for anything that is not a cursor of this epoch: the reader starts over. */
export function readCursor(text: string | null, epoch: string): Cursor | null {
  const parsed = parts.safeParse(text?.split('.'))
  if (!parsed.success || parsed.data[0] !== epoch) return null
  const [, base, xid, id] = parsed.data
  return { epoch, base, xid, id }
}
