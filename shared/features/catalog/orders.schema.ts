/** A change of what a customer has (TMF622 ProductOrder): what is asked for, what it would cost, and what became of it. Amounts in minor units. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { currencySchema, minorUnitsSchema } from '../../kernel/money.ts'
import { dateSchema, instantSchema, rowBase } from '../../kernel/rows.ts'
import { billLineSchema, MAX_BILL_LINES } from '../billing/bill-document.schema.ts'
import { bilingualSchema, contractTermSchema, MAX_COUNT, offeringCodeSchema } from './offerings.schema.ts'

/** `term` null: of a change, the contract goes on as it is; of what is added, month to month where there is such a term. */
export const orderItemSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('add'), offeringCode: offeringCodeSchema, term: contractTermSchema.nullable() }),
  z.strictObject({ action: z.literal('remove'), productId: idSchema }),
  z.strictObject({ action: z.literal('change'), productId: idSchema, offeringCode: offeringCodeSchema, term: contractTermSchema.nullable() }),
])
export type OrderItem = z.infer<typeof orderItemSchema>

/** `nextCycle`: with the next bill. `date` only with `effective: 'date'`, else null. */
export const planChangeSchema = z.strictObject({
  items: z.array(orderItemSchema).max(MAX_COUNT),
  effective: z.enum(['now', 'nextCycle', 'date']),
  date: dateSchema.nullable(),
})
export type PlanChange = z.infer<typeof planChangeSchema>

/** Why it can not be done. Codes are stable; their words live in the language files. */
export const refusalCodeSchema = z.enum([
  'closed', 'notActive', 'suspended', 'moving', 'pendingOrder', 'noCycle', 'nothingChanges', 'past', 'tooFar', 'billUnknown', 'dateMissing',
  'unknownOffering', 'notSold', 'notForCustomer', 'unknownProduct', 'twice', 'byItself', 'otherKind', 'oneOfKind', 'tooMany',
  'requires', 'excludes', 'partOfBundle', 'notInBundle', 'bundleIncomplete', 'notPriced', 'termNotOffered', 'nothingLeft', 'otherCurrency',
])
export type RefusalCode = z.infer<typeof refusalCodeSchema>

/** `item`: which of the order, null for the whole. `subject` cannot be, because of `others`, or until `date`. */
export const refusalSchema = z.strictObject({
  code: refusalCodeSchema,
  item: z.int().min(0).nullable(),
  subject: bilingualSchema.nullable(),
  others: z.array(bilingualSchema).max(200),
  date: dateSchema.nullable(),
})
export type Refusal = z.infer<typeof refusalSchema>

/** `goesOn`: as it was. `begins`: a new one. `givenUp`: before its end, which costs `fee`. */
export const contractEffectSchema = z.strictObject({
  effect: z.enum(['goesOn', 'begins', 'givenUp']),
  product: bilingualSchema,
  term: contractTermSchema,
  endsOn: dateSchema,
  monthsLeft: z.int().min(0),
  fee: minorUnitsSchema,
})
export type ContractEffect = z.infer<typeof contractEffectSchema>

/** Charged once, with the first bill that is not before the change. `what`: the product that it is for. */
export const planFeeSchema = z.strictObject({ name: bilingualSchema, what: bilingualSchema, amount: minorUnitsSchema })
export const discountEffectSchema = z.strictObject({ effect: z.enum(['won', 'lost']), name: bilingualSchema, amount: minorUnitsSchema })

const shownLineSchema = billLineSchema.omit({ id: true, productId: true })
/** A bill as it would be. `lines` are those with the change. */
export const previewBillSchema = z.strictObject({
  billDate: dateSchema,
  dueDate: dateSchema,
  periodStart: dateSchema,
  periodEnd: dateSchema,
  before: z.strictObject({ amount: minorUnitsSchema, tax: minorUnitsSchema }),
  after: z.strictObject({ amount: minorUnitsSchema, tax: minorUnitsSchema }),
  lines: z.array(shownLineSchema).max(MAX_BILL_LINES),
  linesBefore: z.array(shownLineSchema).max(MAX_BILL_LINES),
})
export type PreviewBill = z.infer<typeof previewBillSchema>

/**
 * What an order would do, as it is now. With a refusal there are no bills and no fingerprint. The order carries the
 * fingerprint back: it is posted as it was shown, or not at all.
 */
export const planPreviewSchema = z.strictObject({
  refusals: z.array(refusalSchema).max(200),
  currency: currencySchema,
  /** The first day with the new products; null when it cannot be said. */
  effectiveOn: dateSchema.nullable(),
  /** The last day for which a change can be shown, and so ordered; null without a cycle. */
  latestOn: dateSchema.nullable(),
  nextCycleOn: dateSchema.nullable(),
  monthly: z.strictObject({ before: minorUnitsSchema, after: minorUnitsSchema }),
  fees: z.array(planFeeSchema).max(100),
  discounts: z.array(discountEffectSchema).max(100),
  contracts: z.array(contractEffectSchema).max(100),
  /** The next bill and the one after it. */
  bills: z.array(previewBillSchema).max(2),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
})
export type PlanPreview = z.infer<typeof planPreviewSchema>

export const orderFiguresSchema = planPreviewSchema.pick({ monthly: true, fees: true, discounts: true, contracts: true }).extend({
  bills: z.array(previewBillSchema.pick({ billDate: true, before: true, after: true })).max(2),
})
export type OrderFigures = z.infer<typeof orderFiguresSchema>

export const orderStateSchema = z.enum(['scheduled', 'done', 'cancelled'])

export const productOrderSchema = z.strictObject({
  ...rowBase,
  billingAccountId: idSchema,
  state: orderStateSchema,
  currency: currencySchema,
  change: planChangeSchema,
  effectiveOn: dateSchema,
  /** What goes and what comes, in words, as it stood when it was ordered. */
  summary: z.strictObject({ ended: z.array(bilingualSchema).max(100), started: z.array(bilingualSchema).max(100) }),
  /** As they were shown when it was ordered. */
  figures: orderFiguresSchema,
  fingerprint: z.string(),
  orderedAt: instantSchema,
  orderedBy: z.string(),
  doneAt: instantSchema.nullable(),
  cancelledAt: instantSchema.nullable(),
  /** Null when nobody did: the account was closed before its day. */
  cancelledBy: z.string().nullable(),
})
export type ProductOrder = z.infer<typeof productOrderSchema>

const command = { commandId: commandIdSchema, customerId: idSchema, orderId: idSchema }
export const orderPlanChangeSchema = z.strictObject({ ...command, ...planChangeSchema.shape, fingerprint: z.string().regex(/^[0-9a-f]{64}$/) })
export type OrderPlanChange = z.infer<typeof orderPlanChangeSchema>
export const cancelOrderSchema = z.strictObject({ ...command, expectedVersion: z.int().min(1) })
export type CancelOrder = z.infer<typeof cancelOrderSchema>
