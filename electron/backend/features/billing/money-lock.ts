/**
 * Who changes money for a customer holds two rows, always in this order:
 *   1. the customer, so that balances, bills and the customer's credits stand still;
 *   2. the agent who acts, because the limit of a day is the agent's, whoever the customers are.
 * With one order for everybody two of them can never wait for each other, and no number of requests at once can
 * overrun a limit: each reads its sums only when all before it have been written.
 */
import type { Permission, Role } from '#shared/features/session/session.schema.ts'
import type { Act } from '../../command.ts'
import { requireRightNow } from '../../require-right-now.ts'
import type { Transaction } from '../../store/store.ts'
import { lockCustomer } from '../customers/customers.queries.ts'

/**
 * Asks for the right once more under the locks: a request may have waited here while the role was taken away.
 * @returns the role that the agent has now
 * @throws AppError `notFound` for the customer, `forbidden` when the right is gone
 */
export async function lockForMoney(trx: Transaction, { customerId }: { customerId: string }, { by }: Act, permission: Permission): Promise<Role> {
  await lockCustomer(trx, customerId)
  return requireRightNow(trx, { by }, permission)
}
