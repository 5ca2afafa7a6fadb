import type { ChatQueue } from '#shared/features/chat/chat.schema.ts'

/** In the window's language. @param locale BCP 47 */
export const queueName = (queue: Pick<ChatQueue, 'name' | 'spanishName'>, locale: string): string => (locale.startsWith('es') ? queue.spanishName : queue.name)
