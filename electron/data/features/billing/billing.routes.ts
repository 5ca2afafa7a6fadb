import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { DeskCore } from '../../desk-core.ts'
import type { Api } from '../../sync/api-client.ts'
import { submitNow } from '../../sync/submit-now.ts'
import type { WindowContext } from '../../window-context.ts'
import { decided, reversed, submitted, withdrawn } from './adjustments.queries.ts'
import { findBillDocument } from './bill-documents.queries.ts'

const os = implement(bridge.billing).$context<WindowContext>()

/** Drafts that go when what was typed in them has had its effect. */
const draftOf = { submit: 'adjustment', reverse: (adjustmentId: string) => `reversal:${adjustmentId}`, decide: (adjustmentId: string) => `decision:${adjustmentId}` }

export function billingRoutes(core: DeskCore) {
  const agentName = () => core.session.requireAgent().displayName
  return os.router({
    bill: os.bill.handler(async ({ input: { customerId, billId } }) =>
      findBillDocument(core.cache.db, customerId, billId) ?? (await network(core)).bills.fetch(customerId, billId),
    ),
    nextBill: os.nextBill.handler(({ input }) => ask(core, (api, options) => api.billing.nextBill(input, options))),
    adjustmentTerms: os.adjustmentTerms.handler(({ input }) => ask(core, (api, options) => api.billing.adjustmentTerms(input, options))),
    approvals: os.approvals.handler(() => ask(core, (api, options) => api.billing.approvals(undefined, options))),
    adjustmentReasons: os.adjustmentReasons.handler(() => ask(core, (api, options) => api.billing.adjustmentReasons(undefined, options))),
    submitAdjustment: os.submitAdjustment.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.submitAdjustment', input, field: 'adjustmentId', draftKey: draftOf.submit, standing: (db) => submitted(db, input) }),
    ),
    withdrawAdjustment: os.withdrawAdjustment.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.withdrawAdjustment', input, field: 'adjustmentId', draftKey: null, standing: (db) => withdrawn(db, input) }),
    ),
    decideAdjustment: os.decideAdjustment.handler(({ input }) =>
      submitNow(core, {
        procedure: 'billing.decideAdjustment', input, field: 'adjustmentId', draftKey: draftOf.decide(input.adjustmentId),
        standing: (db) => decided(db, input, agentName()),
      }),
    ),
    reverseAdjustment: os.reverseAdjustment.handler(({ input }) =>
      submitNow(core, {
        procedure: 'billing.reverseAdjustment', input, field: 'adjustmentId', draftKey: draftOf.reverse(input.adjustmentId),
        standing: (db) => reversed(db, input, agentName()),
      }),
    ),
  })
}

type Options = Parameters<Api['billing']['approvals']>[1]

/** What only the backend knows. A window asks again by itself after each hint, so that it does not put the session's idle end off. */
async function ask<T>(core: DeskCore, work: (api: Api, options: Options) => Promise<T>): Promise<T> {
  return (await network(core)).api.call((api, options) => work(api, options), undefined, true)
}

/** Nobody waits for a call of which it is known that it cannot succeed. @throws AppError `offline` */
function network(core: DeskCore): ReturnType<DeskCore['network']> {
  const { state, problem } = core.connectivity.state
  if (state === 'offline') throw new AppError('offline', { detail: problem ?? 'unreachable' })
  return core.network()
}
