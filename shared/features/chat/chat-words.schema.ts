/** What customers and agents write to each other. */
import { z } from 'zod'
import { withoutCard } from '../../kernel/rows.ts'

export const chatTopicSchema = z.enum(['internet', 'television', 'phone', 'bill', 'plan', 'signIn', 'other'])
export type ChatTopic = z.infer<typeof chatTopicSchema>
export const chatTopics = chatTopicSchema.options

/** Signs of one message. */
export const MAX_CHAT_BODY = 4_000
/** Messages in one answer; whoever has less asks again. */
export const MAX_MESSAGE_PAGE = 200

/**
 * Signs that turn the direction of what stands around them, and such as nobody sees (UTS 55): a text could look like another one.
 * Joiners stay: emoji and some scripts are written with them.
 */
const TRICKS = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu

/** Without a card's number, without control characters; signs that only mislead are taken out. */
export const chatBodySchema = z.string().max(2 * MAX_CHAT_BODY).transform((text) => text.replace(TRICKS, '')).pipe(withoutCard(MAX_CHAT_BODY))
export const chatNameSchema = z.string().max(200).transform((text) => text.replace(TRICKS, '').replace(/\s+/g, ' ')).pipe(withoutCard(80))
