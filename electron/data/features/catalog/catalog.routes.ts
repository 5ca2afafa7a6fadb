import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask } from '../../sync/ask-backend.ts'
import { keptAnswerOf } from '../../sync/kept-answer.ts'
import { submitNow } from '../../sync/submit-now.ts'
import type { WindowContext } from '../../window-context.ts'
import { cancelled, ordered } from './orders.queries.ts'

const os = implement(bridge.catalog).$context<WindowContext>()

/** The draft that goes when the order has had its effect. */
const ORDER_DRAFT = 'planChange'

export function catalogRoutes(core: DeskCore) {
  const offerings = keptAnswerOf(core, async (api, options) => (await api.catalog.offerings(undefined, options)).offerings)
  return os.router({
    offerings: os.offerings.handler(async () => ({ offerings: await offerings.get() })),
    planPreview: os.planPreview.handler(({ input: { looked, ...wanted } }) => ask(core, looked, (api, options) => api.catalog.planPreview(wanted, options))),
    orderPlanChange: os.orderPlanChange.handler(({ input }) =>
      submitNow(core, { procedure: 'catalog.orderPlanChange', input, field: 'orderId', draftKey: ORDER_DRAFT, standing: (db) => ordered(db, input) }),
    ),
    cancelOrder: os.cancelOrder.handler(({ input }) =>
      submitNow(core, {
        procedure: 'catalog.cancelOrder', input, field: 'orderId', draftKey: null,
        standing: (db) => cancelled(db, input, core.session.requireAgent().displayName),
      }),
    ),
  })
}
