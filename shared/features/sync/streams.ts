/**
 * The streams: each is a table in the backend and a table of the same columns in the cache. Adding one
 * here, with its two migrations, is all that a new kind of row needs to reach every desk.
 */
import { z } from 'zod'
import { adjustmentSchema } from '../billing/adjustments.schema.ts'
import { billingAccountSchema, customerBillSchema, paymentSchema } from '../billing/billing.schema.ts'
import { paymentLinkSchema } from '../billing/payment-links.schema.ts'
import { paymentMethodSchema, paymentPromiseSchema } from '../billing/payments.schema.ts'
import { equipmentSchema, productSchema } from '../catalog/catalog.schema.ts'
import { productOrderSchema } from '../catalog/orders.schema.ts'
import {
  accountChangeSchema,
  addressSchema,
  alertSchema,
  characteristicsSchema,
  contactMediumSchema,
  customerSchema,
} from '../customers/customers.schema.ts'
import { interactionSchema } from '../interactions/interactions.schema.ts'
import { loyaltyBatchSchema, loyaltyTransactionSchema } from '../rewards/rewards.schema.ts'
import { communicationMessageSchema } from '../messages/messages.schema.ts'
import { usageAlertEventSchema, usageAlertSchema, usageConsumptionSchema, usageTopUpSchema } from '../usage/usage.schema.ts'

export const streams = {
  customer: customerSchema,
  contactMedium: contactMediumSchema,
  address: addressSchema,
  alert: alertSchema,
  characteristics: characteristicsSchema,
  accountChange: accountChangeSchema,
  billingAccount: billingAccountSchema,
  customerBill: customerBillSchema,
  payment: paymentSchema,
  paymentMethod: paymentMethodSchema,
  paymentPromise: paymentPromiseSchema,
  paymentLink: paymentLinkSchema,
  adjustment: adjustmentSchema,
  product: productSchema,
  productOrder: productOrderSchema,
  equipment: equipmentSchema,
  usageConsumption: usageConsumptionSchema,
  usageAlert: usageAlertSchema,
  usageAlertEvent: usageAlertEventSchema,
  usageTopUp: usageTopUpSchema,
  interaction: interactionSchema,
  loyaltyBatch: loyaltyBatchSchema,
  loyaltyTransaction: loyaltyTransactionSchema,
  communicationMessage: communicationMessageSchema,
} as const

export type StreamName = keyof typeof streams
export type Row<S extends StreamName> = z.infer<(typeof streams)[S]>

export const streamNames = Object.keys(streams) as [StreamName, ...StreamName[]]
export const streamNameSchema = z.enum(streamNames)
/** All but `customer`: they carry `customerId` and belong to an opened account. */
export const accountStreams = streamNames.filter((name) => name !== 'customer')
