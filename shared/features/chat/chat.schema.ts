/** A conversation with a customer (a TMF683 PartyInteraction of channel `chat`) while it lasts, and what an agent sees of it. */
import { z } from 'zod'
import { idSchema } from '../../kernel/ids.ts'
import { instantSchema, languageTagSchema } from '../../kernel/rows.ts'
import { dispositionSchema } from '../interactions/interactions.schema.ts'
import { chatCompanySchema, chatInvitationSchema } from './chat-company.schema.ts'
import { gapsIn } from './canned-replies.ts'
import { chatBodySchema, chatTopicSchema, MAX_MESSAGE_PAGE } from './chat-words.schema.ts'
import { chatReasonSchema } from './routing.ts'

export const chatStatusSchema = z.enum(['waiting', 'offered', 'active', 'wrapUp', 'closed'])
export type ChatStatus = z.infer<typeof chatStatusSchema>

export const awayReasonSchema = z.enum(['break', 'lunch', 'training', 'meeting', 'paperwork', 'missed', 'gone'])
export type AwayReason = z.infer<typeof awayReasonSchema>
/** By themselves: an offer that nobody took, and a desk that is not there any more. */
export const chosenAwayReasonSchema = awayReasonSchema.exclude(['missed', 'gone'])

/** How it ended: by whom, or of itself. */
export const chatClosedBySchema = z.enum(['customer', 'agent', 'silence'])
export type ChatClosedBy = z.infer<typeof chatClosedBySchema>

/** Of people `text`, or a file of theirs; the rest is what Headend says between. The facts of all but a text are in `body`, such as a name, or a file's (`attachments.ts`). */
export const chatMessageKindSchema = z.enum(['text', 'attachment', 'joined', 'left', 'returned', 'transferred', 'closed', 'reopened'])
export type ChatMessageKind = z.infer<typeof chatMessageKindSchema>
const writtenKindSchema = chatMessageKindSchema.extract(['text', 'attachment'])
export type WrittenKind = z.infer<typeof writtenKindSchema>

const line = { sequence: z.int().min(1), clientId: idSchema, body: z.string(), at: instantSchema }
export const chatMessageSchema = z.strictObject({ ...line, author: z.enum(['customer', 'agent', 'headend']), kind: chatMessageKindSchema, /** Null of a customer and of Headend. */ agentName: z.string().nullable() })
export type ChatMessage = z.infer<typeof chatMessageSchema>

/** So far the customer's page has got and shown. */
export const chatMarksSchema = z.strictObject({ delivered: z.int().min(0), read: z.int().min(0) })
export type ChatMarks = z.infer<typeof chatMarksSchema>

/** No customer sees one, and that somebody watches is seen by those alone who may: `whisper` to whoever holds it, `note` with a transfer, and what happened. */
export const chatNoteKindSchema = z.enum(['whisper', 'note', 'offered', 'accepted', 'declined', 'missed', 'returned', 'transferred', 'takenOver', 'watching', 'unwatching', 'joined', 'left', 'invited', 'inviteDeclined', 'inviteMissed', 'handedOver'])
export type ChatNoteKind = z.infer<typeof chatNoteKindSchema>
export const chatNoteSchema = z.strictObject({ ...line, kind: chatNoteKindSchema, agentName: z.string().nullable() })
export type ChatNote = z.infer<typeof chatNoteSchema>

/** Sent, and not gone yet: it can be taken back until `leavesAt`. */
export const chatOutgoingSchema = z.strictObject({ clientId: idSchema, kind: writtenKindSchema, body: z.string(), sentAt: instantSchema, leavesAt: instantSchema, own: z.boolean() })
export type ChatOutgoing = z.infer<typeof chatOutgoingSchema>

export const chatConversationSchema = z.strictObject({
  id: idSchema,
  version: z.int().min(1),
  /** Null while nobody has said whose account it is. */
  customerId: idSchema.nullable(),
  /** They signed in to their own account; who only said a name did not. */
  signedIn: z.boolean(),
  name: z.string(),
  topic: chatTopicSchema,
  language: languageTagSchema,
  queueId: idSchema,
  skill: z.string().nullable(),
  reasons: z.array(chatReasonSchema),
  status: chatStatusSchema,
  ownerId: idSchema.nullable(),
  ownerName: z.string().nullable(),
  offeredUntil: instantSchema.nullable(),
  /** How often an agent fell silent over it, and it went back. */
  returns: z.int().min(0),
  begunAt: instantSchema,
  waitingSince: instantSchema.nullable(),
  acceptedAt: instantSchema.nullable(),
  closedAt: instantSchema.nullable(),
  closedBy: chatClosedBySchema.nullable(),
  lastSequence: z.int().min(0),
  /** Of the customer's first message that no agent has answered. */
  unansweredSince: instantSchema.nullable(),
  /** Their page is open. */
  customerHere: z.boolean(),
  customerDelivered: z.int().min(0),
  customerRead: z.int().min(0),
  agentRead: z.int().min(0),
  contactId: idSchema.nullable(),
  disposition: dispositionSchema.nullable(),
})
export type ChatConversation = z.infer<typeof chatConversationSchema>

