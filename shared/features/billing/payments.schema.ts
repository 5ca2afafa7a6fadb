/**
 * Paying: stored methods, what is taken and recorded, refunds, autopay, promises (TMF676 Payment, Refund; TMF670
 * PaymentMethod). Amounts in minor units. No number that can be charged passes here: a method is known by its id.
 */
import { z } from 'zod'
import { add, currencySchema, MAX_MINOR_UNITS, minorUnitsSchema, money, proportion, type Money } from '../../kernel/money.ts'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { dateSchema, instantSchema, rowBase, withoutCard } from '../../kernel/rows.ts'
import { positiveAmountSchema } from './adjustments.schema.ts'

/** Added on the hosted page alone. The token that the gateway charges by never leaves the backend. */
export const paymentMethodSchema = z.strictObject({
  ...rowBase,
  kind: z.enum(['card', 'bankAccount']),
  /** `Visa`; of a bank account the bank's name. */
  brand: z.string().min(1).max(40),
  lastFour: z.string().regex(/^\d{4}$/),
  /** The last month in which it can be charged, `2027-04`; null for a bank account. */
  expiresOn: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/).nullable(),
  /** `removed` can be charged no more; what it paid can still be given back to it. */
  state: z.enum(['active', 'removed']),
  /** Offered first. At most one of a customer. */
  isDefault: z.boolean(),
  addedAt: instantSchema,
})
export type PaymentMethod = z.infer<typeof paymentMethodSchema>

/** As it stands in `payment.method` and `billingAccount.paymentMethod`. */
export const methodLabel = ({ kind, brand, lastFour }: Pick<PaymentMethod, 'kind' | 'brand' | 'lastFour'>): string =>
  `${kind === 'card' ? brand : 'Bank withdrawal'} ···· ${lastFour}`

/**
 * `kept` once payments made since then have paid the amount of the bill, or nothing is left of it; `broken` when the
 * operator's day has passed without that. Nobody says so by hand.
 */
export const paymentPromiseSchema = z.strictObject({
  ...rowBase,
  billingAccountId: idSchema,
  billId: idSchema,
  currency: currencySchema,
  amount: positiveAmountSchema,
  /** The last day that is in time. */
  promisedFor: dateSchema,
  state: z.enum(['open', 'kept', 'broken', 'withdrawn']),
  madeAt: instantSchema,
  madeBy: z.string(),
})
export type PaymentPromise = z.infer<typeof paymentPromiseSchema>

/** Why a gateway said no, in the words that an agent can help with. An operator's gateway maps its own codes to these. */
export const declineReasonSchema = z.enum(['insufficientFunds', 'expiredMethod', 'blockedMethod', 'refusedByBank', 'notRefundable'])
export type DeclineReason = z.infer<typeof declineReasonSchema>

/** Of a payment that was taken back: by whom, when and why. */
export const paymentReversalSchema = z.strictObject({ at: instantSchema, by: z.string(), reason: z.string().max(1000) })

/** Without a balance somebody may still pay ahead, this much in all; minor units. */
const PAY_AHEAD = 50_000

/**
 * The most that one payment may be: ten times what is owed, and 500.00 in any case, less what they have with us already: or payment
 * after payment would be let through, each for itself. It is there for slips of the finger (8420.00 for 84.20), not for rules of
 * the operator.
 * @param balance what the customer owes in all; below 0 they have money with us
 */
export function mostOfOnePayment(balance: Money): Money {
  if (balance.amount < 0) return money(Math.max(0, add(money(PAY_AHEAD, balance.currency), balance).amount), balance.currency)
  if (balance.amount > MAX_MINOR_UNITS / 10) return money(MAX_MINOR_UNITS, balance.currency)
  const tenfold = proportion(balance, 100_000)
  return tenfold.amount > PAY_AHEAD ? tenfold : money(PAY_AHEAD, balance.currency)
}

const command = { commandId: commandIdSchema, customerId: idSchema }
/** Paid first and in this order; what is over pays the oldest, and the rest is credit. */
const billIds = z.array(idSchema).max(20)

/**
 * Answers a `pending` payment: the gateway is asked after the commit, and what it says comes by the feed. A `conflict` of stream
 * `billingAccount` when something else is owed than was seen: somebody may have paid it meanwhile. Its `balance` is what is owed now.
 */
export const takePaymentSchema = z.strictObject({
  ...command,
  paymentId: idSchema,
  billingAccountId: idSchema,
  paymentMethodId: idSchema,
  amount: positiveAmountSchema,
  /** What the customer owed in all when whoever asks looked at it last (`paymentTerms`). */
  balanceSeen: minorUnitsSchema,
  billIds,
})
export type TakePayment = z.infer<typeof takePaymentSchema>

/** Days from a refund in which whoever gave it records no check or cash on that account. */
export const OWN_REFUND_DAYS = 30

/** `forbidden` of `ownRefunded` for whoever gave money back on this account in the last OWN_REFUND_DAYS. */
export const recordPaymentSchema = z.strictObject({
  ...command,
  paymentId: idSchema,
  billingAccountId: idSchema,
  instrument: z.enum(['check', 'cash']),
  amount: positiveAmountSchema,
  /** The check's number, or that of the receipt given for cash. */
  reference: withoutCard(60),
  billIds,
})
export type RecordPayment = z.infer<typeof recordPaymentSchema>

/** Characters of why money is given back: it stays in the audit for ever, as an override's does. */
export const REFUND_REASON = { min: 3, max: 500 } as const

