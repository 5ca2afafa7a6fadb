/** What the window shows: search results and the whole account, put together by the data process. */
import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { dateSchema, instantSchema } from '../../kernel/rows.ts'
import { adjustmentSchema } from '../billing/adjustments.schema.ts'
import { billingAccountSchema, customerBillSchema, paymentSchema } from '../billing/billing.schema.ts'
import { paymentMethodSchema, paymentPromiseSchema } from '../billing/payments.schema.ts'
import { equipmentSchema, productSchema } from '../catalog/catalog.schema.ts'
import { productOrderSchema } from '../catalog/orders.schema.ts'
import { interactionSchema } from '../interactions/interactions.schema.ts'
import { presenceEntrySchema } from '../sync/sync.schema.ts'
import { loyaltyTransactionSchema } from '../rewards/rewards.schema.ts'
import { communicationMessageSchema } from '../messages/messages.schema.ts'
import { usageAlertEventSchema, usageAlertSchema, usageConsumptionSchema, usageTopUpSchema } from '../usage/usage.schema.ts'
import { paymentLinkSchema } from '../billing/payment-links.schema.ts'
import { serviceProblemReportSchema, serviceProblemSchema } from '../outages/outages.schema.ts'
import { diagnosticRunSchema, troubleTicketSchema } from '../diagnostics/runs.schema.ts'
import { workTypeSchema } from '../dispatch/technicians.schema.ts'
import { appointmentSchema } from '../dispatch/visits.schema.ts'
import { outboxEntrySchema } from '../workspace/workspace.schema.ts'
import {
  accountChangeSchema,
  addressSchema,
  alertSchema,
  characteristicsSchema,
  contactMediumSchema,
  customerSchema,
  customerStatusSchema,
} from './customers.schema.ts'

/** A found customer with what is needed to tell them from the next one of the same name. */
export const searchHitSchema = z.strictObject({
  customerId: idSchema,
  accountNumber: z.string(),
  name: z.string(),
  status: customerStatusSchema,
  kind: customerSchema.shape.kind,
  /** `14 Maple St Apt 3B` */
  streetLine: z.string(),
  /** `Yonkers NY 10701` */
  cityLine: z.string(),
  phoneLast4: z.string().nullable(),
  /** Shown when the match is in a field that the row does not show otherwise, such as an e-mail or a MAC. */
  matchedField: z.enum(['accountNumber', 'phone', 'email', 'equipment', 'name', 'address']),
  matchedValue: z.string().nullable(),
  /** Lower-case texts to mark wherever they begin a word (or stand inside a number) in the row. */
  marks: z.array(z.string()),
  /** Names of colleagues who have this account open now. */
  openBy: z.array(z.string()),
})
export type SearchHit = z.infer<typeof searchHitSchema>

export const MAX_SEARCH_HITS = 50

export const searchResultSchema = z.strictObject({
  /** Exact identifiers first, then people, then those found by their address alone. */
  exact: z.array(searchHitSchema),
  people: z.array(searchHitSchema),
  places: z.array(searchHitSchema),
  /** More would have matched. */
  more: z.boolean(),
  /** True when typing errors were forgiven to find these. */
  fuzzy: z.boolean(),
  /** Milliseconds that the data process spent. */
  tookMs: z.number(),
  /**
   * Where it was looked: the cache alone, or the backend too. `cacheOnly` is said when offline or still filling;
   * `cacheFirst` when the backend has not been asked yet: the rest comes by `searchEverywhere`.
   */
  scope: z.enum(['complete', 'cacheOnly', 'cacheFirst']),
})
export type SearchResult = z.infer<typeof searchResultSchema>

/** A row that an agent wrote and the backend has not confirmed yet is shown with its state. */
const pendingState = { pending: z.enum(['queued', 'refused']).nullable() }

export const timelineEntrySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('interaction'), at: instantSchema, id: idSchema, row: interactionSchema, ...pendingState, commandId: idSchema.nullable() }),
  z.strictObject({ type: z.literal('message'), at: instantSchema, id: idSchema, row: communicationMessageSchema }),
  /** `problem` is null where this desk does not have it (any more). */
  z.strictObject({ type: z.literal('problemReport'), at: instantSchema, id: idSchema, row: serviceProblemReportSchema, problem: serviceProblemSchema.pick({ reference: true, kind: true, cause: true, nodes: true }).nullable() }),
  z.strictObject({ type: z.literal('payment'), at: instantSchema, id: idSchema, row: paymentSchema }),
  z.strictObject({ type: z.literal('adjustment'), at: instantSchema, id: idSchema, row: adjustmentSchema }),
  z.strictObject({ type: z.literal('points'), at: instantSchema, id: idSchema, row: loyaltyTransactionSchema }),
  z.strictObject({ type: z.literal('bill'), at: instantSchema, id: idSchema, row: customerBillSchema }),
  z.strictObject({ type: z.literal('usageAlert'), at: instantSchema, id: idSchema, row: usageAlertEventSchema }),
  z.strictObject({ type: z.literal('topUp'), at: instantSchema, id: idSchema, row: usageTopUpSchema }),
  z.strictObject({ type: z.literal('diagnosticRun'), at: instantSchema, id: idSchema, row: diagnosticRunSchema }),
  z.strictObject({ type: z.literal('troubleTicket'), at: instantSchema, id: idSchema, row: troubleTicketSchema }),
  /** `at` is when it was booked; the line says what became of it. Nulls where this desk does not have them. */
  z.strictObject({ type: z.literal('visit'), at: instantSchema, id: idSchema, row: appointmentSchema, work: workTypeSchema.shape.names.nullable(), technicianName: z.string().nullable() }),
  z.strictObject({ type: z.literal('change'), at: instantSchema, id: idSchema, row: accountChangeSchema }),
])
export type TimelineEntry = z.infer<typeof timelineEntrySchema>