export const chatQueueSchema = z.strictObject({ id: idSchema, name: z.string(), spanishName: z.string(), targetSeconds: z.int(), /** Of those who come, to be answered within it. */ targetPercent: z.int(), active: z.boolean() })
export type ChatQueue = z.infer<typeof chatQueueSchema>

/** The one who asks, as the routing knows them. */
export const chatSelfSchema = z.strictObject({
  status: z.enum(['available', 'away']), awayReason: awayReasonSchema.nullable(), statusAt: instantSchema,
  capacity: z.int().min(0), queueIds: z.array(idSchema), languages: z.array(languageTagSchema), skills: z.array(z.string()), undoSeconds: z.int().min(0).max(15),
})
export type ChatSelf = z.infer<typeof chatSelfSchema>

/** Beside a conversation that somebody else holds. */
export const chatBesideSchema = z.strictObject({ conversationId: idSchema, role: z.enum(['watching', 'joined']) })
export type ChatBeside = z.infer<typeof chatBesideSchema>
/** Somebody who is there and takes chats now. */
export const chatColleagueSchema = z.strictObject({ agentId: idSchema, name: z.string(), queueIds: z.array(idSchema), freePlaces: z.int().min(0) })
export type ChatColleague = z.infer<typeof chatColleagueSchema>
export const MAX_COLLEAGUES = 200
/** To whom one can be passed on; without oneself, those with most room first. */
export const chatColleaguesSchema = z.array(chatColleagueSchema).max(MAX_COLLEAGUES)

/** Most that wait in one answer, the first in turn first; `waitingCount` counts them all. */
export const MAX_WAITING_LISTED = 100
export const chatDeskSchema = z.strictObject({
  /** Null for whoever takes no chats. */
  self: chatSelfSchema.nullable(),
  /** Offered to them, held by them, and those beside which they are. */
  conversations: z.array(chatConversationSchema).max(60),
  /** Which of them are not theirs. */
  beside: z.array(chatBesideSchema).max(60),
  /** Into which they are asked. */
  invitations: z.array(chatInvitationSchema).max(20),
  /** Who is in theirs beside them, or asked. */
  company: z.array(chatCompanySchema).max(480),
  /** In their queues. */
  waiting: z.array(chatConversationSchema).max(MAX_WAITING_LISTED),
  waitingCount: z.int().min(0),
  /** Messages that were left and wait for somebody. */
  leftWaiting: z.int().min(0),
  queues: z.array(chatQueueSchema).max(200),
})
export type ChatDesk = z.infer<typeof chatDeskSchema>

/** What comes behind what is there: exactly that, by sequence, never by time. */
export const chatAfterSchema = z.strictObject({ conversationId: idSchema, afterSequence: z.int().min(0), afterNote: z.int().min(0) })
export type ChatAfter = z.infer<typeof chatAfterSchema>
export const chatLinesSchema = z.strictObject({
  conversation: chatConversationSchema,
  messages: z.array(chatMessageSchema).max(MAX_MESSAGE_PAGE),
  notes: z.array(chatNoteSchema).max(MAX_MESSAGE_PAGE),
  outgoing: z.array(chatOutgoingSchema).max(50),
  /** There is more behind the last of these. */
  more: z.boolean(),
})
export type ChatLines = z.infer<typeof chatLinesSchema>

/** The same client's id again is the same message: it is answered as it was the first time. */
export const sendChatSchema = z.strictObject({ conversationId: idSchema, clientId: idSchema, body: chatBodySchema.refine((text) => gapsIn(text).length === 0, 'gaps'), /** Without the time to take it back. */ now: z.boolean() })
export type SendChat = z.infer<typeof sendChatSchema>
export const sentChatSchema = z.strictObject({ /** Null while it can be taken back. */ sequence: z.int().min(1).nullable(), leavesAt: instantSchema.nullable() })
export type SentChat = z.infer<typeof sentChatSchema>
