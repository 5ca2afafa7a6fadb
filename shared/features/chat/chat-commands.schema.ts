/** What agents and supervisors do with conversations. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { languageTagSchema, withoutCard } from '../../kernel/rows.ts'
import { dispositionSchema } from '../interactions/interactions.schema.ts'
import { chosenAwayReasonSchema } from './chat.schema.ts'
import { MAX_CHAT_BODY } from './chat-words.schema.ts'

const command = { commandId: commandIdSchema }
const ofConversation = { ...command, conversationId: idSchema }
const note = withoutCard(MAX_CHAT_BODY)

export const setChatStatusSchema = z.strictObject({ ...command, /** Null: available. */ away: chosenAwayReasonSchema.nullable() })
export type SetChatStatus = z.infer<typeof setChatStatusSchema>
/** Of a colleague, by a supervisor. */
export const setColleagueStatusSchema = setChatStatusSchema.extend({ agentId: idSchema })
export type SetColleagueStatus = z.infer<typeof setColleagueStatusSchema>

/** `contactId`: of the contact that begins with it, where the account is known. */
export const acceptChatSchema = z.strictObject({ ...ofConversation, contactId: idSchema })
export type AcceptChat = z.infer<typeof acceptChatSchema>
export const ofChatSchema = z.strictObject(ofConversation)
export type OfChat = z.infer<typeof ofChatSchema>
/** Whose account it is; by the agent who has found it. */
export const linkChatSchema = z.strictObject({ ...ofConversation, customerId: idSchema, contactId: idSchema })
export type LinkChat = z.infer<typeof linkChatSchema>

export const transferToSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('queue'), queueId: idSchema, skill: z.string().trim().min(1).max(40).nullable() }),
  z.strictObject({ kind: z.literal('agent'), agentId: idSchema }),
])
export const transferChatSchema = z.strictObject({ ...ofConversation, to: transferToSchema, note: note.or(z.literal('')) })
export type TransferChat = z.infer<typeof transferChatSchema>
export const wrapUpChatSchema = z.strictObject({ ...ofConversation, disposition: dispositionSchema, text: note.or(z.literal('')) })
export type WrapUpChat = z.infer<typeof wrapUpChatSchema>
/** Seen by agents alone. The client's id once more is the same note. */
export const whisperChatSchema = z.strictObject({ ...ofConversation, clientId: idSchema, body: note })
export type WhisperChat = z.infer<typeof whisperChatSchema>

/** Who takes chats, of what, and how many at once. `expectedVersion` 0: nobody has said so yet. */
export const setChatAgentSchema = z.strictObject({
  ...command, agentId: idSchema, expectedVersion: z.int().min(0), queueIds: z.array(idSchema).max(40), languages: z.array(languageTagSchema).min(1).max(10), skills: z.array(z.string().trim().min(1).max(40)).max(20),
  capacity: z.int().min(0).max(20), undoSeconds: z.int().min(0).max(15),
})
export type SetChatAgent = z.infer<typeof setChatAgentSchema>
