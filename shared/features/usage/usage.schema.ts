/** Data used (TMF635 UsageConsumption), in megabytes of 10^6 bytes; people read gigabytes of 10^9. */
import { z } from 'zod'
import { currencySchema, minorUnitsSchema } from '../../kernel/money.ts'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { dateSchema, instantSchema, rowBase } from '../../kernel/rows.ts'

/** No household moves a petabyte in a day; it keeps every sum far below 2^53. */
const MAX_DAY_MEGABYTES = 1_000_000_000
const megabytesSchema = z.int().min(0)

export const usageConsumptionSchema = z.strictObject({
  ...rowBase,
  /** `cycle`: measured in a bill cycle. `monthlyAverage`: what an imported book said; it has no dates. */
  kind: z.enum(['cycle', 'monthlyAverage']),
  periodStart: dateSchema.nullable(),
  /** The last day. */
  periodEnd: dateSchema.nullable(),
  /** The sum of the days, as far as days were kept. */
  usedMegabytes: megabytesSchema,
  /** With what was bought beside the plan. Null when the plan is without a limit. */
  allowanceMegabytes: megabytesSchema.nullable(),
  /** What of the allowance was bought for this cycle alone. */
  toppedUpMegabytes: megabytesSchema,
})
export type UsageConsumption = z.infer<typeof usageConsumptionSchema>

export const usageThresholdSchema = z.discriminatedUnion('unit', [
  /** Of the allowance, top-ups included. */
  z.strictObject({ unit: z.literal('percent'), amount: z.int().min(1).max(100) }),
  z.strictObject({ unit: z.literal('gigabytes'), amount: z.int().min(1).max(100_000) }),
])
export type UsageThreshold = { unit: 'percent' | 'gigabytes'; amount: number }

/** To the contact of record of that kind. */
export const usageChannelSchema = z.enum(['email', 'sms'])
export type UsageChannel = z.infer<typeof usageChannelSchema>

/** Tells the customer when they have used so much, once in a cycle. One threshold is set once. */
export const usageAlertSchema = z.strictObject({
  ...rowBase,
  unit: z.enum(['percent', 'gigabytes']),
  amount: z.int().min(1).max(100_000),
  channel: usageChannelSchema,
  state: z.enum(['active', 'removed']),
  setAt: instantSchema,
  setBy: z.string(),
})
export type UsageAlert = z.infer<typeof usageAlertSchema>

/**
 * A threshold was crossed. In one cycle `over` and `under` take turns; `generation` counts the turns from 1, so that no two
 * nodes tell the same one twice.
 */
export const usageAlertEventSchema = z.strictObject({
  ...rowBase,
  usageConsumptionId: idSchema,
  usageAlertId: idSchema,
  unit: z.enum(['percent', 'gigabytes']),
  amount: z.int().min(1),
  direction: z.enum(['over', 'under']),
  generation: z.int().min(1),
  at: instantSchema,
  usedMegabytes: megabytesSchema,
  allowanceMegabytes: megabytesSchema.nullable(),
  channel: usageChannelSchema,
  /**
   * `queued`: a message is on its way. `covered`: the message about another threshold, crossed at the same moment, says it.
   * `noContact`: no address or number of that kind is known. `known`: it was set when it was crossed already.
   */
  delivery: z.enum(['queued', 'covered', 'noContact', 'known']),
})
export type UsageAlertEvent = z.infer<typeof usageAlertEventSchema>

/** More data for one cycle, paid on the next bill. */
export const usageTopUpSchema = z.strictObject({
  ...rowBase,
  usageConsumptionId: idSchema,
  billingAccountId: idSchema,
  /** As on the bill: `Extra Data 100 GB`. */
  name: z.string().max(120),
  megabytes: z.int().min(1),
  currency: currencySchema,
  /** Before tax. */
  amount: minorUnitsSchema,
  state: z.enum(['active', 'takenBack']),
  addedAt: instantSchema,
  addedBy: z.string(),
  takenBackAt: instantSchema.nullable(),
  takenBackBy: z.string().nullable(),
})
export type UsageTopUp = z.infer<typeof usageTopUpSchema>

export const usageDaySchema = z.strictObject({ day: dateSchema, megabytes: megabytesSchema })
export type UsageDay = z.infer<typeof usageDaySchema>

/** A cycle of 31 days, and what an operator's change of the cycle day may add to it. */
const MAX_CYCLE_DAYS = 62
export const usageCycleSchema = z.strictObject({
  usageConsumptionId: idSchema,
  /** Of the cycle's row: a copy of another version is an old one. */
  version: z.int().min(1),
  periodStart: dateSchema,
  periodEnd: dateSchema,
  usedMegabytes: megabytesSchema,
  allowanceMegabytes: megabytesSchema.nullable(),
  /** In order; a day that nobody measured is not there. Empty where the cycle is known by its sum alone. */
  days: z.array(usageDaySchema).max(MAX_CYCLE_DAYS),
})
export type UsageCycle = z.infer<typeof usageCycleSchema>

/** Day by day, the running cycle and the one before. Not a stream: a desk reads it for the accounts that it opens. */
export const usageDetailSchema = z.strictObject({
  customerId: idSchema,
  asOf: instantSchema,
  /** The operator's day at that moment; of it the use is known in part. */
  today: dateSchema,
  current: usageCycleSchema.nullable(),
  previous: usageCycleSchema.nullable(),
})
export type UsageDetail = z.infer<typeof usageDetailSchema>

