/** What the next bill charges in advance, brought to what the account's products are now. */
import { readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import type { BillingAccount } from '#shared/features/billing/billing.schema.ts'
import { findBilledAccount, readBillBasis } from './bill-basis.ts'
import { composeBill } from './compose-bill.ts'

/** For whoever changes products, under the customer's lock. @returns the billing account as it is now; none without a cycle */
export async function refreshUpcoming(trx: Transaction, customerId: string): Promise<BillingAccount[]> {
  const account = await findBilledAccount(trx, customerId)
  if (!account) return []
  const { recurring } = composeBill({ ...(await readBillBasis(trx, account)), rates: [] }, () => '')
  await trx.updateTable('billingAccount').set(({ eb }) => ({ upcoming: recurring.amount, version: eb('version', '+', 1) }))
    .where('id', '=', account.billingAccountId).where('upcoming', 'is distinct from', recurring.amount).execute()
  return readRows(trx, 'billingAccount', [account.billingAccountId])
}
