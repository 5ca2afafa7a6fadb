/** What the customer has (TMF637 Product) and the equipment it runs on (TMF639 Resource). */
import { z } from 'zod'
import { currencySchema, minorUnitsSchema } from '../../kernel/money.ts'
import { dateSchema, rowBase } from '../../kernel/rows.ts'
import { contractTermSchema, offeringCodeSchema, productKindSchema } from './offerings.schema.ts'

export { productKindSchema } from './offerings.schema.ts'

export const productSchema = z.strictObject({
  ...rowBase,
  kind: productKindSchema,
  /** As in the operator's catalog: `Internet 500`, `TV Select`. */
  name: z.string().max(120),
  /** One line more where it helps: `Fiber`, `Multiple lines`. */
  detail: z.string().max(200).nullable(),
  status: z.enum(['pending', 'active', 'suspended', 'ended']),
  currency: currencySchema,
  /** Per month, before tax; negative for a discount; null where only the whole is priced. */
  monthlyPrice: minorUnitsSchema.nullable(),
  startedOn: dateSchema.nullable(),
  /** The first day without it. */
  endsOn: dateSchema.nullable(),
  contractTerm: contractTermSchema.nullable(),
  /** The first day that the contract does not bind; null where none binds. In the past when it is over. */
  contractEndsOn: dateSchema.nullable(),
  /** What it was ordered from; null in a book from a file. */
  offeringCode: offeringCodeSchema.nullable(),
})
export type Product = z.infer<typeof productSchema>

export const equipmentSchema = z.strictObject({
  ...rowBase,
  kind: z.enum(['modem', 'gateway', 'router', 'setTop', 'phoneAdapter', 'ont']),
  model: z.string().max(80),
  serialNumber: z.string().max(40).nullable(),
  /** 12 upper-case hex digits without separators. */
  macAddress: z.string().regex(/^[0-9A-F]{12}$/).nullable(),
  ownership: z.enum(['rented', 'owned']),
  installedOn: dateSchema.nullable(),
})
export type Equipment = z.infer<typeof equipmentSchema>
