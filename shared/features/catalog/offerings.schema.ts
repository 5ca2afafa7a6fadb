/**
 * What the operator sells (TMF620 ProductOffering). The same for every customer, so that it is no stream: desks ask for
 * it and keep it. An offering's price never changes: another price is another offering, sold from another day.
 */
import { z } from 'zod'
import { currencySchema, MAX_MINOR_UNITS, minorUnitsSchema } from '../../kernel/money.ts'
import { dateSchema } from '../../kernel/rows.ts'

export const productKindSchema = z.enum(['internet', 'tv', 'phone', 'bundle', 'addOn', 'discount'])
export const contractTermSchema = z.enum(['monthToMonth', 'oneYear', 'twoYear'])
export type ContractTerm = z.infer<typeof contractTermSchema>

/** Stable, and never used for something else: `internet-500`. */
export const offeringCodeSchema = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/)

/** What something is called in the console's languages; rows and the lines of bills keep the English one (`billing/line-names.ts`). */
export const bilingualSchema = z.strictObject({ english: z.string().min(1).max(120), spanish: z.string().min(1).max(120) })
export type Bilingual = z.infer<typeof bilingualSchema>

const priceSchema = z.int().min(0).max(MAX_MINOR_UNITS)

/** Minor units. `terminationPerMonth`: for each month begun that is left when the contract is given up. */
export const offeredTermSchema = z.strictObject({ term: contractTermSchema, oneTimeFee: priceSchema, terminationPerMonth: priceSchema })
export type OfferedTerm = z.infer<typeof offeredTermSchema>

/** Most of one offering, and most offerings that another one names. */
export const MAX_COUNT = 20
const codes = z.array(offeringCodeSchema).max(200)

export const productOfferingSchema = z.strictObject({
  code: offeringCodeSchema,
  kind: productKindSchema,
  name: bilingualSchema,
  detail: bilingualSchema.nullable(),
  /** To whom it is sold. */
  customerKinds: z.array(z.enum(['residential', 'business'])).min(1).max(2),
  currency: currencySchema,
  /** Minor units, before tax; below 0 for a discount. */
  monthlyPrice: minorUnitsSchema,
  /** Once, when it is taken without a term; a term has its own. */
  oneTimeFee: priceSchema,
  /** What the one-time fee is called on the bill. */
  feeName: bilingualSchema.nullable(),
  /** A change within one family costs no fee: the line, the box and the visit are there already. */
  family: z.string().max(40).nullable(),
  /** Empty: there is no contract, such as for an add-on. */
  terms: z.array(offeredTermSchema).max(3),
  /** How many of it one account may have. */
  maxCount: z.int().min(1).max(MAX_COUNT),
  /** One of these must be there with it; empty when it needs none. A discount that loses the last of them ends. */
  requiresAnyOf: codes,
  /** None of these may be there with it. It is enough when one of two names the other. */
  excludes: codes,
  /** Of a bundle: what may be in it, each without a price of its own. */
  includes: codes,
  /** Of a discount: given by itself while all of these kinds are there at their own price. Empty: given by people. */
  givenFor: z.array(productKindSchema).max(6),
  soldFrom: dateSchema,
  /** The last day; null while no end is known. Who has it keeps it. */
  soldUntil: dateSchema.nullable(),
  /** Mbit/s; null for what has none. */
  downloadMbps: z.int().min(1).nullable(),
  uploadMbps: z.int().min(1).nullable(),
  /** Of a cycle, 10^6 bytes; null without a limit, and for what uses no data. */
  allowanceMegabytes: z.int().min(0).nullable(),
  /** Mbit/s down beyond the allowance, to the end of the cycle; null where nothing becomes slower. Nothing is charged there: use has no price. */
  slowedToMbps: z.int().min(1).nullable().default(null),
  /** Place in a list. */
  position: z.int().min(0),
})
export type ProductOffering = z.infer<typeof productOfferingSchema>

/** Most that a catalog holds. */
export const MAX_OFFERINGS = 500
