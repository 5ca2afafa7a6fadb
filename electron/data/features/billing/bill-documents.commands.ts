import type { BillDocument } from '#shared/features/billing/bill-document.schema.ts'
import { dropCopiesOfOthers } from '../../database/kept-copies.ts'
import { run, type WritableDb } from '../../database/statements.ts'

/** Keeps a copy, and lets those go that are of no account which this agent has open or had open lately. */
export function keepBillDocument(db: WritableDb, agentId: string, document: BillDocument): void {
  const { billId, customerId } = document
  run(db, 'insert or replace into billDocument(billId, customerId, document) values (?, ?, ?)', billId, customerId, JSON.stringify(document))
  dropCopiesOfOthers(db, 'billDocument', { customerId, agentId })
}
