/** What customers leave where no agent takes chats: worked through by agents, oldest first. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema, languageTagSchema } from '../../kernel/rows.ts'
import { phoneInputSchema } from '../customers/customers.schema.ts'
import { dispositionSchema } from '../interactions/interactions.schema.ts'
import { chatTopicSchema } from './chat-words.schema.ts'

export const leftWantsSchema = z.enum(['message', 'callBack'])
/** An e-mail address, or a telephone number, kept as E.164. */
export const reachSchema = z.string().trim().max(254).pipe(z.union([phoneInputSchema, z.email('reach')]))

export const leftMessageSchema = z.strictObject({
  id: idSchema,
  version: z.int().min(1),
  /** Null for whoever was not signed in. */
  customerId: idSchema.nullable(),
  name: z.string(), topic: chatTopicSchema, language: languageTagSchema, wants: leftWantsSchema, reach: z.string(), body: z.string(),
  leftAt: instantSchema,
  doneAt: instantSchema.nullable(),
  /** Display name of the agent. */
  doneBy: z.string().nullable(),
  disposition: dispositionSchema.nullable(),
})
export type LeftMessage = z.infer<typeof leftMessageSchema>

export const MAX_LEFT_LISTED = 200
/** Those that wait, oldest first, or those that were done, newest first. */
export const leftMessagesAskedSchema = z.strictObject({ done: z.boolean() })
export type LeftMessagesAsked = z.infer<typeof leftMessagesAskedSchema>
export const leftMessagesSchema = z.strictObject({ messages: z.array(leftMessageSchema).max(MAX_LEFT_LISTED), /** Of all that wait. */ waitingCount: z.int().min(0) })
export type LeftMessages = z.infer<typeof leftMessagesSchema>

/** `expectedVersion`: as it was seen; done by somebody else meanwhile is a `conflict`. */
export const settleMessageSchema = z.strictObject({ commandId: commandIdSchema, messageId: idSchema, expectedVersion: z.int().min(1), disposition: dispositionSchema })
export type SettleMessage = z.infer<typeof settleMessageSchema>
