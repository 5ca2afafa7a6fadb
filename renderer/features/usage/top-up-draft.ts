/** More data, while it is being chosen. `id` is made when it is first sent and goes with every further try, so that a lost answer sells nothing twice. */
export type TopUpDraft = { id: string | null; offer: string | null }

export const emptyTopUp: TopUpDraft = { id: null, offer: null }
export const isEmptyTopUp = ({ id, offer }: TopUpDraft): boolean => id === null && offer === null

/** Whoever chose while the kept one came has chosen; what was sent is still that one. */
export const mergeTopUp = (typed: TopUpDraft, kept: TopUpDraft): TopUpDraft => (kept.id === null && typed.offer !== null ? typed : kept)

/** From what was kept; null when it is none. */
export function reviveTopUp(stored: unknown): TopUpDraft | null {
  if (typeof stored !== 'object' || stored === null) return null
  const { id, offer } = stored as Record<string, unknown>
  return { id: typeof id === 'string' ? id : null, offer: typeof offer === 'string' ? offer : null }
}
