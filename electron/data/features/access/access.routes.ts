import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { SignInState } from '#shared/features/access/access.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask, type Options } from '../../sync/ask-backend.ts'
import type { Api } from '../../sync/api-client.ts'
import type { WindowContext } from '../../window-context.ts'

const os = implement(bridge.access).$context<WindowContext>()

/**
 * Passed on, and kept nowhere: neither in the cache nor in the outbox. Each act may be done twice, so that one whose answer
 * was lost is simply done again.
 */
export function accessRoutes(core: DeskCore) {
  const act = (customerId: string, work: (api: Api, commandId: string, options: Options) => Promise<unknown>): Promise<SignInState> =>
    ask(core, true, async (api, options) => {
      await work(api, newId(core.clock), options)
      return api.access.state({ customerId }, options)
    })
  return os.router({
    state: os.state.handler(({ input: { looked, customerId } }) => ask(core, looked, (api, options) => api.access.state({ customerId }, options))),
    details: os.details.handler(({ input: { looked, customerId } }) => ask(core, looked, (api, options) => api.access.details({ customerId }, options))),
    unlock: os.unlock.handler(({ input }) => act(input.customerId, (api, commandId, options) => api.access.unlock({ commandId, ...input }, options))),
    sendLink: os.sendLink.handler(({ input }) => act(input.customerId, (api, commandId, options) => api.access.sendLink({ commandId, ...input }, options))),
    removeFactor: os.removeFactor.handler(({ input }) => act(input.customerId, (api, commandId, options) => api.access.removeFactor({ commandId, ...input }, options))),
    endSessions: os.endSessions.handler(({ input }) => act(input.customerId, (api, commandId, options) => api.access.endSessions({ commandId, ...input }, options))),
    forcePassword: os.forcePassword.handler(({ input }) => act(input.customerId, (api, commandId, options) => api.access.forcePassword({ commandId, ...input }, options))),
    freeze: os.freeze.handler(({ input }) => act(input.customerId, (api, commandId, options) => api.access.freeze({ commandId, ...input }, options))),
    unfreeze: os.unfreeze.handler(({ input }) => act(input.customerId, (api, commandId, options) => api.access.unfreeze({ commandId, ...input }, options))),
  })
}
