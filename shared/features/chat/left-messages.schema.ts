/** What customers leave where no agent takes chats: worked through by agents, oldest first. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema, languageTagSchema, withoutCard } from '../../kernel/rows.ts'
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
  /** They said themselves whose account it is, by their sign-in: that is nobody's to change. */
  signedIn: z.boolean(),
  name: z.string(), topic: chatTopicSchema, language: languageTagSchema, wants: leftWantsSchema, reach: z.string(), body: z.string(),
  leftAt: instantSchema,
  /** Display name of the agent who has it in hand, and since when. */
  takenBy: z.string().nullable(),
  takenAt: instantSchema.nullable(),
  /** The trouble ticket that it has become, `TT-3001`. */
  ticketId: idSchema.nullable(),
  ticketReference: z.string().nullable(),
  doneAt: instantSchema.nullable(),
  /** Display name of the agent. */
  doneBy: z.string().nullable(),
  disposition: dispositionSchema.nullable(),
  doneText: z.string(),
})
export type LeftMessage = z.infer<typeof leftMessageSchema>

export const MAX_LEFT_LISTED = 200
/** Those that wait, oldest first, or those that were done, newest first. */
export const leftMessagesAskedSchema = z.strictObject({ done: z.boolean() })
export type LeftMessagesAsked = z.infer<typeof leftMessagesAskedSchema>
export const leftMessagesSchema = z.strictObject({ messages: z.array(leftMessageSchema).max(MAX_LEFT_LISTED), /** Of all that wait. */ waitingCount: z.int().min(0) })
export type LeftMessages = z.infer<typeof leftMessagesSchema>

/** Signs of what an agent notes when they are done with one. */
export const MAX_LEFT_NOTE = 1_000
/** `expectedVersion`: as it was seen; in hand of, or done by, somebody else meanwhile is a `conflict` that says who. */
const upon = { commandId: commandIdSchema, messageId: idSchema, expectedVersion: z.int().min(1) }
const note = withoutCard(MAX_LEFT_NOTE).or(z.literal(''))

/** `taken` false: put back for anybody. */
export const takeMessageSchema = z.strictObject({ ...upon, taken: z.boolean() })
export type TakeMessage = z.infer<typeof takeMessageSchema>
/** Whose account it is about; by the agent who has found it. */
export const joinMessageSchema = z.strictObject({ ...upon, customerId: idSchema })
export type JoinMessage = z.infer<typeof joinMessageSchema>
/** `ticketId`: of the ticket that comes of it. */
export const ticketMessageSchema = z.strictObject({ ...upon, customerId: idSchema, ticketId: idSchema, text: note })
export type TicketMessage = z.infer<typeof ticketMessageSchema>
export const settleMessageSchema = z.strictObject({ ...upon, disposition: dispositionSchema, text: note })
export type SettleMessage = z.infer<typeof settleMessageSchema>

/** What who left it is told of it: whether somebody has it, or is done, and the number of its ticket. */
export const leftStateSchema = z.strictObject({ leftAt: instantSchema, topic: chatTopicSchema, wants: leftWantsSchema, state: z.enum(['waiting', 'inHand', 'ticket', 'done']), reference: z.string().nullable() })
export type LeftState = z.infer<typeof leftStateSchema>
export const MAX_OWN_LEFT = 5
