/**
 * A customer's erasure: the right of GDPR article 17 and of Cal. Civ. Code 1798.105. What goes and what the law keeps is one
 * table at the backend (electron/backend/features/privacy/erasure-table.ts); here is what is asked and answered.
 */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { dateSchema } from '../../kernel/rows.ts'
import type { StreamName } from '../sync/streams.ts'

/**
 * Whose rows go from every desk, whatever an older answer brings. Of the others what the law keeps stays: amounts and dates under
 * the account's number, without a text that somebody typed.
 */
export const erasedStreams = [
  'contactMedium', 'address', 'alert', 'characteristics', 'accountChange', 'paymentMethod', 'paymentLink', 'product', 'equipment', 'usageConsumption', 'usageAlert',
  'usageAlertEvent', 'interaction', 'loyaltyBatch', 'loyaltyTransaction', 'communicationMessage', 'serviceProblemReport', 'appointment', 'workOrder', 'diagnosticRun', 'troubleTicket',
] as const satisfies readonly StreamName[]

/** Why it cannot be done now; each ends by itself or by somebody's act. */
export const erasureRefusalSchema = z.enum([
  /** The account is not closed. */
  'notClosed',
  /** A product has not ended. */
  'servicesActive',
  /** A bill, or a charge that is on none yet, is to be paid. */
  'owed',
  /** The customer has money with the operator. */
  'inCredit',
  /** A charge, a refund or a payment by link has no answer yet. */
  'paymentUnderWay',
  /** An adjustment waits for a decision. */
  'approvalPending',
  'orderPending',
  /** Frozen on suspected takeover: whoever asks may not be the customer. */
  'signInFrozen',
])
export type ErasureRefusal = z.infer<typeof erasureRefusalSchema>

/** By what law it was asked for: the operator's own offer to everybody else is `policy`. */
export const erasureBasisSchema = z.enum(['gdpr', 'ccpa', 'policy'])
export type ErasureBasis = z.infer<typeof erasureBasisSchema>

const count = z.int().min(0)
/** What stands before the act, for whoever decides. */
export const erasureTermsSchema = z.strictObject({
  customerId: idSchema,
  accountNumber: z.string(),
  /** All of them; empty where it can be done. */
  refused: z.array(erasureRefusalSchema),
  /** Rows of each kind that go. */
  erased: z.strictObject({ contacts: count, interactions: count, messages: count, calls: count, signIns: count, paymentMethods: count }),
  kept: z.strictObject({ bills: count, payments: count, adjustments: count }),
  /** Until then at least the books are kept. */
  keptUntil: dateSchema,
})
export type ErasureTerms = z.infer<typeof erasureTermsSchema>

/** As on the bill or as somebody typed it: a person leaves spaces and hyphens out, or puts them in, and capitals do not matter. */
const plain = (number: string): string => number.replace(/[\s\p{Dash_Punctuation}]/gu, '').toUpperCase()
export const isSameAccountNumber = (typed: string, number: string): boolean => plain(typed) === plain(number)

export const eraseCustomerSchema = z.strictObject({
  commandId: commandIdSchema,
  customerId: idSchema,
  /** As somebody typed it, so that no slip of the hand erases another; `validation` at `accountNumber` with `otherAccount`. */
  accountNumber: z.string().trim().min(1).max(40),
  basis: erasureBasisSchema,
  /** The day on which the customer asked: the time to answer runs from it (GDPR article 12(3): a month; 11 CCR 7021(b): 45 days). */
  requestedOn: dateSchema,
})
export type EraseCustomer = z.infer<typeof eraseCustomerSchema>
