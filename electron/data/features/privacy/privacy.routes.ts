import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { customersOf } from '../../sync/apply-rows.ts'
import { ask } from '../../sync/ask-backend.ts'
import { commandOnce } from '../../sync/command-once.ts'
import type { WindowContext } from '../../window-context.ts'

const os = implement(bridge.privacy).$context<WindowContext>()

/**
 * Not by the outbox, in which it would wait and be sent again: whoever erases sees it done. If its answer is lost and it is asked
 * again, the backend says that it was done, and the customer's row says so here.
 */
export function privacyRoutes(core: DeskCore) {
  return os.router({
    erasureTerms: os.erasureTerms.handler(({ input }) => ask(core, true, (api, options) => api.privacy.erasureTerms(input, options))),
    erase: os.erase.handler(async ({ input }) => {
      const rows = await commandOnce(core, 'privacy.erase', input)
      core.networkNow?.accounts.overtaken([input.customerId])
      core.hub.changed(['customer', 'outbox', ...Object.keys(rows)], customersOf(rows))
      return {}
    }),
  })
}
