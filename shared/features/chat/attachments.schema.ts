/** Files of a conversation between a window and the backend. */
import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { ATTACHMENT_PART_BYTES, attachmentTypes, MAX_ATTACHMENT_BYTES, MAX_ATTACHMENT_PARTS, type ChatAttachment } from './attachments.ts'

const pixels = z.int().min(1).nullable()
export const chatAttachmentSchema = z.strictObject({ name: z.string().min(1).max(100), type: z.enum(attachmentTypes), size: z.int().min(1).max(MAX_ATTACHMENT_BYTES), width: pixels, height: pixels }) satisfies z.ZodType<ChatAttachment>

/** Base64 of at most one part, with its padding. */
const content = z.base64().max(Math.ceil(ATTACHMENT_PART_BYTES / 3) * 4)

/** `keep`: the agent takes it out of the program; that is in the audit. */
export const attachmentAskedSchema = z.strictObject({ conversationId: idSchema, attachmentId: idSchema, part: z.int().min(0).max(MAX_ATTACHMENT_PARTS - 1), keep: z.boolean() })
export type AttachmentAsked = z.infer<typeof attachmentAskedSchema>
export const attachmentPartSchema = z.strictObject({ content, parts: z.int().min(1).max(MAX_ATTACHMENT_PARTS) })
export type AttachmentPart = z.infer<typeof attachmentPartSchema>

/** From the window to the desk's data process, part by part; the last one sends it on. `attachmentId`: the client's id of the line to be. */
export const uploadPartSchema = z.strictObject({
  conversationId: idSchema, attachmentId: idSchema, name: z.string().max(260), size: z.int().min(1).max(MAX_ATTACHMENT_BYTES), offset: z.int().min(0).max(MAX_ATTACHMENT_BYTES), content,
})
export type UploadPart = z.infer<typeof uploadPartSchema>
/** Null: there is more to come. */
export const uploadedSchema = z.strictObject({ attachment: chatAttachmentSchema.nullable() })

/** A file that is there becomes a line, or waits to become one while it can be taken back. */
export const sendAttachmentSchema = z.strictObject({ conversationId: idSchema, clientId: idSchema, /** Without the time to take it back. */ now: z.boolean() })
export type SendAttachment = z.infer<typeof sendAttachmentSchema>
