import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { submitNow } from '../../sync/submit-now.ts'
import type { WindowContext } from '../../window-context.ts'
import { decided, reversed, submitted, withdrawn } from './adjustments.queries.ts'
import { ask, network } from '../../sync/ask-backend.ts'
import { keptAnswerOf } from '../../sync/kept-answer.ts'
import { findBillDocument } from './bill-documents.queries.ts'
import { paymentsRoutes } from './payments.routes.ts'

const os = implement(bridge.billing).$context<WindowContext>()

/** Drafts that go when what was typed in them has had its effect. */
const draftOf = { submit: 'adjustment', reverse: (adjustmentId: string) => `reversal:${adjustmentId}`, decide: (adjustmentId: string) => `decision:${adjustmentId}` }

export function billingRoutes(core: DeskCore) {
  const agentName = () => core.session.requireAgent().displayName
  const lineNames = keptAnswerOf(core, (api, options) => api.billing.lineNames(undefined, options))
  return os.router({
    ...paymentsRoutes(core),
    bill: os.bill.handler(async ({ input: { customerId, billId } }) =>
      findBillDocument(core.cache.db, customerId, billId) ?? (await network(core)).bills.fetch(customerId, billId),
    ),
    billPdf: os.billPdf.handler(({ input }) => ask(core, true, (api, options) => api.billing.billPdf(input, options))),
    // Each call is a letter of its own, and the one that waits is joined.
    emailBill: os.emailBill.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.emailBill', input, field: 'billId', draftKey: null, standing: () => 'none' }),
    ),
    nextBill: os.nextBill.handler(({ input: { looked, ...of } }) => ask(core, looked, (api, options) => api.billing.nextBill(of, options))),
    adjustmentTerms: os.adjustmentTerms.handler(({ input: { looked, ...of } }) => ask(core, looked, (api, options) => api.billing.adjustmentTerms(of, options))),
    approvals: os.approvals.handler(({ input: { looked } }) => ask(core, looked, (api, options) => api.billing.approvals(undefined, options))),
    lineNames: os.lineNames.handler(() => lineNames.get()),
    adjustmentReasons: os.adjustmentReasons.handler(() => ask(core, false, (api, options) => api.billing.adjustmentReasons(undefined, options))),
    decisions: os.decisions.handler(({ input: { looked } }) => ask(core, looked, (api, options) => api.billing.decisions(undefined, options))),
    // Read once or twice is read: the backend says so too.
    acknowledgeDecision: os.acknowledgeDecision.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.acknowledgeDecision', input, field: 'adjustmentId', draftKey: null, standing: () => 'none' }),
    ),
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
