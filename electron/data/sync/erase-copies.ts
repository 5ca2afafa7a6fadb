/**
 * A customer who was erased on request leaves this desk with the row that says so: rows, copies, search, drafts and what was not sent.
 * Whatever the row came with, it goes in that transaction; the rows' own tombstones come later, or not at all.
 *
 * Stays: what the law keeps, without a name, and what the desk owes the audit. A command that is on its way is settled by its answer,
 * and when it is refused goes too (push.ts).
 */
import { erasedStreams } from '#shared/features/privacy/privacy.schema.ts'
import type { Row, StreamName } from '#shared/features/sync/streams.ts'
import { beginErasing } from '../database/scrub.ts'
import { findById, removeRows } from '../database/stream-tables.ts'
import { findRow, run, type Db, type WritableDb } from '../database/statements.ts'
import { forgetWordsOf } from '../features/customers/search/forget-words.ts'
import { forgetRows } from '../features/customers/search/index-customers.ts'

export const isErased = (db: Db, customerId: string): boolean => findRow(db, 'select 1 from erasedCustomer where customerId = ?', customerId) !== null

/** Before the rows are written. */
export function eraseCopies(db: WritableDb, rows: readonly Row<'customer'>[]): void {
  for (const { id, status } of rows) if (status === 'erased' && !isErased(db, id)) eraseCopiesOf(db, id)
}

/** Without those of somebody erased, whom only an answer can still name that was asked for before. */
export function withoutErased<S extends StreamName>(db: Db, stream: S, rows: readonly Row<S>[]): readonly Row<S>[] {
  if (stream === 'customer' || !(erasedStreams as readonly StreamName[]).includes(stream) || findRow(db, 'select 1 from erasedCustomer limit 1') === null) return rows
  return rows.filter((row) => !isErased(db, (row as unknown as { customerId: string }).customerId) || isNotice(stream, row))
}

/** The one line of the history that says what became of the account. */
const isNotice = (stream: StreamName, row: unknown): boolean => stream === 'accountChange' && (row as Row<'accountChange'>).what === 'erased'

function eraseCopiesOf(db: WritableDb, customerId: string): void {
  run(db, 'insert into erasedCustomer(customerId) values (?)', customerId)
  // Also where the desk has no row of them: drafts and unsent work outlive a sign-out, and so do pages in which the row was.
  beginErasing(db)
  for (const stream of erasedStreams) run(db, `delete from "${stream}" where customerId = ?${stream === 'accountChange' ? ` and what <> 'erased'` : ''}`, customerId)
  for (const table of ['billDocument', 'usageDetail', 'recent', 'draft']) run(db, `delete from ${table} where customerId = ?`, customerId)
  run(db, `delete from outbox where customerId = ? and procedure not like 'audit.%' and (attempts = 0 or refused = 1)`, customerId)
  const before = findById(db, 'customer', customerId)
  if (before === null) return
  // Under another rowid, so that what the index says of the old one leads to nobody.
  forgetRows(db)
  removeRows(db, 'customer', [customerId])
  forgetWordsOf(db, before)
}
