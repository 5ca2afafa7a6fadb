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
import { technicianSchema, technicianShiftSchema, timeSlotSchema, workTypeSchema } from '../dispatch/technicians.schema.ts'
import { appointmentSchema, workOrderSchema } from '../dispatch/visits.schema.ts'
import { interactionSchema } from '../interactions/interactions.schema.ts'
import { loyaltyBatchSchema, loyaltyTransactionSchema } from '../rewards/rewards.schema.ts'
import { communicationMessageSchema } from '../messages/messages.schema.ts'
import { serviceProblemReportSchema, serviceProblemSchema, serviceProblemUpdateSchema } from '../outages/outages.schema.ts'
import { plantElementSchema } from '../outages/plant.schema.ts'
import { diagnosticRunSchema, troubleTicketSchema } from '../diagnostics/runs.schema.ts'
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
  serviceProblem: serviceProblemSchema,
  serviceProblemUpdate: serviceProblemUpdateSchema,
  serviceProblemReport: serviceProblemReportSchema,
  technician: technicianSchema,
  technicianShift: technicianShiftSchema,
  timeSlot: timeSlotSchema,
  workType: workTypeSchema,
  appointment: appointmentSchema,
  workOrder: workOrderSchema,
  plantElement: plantElementSchema,
  diagnosticRun: diagnosticRunSchema,
  troubleTicket: troubleTicketSchema,
} as const

export type StreamName = keyof typeof streams
export type Row<S extends StreamName> = z.infer<(typeof streams)[S]>

export const streamNames = Object.keys(streams) as [StreamName, ...StreamName[]]
export const streamNameSchema = z.enum(streamNames)
/** Of no customer: whatever a desk's scope, it has all of them. */
export const operatorStreams = ['serviceProblem', 'serviceProblemUpdate', 'technician', 'technicianShift', 'timeSlot', 'workType', 'plantElement'] as const satisfies readonly StreamName[]
export type OperatorStream = (typeof operatorStreams)[number]
export const isOperatorStream = (stream: StreamName): stream is OperatorStream => (operatorStreams as readonly StreamName[]).includes(stream)
/** They carry `customerId` and belong to an opened account. */
export const accountStreams = streamNames.filter((name): name is Exclude<StreamName, 'customer' | OperatorStream> => name !== 'customer' && !isOperatorStream(name))
