/**
 * Erasing a customer, in one transaction under the locks of money: nothing is paid, ordered or written for them between the look and
 * the act. Not in a feature's folder, because it is about all of them. What goes and what stays is `features/privacy/erasure-table.ts`; the
 * desks hear of it as of any change, and the feed brings the tombstones.
 */
import { wrong } from '#shared/kernel/errors.ts'
import { erasedStreams, isSameAccountNumber, type EraseCustomer } from '#shared/features/privacy/privacy.schema.ts'
import type { Effect } from './command.ts'
import { announceChange } from './store/announce.ts'
import type { Transaction } from './store/store.ts'
import { writeChange } from './write-change.ts'
import { lockForMoney } from './features/billing/money-lock.ts'
import { getCustomer } from './features/customers/customers.queries.ts'
import { refreshCustomers } from './features/customers/refresh-customers.ts'
import { erasureQueries } from './features/privacy/erasure-table.ts'
import { keptUntil, listErasureRefusals } from './features/privacy/erasure-terms.queries.ts'
import { forgetWords, wordsOf } from './features/privacy/forget-words.ts'

export const eraseCustomer: Effect<EraseCustomer> = async (trx, input, act) => {
  const { customerId, basis, requestedOn } = input
  await lockForMoney(trx, input, act, 'privacy.erase')
  const { accountNumber } = await getCustomer(trx, customerId)
  if (!isSameAccountNumber(input.accountNumber, accountNumber)) throw wrong('accountNumber', 'otherAccount')
  if (requestedOn > act.today) throw wrong('requestedOn', 'future')
  const [refused] = await listErasureRefusals(trx, customerId)
  if (refused) throw wrong('customerId', refused)
  const words = await wordsOf(trx, customerId)
  await endContacts(trx, customerId, act.at)
  await trx.insertInto('customerErasure').values({ customerId, erasedAt: act.at, erasedBy: act.by.agent.id, basis, requestedOn, keptUntil: keptUntil(act.today) }).execute()
  for (const query of erasureQueries(customerId, act.at)) await trx.executeQuery(query)
  await refreshCustomers(trx, [customerId], { today: act.today })
  await forgetWords(trx, words)
  const change = await writeChange(trx, act.services.clock, { customerId, at: act.at, by: act.by.agent.displayName, what: 'erased', before: null, after: null })
  await announceChange(trx, [...erasedStreams, 'billingAccount', 'payment', 'adjustment'], [customerId])
  return { customer: [await getCustomer(trx, customerId)], accountChange: [change] }
}

/** Whoever is talking to them sees it at once. The line of the history that this writes goes with the others. */
async function endContacts(trx: Transaction, customerId: string, at: string): Promise<void> {
  await trx.updateTable('partyInteraction').set({ endedAt: at, endedBy: 'replaced' }).where('customerId', '=', customerId).where('endedAt', 'is', null).execute()
}
