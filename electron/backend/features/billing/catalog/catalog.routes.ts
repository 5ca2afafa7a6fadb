import { runCommand } from '../../../command.ts'
import { router } from '../../../http/router.ts'
import { operatorToday } from '../../../operator-day.ts'
import { writeAudit } from '../../../write-audit.ts'
import { listOfferings } from './catalog.queries.ts'
import { cancelOrder, orderPlanChange } from './orders.commands.ts'
import { workOut } from './plan-preview.ts'

export const catalogRoutes = {
  offerings: router.catalog.offerings.handler(async ({ context }) => ({ offerings: await listOfferings(context.services.store.db) })),
  /** A preview is a read of the account, and is kept as one; of one snapshot. */
  planPreview: router.catalog.planPreview.handler(({ context, input: { customerId, ...change } }) => {
    const { services, asked, background } = context
    return services.store.db.transaction().setIsolationLevel('repeatable read').execute(async (trx) => {
      const { preview } = await workOut(trx, customerId, change, operatorToday(services))
      await writeAudit(trx, services.clock, { action: asked.action, by: context.signedIn(), customerId, detail: { items: change.items.length, effective: change.effective, background } })
      return preview
    })
  }),
  orderPlanChange: router.catalog.orderPlanChange.handler(({ context, input }) =>
    runCommand(context, input, orderPlanChange, ({ orderId, items, effective, date }) => ({ orderId, items: items.length, effective, ...(date === null ? {} : { date }) })),
  ),
  cancelOrder: router.catalog.cancelOrder.handler(({ context, input }) => runCommand(context, input, cancelOrder, ({ orderId }) => ({ orderId }))),
}