export const TIMELINE_PAGE = 50
export const timelineFilterSchema = z.enum(['all', 'contacts', 'visits', 'money', 'changes'])

export const timelineInputSchema = z.strictObject({
  customerId: idSchema,
  filter: timelineFilterSchema,
  /** The last entry of the page before; null for the newest. */
  before: z.strictObject({ at: instantSchema, id: idSchema }).nullable(),
})
export const timelinePageSchema = z.strictObject({ entries: z.array(timelineEntrySchema).max(TIMELINE_PAGE), more: z.boolean() })
export type TimelinePage = z.infer<typeof timelinePageSchema>

export const contactMediumViewSchema = z.strictObject({ row: contactMediumSchema, ...pendingState, commandId: idSchema.nullable() })

/** Most of one account that are shown at once; older ones are in the timeline. */
export const MAX_ADJUSTMENTS = 50
export const MAX_ORDERS = 20
export const MAX_PAYMENTS = 20
export const MAX_PROMISES = 20

/** Most links that are shown; older ones are in the timeline as messages. */
export const MAX_LINKS = 10

/** Most of one account that are shown at once. */
export const MAX_RUNS = 20
export const MAX_TICKETS = 20

/** Most problems of one place. */
export const MAX_PLACE_PROBLEMS = 10

export const accountViewSchema = z.strictObject({
  customer: customerSchema,
  /** Null when the language shown is the backend's; else what the agent chose and is not yet confirmed. */
  pendingLanguage: z.strictObject({ language: z.string(), commandId: idSchema, ...pendingState }).nullable(),
  /** The moment that the rest of the account is of; null when only the customer row is on this desk. */
  asOf: instantSchema.nullable(),
  contactMedia: z.array(contactMediumViewSchema),
  addresses: z.array(addressSchema),
  alerts: z.array(alertSchema),
  characteristics: characteristicsSchema.nullable(),
  billingAccount: billingAccountSchema.nullable(),
  /** Newest first, at most 13: a year and the one before. */
  bills: z.array(customerBillSchema).max(13),
  /** Newest first. */
  adjustments: z.array(adjustmentSchema).max(MAX_ADJUSTMENTS),
  /** Newest first; older ones are in the timeline. */
  payments: z.array(paymentSchema).max(MAX_PAYMENTS),
  /** Those that are not removed, the default one first. */
  paymentMethods: z.array(paymentMethodSchema),
  /** Open ones first, then the newest. */
  promises: z.array(paymentPromiseSchema).max(MAX_PROMISES),
  /** Newest first. */
  paymentLinks: z.array(paymentLinkSchema).max(MAX_LINKS),
  products: z.array(productSchema),
  /** The one that is still to come first, then the newest. */
  orders: z.array(productOrderSchema).max(MAX_ORDERS),
  equipment: z.array(equipmentSchema),
  /** Newest first. */
  usage: z.array(usageConsumptionSchema),
  /** Where the running cycle goes, by the days that this desk has a copy of; null where it has none or too few. Megabytes. */
  usageProjection: z.strictObject({ asOf: instantSchema, today: dateSchema, point: z.int().min(0), low: z.int().min(0), high: z.int().min(0), knownDays: z.int().min(0) }).nullable(),
  usageAlerts: z.array(usageAlertSchema),
  /** Of the newest cycle, newest first. */
  usageAlertEvents: z.array(usageAlertEventSchema),
  /** Of the newest cycle, newest first. */
  usageTopUps: z.array(usageTopUpSchema),
  /** Outages and planned work where the service is, what is out now first. */
  problems: z.array(serviceProblemSchema).max(MAX_PLACE_PROBLEMS),
  /** Those that are not where the service is (any more), of which this customer was promised to hear. */
  problemsElsewhere: z.array(serviceProblemSchema).max(MAX_PLACE_PROBLEMS),
  /** This customer's calls about both. */
  problemReports: z.array(serviceProblemReportSchema),
  /** Open ones first, then the newest. */
  diagnosticRuns: z.array(diagnosticRunSchema).max(MAX_RUNS),
  /** Open ones first, then the newest. */
  troubleTickets: z.array(troubleTicketSchema).max(MAX_TICKETS),
  timeline: timelinePageSchema,
  /** This account's commands that were refused and wait for the agent. */
  refused: z.array(outboxEntrySchema),
  others: z.array(presenceEntrySchema),
})
export type AccountView = z.infer<typeof accountViewSchema>
