/**
 * Points (TMF658 LoyaltyTransaction, LoyaltyBalance). They come in batches, each with its own last day; what is spent is
 * taken from the batch that ends first. Points are whole numbers; what they are worth is an amount in minor units.
 */
import { z } from 'zod'
import { currencySchema, minorUnitsSchema, money, share, type Money } from '../../kernel/money.ts'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { dateSchema, instantSchema, rowBase, withoutCard } from '../../kernel/rows.ts'

/** Most points of one transaction; times the highest rate they are still an exact number. */
export const MAX_POINTS = 10_000_000
const pointsSchema = z.int().min(1).max(MAX_POINTS)

/** `goodwill`: given by a person. They are told apart from earned ones for as long as there are any. */
export const batchOriginSchema = z.enum(['earned', 'goodwill'])

export const loyaltyBatchSchema = z.strictObject({
  ...rowBase,
  origin: batchOriginSchema,
  /** The transaction that it came with. */
  transactionId: idSchema,
  /** The operator's day. */
  earnedOn: dateSchema,
  /** The last day on which it can be spent. */
  expiresOn: dateSchema,
  points: pointsSchema,
  /** What is left of it: the sum of all that was put in and taken out. */
  remaining: z.int().min(0).max(MAX_POINTS),
  /** Of goodwill: by whom. */
  givenBy: z.string().nullable(),
})
export type LoyaltyBatch = z.infer<typeof loyaltyBatchSchema>

/**
 * `earnedBack`: the payment was refunded or taken back, or a bill that was paid in time is open again.
 * `goodwillBack`, `restored`: counter-entries of `goodwill` and of `redeemed`, which they name in `reverses`.
 */
export const loyaltyKindSchema = z.enum(['earned', 'earnedBack', 'goodwill', 'goodwillBack', 'redeemed', 'restored', 'expired'])

/** Never changed once it is written. */
export const loyaltyTransactionSchema = z.strictObject({
  ...rowBase,
  kind: loyaltyKindSchema,
  /** Above 0 when points came, below 0 when they went. */
  points: z.int().min(-MAX_POINTS).max(MAX_POINTS),
  at: instantSchema,
  /** Who did it; null for what happened by itself. */
  by: z.string().nullable(),
  comment: z.string().max(1000).nullable(),
  /** Of earned ones: for paying, or for having paid a bill by its due date. */
  earnedFor: z.enum(['payment', 'billInTime']).nullable(),
  /** The payment or the bill. */
  sourceId: idSchema.nullable(),
  reverses: idSchema.nullable(),
  /** Of a redemption: the account that was credited, with what. */
  billingAccountId: idSchema.nullable(),
  amount: minorUnitsSchema.nullable(),
  currency: currencySchema.nullable(),
})
export type LoyaltyTransaction = z.infer<typeof loyaltyTransactionSchema>

/** The operator's rules, kept by administrators; they hold for what happens from then on. */
export const rewardRulesSchema = z.strictObject({
  version: z.int().min(1),
  currency: currencySchema,
  /** So many points for each full `earnAmount` (minor units) that is paid. */
  earnPoints: z.int().min(0).max(1_000),
  earnAmount: z.int().min(1).max(1_000_000),
  /** For each bill that is paid in full by its due date. */
  inTimePoints: z.int().min(0).max(100_000),
  /** How long a batch can be spent, in days. */
  validDays: z.int().min(30).max(3_650),
  /** So many points are worth so much (minor units). */
  redeemPoints: z.int().min(1).max(100_000),
  redeemAmount: z.int().min(1).max(100_000),
})
export type RewardRules = z.infer<typeof rewardRulesSchema>

/** Points for what was paid. @param paid minor units, 0 or more */
export const pointsFor = (paid: number, { earnPoints, earnAmount }: Pick<RewardRules, 'earnPoints' | 'earnAmount'>): number =>
  Math.min(MAX_POINTS, Math.floor(paid / earnAmount) * earnPoints)

type Rate = Pick<RewardRules, 'redeemPoints' | 'redeemAmount' | 'currency'>

