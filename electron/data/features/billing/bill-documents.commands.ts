import type { BillDocument } from '#shared/features/billing/bill-document.schema.ts'
import { run, type WritableDb } from '../../database/statements.ts'

/** Keeps a copy, and lets those go that are of no account which this agent has open or had open lately. */
export function keepBillDocument(db: WritableDb, agentId: string, document: BillDocument): void {
  const { billId, customerId } = document
  run(db, 'insert or replace into billDocument(billId, customerId, document) values (?, ?, ?)', billId, customerId, JSON.stringify(document))
  run(
    db,
    `delete from billDocument where customerId <> ?
       and customerId not in (select customerId from recent where agentId = ?)
       and customerId not in (select value from tabs, json_each(tabs.tabs, '$.open') where agentId = ?)`,
    customerId, agentId, agentId,
  )
}
