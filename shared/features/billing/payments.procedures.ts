import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import { revokePaymentLinkSchema, sendPaymentLinkSchema } from './payment-links.schema.ts'
import {
  autopayStateSchema, paymentTermsSchema, promiseToPaySchema, recordPaymentSchema, refundPaymentSchema, removePaymentMethodSchema, reversePaymentSchema,
  setAutopaySchema, setPaperlessSchema, takePaymentSchema, withdrawPromiseSchema,
} from './payments.schema.ts'

export const ofBillingAccountSchema = z.strictObject({ customerId: idSchema, billingAccountId: idSchema })
/** As with adjustments, money is never queued. */
const take = { permission: 'billing.takePayment', offline: 'refuse' } as const
/** Nothing but the agent's word says that cash or a check has come: it is a right of its own. */
export const record = { permission: 'billing.recordPayment', offline: 'refuse' } as const
/** What is the customer's: their money, what they pay with, where their bills go. */
export const ofKnownCaller = { verification: 'verified' } as const

export const paymentsApi = {
  sendPaymentLink: command(take, '/send-payment-link', sendPaymentLinkSchema),
  revokePaymentLink: command(take, '/revoke-payment-link', revokePaymentLinkSchema),
  paymentTerms: procedure({ permission: 'billing.takePayment' }).route({ method: 'GET', path: '/billing/payment-terms' }).input(ofBillingAccountSchema).output(paymentTermsSchema),
  autopayState: procedure({ permission: 'customers.read' }).route({ method: 'GET', path: '/billing/autopay' }).input(ofBillingAccountSchema).output(autopayStateSchema),
  takePayment: command({ ...take, ...ofKnownCaller }, '/take-payment', takePaymentSchema),
  recordPayment: command(record, '/record-payment', recordPaymentSchema),
  refundPayment: command({ permission: 'billing.refund', offline: 'refuse', ...ofKnownCaller }, '/refund-payment', refundPaymentSchema),
  reversePayment: command({ permission: 'billing.reverse', offline: 'refuse' }, '/reverse-payment', reversePaymentSchema),
  setAutopay: command({ ...take, ...ofKnownCaller }, '/set-autopay', setAutopaySchema),
  setPaperless: command({ permission: 'customers.edit', offline: 'refuse', ...ofKnownCaller }, '/set-paperless', setPaperlessSchema),
  promiseToPay: command(take, '/promise-to-pay', promiseToPaySchema),
  withdrawPromise: command(take, '/withdraw-promise', withdrawPromiseSchema),
  removePaymentMethod: command({ ...take, ...ofKnownCaller }, '/remove-payment-method', removePaymentMethodSchema),
}
