/**
 * Tells all nodes what became of conversations, when the transaction commits. A line goes along where it fits, so that nobody has to ask
 * for it; all else are hints, and whoever hears one asks for exactly what they have not.
 */
import type { ChatMessage } from '#shared/features/chat/chat.schema.ts'
import { notify } from '../../store/announce.ts'
import type { Queryable } from '../../store/store.ts'

export const CHAT_CHANNEL = 'headend_chat'
/** PostgreSQL takes less than 8,000 bytes in one notice (its documentation, NOTIFY); the sequence comes to it. */
const MAX_NOTICE_BYTES = 7_900
/** Of whom it is told in one notice how far they have read. */
export const MAX_MARKS_TOLD = 100

/** Agents named in one notice. */
const MAX_NAMED = 100

export type SaidLine = Omit<ChatMessage, 'sequence'>
/**
 * `c`: a conversation has new lines; with `s`, another state or other agents as well; with `n` and `m`, this line under that sequence;
 * with `o`, a message of that session's is kept back there, and whoever sent it knows.
 * `a`: these agents have others than before. `k`: how far customers have got and read. `r`: how far an agent has read. `t`: somebody is
 * typing there. `g`: pages of these went.
 */
export type ChatNotice = { c: string; s?: true } | { c: string; o: string } | { c: string; n: number; m: SaidLine } | { a: string[] } | { k: [id: string, got: number, read: number][] } | { r: string; n: number } | { t: string; by: 'customer' | 'agent' } | { g: string[] }

/** The notice of a line whose sequence a statement gives: that comes between the two; where it does not fit the second is null, and the first is all. */
export function lineNotice(id: string, line: SaidLine): { head: string; tail: string | null } {
  const [head, tail] = [`{"c":"${id}","n":`, `,"m":${JSON.stringify(line)}}`]
  return Buffer.byteLength(head + tail) > MAX_NOTICE_BYTES ? { head: JSON.stringify({ c: id } satisfies ChatNotice), tail: null } : { head, tail }
}
export const tellLines = (db: Queryable, id: string): Promise<void> => notify(db, CHAT_CHANNEL, { c: id } satisfies ChatNotice)
export const tellConversation = (db: Queryable, id: string): Promise<void> => notify(db, CHAT_CHANNEL, { c: id, s: true } satisfies ChatNotice)
/** @param agentIds null: of nobody */
export async function tellAgents(db: Queryable, agentIds: readonly (string | null)[]): Promise<void> {
  const known = [...new Set(agentIds)].filter((id): id is string => id !== null)
  for (let from = 0; from < known.length; from += MAX_NAMED) await notify(db, CHAT_CHANNEL, { a: known.slice(from, from + MAX_NAMED) } satisfies ChatNotice)
}
export const tellTyping = (db: Queryable, id: string, by: 'customer' | 'agent'): Promise<void> => notify(db, CHAT_CHANNEL, { t: id, by } satisfies ChatNotice)
