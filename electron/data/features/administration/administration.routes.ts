import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { MoneySettings } from '#shared/features/administration/administration.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask } from '../../sync/ask-backend.ts'
import type { Api } from '../../sync/api-client.ts'
import type { WindowContext } from '../../window-context.ts'

const os = implement(bridge.administration).$context<WindowContext>()
type Options = Parameters<Api['administration']['moneySettings']>[1]

/**
 * Not by the outbox: nothing of it is of one customer, and a change is upon a version. If its answer is lost and it is sent
 * again, it meets what it wrote itself as a conflict, which shows that it is there.
 */
export function administrationRoutes(core: DeskCore) {
  const change = (work: (api: Api, commandId: string, options: Options) => Promise<unknown>): Promise<MoneySettings> =>
    ask(core, true, async (api, options) => {
      await work(api, newId(core.clock), options)
      return api.administration.moneySettings(undefined, options)
    })
  return os.router({
    moneySettings: os.moneySettings.handler(() => ask(core, true, (api, options) => api.administration.moneySettings(undefined, options))),
    addAdjustmentReason: os.addAdjustmentReason.handler(({ input }) => change((api, commandId, options) => api.administration.addAdjustmentReason({ commandId, ...input }, options))),
    changeAdjustmentReason: os.changeAdjustmentReason.handler(({ input }) => change((api, commandId, options) => api.administration.changeAdjustmentReason({ commandId, ...input }, options))),
    setAdjustmentLimits: os.setAdjustmentLimits.handler(({ input }) => change((api, commandId, options) => api.administration.setAdjustmentLimits({ commandId, ...input }, options))),
    setRecordingLimits: os.setRecordingLimits.handler(({ input }) => change((api, commandId, options) => api.administration.setRecordingLimits({ commandId, ...input }, options))),
    setRefundLimits: os.setRefundLimits.handler(({ input }) => change((api, commandId, options) => api.administration.setRefundLimits({ commandId, ...input }, options))),
    setRewardLimits: os.setRewardLimits.handler(({ input }) => change((api, commandId, options) => api.administration.setRewardLimits({ commandId, ...input }, options))),
    setRewardRules: os.setRewardRules.handler(({ input }) => change((api, commandId, options) => api.administration.setRewardRules({ commandId, ...input }, options))),
  })
}
