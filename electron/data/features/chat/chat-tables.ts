/** Names in `changed`: whose conversations are whose, their lines, and who is typing; of the last two a conversation's id stands in the place of a customer's. */
export const [CHATS, CHAT_LINES, CHAT_TYPING] = ['chats', 'chatLines', 'chatTyping'] as const
