import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { submitNow } from '../../sync/submit-now.ts'
import type { WindowContext } from '../../window-context.ts'
import { ask } from '../../sync/ask-backend.ts'
import { autopaySet, linkRevoked, linkSent, methodRemoved, paperlessSet, paymentReversed, promised, promiseWithdrawn, recorded, refunded, taken } from './payments.queries.ts'

const os = implement(bridge.billing).$context<WindowContext>()

/** Drafts that go when what was typed in them has had its effect. */
const draftOf = {
  payment: 'payment',
  refund: (paymentId: string) => `paymentRefund:${paymentId}`,
  reverse: (paymentId: string) => `paymentReversal:${paymentId}`,
}

export function paymentsRoutes(core: DeskCore) {
  const agentName = () => core.session.requireAgent().displayName
  return {
    paymentTerms: os.paymentTerms.handler(({ input: { looked, ...of } }) => ask(core, looked, (api, options) => api.billing.paymentTerms(of, options))),
    autopayState: os.autopayState.handler(({ input: { looked, ...of } }) => ask(core, looked, (api, options) => api.billing.autopayState(of, options))),
    sendPaymentLink: os.sendPaymentLink.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.sendPaymentLink', input, field: 'linkId', draftKey: null, standing: (db) => linkSent(db, input) }),
    ),
    revokePaymentLink: os.revokePaymentLink.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.revokePaymentLink', input, field: 'linkId', draftKey: null, standing: (db) => linkRevoked(db, input) }),
    ),
    takePayment: os.takePayment.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.takePayment', input, field: 'paymentId', draftKey: draftOf.payment, standing: (db) => taken(db, input) }),
    ),
    recordPayment: os.recordPayment.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.recordPayment', input, field: 'paymentId', draftKey: draftOf.payment, standing: (db) => recorded(db, input) }),
    ),
    refundPayment: os.refundPayment.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.refundPayment', input, field: 'refundId', draftKey: draftOf.refund(input.paymentId), standing: (db) => refunded(db, input) }),
    ),
    reversePayment: os.reversePayment.handler(({ input }) =>
      submitNow(core, {
        procedure: 'billing.reversePayment', input, field: 'paymentId', draftKey: draftOf.reverse(input.paymentId),
        standing: (db) => paymentReversed(db, input, agentName()),
      }),
    ),
    setAutopay: os.setAutopay.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.setAutopay', input, field: 'billingAccountId', draftKey: null, standing: (db) => autopaySet(db, input) }),
    ),
    setPaperless: os.setPaperless.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.setPaperless', input, field: 'billingAccountId', draftKey: null, standing: (db) => paperlessSet(db, input) }),
    ),
    promiseToPay: os.promiseToPay.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.promiseToPay', input, field: 'promiseId', draftKey: null, standing: (db) => promised(db, input) }),
    ),
    withdrawPromise: os.withdrawPromise.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.withdrawPromise', input, field: 'promiseId', draftKey: null, standing: (db) => promiseWithdrawn(db, input) }),
    ),
    removePaymentMethod: os.removePaymentMethod.handler(({ input }) =>
      submitNow(core, { procedure: 'billing.removePaymentMethod', input, field: 'paymentMethodId', draftKey: null, standing: (db) => methodRemoved(db, input) }),
    ),
  }
}
