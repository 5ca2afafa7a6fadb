/** What administrators have typed into guides and not published; kept while the program runs, by guide. Upon which version it was begun stands beside it. */
export type GuideDraft = { source: string; upon: number }

const kept = new Map<string, GuideDraft>()
export const keptGuideDraft = (guideId: string): GuideDraft | null => kept.get(guideId) ?? null
export function keepGuideDraft(guideId: string, draft: GuideDraft | null): void {
  if (draft) kept.set(guideId, draft)
  else kept.delete(guideId)
}
/** Of nobody any more, when somebody else signs in. */
export const forgetGuideDrafts = (): void => kept.clear()