/**
 * Back to the method that paid, in one piece or several. Answers a `pending` refund. A `conflict` when another version of the payment was
 * seen: each refund that is asked for makes one, and each that is declined. `limitExceeded` of `refundedAtATime` or `refundedInADay` beyond
 * the agent's own limits; `forbidden` of `ownRecorded` for whoever has recorded a check or cash on this account since it was paid.
 */
export const refundPaymentSchema = z.strictObject({
  ...command,
  refundId: idSchema,
  paymentId: idSchema,
  expectedVersion: z.int().min(1),
  amount: positiveAmountSchema,
  reason: withoutCard(REFUND_REASON.max).min(REFUND_REASON.min),
})
export type RefundPayment = z.infer<typeof refundPaymentSchema>

/**
 * For money that has not come after all: a check that bounced, a receipt on the wrong account. What a gateway has charged is refunded,
 * but for `returned`: the bank has taken it back by itself (a withdrawal that was returned, a chargeback), and nothing must go back twice.
 */
export const reversePaymentSchema = z.strictObject({ ...command, paymentId: idSchema, expectedVersion: z.int().min(1), returned: z.boolean(), reason: withoutCard(1000) })
export type ReversePayment = z.infer<typeof reversePaymentSchema>

const ofAccount = { ...command, billingAccountId: idSchema, expectedVersion: z.int().min(1) }

/** Null turns it off. A `conflict` only when autopay or paperless was changed since, not for each payment that came in. */
export const setAutopaySchema = z.strictObject({ ...ofAccount, paymentMethodId: idSchema.nullable() })
export type SetAutopay = z.infer<typeof setAutopaySchema>

export const setPaperlessSchema = z.strictObject({ ...ofAccount, paperless: z.boolean() })
export type SetPaperless = z.infer<typeof setPaperlessSchema>

/** Days from today that a promise may reach. */
export const MAX_PROMISE_DAYS = 30

export const promiseToPaySchema = z.strictObject({
  ...command,
  promiseId: idSchema,
  billingAccountId: idSchema,
  billId: idSchema,
  amount: positiveAmountSchema,
  promisedFor: dateSchema,
})
export type PromiseToPay = z.infer<typeof promiseToPaySchema>

export const withdrawPromiseSchema = z.strictObject({ ...command, promiseId: idSchema, expectedVersion: z.int().min(1) })
export type WithdrawPromise = z.infer<typeof withdrawPromiseSchema>

export const removePaymentMethodSchema = z.strictObject({ ...command, paymentMethodId: idSchema, expectedVersion: z.int().min(1) })
export type RemovePaymentMethod = z.infer<typeof removePaymentMethodSchema>

/** Of one role, for checks and cash: at a time, and by one agent in an operator's day. Who takes a recorded payment back meets the first. */
export const recordingLimitsSchema = z.strictObject({ perPayment: minorUnitsSchema.min(0), perDay: minorUnitsSchema.min(0) })
export type RecordingLimits = z.infer<typeof recordingLimitsSchema>

/** Of one role, for what goes back to a customer's method: at a time, and by one agent in an operator's day. */
export const refundLimitsSchema = z.strictObject({ perRefund: minorUnitsSchema.min(0), perDay: minorUnitsSchema.min(0) })
export type RefundLimits = z.infer<typeof refundLimitsSchema>

/** What may be taken from this customer now. */
export const paymentTermsSchema = z.strictObject({
  currency: currencySchema,
  /** `none`: nothing can be charged here, only recorded. `simulated`: no money moves. */
  gateway: z.enum(['none', 'simulated', 'connected']),
  balance: minorUnitsSchema,
  /** Of one payment; of a closed account what it owes, and 0 when it owes nothing. */
  most: minorUnitsSchema,
  /** A charge whose answer has not come: no other is begun until it has. */
  waitingFor: idSchema.nullable(),
  /**
   * The limits of whoever asks, and what they recorded today for any customer; null when they may record nothing. `othersUntil`: they gave
   * money back on this account, and until then somebody else records what comes; null when they did not.
   */
  recording: recordingLimitsSchema.extend({ usedToday: minorUnitsSchema, othersUntil: instantSchema.nullable() }).nullable(),
  /**
   * The same of refunds, those that are out counted and declined ones not; null when they may give nothing back. `recordedAt`: of the latest
   * check or cash on this account that they recorded and that stands. What was paid at that moment or before, somebody else refunds.
   */
  refunding: refundLimitsSchema.extend({ usedToday: minorUnitsSchema, recordedAt: instantSchema.nullable() }).nullable(),
})
export type PaymentTerms = z.infer<typeof paymentTermsSchema>

/** Bills whose draft is told; an account has one or two that are open. */
export const MAX_DRAFTS_TOLD = 20
const draftSchema = z.strictObject({ date: dateSchema, amount: positiveAmountSchema, billId: idSchema, retry: z.boolean() })

export const autopayStateSchema = z.strictObject({
  billingAccountId: idSchema,
  /** Null when it is off, and where an imported book says that it is on without a method that is known here. */
  paymentMethodId: idSchema.nullable(),
  /** Null when it is off or nothing will be due. `billId` null: of the next bill, as it stands. `retry` after a decline. */
  nextDraft: draftSchema.extend({ billId: idSchema.nullable() }).nullable(),
  /** Of bills that are out, the earliest first: what is left of each now, and the day on which it is drafted. */
  drafts: z.array(draftSchema).max(MAX_DRAFTS_TOLD),
})
export type AutopayState = z.infer<typeof autopayStateSchema>
