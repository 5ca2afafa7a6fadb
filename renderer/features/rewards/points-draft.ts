/** Points that are being given or redeemed, as typed. `id` is made with the first try and goes with every further one. */
export type PointsDraft = { id: string | null; points: string; comment: string }

export const emptyPoints: PointsDraft = { id: null, points: '', comment: '' }
export const isEmptyPoints = ({ id, points, comment }: PointsDraft): boolean => id === null && !points.trim() && !comment.trim()

/** What was typed while the kept one was on its way wins; it is another one then. */
export const mergePoints = (typed: PointsDraft, kept: PointsDraft): PointsDraft =>
  isEmptyPoints(kept) ? typed : { id: null, points: typed.points || kept.points, comment: typed.comment || kept.comment }

/** From what was kept; null when it is none. */
export function revivePoints(stored: unknown): PointsDraft | null {
  if (typeof stored !== 'object' || stored === null) return null
  const text = (key: string): string | null => ((stored as Record<string, unknown>)[key] as unknown) === null ? null : String((stored as Record<string, unknown>)[key] ?? '')
  return { id: text('id') || null, points: text('points') ?? '', comment: text('comment') ?? '' }
}
