/**
 * On the day of an order its products begin and end by themselves: their rows have had their days since it was ordered. Here
 * the desks are told, and the order is closed. Nodes may run it at once: under the customer's lock the later one finds
 * nothing to do.
 */
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Services } from '../../../services.ts'
import { announceChange } from '../../../store/announce.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { refreshUpcoming } from '../upcoming.ts'
import { followPlan } from '../usage/follow-plan.ts'
import { getCustomer, lockCustomer } from '../../customers/customers.queries.ts'
import { changeOrder, settleProducts, takeBack, writeHistory } from './order-effects.ts'

/** In one round of the housekeeping; the rest waits for the next. */
const MAX_ORDERS = 2_000

type Due = { id: string; customerId: string }

/** @param today of the operator's calendar. @param signal ends the run after the order at hand. @returns how many were closed */
export async function carryOutOrders({ store, clock, log }: Pick<Services, 'store' | 'clock' | 'log'>, { today, signal }: { today: string; signal?: AbortSignal }): Promise<number> {
  const due = await store.db.selectFrom('productOrder').select(['id', 'customerId'])
    .where('state', '=', 'scheduled').where('removedAt', 'is', null).where('effectiveOn', '<=', today)
    .orderBy('effectiveOn').orderBy('id').limit(MAX_ORDERS).execute()
  let done = 0
  for (const order of due) {
    if (signal?.aborted) break
    try {
      done += await store.db.transaction().execute((trx) => carryOut(trx, { clock }, order, today))
    } catch (error) {
      log.error({ orderId: order.id, code: String((error as { code?: unknown }).code ?? 'unknown') }, 'an order could not be carried out')
    }
  }
  return done
}

async function carryOut(trx: Transaction, { clock }: Pick<Services, 'clock'>, { id, customerId }: Due, today: string): Promise<number> {
  await lockCustomer(trx, customerId)
  const [order] = await readRows(trx, 'productOrder', [id])
  if (order?.state !== 'scheduled' || order.effectiveOn > today) return 0
  const at = isoInstant(clock.now())
  const { status } = await getCustomer(trx, customerId)
  if (status === 'closed') {
    await takeBack(trx, clock, id)
    await changeOrder(trx, order, { state: 'cancelled', cancelledAt: at })
  } else {
    await settleProducts(trx, id, today)
    await changeOrder(trx, order, { state: 'done', doneAt: at })
    await writeHistory(trx, clock, order, at)
  }
  await refreshUpcoming(trx, customerId)
  await followPlan(trx, { clock }, customerId, { at, today })
  await announceChange(trx, ['productOrder', 'product', 'accountChange', 'billingAccount', 'usageConsumption', 'usageAlertEvent'], [customerId])
  return 1
}
