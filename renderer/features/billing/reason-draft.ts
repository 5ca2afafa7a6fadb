/** A reason in the agent's own words, while it is being typed. */
export type ReasonDraft = { text: string }

export const emptyReason: ReasonDraft = { text: '' }

/** What was typed while the kept one was on its way stands below it: neither is lost. */
export const mergeReason = (typed: ReasonDraft, kept: ReasonDraft): ReasonDraft =>
  kept.text.trim() === '' || kept.text === typed.text ? typed : { text: `${kept.text}\n${typed.text}` }

/** From what was kept; null when it is none. */
export const reviveReason = (stored: unknown): ReasonDraft | null =>
  typeof stored === 'object' && stored !== null && 'text' in stored && typeof stored.text === 'string' ? { text: stored.text } : null
