/** Words that somebody types beside a step, such as a reason or how a ticket ended: kept with the house's drafts, so that a closed panel loses nothing. */
import { useDraft, type Draft } from './draft.ts'

export type Words = { text: string }
const none: Words = { text: '' }
/** The most that any of the commands takes. */
export const LONGEST_WORDS = 1_000

/** @param key such as `runNote:` with the run's id */
export const useWordsDraft = (customerId: string, key: string): Draft<Words> =>
  useDraft({ customerId, key, empty: none, isEmpty: ({ text }) => !text.trim(), revive: reviveWords, merge: mergeWords })

/** From what was kept; null when it is none. */
export const reviveWords = (stored: unknown): Words | null =>
  typeof stored === 'object' && stored !== null && 'text' in stored && typeof stored.text === 'string' ? { text: stored.text.slice(0, LONGEST_WORDS) } : null

/** Of somebody who typed before the kept ones came: both, the kept ones first. */
export function mergeWords(typed: Words, kept: Words): Words {
  if (!typed.text.trim() || typed.text === kept.text) return kept
  return kept.text.trim() ? { text: `${kept.text}\n${typed.text}`.slice(0, LONGEST_WORDS) } : typed
}
