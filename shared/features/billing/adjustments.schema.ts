/** Money given or charged by people (TMF654 adjustBalance): adjustments, their reasons, limits and approvals. Amounts in minor units. */
import { z } from 'zod'
import { currencySchema, MAX_MINOR_UNITS, minorUnitsSchema } from '../../kernel/money.ts'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { dateSchema, instantSchema, rowBase, withoutCard } from '../../kernel/rows.ts'

/** Above 0; what it does to the balance is said by `direction`. */
export const positiveAmountSchema = z.int().min(1).max(MAX_MINOR_UNITS)
export const adjustmentDirectionSchema = z.enum(['credit', 'charge'])
export const adjustmentTargetSchema = z.enum(['account', 'bill', 'billLine', 'outage'])
/** `posted`: in the ledger. `pendingApproval` counts towards every limit as if it were. */
export const adjustmentStateSchema = z.enum(['pendingApproval', 'posted', 'refused', 'withdrawn', 'reversed'])

export const reasonCodeSchema = z.string().regex(/^[a-z][A-Za-z0-9]{1,39}$/)
/** The operator's list, kept by administrators. A code is never used for something else. */
export const adjustmentReasonSchema = z.strictObject({
  code: reasonCodeSchema,
  english: z.string().min(1).max(80),
  spanish: z.string().min(1).max(80),
  direction: adjustmentDirectionSchema,
  /** Such as days without service: the agent must say from when to when. */
  needsPeriod: z.boolean(),
  active: z.boolean(),
})
export type AdjustmentReason = z.infer<typeof adjustmentReasonSchema>

/** What the account looked like at one moment; an approval is worth only as much as the figures that it was given upon. */
export const adjustmentFiguresSchema = z.strictObject({
  /** What the customer owes in all, credit on the account taken off. */
  balance: minorUnitsSchema,
  pastDue: minorUnitsSchema,
  /** Of the bill that it is about; null when it is about none. */
  billRemaining: minorUnitsSchema.nullable(),
  /** Credits of the last 30 days to this customer, pending ones included, and charges taken back; this one left out. */
  creditsIn30Days: minorUnitsSchema,
})
export type AdjustmentFigures = z.infer<typeof adjustmentFiguresSchema>

export const adjustmentSchema = z.strictObject({
  ...rowBase,
  billingAccountId: idSchema,
  direction: adjustmentDirectionSchema,
  currency: currencySchema,
  /** What is or will be posted; an approver may change it. */
  amount: positiveAmountSchema,
  requestedAmount: positiveAmountSchema,
  reason: reasonCodeSchema,
  comment: z.string().max(1000),
  target: adjustmentTargetSchema,
  billId: idSchema.nullable(),
  billLineId: idSchema.nullable(),
  /** The operator's number of the outage, such as `SP-2041`. */
  outageReference: z.string().max(40).nullable(),
  periodStart: dateSchema.nullable(),
  periodEnd: dateSchema.nullable(),
  state: adjustmentStateSchema,
  requestedAt: instantSchema,
  requestedBy: z.string(),
  requestedById: idSchema,
  figures: adjustmentFiguresSchema,
  decidedAt: instantSchema.nullable(),
  decidedBy: z.string().nullable(),
  decisionComment: z.string().max(1000).nullable(),
  reversedAt: instantSchema.nullable(),
  reversedBy: z.string().nullable(),
  reversalReason: z.string().max(1000).nullable(),
})
export type Adjustment = z.infer<typeof adjustmentSchema>

const command = { commandId: commandIdSchema, customerId: idSchema }
const comment = withoutCard(1000)

/**
 * `billId` for a target of `bill` or `billLine`, `billLineId` for `billLine`, `outageReference` for `outage`; null otherwise.
 * Posts at once within every limit of the role; otherwise waits for approval, and `pendingApproval` is what comes back.
 */
export const submitAdjustmentSchema = z.strictObject({
  ...command,
  adjustmentId: idSchema,
  billingAccountId: idSchema,
  direction: adjustmentDirectionSchema,
  amount: positiveAmountSchema,
  reason: reasonCodeSchema,
  comment,
  target: adjustmentTargetSchema,
  billId: idSchema.nullable(),
  billLineId: idSchema.nullable(),
  outageReference: withoutCard(40).nullable(),
  periodStart: dateSchema.nullable(),
  periodEnd: dateSchema.nullable(),
})
export type SubmitAdjustment = z.infer<typeof submitAdjustmentSchema>

