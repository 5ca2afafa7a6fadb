/** Batches that came as rows (a fill) get the postings that they would have left behind: full, by the transaction they came with. */
import { sql } from 'kysely'
import type { Transaction } from '../../../store/store.ts'

/** For every batch of these customers that has no posting. */
export async function openPoints(trx: Transaction, customerIds: readonly string[]): Promise<void> {
  await sql`
    insert into loyalty_posting (transaction_id, batch_id, points)
    select transaction_id, id, remaining from loyalty_batch batch
    where customer_id = any(${customerIds}::uuid[]) and remaining > 0 and not exists (select from loyalty_posting where batch_id = batch.id)`.execute(trx)
}
