/** What a ticket is called that came of a message. */
import type { ChatTopic } from '#shared/features/chat/chat-words.schema.ts'
import type { Said } from '#shared/features/diagnostics/guides.schema.ts'

const topics: Record<ChatTopic, Said> = {
  internet: { en: 'internet', es: 'internet' }, television: { en: 'television', es: 'televisión' }, phone: { en: 'phone', es: 'teléfono' }, bill: { en: 'bill', es: 'factura' },
  plan: { en: 'plan', es: 'plan' }, signIn: { en: 'signing in', es: 'acceso' }, other: { en: 'something else', es: 'otra cosa' },
}
export const titleOf = (topic: ChatTopic): Said => ({ en: `Message left on the chat page: ${topics[topic].en}`, es: `Mensaje dejado en la página del chat: ${topics[topic].es}` })

/** Its first line, in the customer's own words, in whatever language those are. */
const MOST_LETTERS = 120
export function reasonOf(body: string): Said {
  const [line = ''] = body.trim().split('\n')
  const letters = Array.from(line)
  const short = letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS).join('')}…` : line
  return { en: short, es: short }
}
