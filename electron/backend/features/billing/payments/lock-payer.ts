import type { Transaction } from '../../../store/store.ts'

/** As `lockCustomer`, of customers who are no more too: what a gateway has charged is written down whoever has left meanwhile. */
export async function lockPayer(trx: Transaction, customerId: string): Promise<void> {
  await trx.selectFrom('customer').select('id').where('id', '=', customerId).forUpdate().execute()
}
