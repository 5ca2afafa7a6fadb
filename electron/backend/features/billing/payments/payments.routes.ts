import { isoInstant } from '#shared/kernel/clock.ts'
import { runCommand } from '../../../command.ts'
import { router } from '../../../http/router.ts'
import { readAudited } from '../../../read-audited.ts'
import { revokePaymentLink, sendPaymentLink } from '../links/links.commands.ts'
import { momentOf } from '../moment.ts'
import { autopayState } from './autopay.queries.ts'
import { removePaymentMethod, setAutopay, setPaperless } from './payment-settings.commands.ts'
import { recordPayment, takePayment } from './payments.commands.ts'
import { paymentTerms } from './payments.queries.ts'
import { promiseToPay, withdrawPromise } from './promises.commands.ts'
import { refundPayment, reversePayment } from './refunds.commands.ts'

export const paymentsRoutes = {
  sendPaymentLink: router.billing.sendPaymentLink.handler(({ context, input }) =>
    runCommand(context, input, sendPaymentLink, ({ linkId, purpose, amount, channel }) => ({ linkId, purpose, channel, ...(amount === null ? {} : { amount }) })),
  ),
  revokePaymentLink: router.billing.revokePaymentLink.handler(({ context, input }) => runCommand(context, input, revokePaymentLink, ({ linkId }) => ({ linkId }))),
  paymentTerms: router.billing.paymentTerms.handler(({ context, input }) => {
    const { services, signedIn } = context
    return readAudited(context, { customerId: input.customerId }, (trx) =>
      paymentTerms(trx, services, input, { agent: signedIn().agent, moment: momentOf(services, isoInstant(services.clock.now())) }))
  }),
  autopayState: router.billing.autopayState.handler(({ context, input }) => {
    const { clock } = context.services
    return readAudited(context, { customerId: input.customerId }, (trx) => autopayState(trx, clock, input, momentOf(context.services, isoInstant(clock.now())).today))
  }),
  takePayment: router.billing.takePayment.handler(({ context, input }) =>
    runCommand(context, input, takePayment, ({ paymentId, amount, paymentMethodId, billIds }) => ({ paymentId, amount, paymentMethodId, bills: billIds.length })),
  ),
  // Not the reference: it may be anything that somebody typed.
  recordPayment: router.billing.recordPayment.handler(({ context, input }) =>
    runCommand(context, input, recordPayment, ({ paymentId, amount, instrument, billIds }) => ({ paymentId, amount, instrument, bills: billIds.length })),
  ),
  // The reason too, refused or not: what was said is what a review of refunds reads, whatever becomes of the row.
  refundPayment: router.billing.refundPayment.handler(({ context, input }) =>
    runCommand(context, input, refundPayment, ({ refundId, paymentId, amount, reason }) => ({ refundId, paymentId, amount, reason })),
  ),
  reversePayment: router.billing.reversePayment.handler(({ context, input }) =>
    runCommand(context, input, reversePayment, ({ paymentId, returned }) => ({ paymentId, ...(returned ? { returned } : {}) })),
  ),
  setAutopay: router.billing.setAutopay.handler(({ context, input }) =>
    runCommand(context, input, setAutopay, ({ paymentMethodId }) => ({ on: paymentMethodId !== null, ...(paymentMethodId === null ? {} : { paymentMethodId }) })),
  ),
  setPaperless: router.billing.setPaperless.handler(({ context, input }) =>
    runCommand(context, input, setPaperless, ({ paperless }) => ({ paperless })),
  ),
  promiseToPay: router.billing.promiseToPay.handler(({ context, input }) =>
    runCommand(context, input, promiseToPay, ({ promiseId, billId, amount, promisedFor }) => ({ promiseId, billId, amount, promisedFor })),
  ),
  withdrawPromise: router.billing.withdrawPromise.handler(({ context, input }) =>
    runCommand(context, input, withdrawPromise, ({ promiseId }) => ({ promiseId })),
  ),
  removePaymentMethod: router.billing.removePaymentMethod.handler(({ context, input }) =>
    runCommand(context, input, removePaymentMethod, ({ paymentMethodId }) => ({ paymentMethodId })),
  ),
}
