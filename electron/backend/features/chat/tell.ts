/** Tells all nodes what became of conversations, when the transaction commits. Hints: whoever hears one asks for exactly what they have not. */
import { notify } from '../../store/announce.ts'
import type { Queryable } from '../../store/store.ts'

export const CHAT_CHANNEL = 'headend_chat'
/** `c`: a conversation has new lines; with `s`, another state or other agents as well. `a`: these agents have others than before. `t`: somebody is typing there. */
export type ChatNotice = { c: string; s?: true } | { a: string[] } | { t: string; by: 'customer' | 'agent' }

export const tellLines = (db: Queryable, id: string): Promise<void> => notify(db, CHAT_CHANNEL, { c: id } satisfies ChatNotice)
export const tellConversation = (db: Queryable, id: string): Promise<void> => notify(db, CHAT_CHANNEL, { c: id, s: true } satisfies ChatNotice)
/** @param agentIds null: of nobody */
export async function tellAgents(db: Queryable, agentIds: readonly (string | null)[]): Promise<void> {
  const known = [...new Set(agentIds)].filter((id): id is string => id !== null)
  if (known.length > 0) await notify(db, CHAT_CHANNEL, { a: known } satisfies ChatNotice)
}
export const tellTyping = (db: Queryable, id: string, by: 'customer' | 'agent'): Promise<void> => notify(db, CHAT_CHANNEL, { t: id, by } satisfies ChatNotice)
