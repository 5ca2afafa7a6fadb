import { runCommand } from '../../../command.ts'
import { router } from '../../../http/router.ts'
import { operatorToday } from '../../../operator-day.ts'
import { readAudited } from '../../../read-audited.ts'
import { listOfferings } from './catalog.queries.ts'
import { cancelOrder, orderPlanChange } from './orders.commands.ts'
import { workOut } from './plan-preview.ts'

export const catalogRoutes = {
  offerings: router.catalog.offerings.handler(async ({ context }) => ({ offerings: await listOfferings(context.services.store.db) })),
  /** A preview is a read of the account, and is kept as one. */
  planPreview: router.catalog.planPreview.handler(({ context, input: { customerId, ...change } }) =>
    readAudited(context, { customerId, detail: { items: change.items.length, effective: change.effective } }, async (trx) => {
      const { preview } = await workOut(trx, customerId, change, operatorToday(context.services))
      return preview
    })),
  orderPlanChange: router.catalog.orderPlanChange.handler(({ context, input }) =>
    runCommand(context, input, orderPlanChange, ({ orderId, items, effective, date }) => ({ orderId, items: items.length, effective, ...(date === null ? {} : { date }) })),
  ),
  cancelOrder: router.catalog.cancelOrder.handler(({ context, input }) => runCommand(context, input, cancelOrder, ({ orderId }) => ({ orderId }))),
}
