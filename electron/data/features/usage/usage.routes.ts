import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import { isAppError } from '#shared/kernel/errors.ts'
import type { UsageDetail } from '#shared/features/usage/usage.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask, network } from '../../sync/ask-backend.ts'
import { submitNow } from '../../sync/submit-now.ts'
import type { WindowContext } from '../../window-context.ts'
import { findUsageDetail, isUsageDetailOld } from './usage-details.queries.ts'
import { alertChanged, alertRemoved, alertSet, toppedUp, topUpTakenBack } from './usage.queries.ts'

/** Drafts that go when what was typed in them has had its effect. */
const draftOf = { topUp: 'topUp', setAlert: 'usageAlert', changeAlert: (alertId: string) => `usageAlert:${alertId}` }

const os = implement(bridge.usage).$context<WindowContext>()

export function usageRoutes(core: DeskCore) {
  const agentName = () => core.session.requireAgent().displayName
  return os.router({
    detail: os.detail.handler(({ input }) => detailOf(core, input.customerId, input.looked)),
    topUpTerms: os.topUpTerms.handler(({ input: { looked, ...of } }) => ask(core, looked, (api, options) => api.usage.topUpTerms(of, options))),
    // Passed on and forgotten: call detail lies in no cache.
    calls: os.calls.handler(({ input: { looked, ...of } }) => ask(core, looked, (api, options) => api.usage.calls(of, options))),
    setAlert: os.setAlert.handler(({ input }) =>
      submitNow(core, { procedure: 'usage.setAlert', input, field: 'alertId', draftKey: draftOf.setAlert, standing: (db) => alertSet(db, input) })),
    changeAlert: os.changeAlert.handler(({ input }) =>
      submitNow(core, { procedure: 'usage.changeAlert', input, field: 'alertId', draftKey: draftOf.changeAlert(input.alertId), standing: (db) => alertChanged(db, input, agentName()) })),
    removeAlert: os.removeAlert.handler(({ input }) =>
      submitNow(core, { procedure: 'usage.removeAlert', input, field: 'alertId', draftKey: null, standing: (db) => alertRemoved(db, input) })),
    topUp: os.topUp.handler(({ input }) =>
      submitNow(core, { procedure: 'usage.topUp', input, field: 'topUpId', draftKey: draftOf.topUp, standing: (db) => toppedUp(db, input) })),
    takeBackTopUp: os.takeBackTopUp.handler(({ input }) =>
      submitNow(core, { procedure: 'usage.takeBackTopUp', input, field: 'topUpId', draftKey: null, standing: (db) => topUpTakenBack(db, input) })),
  })
}

/** A copy that is as new as the rows here is as good as the backend's. Without the line an old one is better than none: it says of when it is. */
async function detailOf(core: DeskCore, customerId: string, looked: boolean): Promise<UsageDetail> {
  const kept = findUsageDetail(core.cache.db, customerId)
  if (kept && !isUsageDetailOld(core.cache.db, customerId, core.clock.now())) return kept
  try {
    if (looked) core.session.noteUse()
    return await (await network(core)).usage.fetch(customerId, !looked)
  } catch (error) {
    if (kept && isAppError(error, 'offline')) return kept
    throw error
  }
}
