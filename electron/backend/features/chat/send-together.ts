/**
 * What one node has to write for many at the same moment, in one transaction: a commit that tells other nodes is made one after the other
 * in the whole database (PostgreSQL's NOTIFY), so that hundreds of them in a second would wait for each other's disk. Nobody waits for
 * another one's conversation: what cannot be written with the others at once goes alone.
 */
import type { SendChat, SentChat } from '#shared/features/chat/chat.schema.ts'
import { onePer } from '../../one-per.ts'
import type { Services } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'
import { together } from '../../together.ts'
import { insertAtOnce, insertOfCustomers, keepBack, sendAsCustomer, type OfAgent, type Written } from './lines.ts'
import { markAgentsRead, type AgentMark } from './marks.ts'

/** In one transaction. */
const MOST = 50

/** One for each node. */
export const sending = onePer(({ store: { db }, clock }: Pick<Services, 'store' | 'clock'>) => {
  const ofCustomers = together((sent: readonly Written[]) => eachOnce(sent, (one) => one, null, (part) => insertOfCustomers(db, part, clock.now(), 'skip')), MOST)
  const ofAgents = together((sent: readonly OfAgent[]) => eachOnce(sent, ({ message }) => message, null, (part) => sendOrKeep(db, part, clock.now())), MOST)
  const read = together((marks: readonly AgentMark[]) => eachOnce(marks, (one) => one, false, (part) => markAgentsRead(db, part, 'skip')), MOST)
  return {
    /** @returns its sequence; null: the conversation is over, or there is none */
    customer: async (written: Written): Promise<number | null> => (await ofCustomers(written).catch(() => null)) ?? sendAsCustomer(db, written, clock.now()),
    /** @returns null: it goes the long way, which says why where it is refused */
    agent: (message: SendChat, { agent, sessionId }: Pick<OfAgent, 'agent' | 'sessionId'>): Promise<SentChat | null> => ofAgents({ message, agent, sessionId }).catch(() => null),
    /** @returns whether it is theirs to have read */
    read: async (mark: AgentMark): Promise<boolean> => (await read(mark).catch(() => false)) || (await markAgentsRead(db, [mark], 'wait'))[0]!,
  }
})

/** Kept back while its agent can take it back, and at once of whoever has no time for that. */
async function sendOrKeep(db: Queryable, sent: readonly OfAgent[], now: number): Promise<(SentChat | null)[]> {
  const answers = new Map<OfAgent, SentChat>()
  const keepable = sent.filter(({ message }) => !message.now)
  if (keepable.length > 0) (await keepBack(db, keepable, now)).forEach((leavesAt, index) => leavesAt !== null && answers.set(keepable[index]!, { sequence: null, leavesAt }))
  const rest = sent.filter((one) => !answers.has(one))
  if (rest.length > 0) (await insertAtOnce(db, rest, now)).forEach((sequence, index) => sequence !== null && answers.set(rest[index]!, { sequence, leavesAt: null }))
  return sent.map((one) => answers.get(one) ?? null)
}

/**
 * One statement writes a row once: of several in one conversation the first goes, and the others are as if not written. Where one of them
 * breaks it all are: each goes alone, and at once, since what is one's fault holds up nobody behind.
 */
async function eachOnce<I, O>(all: readonly I[], ofConversation: (one: I) => { conversationId: string }, none: O, write: (part: readonly I[]) => Promise<readonly O[]>): Promise<O[]> {
  const first = new Map<string, I>()
  // An id is the same in either case.
  for (const one of all) if (!first.has(ofConversation(one).conversationId.toLowerCase())) first.set(ofConversation(one).conversationId.toLowerCase(), one)
  const part = [...first.values()]
  const written = await write(part).catch(() => [])
  const outputs = new Map(part.map((one, index) => [one, written[index] ?? none]))
  return all.map((one) => outputs.get(one) ?? none)
}