/** `figures` are those that the approver saw: when the case has changed since, it is a `conflict` that shows the new ones. */
export const decideAdjustmentSchema = z.strictObject({
  ...command,
  adjustmentId: idSchema,
  expectedVersion: z.int().min(1),
  figures: adjustmentFiguresSchema,
  decision: z.enum(['approve', 'refuse']),
  /** What to post; another than requested needs a comment, and so does a refusal. */
  amount: positiveAmountSchema,
  comment: comment.nullable(),
})
export type DecideAdjustment = z.infer<typeof decideAdjustmentSchema>

/** By whoever asked for it, while nobody has decided. */
export const withdrawAdjustmentSchema = z.strictObject({ ...command, adjustmentId: idSchema, expectedVersion: z.int().min(1) })
export type WithdrawAdjustment = z.infer<typeof withdrawAdjustmentSchema>

export const reverseAdjustmentSchema = z.strictObject({ ...command, adjustmentId: idSchema, expectedVersion: z.int().min(1), reason: comment })
export type ReverseAdjustment = z.infer<typeof reverseAdjustmentSchema>

/** Of one role, for credits and for charges, which are counted apart. 0: none may be given without approval. */
export const adjustmentLimitsSchema = z.strictObject({
  perAdjustment: minorUnitsSchema,
  perDay: minorUnitsSchema,
  perCustomer30Days: minorUnitsSchema,
})
export type AdjustmentLimits = z.infer<typeof adjustmentLimitsSchema>
export const adjustmentLimitNameSchema = adjustmentLimitsSchema.keyof()
export type AdjustmentLimitName = z.infer<typeof adjustmentLimitNameSchema>
/** In the order in which they are met. */
export const adjustmentLimitNames = adjustmentLimitNameSchema.options

const adjustmentSumsSchema = z.strictObject({ today: minorUnitsSchema, forCustomer: minorUnitsSchema })
/** What an agent may still do without asking, for this customer and now. Pending ones are counted as given. */
export const adjustmentTermsSchema = z.strictObject({
  currency: currencySchema,
  reasons: z.array(adjustmentReasonSchema).max(100),
  limits: adjustmentLimitsSchema,
  /** By whoever asks today, and for this customer in 30 days by anybody. */
  used: z.strictObject({ credit: adjustmentSumsSchema, charge: adjustmentSumsSchema }),
  figures: adjustmentFiguresSchema,
})
export type AdjustmentTerms = z.infer<typeof adjustmentTermsSchema>

/** Another request of the same customer or agent, in short. */
export const adjustmentBriefSchema = adjustmentSchema.pick({
  id: true, version: true, direction: true, currency: true, amount: true, reason: true, state: true, requestedAt: true, requestedBy: true,
})
export type AdjustmentBrief = z.infer<typeof adjustmentBriefSchema>

/** What a supervisor needs to decide. */
export const approvalCaseSchema = z.strictObject({
  adjustment: adjustmentSchema,
  customerName: z.string(),
  accountNumber: z.string(),
  customerSince: dateSchema.nullable(),
  /** The bill that it points at, and the line of it; null for one that points at neither. */
  about: z.strictObject({ billDate: dateSchema, billAmount: minorUnitsSchema, line: z.strictObject({ name: z.string(), amount: minorUnitsSchema }).nullable() }).nullable(),
  /** As they are now, beside those at the request in `adjustment.figures`. */
  figuresNow: adjustmentFiguresSchema,
  /** This customer's last 12 months, newest first. */
  customerYear: z.array(adjustmentBriefSchema).max(50),
  /** The asking agent's last 30 days: numbers only. */
  agentMonth: z.strictObject({ count: z.int().min(0), credited: minorUnitsSchema, refused: z.int().min(0) }),
  /** `own`: asked for by whoever looks. */
  mayDecide: z.enum(['yes', 'own', 'overLimit']),
  /** The first of the approver's own limits that it would pass, and what is left of it; null where it passes none. */
  over: z.strictObject({ of: adjustmentLimitNameSchema, limit: minorUnitsSchema, left: minorUnitsSchema }).nullable(),
})
export type ApprovalCase = z.infer<typeof approvalCaseSchema>
/** Cases in one answer, oldest first. */
export const MAX_APPROVALS = 100
