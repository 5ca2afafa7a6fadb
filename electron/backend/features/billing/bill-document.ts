/** A bill's lines, written once with the bill and never changed. */
import { sql } from 'kysely'
import { AppError } from '#shared/kernel/errors.ts'
import type { BillDocument } from '#shared/features/billing/bill-document.schema.ts'
import type { Queryable, Transaction } from '../../store/store.ts'

/** @throws AppError `notFound` for a bill of another customer, and for one that came without its lines. */
export async function getBillDocument(db: Queryable, { billId, customerId }: { billId: string; customerId: string }): Promise<BillDocument> {
  const found = await db.selectFrom('billDocument').select(['billId', 'customerId', 'currency', 'lines'])
    .where('billId', '=', billId).where('customerId', '=', customerId).executeTakeFirst()
  if (!found) throw new AppError('notFound', { what: 'bill' })
  return found
}

/** Documents in one statement: some megabytes of text. */
const CHUNK = 1_000

/** @param documents any number. @throws the database's error for a bill that has one already. */
export async function insertBillDocuments(trx: Transaction, documents: readonly BillDocument[]): Promise<void> {
  for (let start = 0; start < documents.length; start += CHUNK) {
    const chunk = documents.slice(start, start + CHUNK)
    // One text for all lines, as JSON has no line breaks: an array would be quoted here and read letter by letter there.
    const lines = chunk.map((document) => JSON.stringify(document.lines)).join('\n')
    await sql`
      insert into bill_document (bill_id, customer_id, currency, lines)
      select bill_id, customer_id, currency, lines::jsonb
      from unnest(${chunk.map(({ billId }) => billId)}::uuid[], ${chunk.map(({ customerId }) => customerId)}::uuid[], ${chunk.map(({ currency }) => currency)}::text[],
        string_to_array(${lines}, E'\\n')) as given(bill_id, customer_id, currency, lines)`.execute(trx)
  }
}
