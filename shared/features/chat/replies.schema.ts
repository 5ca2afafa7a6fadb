/** Canned replies as they are kept: shared ones, and each agent's own. */
import { z } from 'zod'
import { holdsCardNumber } from '../../kernel/card-numbers.ts'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'
import { isReplyName, MAX_OWN_REPLIES, MAX_REPLY_NAME, MAX_REPLY_TEXT, MAX_SHARED_REPLIES, replyLanguages, replyName, replyVariables, unknownVariables, type ReplyVariable } from './canned-replies.ts'
import { withoutTricks } from './misleading-signs.ts'

const nameSchema = z.string().max(4 * MAX_REPLY_NAME).transform(replyName).pipe(z.string().max(MAX_REPLY_NAME).refine(isReplyName, 'replyName'))
/** Empty where there is none in that language. */
const textSchema = z.string().max(4 * MAX_REPLY_TEXT).transform((text) => withoutTricks(text).trim()).pipe(
  z.string().max(MAX_REPLY_TEXT)
    // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused here
    .refine((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text), 'controlCharacters')
    .refine((text) => !holdsCardNumber(text), 'cardNumber')
    .refine((text) => unknownVariables(text).length === 0, 'unknownVariable'),
)
const upon = { commandId: commandIdSchema, replyId: idSchema }

/** `expectedVersion` 0: a new one. One of the two texts at least. */
export const keepReplySchema = z.strictObject({ ...upon, expectedVersion: z.int().min(0), name: nameSchema, english: textSchema, spanish: textSchema })
export type KeepReply = z.infer<typeof keepReplySchema>
export const removeReplySchema = z.strictObject({ ...upon, expectedVersion: z.int().min(1) })
export type RemoveReply = z.infer<typeof removeReplySchema>

export const chatReplySchema = z.strictObject({ id: idSchema, shared: z.boolean(), name: z.string(), english: z.string(), spanish: z.string(), version: z.int().min(1), changedAt: instantSchema, changedBy: z.string() })
export type ChatReply = z.infer<typeof chatReplySchema>

const factSchema = z.union([z.strictObject({ value: z.strictObject({ en: z.string(), es: z.string() }) }), z.strictObject({ missing: z.enum(['notLinked', 'notVerified', 'unknown']) })])
const valuesSchema = z.strictObject(Object.fromEntries(replyVariables.map((name) => [name, factSchema])) as Record<ReplyVariable, typeof factSchema>)
export const replyFactsSchema = z.strictObject({ language: z.enum(replyLanguages).nullable(), values: valuesSchema })

/** What they are filled with, as far as it may be said there: in a conversation, or at an account. */
const repliesAboutSchema = z.union([z.strictObject({ conversationId: idSchema }), z.strictObject({ customerId: idSchema })])
export type RepliesAbout = z.infer<typeof repliesAboutSchema>
/** Of nobody: as they are kept. */
export const repliesAskedSchema = z.strictObject({ about: repliesAboutSchema.nullable() })
export type RepliesAsked = z.infer<typeof repliesAskedSchema>
export const chatRepliesSchema = z.strictObject({ replies: z.array(chatReplySchema).max(MAX_SHARED_REPLIES + MAX_OWN_REPLIES), facts: replyFactsSchema.nullable() })
export type ChatReplies = z.infer<typeof chatRepliesSchema>
export const sharedRepliesSchema = z.strictObject({ replies: z.array(chatReplySchema).max(MAX_SHARED_REPLIES) })
export type SharedReplies = z.infer<typeof sharedRepliesSchema>
