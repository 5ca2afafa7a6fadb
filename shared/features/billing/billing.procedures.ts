import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { commandResultSchema } from '../sync/sync.schema.ts'
import {
  adjustmentReasonSchema, adjustmentTermsSchema, approvalCaseSchema, decideAdjustmentSchema, MAX_APPROVALS, reverseAdjustmentSchema,
  submitAdjustmentSchema, withdrawAdjustmentSchema,
} from './adjustments.schema.ts'
import { billDocumentSchema, billPdfSchema, emailBillSchema, lineNamesSchema, nextBillSchema } from './bill-document.schema.ts'
import { acknowledgeDecisionSchema, decisionsSchema } from './decisions.schema.ts'
import { revokePaymentLinkSchema, sendPaymentLinkFormSchema } from './payment-links.schema.ts'
import { ofBillingAccountSchema, ofKnownCaller, paymentsApi, record } from './payments.procedures.ts'
import {
  autopayStateSchema, paymentTermsSchema, promiseToPaySchema, recordPaymentSchema, refundPaymentSchema, removePaymentMethodSchema, reversePaymentSchema,
  setAutopaySchema, setPaperlessSchema, takePaymentSchema, withdrawPromiseSchema,
} from './payments.schema.ts'

const ofCustomer = z.strictObject({ customerId: idSchema })
/** Without `billingAccountId`, of the customer's only one; who has several has to be asked for by name. */
const termsInput = z.strictObject({ customerId: idSchema, billingAccountId: idSchema.optional(), billId: idSchema.optional() })
const ofBill = z.strictObject({ customerId: idSchema, billId: idSchema })
/** Money is never queued: what was true of the account when the line was cut need not be true when it is back. */
const adjust = { permission: 'billing.adjust', offline: 'refuse' } as const
const approve = { permission: 'billing.approve', offline: 'refuse' } as const
/** Whoever writes to a customer is asked for the right to write for them. */
const write = { permission: 'interactions.write', offline: 'refuse' } as const
const take = { permission: 'billing.takePayment', offline: 'refuse' } as const

export const billingApi = {
  ...paymentsApi,
  /** `notFound` for a bill of another customer, and for one that came from an imported book without its lines. */
  bill: procedure({ permission: 'customers.read' }).route({ method: 'GET', path: '/billing/bill' }).input(ofBill).output(billDocumentSchema),
  /** As `bill`, printed in the customer's language: it leaves the house in somebody's hand. */
  billPdf: procedure({ permission: 'customers.read', ...ofKnownCaller }).route({ method: 'GET', path: '/billing/bill-pdf' }).input(ofBill).output(billPdfSchema),
  /** `notFound` of `mail` where none can be sent. */
  emailBill: procedure(write).route({ method: 'POST', path: '/commands/email-bill' }).input(emailBillSchema).output(commandResultSchema),
  /** Null for an account that gets no more bills. */
  nextBill: procedure({ permission: 'customers.read' })
    .route({ method: 'GET', path: '/billing/next-bill' })
    .input(ofCustomer)
    .output(z.strictObject({ bill: nextBillSchema.nullable() })),
  adjustmentTerms: procedure({ permission: 'billing.adjust' })
    .route({ method: 'GET', path: '/billing/adjustment-terms' })
    .input(termsInput)
    .output(adjustmentTermsSchema),
  submitAdjustment: procedure(adjust).route({ method: 'POST', path: '/commands/submit-adjustment' }).input(submitAdjustmentSchema).output(commandResultSchema),
  withdrawAdjustment: procedure(adjust).route({ method: 'POST', path: '/commands/withdraw-adjustment' }).input(withdrawAdjustmentSchema).output(commandResultSchema),
  approvals: procedure({ permission: 'billing.approve' })
    .route({ method: 'GET', path: '/billing/approvals' })
    .output(z.strictObject({ cases: z.array(approvalCaseSchema).max(MAX_APPROVALS), more: z.boolean() })),
  decideAdjustment: procedure({ ...approve, stepUp: true }).route({ method: 'POST', path: '/commands/decide-adjustment' }).input(decideAdjustmentSchema).output(commandResultSchema),
  /** The asker's own requests that somebody has decided, as long as they have not read it. */
  decisions: procedure({ permission: 'billing.adjust' }).route({ method: 'GET', path: '/billing/decisions' }).output(decisionsSchema),
  acknowledgeDecision: procedure(adjust).route({ method: 'POST', path: '/commands/acknowledge-decision' }).input(acknowledgeDecisionSchema).output(commandResultSchema),
  reverseAdjustment: procedure({ permission: 'billing.reverse', offline: 'refuse' })
    .route({ method: 'POST', path: '/commands/reverse-adjustment' })
    .input(reverseAdjustmentSchema)
    .output(commandResultSchema),
  lineNames: procedure({ permission: 'session' }).route({ method: 'GET', path: '/billing/line-names' }).output(lineNamesSchema),
  /** All of them, those no longer used included. */
  adjustmentReasons: procedure({ permission: 'session' })
    .route({ method: 'GET', path: '/billing/adjustment-reasons' })
    .output(z.strictObject({ reasons: z.array(adjustmentReasonSchema).max(100) })),
}

