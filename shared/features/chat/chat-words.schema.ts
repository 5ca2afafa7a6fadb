/** What customers and agents write to each other. */
import { z } from 'zod'
import { withoutCard } from '../../kernel/rows.ts'
import { withoutTricks } from './misleading-signs.ts'

export const chatTopicSchema = z.enum(['internet', 'television', 'phone', 'bill', 'plan', 'signIn', 'other'])
export type ChatTopic = z.infer<typeof chatTopicSchema>
export const chatTopics = chatTopicSchema.options

/** Signs of one message. */
export const MAX_CHAT_BODY = 4_000
/** Messages in one answer; whoever has less asks again. */
export const MAX_MESSAGE_PAGE = 200

/** Without a card's number, without control characters; signs that only mislead are taken out. */
export const chatBodySchema = z.string().max(2 * MAX_CHAT_BODY).transform(withoutTricks).pipe(withoutCard(MAX_CHAT_BODY))
export const chatNameSchema = z.string().max(200).transform((text) => withoutTricks(text).replace(/\s+/g, ' ')).pipe(withoutCard(80))