/** The fewest points that are worth whole cents; every multiple of them is. */
export const pointsStep = ({ redeemPoints, redeemAmount }: Rate): number => redeemPoints / greatestCommonDivisor(redeemPoints, redeemAmount)

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b))

/** What points are worth. @returns null for a number of points that is not worth whole cents */
export const creditFor = (points: number, rate: Rate): Money | null =>
  points % pointsStep(rate) === 0 ? share(money(rate.redeemAmount, rate.currency), points, rate.redeemPoints) : null

/** For limits, which are for any number of points: half a cent goes up. */
export const worthOf = (points: number, rate: Rate): Money => share(money(rate.redeemAmount, rate.currency), points, rate.redeemPoints)

/**
 * What an amount is worth in whole points: a limit in money, told to whoever gives points. Below 0 for an amount below 0.
 * @param amount minor units
 */
export function creditInPoints(amount: number, { redeemPoints, redeemAmount }: Rate): number {
  const points = BigInt(amount) * BigInt(redeemPoints)
  const whole = points / BigInt(redeemAmount) - (points % BigInt(redeemAmount) < 0n ? 1n : 0n)
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  return Number(whole > most ? most : whole < -most ? -most : whole)
}

const limitSchema = z.int().min(0).max(MAX_POINTS)
/** Of one role, in points: of one gift, of an agent's gifts of one operator's day, and of all gifts to one customer in 30 days, whoever gave them. */
export const rewardLimitsSchema = z.strictObject({ perGift: limitSchema, perDay: limitSchema, perCustomer30Days: limitSchema })
export type RewardLimits = z.infer<typeof rewardLimitsSchema>

const command = { commandId: commandIdSchema, customerId: idSchema }
const comment = withoutCard(1000)

/** Within the limits of the role, or not at all: nobody approves points. */
export const giveGoodwillPointsSchema = z.strictObject({ ...command, giftId: idSchema, points: pointsSchema, comment })
export type GiveGoodwillPoints = z.infer<typeof giveGoodwillPointsSchema>

/** `amount` is the credit that was shown: when the rate has changed since, nothing is redeemed. */
export const redeemPointsSchema = z.strictObject({
  ...command,
  redemptionId: idSchema,
  billingAccountId: idSchema,
  points: pointsSchema,
  amount: z.int().min(1),
})
export type RedeemPoints = z.infer<typeof redeemPointsSchema>

/** Of a redemption or of goodwill that has not been touched. `reversalId`: of the counter-entry. */
export const reverseLoyaltySchema = z.strictObject({ ...command, reversalId: idSchema, transactionId: idSchema, reason: comment })
export type ReverseLoyalty = z.infer<typeof reverseLoyaltySchema>

/** What an agent may do with this customer's points now. */
export const rewardTermsSchema = z.strictObject({
  rules: rewardRulesSchema,
  /** The operator's. */
  today: dateSchema,
  /** What can be spent today. */
  balance: z.int().min(0),
  limits: rewardLimitsSchema,
  /** Goodwill that this agent gave today, whoever got it. */
  usedToday: z.int().min(0),
  /** Goodwill of 30 days, whoever gave it. */
  usedForCustomer: z.int().min(0),
  /** The role's limit of credits for this customer in 30 days, and what credits and goodwill leave of it, in points; below 0 when it is passed. */
  credit: z.strictObject({ limit: z.int().min(0), left: z.int() }),
  /** What the customer owes on the billing account that is named, minor units; below 0 they have money with us. */
  owed: minorUnitsSchema,
})
export type RewardTerms = z.infer<typeof rewardTermsSchema>

/** Days that restored points have at least, unless they had fewer when they were redeemed. */
export const RESTORED_DAYS = 30

/** As the account shows it, from the rows of the desk: newest first; batches with something in them, the one that ends first on top. */
export const MAX_LOYALTY_ROWS = 200
export const rewardsOfAccountSchema = z.strictObject({
  batches: z.array(loyaltyBatchSchema).max(MAX_LOYALTY_ROWS),
  transactions: z.array(loyaltyTransactionSchema).max(MAX_LOYALTY_ROWS),
})
export type RewardsOfAccount = z.infer<typeof rewardsOfAccountSchema>
