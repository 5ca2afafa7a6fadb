/** What the customer owes and has paid (TMF666 BillingAccount, TMF678 CustomerBill, TMF676 Payment). Amounts in minor units. */
import { z } from 'zod'
import { currencySchema, minorUnitsSchema } from '../../kernel/money.ts'
import { idSchema } from '../../kernel/ids.ts'
import { dateSchema, instantSchema, rowBase } from '../../kernel/rows.ts'
import { declineReasonSchema, paymentReversalSchema } from './payments.schema.ts'

/**
 * The three numbers that a caller asks for are sums kept by the backend from bills and payments;
 * null where an imported book did not say.
 */
export const billingAccountSchema = z.strictObject({
  ...rowBase,
  currency: currencySchema,
  /** Open amount of bills whose due date has passed. */
  pastDue: minorUnitsSchema.nullable(),
  /** Open amount of bills that are not yet due. */
  currentDue: minorUnitsSchema.nullable(),
  /** Recurring charges of the next bill as they stand, before tax. */
  upcoming: minorUnitsSchema.nullable(),
  nextDueDate: dateSchema.nullable(),
  nextBillDate: dateSchema.nullable(),
  /** Day of the month on which a bill is made, 1 to 31; a short month bills on its last day. */
  cycleDay: z.int().min(1).max(31).nullable(),
  autopay: z.boolean(),
  paperless: z.boolean(),
  /** For people: `Visa ···· 4242`, `Bank withdrawal`, `Mailed check`. Never a number that can be charged. */
  paymentMethod: z.string().max(80).nullable(),
  /** Paid or credited beyond what is billed, 0 or more: it pays the next bill. Null where an imported book did not say. */
  credit: minorUnitsSchema.nullable(),
  /** Charged since the last bill and on none yet, 0 or more; it goes on the next one. */
  unbilled: minorUnitsSchema.nullable(),
  /** Sums over the life of the account, where known. */
  lifetimeCharges: minorUnitsSchema.nullable(),
  lifetimeRefunds: minorUnitsSchema.nullable(),
})
export type BillingAccount = z.infer<typeof billingAccountSchema>

export const customerBillSchema = z.strictObject({
  ...rowBase,
  billingAccountId: idSchema,
  billNumber: z.string().max(40),
  billDate: dateSchema,
  dueDate: dateSchema,
  periodStart: dateSchema,
  periodEnd: dateSchema,
  currency: currencySchema,
  amount: minorUnitsSchema,
  /** What is still to be paid of it. */
  remaining: minorUnitsSchema,
  state: z.enum(['open', 'partiallyPaid', 'settled']),
})
export type CustomerBill = z.infer<typeof customerBillSchema>

/**
 * Money that came or went. `pending`: the gateway has been asked and has not answered; `unknown`: it has been asked and its
 * answer was lost, which is cleared up by asking again under the same key. Neither is shown as paid. `reversed`: taken back
 * by a counter-entry. A refund is a payment of the other kind that points at the one that it gives back.
 */
export const paymentSchema = z.strictObject({
  ...rowBase,
  billingAccountId: idSchema,
  at: instantSchema,
  currency: currencySchema,
  amount: minorUnitsSchema,
  kind: z.enum(['payment', 'refund']),
  /** As in `billingAccount.paymentMethod`. */
  method: z.string().max(80),
  state: z.enum(['pending', 'done', 'declined', 'unknown', 'reversed']),
  /** What it paid: minor units by bill. The rest of a done payment is credit on the account. Empty for a refund. */
  paid: z.record(idSchema, minorUnitsSchema),
  /** Of a payment: what was given back of it or is on its way back. */
  refunded: minorUnitsSchema,
  refundOf: idSchema.nullable(),
  /** Display name of who took it; null for the customer's own and for automatic ones. */
  by: z.string().nullable(),
  /** A check's number or the gateway's own reference. */
  reference: z.string().max(60).nullable(),
  /** The stored method that was charged or given back to; null for what came another way and for what is older than methods. */
  methodId: idSchema.nullable(),
  /** Of a declined one. */
  declineReason: declineReasonSchema.nullable(),
  /** Of a refund: why it was given back. Null for a payment, and for a refund that is older than reasons or came with an imported book. */
  reason: z.string().max(500).nullable(),
  /** Of a reversed one. */
  reversal: paymentReversalSchema.nullable(),
})
export type Payment = z.infer<typeof paymentSchema>
