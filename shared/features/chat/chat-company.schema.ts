/** Colleagues beside whoever holds a conversation: asked in, in it, and handed it. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema, languageTagSchema, withoutCard } from '../../kernel/rows.ts'
import { chatTopicSchema, MAX_CHAT_BODY } from './chat-words.schema.ts'

/** Beside a conversation, whether in it, watching or asked; the database holds it as well. */
export const MAX_COMPANY = 8
const ofConversation = { commandId: commandIdSchema, conversationId: idSchema }

/** `note`: why, for colleagues alone. */
export const inviteColleagueSchema = z.strictObject({ ...ofConversation, agentId: idSchema, note: withoutCard(MAX_CHAT_BODY).or(z.literal('')) })
export type InviteColleague = z.infer<typeof inviteColleagueSchema>
export const answerInvitationSchema = z.strictObject({ ...ofConversation, accept: z.boolean() })
export type AnswerInvitation = z.infer<typeof answerInvitationSchema>
/** To a colleague who is in it; whoever had it stays. */
export const handOverChatSchema = z.strictObject({ ...ofConversation, agentId: idSchema })
export type HandOverChat = z.infer<typeof handOverChatSchema>
/** For whoever was handed it, or whose contact is over by the clock while the chat goes on. */
export const beginChatContactSchema = z.strictObject({ ...ofConversation, contactId: idSchema })
export type BeginChatContact = z.infer<typeof beginChatContactSchema>

/** What a colleague is told before they say yes: no line of it. */
export const chatInvitationSchema = z.strictObject({ conversationId: idSchema, name: z.string(), topic: chatTopicSchema, language: languageTagSchema, invitedBy: z.string(), expiresAt: instantSchema })
export type ChatInvitation = z.infer<typeof chatInvitationSchema>
/** Who is in a conversation beside its holder, or asked. Whoever only watches is told to nobody. */
export const chatCompanySchema = z.strictObject({ conversationId: idSchema, agentId: idSchema, name: z.string(), as: z.enum(['joined', 'invited']) })
export type ChatCompany = z.infer<typeof chatCompanySchema>