/**
 * A money command waits for its answer. `done`: it had its effect, and the account shows it. `unknown`: it was sent and no
 * answer has come; it stays in the outbox under its id and has its effect once, whatever happens to the line.
 * @throws AppError `offline` when nothing was sent, and whatever the backend refused it with; in both cases the draft stays.
 */
export const moneyOutcomeSchema = z.strictObject({ outcome: z.enum(['done', 'unknown']) })
export type MoneyOutcome = z.infer<typeof moneyOutcomeSchema>

const fromWindow = { commandId: true } as const
/**
 * A window asks again by itself whenever something has changed. `looked` is true for the first answer that somebody gets to
 * see of what they opened: the audit knows the look, and it puts the session's idle end off. What is asked again does neither.
 */
const look = { looked: z.boolean().default(false) }

const paymentsBridge = {
  sendPaymentLink: procedure(take).input(sendPaymentLinkFormSchema).output(moneyOutcomeSchema),
  revokePaymentLink: procedure(take).input(revokePaymentLinkSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  paymentTerms: procedure({ permission: 'billing.takePayment' }).input(ofBillingAccountSchema.extend(look)).output(paymentTermsSchema),
  autopayState: procedure({ permission: 'customers.read' }).input(ofBillingAccountSchema.extend(look)).output(autopayStateSchema),
  /** `done`: the backend has it and its row is in the account. That the money has come is said by the row alone. */
  takePayment: procedure({ ...take, ...ofKnownCaller }).input(takePaymentSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  recordPayment: procedure(record).input(recordPaymentSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  refundPayment: procedure({ permission: 'billing.refund', offline: 'refuse', ...ofKnownCaller }).input(refundPaymentSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  reversePayment: procedure({ permission: 'billing.reverse', offline: 'refuse' }).input(reversePaymentSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  setAutopay: procedure({ ...take, ...ofKnownCaller }).input(setAutopaySchema.omit(fromWindow)).output(moneyOutcomeSchema),
  setPaperless: procedure({ permission: 'customers.edit', offline: 'refuse', ...ofKnownCaller }).input(setPaperlessSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  promiseToPay: procedure(take).input(promiseToPaySchema.omit(fromWindow)).output(moneyOutcomeSchema),
  withdrawPromise: procedure(take).input(withdrawPromiseSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  removePaymentMethod: procedure({ ...take, ...ofKnownCaller }).input(removePaymentMethodSchema.omit(fromWindow)).output(moneyOutcomeSchema),
}

export const billingBridge = {
  ...paymentsBridge,
  /** From the cache when it is there, else from the backend, and kept. */
  bill: procedure({ permission: 'customers.read' }).input(ofBill).output(billDocumentSchema),
  billPdf: procedure({ permission: 'customers.read', ...ofKnownCaller }).input(ofBill).output(billPdfSchema),
  emailBill: procedure(write).input(emailBillSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  nextBill: procedure({ permission: 'customers.read' }).input(ofCustomer.extend(look)).output(z.strictObject({ bill: nextBillSchema.nullable() })),
  adjustmentTerms: procedure({ permission: 'billing.adjust' })
    .input(termsInput.extend(look))
    .output(adjustmentTermsSchema),
  /** The id is the window's, made once for what is in the panel: sent again after a lost answer it is one adjustment. */
  submitAdjustment: procedure(adjust).input(submitAdjustmentSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  withdrawAdjustment: procedure(adjust).input(withdrawAdjustmentSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  approvals: procedure({ permission: 'billing.approve' }).input(z.strictObject(look).default({ looked: false })).output(z.strictObject({ cases: z.array(approvalCaseSchema).max(MAX_APPROVALS), more: z.boolean() })),
  decideAdjustment: procedure({ ...approve, stepUp: true }).input(decideAdjustmentSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  decisions: procedure({ permission: 'billing.adjust' }).input(z.strictObject(look).default({ looked: false })).output(decisionsSchema),
  acknowledgeDecision: procedure(adjust).input(acknowledgeDecisionSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  reverseAdjustment: procedure({ permission: 'billing.reverse', offline: 'refuse' }).input(reverseAdjustmentSchema.omit(fromWindow)).output(moneyOutcomeSchema),
  /** From this desk's copy where it has one. */
  lineNames: procedure({ permission: 'session' }).output(lineNamesSchema),
  adjustmentReasons: procedure({ permission: 'session' }).output(z.strictObject({ reasons: z.array(adjustmentReasonSchema).max(100) })),
}
