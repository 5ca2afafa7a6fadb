/** What a supervisor is warned of before a queue's target breaks. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'

/** `wait`: somebody has waited, or at the present pace will have, beyond what is promised. `share`: too few of those who came lately were in time. */
export const chatAlertKindSchema = z.enum(['wait', 'share', 'nobodyThere'])
export type ChatAlertKind = z.infer<typeof chatAlertKindSchema>

export const chatAlertSchema = z.strictObject({
  id: idSchema,
  queueId: idSchema,
  name: z.string(),
  spanishName: z.string(),
  kind: chatAlertKindSchema,
  begunAt: instantSchema,
  /** Who said that they have it in hand; null: nobody yet. */
  seenAt: instantSchema.nullable(),
  seenBy: z.string().nullable(),
})
export type ChatAlert = z.infer<typeof chatAlertSchema>
/** Of each queue one of a kind. */
export const MAX_ALERTS = 800
export const chatAlertsSchema = z.strictObject({ /** Those that nobody has seen first, of those the newest. */ alerts: z.array(chatAlertSchema).max(MAX_ALERTS) })
export type ChatAlerts = z.infer<typeof chatAlertsSchema>

export const seeChatAlertSchema = z.strictObject({ commandId: commandIdSchema, alertId: idSchema })
export type SeeChatAlert = z.infer<typeof seeChatAlertSchema>
