/**
 * On the day of an order its products begin and end by themselves: their rows have had their days since it was ordered. Here
 * the desks are told, and the order is closed. Nodes may run it at once: under the customer's lock the later one finds
 * nothing to do.
 */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Services } from '../../../services.ts'
import { announceChange } from '../../../store/announce.ts'
import { readRows } from '../../../store/rows.ts'
import type { Store, Transaction } from '../../../store/store.ts'
import { refreshUpcoming } from '../upcoming.ts'
import { followPlan } from '../usage/follow-plan.ts'
import { getCustomer, lockCustomer } from '../../customers/customers.queries.ts'
import { changeOrder, settleProducts, takeBack, writeHistory } from './order-effects.ts'

/** Read at once. One that fails is left for the next round, and keeps nobody behind it waiting. */
const ORDERS_AT_ONCE = 500

type Due = { id: string; customerId: string; effectiveOn: string }

/** @param today of the operator's calendar. @param signal ends the run after the order at hand. @returns how many were closed */
export async function carryOutOrders({ store, clock, log }: Pick<Services, 'store' | 'clock' | 'log'>, { today, signal }: { today: string; signal?: AbortSignal }): Promise<number> {
  let done = 0
  for (let due = await dueAfter(store, today, null); due.length > 0; due = await dueAfter(store, today, due.at(-1)!)) {
    for (const order of due) {
      if (signal?.aborted) return done
      try {
        done += await store.db.transaction().execute((trx) => carryOut(trx, { clock }, order, today))
      } catch (error) {
        log.error({ orderId: order.id, code: String((error as { code?: unknown }).code ?? 'unknown') }, 'an order could not be carried out')
      }
    }
  }
  return done
}

function dueAfter({ db }: Pick<Store, 'db'>, today: string, last: Due | null): Promise<Due[]> {
  const due = db.selectFrom('productOrder').select(['id', 'customerId', 'effectiveOn'])
    .where('state', '=', 'scheduled').where('removedAt', 'is', null).where('effectiveOn', '<=', today)
    .orderBy('effectiveOn').orderBy('id').limit(ORDERS_AT_ONCE)
  return (last ? due.where(({ eb, refTuple, tuple }) => eb(refTuple('effectiveOn', 'id'), '>', tuple(last.effectiveOn, last.id))) : due).execute()
}

async function carryOut(trx: Transaction, { clock }: Pick<Services, 'clock'>, { id, customerId }: Due, today: string): Promise<number> {
  await lockCustomer(trx, customerId)
  const [order] = await readRows(trx, 'productOrder', [id])
  if (order?.state !== 'scheduled' || order.effectiveOn > today) return 0
  const at = isoInstant(clock.now())
  const { status } = await getCustomer(trx, customerId)
  if (hasLeft(status)) {
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
