import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask } from '../../sync/ask-backend.ts'
import type { WindowContext } from '../../window-context.ts'

const os = implement(bridge.chat).$context<WindowContext>()

/** How chats are set up is asked through and never kept, as they are. */
export function setupRoutes(core: DeskCore, command: (procedure: string) => (call: { input: Record<string, unknown> }) => Promise<void>) {
  return {
    setup: os.setup.handler(({ input: { looked } }) => ask(core, looked, (api, options) => api.chat.setup(undefined, options))),
    rulesOf: os.rulesOf.handler(({ input }) => ask(core, true, (api, options) => api.chat.rulesOf(input, options))),
    tryRules: os.tryRules.handler(({ input, signal }) => ask(core, true, (api, options) => api.chat.tryRules(input, options), signal)),
    compareRules: os.compareRules.handler(({ input, signal }) => ask(core, false, (api, options) => api.chat.compareRules(input, options), signal)),
    addQueue: os.addQueue.handler(command('addQueue')),
    changeQueue: os.changeQueue.handler(command('changeQueue')),
    closeQueue: os.closeQueue.handler(command('closeQueue')),
    reopenQueue: os.reopenQueue.handler(command('reopenQueue')),
    publishRules: os.publishRules.handler(command('publishRules')),
  }
}
