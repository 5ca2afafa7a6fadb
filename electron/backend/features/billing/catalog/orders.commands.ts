/**
 * Orders upon the catalog (TMF622 ProductOrder).
 *
 *   orderPlanChange   for today: done; for a later day: scheduled
 *   carryOutOrders    scheduled to done on its day, by the housekeeping; to cancelled when the account was closed meanwhile
 *   cancelOrder       scheduled to cancelled, by anybody who may order, before its day
 *
 * The products of an order are rows from the moment it is ordered, with their days; so what is billed does not depend on
 * when the housekeeping comes by.
 */
import { AppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import type { CancelOrder, OrderPlanChange, PlanPreview, ProductOrder } from '#shared/features/catalog/orders.schema.ts'
import { productsAfter, type Plan } from '#shared/features/catalog/plan-change.ts'
import type { RowsByStream } from '#shared/features/sync/sync.schema.ts'
import type { Act, Effect } from '../../../command.ts'
import { bulkInsert } from '../../../store/bulk-insert.ts'
import { insertNew, readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import type { BilledAccount } from '../bill-basis.ts'
import { lockForMoney } from '../money-lock.ts'
import { addOneTimeCharges } from '../one-time-charges.ts'
import { refreshUpcoming } from '../upcoming.ts'
import { followPlan } from '../usage/follow-plan.ts'
import { feeCharges } from './bills-ahead.ts'
import { getOrder } from './catalog.queries.ts'
import { changeOrder, settleProducts, takeBack, writeHistory } from './order-effects.ts'
import { workOut } from './plan-preview.ts'
import { tellOfOrder } from './tell-of-order.ts'

export const orderPlanChange: Effect<OrderPlanChange> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'catalog.order')
  const { items, effective, date } = input
  const { preview, plan, account } = await workOut(trx, input.customerId, { items, effective, date }, act.today)
  const { effectiveOn } = preview
  requireShown(input, preview)
  if (!plan || !account || effectiveOn === null) throw new AppError('internal', { detail: 'a plan without an account' })
  const order = orderRow(input, { preview, plan, account, act, effectiveOn })
  await insertNew(trx, 'productOrder', order, 'orderId')
  await writeProducts(trx, order, plan, act)
  await addOneTimeCharges(trx, act.services.clock, account, feeCharges(plan, effectiveOn).map((fee) => ({ ...fee, source: 'planChange', sourceId: order.id })))
  const history = order.state === 'done' ? [await writeHistory(trx, act.services.clock, order, act.at)] : []
  return {
    productOrder: [order],
    product: await settleProducts(trx, order.id, act.today),
    billingAccount: await refreshUpcoming(trx, input.customerId),
    ...(await followPlan(trx, act.services, input.customerId, act)),
    ...(history.length > 0 ? { accountChange: history } : {}),
    communicationMessage: await tellOfOrder(trx, act, 'planOrdered', order),
  }
}

/** @throws AppError `validation` with the refusals; `conflict` with the new preview when it is not what was shown. */
function requireShown({ fingerprint }: OrderPlanChange, preview: PlanPreview): void {
  if (preview.refusals.length > 0)
    throw new AppError('validation', { issues: preview.refusals.map(({ code, item }) => ({ path: item === null ? 'order' : `items.${item}`, message: code })) })
  if (preview.fingerprint !== fingerprint) throw new AppError('conflict', { stream: 'planPreview', current: { ...preview }, changedBy: null, changedAt: null })
}

type Ordered = { preview: PlanPreview; plan: Plan; account: BilledAccount; act: Act; effectiveOn: string }

function orderRow(input: OrderPlanChange, { preview, plan, account, act, effectiveOn }: Ordered): ProductOrder {
  const { orderId, customerId, items, effective, date } = input
  const { monthly, fees, discounts, contracts, bills, fingerprint } = preview
  const now = effectiveOn <= act.today
  const known = (slots: Plan['before'], others: Plan['before']) => slots.filter((slot) => !others.includes(slot)).map(({ name }) => name)
  return {
    id: orderId, customerId, version: 1, billingAccountId: account.billingAccountId, state: now ? 'done' : 'scheduled', currency: account.currency,
    change: { items, effective, date }, effectiveOn,
    summary: { ended: known(plan.before, plan.after), started: known(plan.after, plan.before) },
    figures: { monthly, fees, discounts, contracts, bills: bills.map(({ billDate, before, after }) => ({ billDate, before, after })) },
    fingerprint: fingerprint ?? '', orderedAt: act.at, orderedBy: act.by.agent.displayName, doneAt: now ? act.at : null, cancelledAt: null, cancelledBy: null,
  }
}

async function writeProducts(trx: Transaction, order: ProductOrder, plan: Plan, { services }: Act): Promise<void> {
  const { customerId, effectiveOn } = order
  const started = productsAfter([], plan, effectiveOn, () => newId(services.clock)).map((product): Product => ({ ...product, customerId, version: 1 }))
  await bulkInsert(trx, 'product', started)
  for (const { id } of plan.ended)
    await trx.updateTable('product').set(({ eb }) => ({ endsOn: effectiveOn, version: eb('version', '+', 1) })).where('id', '=', id).execute()
  const effects = [
    ...started.map(({ id }) => ({ orderId: order.id, productId: id, effect: 'started' as const, previousEndsOn: null })),
    ...plan.ended.map(({ id, endsOn }) => ({ orderId: order.id, productId: id, effect: 'ended' as const, previousEndsOn: endsOn })),
  ]
  await trx.insertInto('productOrderEffect').values(effects).execute()
}

export const cancelOrder: Effect<CancelOrder> = async (trx, input, act) => {
  await lockForMoney(trx, input, act, 'catalog.order')
  const before = await getOrder(trx, input)
  if (before.version !== input.expectedVersion || before.state !== 'scheduled' || before.effectiveOn <= act.today)
    throw new AppError('conflict', { stream: 'productOrder', current: before, changedBy: before.cancelledBy ?? before.orderedBy, changedAt: before.cancelledAt ?? before.doneAt ?? before.orderedAt })
  return cancelled(trx, before, act)
}

async function cancelled(trx: Transaction, before: ProductOrder, act: Act): Promise<RowsByStream> {
  const { at, by, services } = act
  const ids = await takeBack(trx, services.clock, before.id)
  const order = await changeOrder(trx, before, { state: 'cancelled', cancelledAt: at, cancelledBy: by.agent.displayName })
  return {
    productOrder: [order],
    product: await readRows(trx, 'product', ids),
    billingAccount: await refreshUpcoming(trx, before.customerId),
    communicationMessage: await tellOfOrder(trx, act, 'planCancelled', order),
  }
}
