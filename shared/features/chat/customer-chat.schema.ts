/** Between the customers' page and the backend: JSON frames over a WebSocket, and what is asked before there is one. */
import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { instantSchema } from '../../kernel/rows.ts'
import { tokenSchema } from '../session/session.schema.ts'
import { chatMessageSchema, chatStatusSchema } from './chat.schema.ts'
import { leftStateSchema, leftWantsSchema, MAX_OWN_LEFT, reachSchema } from './left-messages.schema.ts'
import { chatBodySchema, chatNameSchema, chatTopicSchema, MAX_MESSAGE_PAGE } from './chat-words.schema.ts'

export const portalLanguageSchema = z.enum(['en', 'es'])
export const beginChatSchema = z.strictObject({ conversationId: idSchema, token: tokenSchema, name: chatNameSchema, topic: chatTopicSchema, language: portalLanguageSchema })
export type BeginChat = z.infer<typeof beginChatSchema>

/** Whether somebody is there. `nobodyThere`: open by the clock, and no agent takes chats now. */
export const chatDoorSchema = z.discriminatedUnion('open', [
  z.strictObject({ open: z.literal(true), waiting: z.int().min(0), /** About, in seconds; null where nothing is known of it. */ waitSeconds: z.int().min(0).nullable() }),
  z.strictObject({ open: z.literal(false), why: z.enum(['closed', 'full', 'nobodyThere']), opensAt: instantSchema.nullable() }),
])
export type ChatDoor = z.infer<typeof chatDoorSchema>

/** Whose page it is, for whoever has no conversation yet: the operator, in whose time zone (IANA) it opens and closes. */
const ofOperator = { operatorName: z.string(), phone: z.string().nullable(), timeZone: z.string() }
/** `name`: of who is signed in to the end; null for anybody else. */
const ticketFields = { ticket: tokenSchema, topic: chatTopicSchema, name: z.string(), /** It is known whose account it is: their sign-in opens it as well. */ signedIn: z.boolean(), ...ofOperator }
export const chatTicketSchema = z.strictObject(ticketFields)
export type ChatTicket = z.infer<typeof chatTicketSchema>
/** With an id: this one, which may be over. Without: the one that is not over. */
export const mineSchema = z.strictObject({ conversationId: idSchema.nullable() })
export const chatMineSchema = z.strictObject({ name: z.string().nullable(), conversation: z.strictObject({ conversationId: idSchema, ticket: tokenSchema, topic: chatTopicSchema }).nullable(), ...ofOperator })
export type ChatMine = z.infer<typeof chatMineSchema>

/** For whoever finds nobody: an answer, or a call. `token`: by which they ask later what became of it. `reach`: an e-mail address, or a telephone number, which a call back must have. */
export const leaveMessageSchema = z.strictObject({
  messageId: idSchema, token: tokenSchema, topic: chatTopicSchema, language: portalLanguageSchema, wants: leftWantsSchema, name: chatNameSchema, reach: reachSchema, text: chatBodySchema,
}).refine(({ wants, reach }) => wants !== 'callBack' || !reach.includes('@'), { path: ['reach'], message: 'phone' })
export type LeaveMessage = z.infer<typeof leaveMessageSchema>
/** What became of messages: of these tokens, and of who is signed in. */
export const askLeftSchema = z.strictObject({ tokens: z.array(tokenSchema).max(MAX_OWN_LEFT) })
export const ownLeftSchema = z.strictObject({ messages: z.array(leftStateSchema).max(2 * MAX_OWN_LEFT) })
export type OwnLeft = z.infer<typeof ownLeftSchema>

/** A ticket opens one connection, once, within a minute: a token that lasts is in no address and no log. */
export const TICKET_MS = 60_000

export const customerStateSchema = z.strictObject({
  status: chatStatusSchema,
  /** Of those that wait there; null when it is with somebody, or over. */
  position: z.int().min(1).nullable(),
  /** About; null where nothing is known of it. */
  waitSeconds: z.int().min(0).nullable(),
  agentName: z.string().nullable(),
  /** How far the other side has read. */
  agentRead: z.int().min(0),
})
export type CustomerState = z.infer<typeof customerStateSchema>

const frame = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) => z.strictObject({ type: z.literal(type), ...shape })
/** `open` is the first, once; `after`: the last sequence that this page has. */
export const fromCustomerSchema = z.discriminatedUnion('type', [
  frame('open', { ticket: tokenSchema, after: z.int().min(0) }),
  frame('send', { clientId: idSchema, body: chatBodySchema }),
  /** A file that was taken in before under this id becomes a line. */
  frame('attach', { clientId: idSchema }),
  frame('typing', {}),
  /** All up to here is on the page; and seen there. */
  frame('got', { sequence: z.int().min(0) }),
  frame('read', { sequence: z.int().min(0) }),
  frame('leave', {}),
  frame('ping', {}),
])
export type FromCustomer = z.infer<typeof fromCustomerSchema>

/** `refused`: nothing came of it, and the page keeps what was typed. */
export const toCustomerSchema = z.discriminatedUnion('type', [
  frame('opened', { state: customerStateSchema, lastSequence: z.int().min(0) }),
  frame('messages', { messages: z.array(chatMessageSchema).max(MAX_MESSAGE_PAGE) }),
  frame('sent', { clientId: idSchema, sequence: z.int().min(1) }),
  frame('state', { state: customerStateSchema }),
  frame('typing', {}),
  frame('refused', { clientId: idSchema.nullable(), why: z.enum(['notAMessage', 'cardNumber', 'tooLong', 'reused', 'closed', 'full', 'nobodyThere', 'tooFast', 'failed', 'noFile']) }),
  frame('pong', {}),
])
export type ToCustomer = z.infer<typeof toCustomerSchema>

/** Of one frame, bytes: a message of emoji, escaped, with room. */
export const MAX_CHAT_FRAME = 64 * 1024
