/** Bills that this desk has a copy of. */
import { billDocumentSchema, type BillDocument } from '#shared/features/billing/bill-document.schema.ts'
import type { Row } from '#shared/features/sync/streams.ts'
import { listStream } from '../../database/stream-tables.ts'
import { findRow, type Db } from '../../database/statements.ts'

/** Null when it is not here, and for a copy that an older program kept in another shape. */
export function findBillDocument(db: Db, customerId: string, billId: string): BillDocument | null {
  const row = findRow<{ document: string }>(db, 'select document from billDocument where billId = ? and customerId = ?', billId, customerId)
  const parsed = row && billDocumentSchema.safeParse(JSON.parse(row.document))
  return parsed?.success ? parsed.data : null
}

export const hasBillDocument = (db: Db, billId: string): boolean => findRow(db, 'select 1 from billDocument where billId = ?', billId) !== null

/** Newest first. */
export const listNewestBills = (db: Db, customerId: string, count: number): Row<'customerBill'>[] =>
  listStream(db, 'customerBill', 'where customerId = ? order by billDate desc, id desc limit ?', customerId, count)
