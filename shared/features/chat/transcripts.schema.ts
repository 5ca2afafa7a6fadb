/** Conversations of a customer once they are over: read whole, by pages, and searched. */
import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { instantSchema, languageTagSchema } from '../../kernel/rows.ts'
import { attachmentAskedSchema } from './attachments.schema.ts'
import { chatMessageSchema, chatNoteSchema } from './chat.schema.ts'
import { chatTopicSchema, MAX_MESSAGE_PAGE } from './chat-words.schema.ts'

/** By the line of the history that a contact is, or by itself. What comes behind what is there, by sequence. */
export const transcriptOfSchema = z.discriminatedUnion('by', [z.strictObject({ by: z.literal('contact'), id: idSchema }), z.strictObject({ by: z.literal('conversation'), id: idSchema })])
export type TranscriptOf = z.infer<typeof transcriptOfSchema>
export const transcriptAskedSchema = z.strictObject({ customerId: idSchema, of: transcriptOfSchema, afterSequence: z.int().min(0), afterNote: z.int().min(0) })
export type TranscriptAsked = z.infer<typeof transcriptAskedSchema>
/** `closedAt` null: it goes on, and its lines are with whoever holds it. */
export const transcriptSchema = z.strictObject({
  conversationId: idSchema, name: z.string(), topic: chatTopicSchema, language: languageTagSchema, begunAt: instantSchema, closedAt: instantSchema.nullable(),
  messages: z.array(chatMessageSchema).max(MAX_MESSAGE_PAGE), notes: z.array(chatNoteSchema).max(MAX_MESSAGE_PAGE), more: z.boolean(),
})
export type Transcript = z.infer<typeof transcriptSchema>

/** A file of a chat of this customer's that is over; its parts as `attachmentPartSchema` says. `keep`: it is taken out of the program. */
export const transcriptFileAskedSchema = attachmentAskedSchema.extend({ customerId: idSchema })
export type TranscriptFileAsked = z.infer<typeof transcriptFileAskedSchema>

export const MAX_FOUND_LINES = 20
export const findInChatsSchema = z.strictObject({ customerId: idSchema, text: z.string().trim().min(2).max(100) })
export type FindInChats = z.infer<typeof findInChatsSchema>
/** `excerpt` around what was found, which stands in it from `from` to `to`. */
export const foundLineSchema = z.strictObject({ conversationId: idSchema, sequence: z.int().min(1), at: instantSchema, author: chatMessageSchema.shape.author, agentName: z.string().nullable(), excerpt: z.string(), from: z.int().min(0), to: z.int().min(0) })
export type FoundLine = z.infer<typeof foundLineSchema>
/** Newest first. */
export const foundInChatsSchema = z.strictObject({ lines: z.array(foundLineSchema).max(MAX_FOUND_LINES), more: z.boolean() })
export type FoundInChats = z.infer<typeof foundInChatsSchema>
