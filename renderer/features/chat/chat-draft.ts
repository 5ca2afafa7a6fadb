/** All that an agent has typed in a conversation and that is not with the customer yet: kept as one, so that a crash costs nothing of it. */
import type { Disposition } from '#shared/features/interactions/interactions.schema.ts'

/** On its way to the backend, or not known to have come there. */
export type Sending = { clientId: string; body: string; whisper: boolean; failed: boolean }
export type ChatDraft = {
  text: string
  /** For colleagues alone. Kept with the words: what was meant for them must not come back as something for the customer. */
  whisper: boolean
  sending: Sending[]
  /** With a transfer. */
  note: string
  /** With an invitation. */
  invitation: string
  /** What it came to. */
  outcome: Disposition
  closing: string
}
/** As in the contract, whose schema library the first paint does not wait for; chat-draft.test.ts compares them. */
export const LONGEST_MESSAGE = 4_000
export const outcomes = ['resolved', 'followUp', 'callBack', 'escalated', 'transferred', 'informationGiven', 'noAnswer', 'disconnected'] as const satisfies readonly Disposition[]
export const emptyChatDraft: ChatDraft = { text: '', whisper: false, sending: [], note: '', invitation: '', outcome: 'resolved', closing: '' }
export const isEmptyChatDraft = ({ text, sending, note, invitation, closing }: ChatDraft): boolean => !text && sending.length === 0 && !note && !invitation && !closing

const textOf = (stored: object, name: string): string => {
  const value = (stored as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : ''
}
/** From what was kept; null when it is none. What was on its way then may or may not have come there: the agent says whether to send it again. */
export function reviveChatDraft(stored: unknown): ChatDraft | null {
  if (typeof stored !== 'object' || stored === null || !('text' in stored)) return null
  const sending = 'sending' in stored && Array.isArray(stored.sending) ? stored.sending.flatMap(reviveSending) : []
  const outcome = outcomes.find((known) => 'outcome' in stored && stored.outcome === known) ?? emptyChatDraft.outcome
  return { text: textOf(stored, 'text'), whisper: 'whisper' in stored && stored.whisper === true, sending, note: textOf(stored, 'note'), invitation: textOf(stored, 'invitation'), outcome, closing: textOf(stored, 'closing') }
}
function reviveSending(stored: unknown): Sending[] {
  if (typeof stored !== 'object' || stored === null) return []
  const [clientId, body] = [textOf(stored, 'clientId'), textOf(stored, 'body')]
  return clientId && body ? [{ clientId, body, whisper: 'whisper' in stored && stored.whisper === true, failed: true }] : []
}

/** Of somebody who typed before the kept one came: both. What is for colleagues in either of them is for them in both. */
export function mergeChatDraft(typed: ChatDraft, kept: ChatDraft): ChatDraft {
  return {
    text: joined(kept.text, typed.text), whisper: Boolean(kept.text && kept.whisper) || typed.whisper, sending: [...kept.sending, ...typed.sending.filter(({ clientId }) => kept.sending.every((each) => each.clientId !== clientId))],
    note: joined(kept.note, typed.note), invitation: joined(kept.invitation, typed.invitation), outcome: typed.outcome === emptyChatDraft.outcome ? kept.outcome : typed.outcome, closing: joined(kept.closing, typed.closing),
  }
}
/** Back into the box: before what stands there, or in its place. */
export const joined = (first: string, second: string): string => (first.trim() && second.trim() && first !== second ? `${first}\n${second}` : first.trim() ? first : second)