const command = { commandId: commandIdSchema, customerId: idSchema }
const ofAlert = { ...command, alertId: idSchema }
const expectedVersion = z.int().min(1)

export const setUsageAlertSchema = z.strictObject({ ...ofAlert, threshold: usageThresholdSchema, channel: usageChannelSchema })
export type SetUsageAlert = z.infer<typeof setUsageAlertSchema>
export const changeUsageAlertSchema = z.strictObject({ ...ofAlert, expectedVersion, threshold: usageThresholdSchema, channel: usageChannelSchema })
export type ChangeUsageAlert = z.infer<typeof changeUsageAlertSchema>
export const removeUsageAlertSchema = z.strictObject({ ...ofAlert, expectedVersion })
export type RemoveUsageAlert = z.infer<typeof removeUsageAlertSchema>
/** More than a customer wants to hear in a cycle. */
export const MAX_USAGE_ALERTS = 10

/** `total` is what was shown, tax included: at another price it is refused, not sold. */
export const topUpUsageSchema = z.strictObject({ ...command, topUpId: idSchema, usageConsumptionId: idSchema, offer: z.string().min(1).max(40), total: minorUnitsSchema })
export type TopUpUsage = z.infer<typeof topUpUsageSchema>
/** While none of it is used, its cycle runs and it is on no bill. */
export const takeBackTopUpSchema = z.strictObject({ ...command, topUpId: idSchema, expectedVersion })
export type TakeBackTopUp = z.infer<typeof takeBackTopUpSchema>

/** Of one cycle, those that cost something and were not taken back: what is more is a slip or a game, and each is a line of the bill. */
export const MAX_PAID_TOP_UPS = 10

/** `enough`: the cycle has `MAX_PAID_TOP_UPS`. */
export const topUpRefusalSchema = z.enum(['closedAccount', 'noCycle', 'unlimited', 'noBill', 'enough'])
export type TopUpRefusal = z.infer<typeof topUpRefusalSchema>
/** What can be bought for the running cycle, with what each adds to the next bill. */
export const topUpTermsSchema = z.strictObject({
  usageConsumptionId: idSchema.nullable(),
  /** Of the bill that it will stand on. */
  billDate: dateSchema.nullable(),
  /** Why nothing can be bought; null when something can. */
  refused: topUpRefusalSchema.nullable(),
  offers: z.array(z.strictObject({
    code: z.string(), name: z.string(), megabytes: z.int().min(1), currency: currencySchema,
    amount: minorUnitsSchema, tax: minorUnitsSchema, total: minorUnitsSchema,
  })).max(20),
})
export type TopUpTerms = z.infer<typeof topUpTermsSchema>
export type TopUpOffer = TopUpTerms['offers'][number]

/**
 * What a meter says of one day: its total as far as it was known at `measuredAt`. So a record may come twice, late or
 * behind a newer one: the one that was measured last stands.
 */
export const usageRecordSchema = z.strictObject({
  accountNumber: z.string().min(1).max(40),
  /** Of the operator's calendar. */
  day: dateSchema,
  megabytes: z.int().min(0).max(MAX_DAY_MEGABYTES),
  measuredAt: instantSchema,
})
export type UsageRecord = z.infer<typeof usageRecordSchema>
export const MAX_USAGE_RECORDS = 2_000
/**
 * `future`: of a day that had not begun at the operator's when it was measured. `tooOld`: of a day that is settled.
 * `sumOnly`: of a cycle that is known by its sum alone, to which a day cannot be added.
 */
export const recordRefusalSchema = z.enum(['unknownAccount', 'future', 'tooOld', 'sumOnly'])
export const recordedUsageSchema = z.strictObject({
  /** Days that have another total now. */
  changed: z.int().min(0),
  /** Told before, or by a later measurement. */
  unchanged: z.int().min(0),
  refused: z.array(z.strictObject({ index: z.int().min(0), reason: recordRefusalSchema })),
})
export type RecordedUsage = z.infer<typeof recordedUsageSchema>

/**
 * One call of phone service: call detail (47 CFR 64.2003(d)), which nobody sees before the caller is verified. In no stream
 * and in no cache. Numbers are E.164.
 */
export const callRecordSchema = z.strictObject({
  id: idSchema,
  /** The customer's own. */
  line: z.string().max(20),
  direction: z.enum(['incoming', 'outgoing']),
  /** Null where the other side withheld it. */
  otherNumber: z.string().max(20).nullable(),
  startedAt: instantSchema,
  /** 0: nobody answered. */
  seconds: z.int().min(0),
})
export type CallRecord = z.infer<typeof callRecordSchema>

/** Most calls of one page. */
export const CALLS_PAGE = 50
/** `before`: the last call of the page before; without it the newest. */
export const callsInputSchema = z.strictObject({ customerId: idSchema, before: z.strictObject({ at: instantSchema, id: idSchema }).optional() })
export type CallsInput = z.infer<typeof callsInputSchema>
export const callsPageSchema = z.strictObject({ calls: z.array(callRecordSchema).max(CALLS_PAGE), more: z.boolean() })
export type CallsPage = z.infer<typeof callsPageSchema>
