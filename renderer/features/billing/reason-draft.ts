/** A reason in the agent's own words, while it is being typed. */
export type ReasonDraft = { text: string }

export const emptyReason: ReasonDraft = { text: '' }

/** From what was kept; null when it is none. */
export const reviveReason = (stored: unknown): ReasonDraft | null =>
  typeof stored === 'object' && stored !== null && 'text' in stored && typeof stored.text === 'string' ? { text: stored.text } : null
