/** Tables of the chat; none is a stream: a conversation is asked for while it lasts, and afterwards is a line of the history. */
import type { ColumnType, Generated, Selectable } from 'kysely'
import type { ChatAlertKind } from '#shared/features/chat/chat-alerts.schema.ts'
import type { ChatAttachment } from '#shared/features/chat/attachments.ts'
import type { AwayReason, ChatClosedBy, ChatMessageKind, ChatNoteKind, ChatStatus, WrittenKind } from '#shared/features/chat/chat.schema.ts'
import type { LeftMessage } from '#shared/features/chat/left-messages.schema.ts'
import type { ChatTopic } from '#shared/features/chat/chat-words.schema.ts'
import type { OpenHours } from '#shared/features/chat/open-hours.ts'
import type { ChatReason, RoutingRule } from '#shared/features/chat/routing.ts'
import type { Disposition } from '#shared/features/interactions/interactions.schema.ts'

export type ChatTables = {
  chatQueue: { id: string; name: string; spanishName: string; hours: ColumnType<OpenHours, string, string>; targetSeconds: number; targetPercent: Generated<number>; maxWaiting: number; active: Generated<boolean>; version: Generated<number>; changedAt: string; changedBy: string | null }
  chatRules: { version: number; rules: ColumnType<RoutingRule[], string, never>; publishedAt: string; publishedBy: string | null; sameAs: Generated<number | null> }
  chatAgent: ChatAgentTable
  /** Kept by triggers, but for whose place it is. */
  chatSlot: { agentId: string; slot: number; conversationId: string | null }
  chatConversation: ChatConversationTable
  chatMessage: ChatLine & { author: 'customer' | 'agent' | 'headend'; kind: ChatMessageKind }
  chatOutgoing: { conversationId: string; clientId: string; place: ColumnType<number, never, never>; agentId: string; kind: Generated<WrittenKind>; body: string; sentAt: string; leavesAt: string; undoneAt: Generated<string | null> }
  chatTicket: { tokenHash: Buffer; conversationId: string; expiresAt: string; sessionId: Generated<string | null> }
  chatLeftMessage: ChatLeftMessageTable
  /** Which conversation a contact was: of one that was passed on, of each agent who held it. */
  chatContact: { contactId: string; conversationId: string }
  chatAttachment: ChatAttachment & { id: string; conversationId: string; author: 'customer' | 'agent'; agentId: string | null; sentHash: Buffer; createdAt: string; storedAt: Generated<string | null>; namedAt: Generated<string | null> }
  chatAttachmentPart: { attachmentId: string; part: number; bytes: Buffer }
  /** Of all, where nobody owns it. */
  chatReply: { id: string; ownerId: string | null; name: string; english: string; spanish: string; version: Generated<number>; changedAt: string; changedBy: string }
  chatInvitation: { conversationId: string; agentId: string; invitedBy: string; at: string; expiresAt: string }
  chatNote: ChatLine & { kind: ChatNoteKind }
  chatParticipant: { conversationId: string; agentId: string; role: 'watching' | 'joined'; since: string }
  chatAssignment: { id: string; conversationId: string; queueId: string; agentId: string; offeredAt: string; acceptedAt: Generated<string | null>; endedAt: Generated<string | null>; endedHow: Generated<string | null> }
  /** Kept by a trigger. */
  chatTurn: { [C in keyof ChatTurn]: ColumnType<ChatTurn[C], never, never> }
  chatAlert: { id: string; queueId: string; kind: ChatAlertKind; begunAt: string; heldAt: string; endedAt: Generated<string | null>; seenAt: Generated<string | null>; seenBy: Generated<string | null> }
}

export type ChatTurn = {
  id: number; conversationId: string; queueId: string; why: 'begun' | 'reopened' | 'returned' | 'transferred'; since: string; targetSeconds: number
  endedAt: string | null; endedHow: 'accepted' | 'left' | null; agentId: string | null
}

type ChatLeftMessageTable = Pick<LeftMessage, 'id' | 'customerId' | 'name' | 'topic' | 'language' | 'wants' | 'reach' | 'body' | 'leftAt'> & {
  /** Null of those that were left before there was one. */
  resumeHash: Buffer | null
  signedIn: Generated<boolean>
  version: Generated<number>
  takenBy: Generated<string | null>
  takenById: Generated<string | null>
  takenAt: Generated<string | null>
  ticketId: Generated<string | null>
  doneAt: Generated<string | null>
  doneBy: Generated<string | null>
  disposition: Generated<Disposition | null>
  doneText: Generated<string>
}
export type ChatLeftMessage = Selectable<ChatLeftMessageTable>

type ChatLine = { conversationId: string; sequence: number; clientId: string; agentId: string | null; body: string; at: string }

type ChatAgentTable = {
  agentId: string
  queueIds: string[]
  languages: string[]
  skills: string[]
  capacity: number
  undoSeconds: Generated<number>
  status: Generated<'available' | 'away'>
  awayReason: AwayReason | null
  statusAt: string
  statusBy: string | null
  seenAt: Generated<string | null>
  lastOfferedAt: Generated<string | null>
  /** Of what a supervisor says of them; whether they take chats just now changes nothing of it. */
  version: Generated<number>
  changedAt: Generated<string | null>
  changedBy: Generated<string | null>
}

type ChatConversationTable = {
  id: string
  customerId: string | null
  identityId: string | null
  name: string
  topic: ChatTopic
  language: string
  resumeHash: Buffer
  queueId: string
  skill: string | null
  reasons: ChatReason[]
  status: ChatStatus
  rankAt: string
  waitingSince: string | null
  ownerId: Generated<string | null>
  offeredUntil: Generated<string | null>
  declinedBy: Generated<string[]>
  meantFor: Generated<string | null>
  returns: Generated<number>
  begunAt: string
  acceptedAt: Generated<string | null>
  answeredAt: Generated<string | null>
  closedAt: Generated<string | null>
  closedBy: Generated<ChatClosedBy | null>
  lastSequence: Generated<number>
  lastNote: Generated<number>
  unansweredSince: Generated<string | null>
  agentActiveAt: Generated<string | null>
  customerSeenAt: string | null
  customerGoneAt: Generated<string | null>
  sessionId: Generated<string | null>
  customerDelivered: Generated<number>
  customerRead: Generated<number>
  agentRead: Generated<number>
  contactId: Generated<string | null>
  disposition: Generated<Disposition | null>
  version: Generated<number>
}
