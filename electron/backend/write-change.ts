/** The history of an account's changes, which every desk shows in its timeline. */
import type { Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { AccountChange } from '#shared/features/customers/customers.schema.ts'
import { bulkInsert } from './store/bulk-insert.ts'
import type { Transaction } from './store/store.ts'

/** `by`: display name of who did it; null for the customer's own and for automatic ones. */
export type NewChange = Omit<AccountChange, 'id' | 'version'>

export async function writeChange(trx: Transaction, clock: Clock, change: NewChange): Promise<AccountChange> {
  const row: AccountChange = { id: newId(clock), version: 1, ...change }
  await bulkInsert(trx, 'accountChange', [row])
  return row
}
