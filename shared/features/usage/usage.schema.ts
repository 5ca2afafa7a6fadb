/** Data used (TMF635 UsageConsumption), in megabytes of 10^6 bytes. */
import { z } from 'zod'
import { dateSchema, rowBase } from '../../kernel/rows.ts'

export const usageConsumptionSchema = z.strictObject({
  ...rowBase,
  /** `cycle`: measured in a bill cycle. `monthlyAverage`: what an imported book said; it has no dates. */
  kind: z.enum(['cycle', 'monthlyAverage']),
  periodStart: dateSchema.nullable(),
  periodEnd: dateSchema.nullable(),
  usedMegabytes: z.int().min(0),
  /** Null when the plan is without a limit. */
  allowanceMegabytes: z.int().min(0).nullable(),
})
export type UsageConsumption = z.infer<typeof usageConsumptionSchema>
