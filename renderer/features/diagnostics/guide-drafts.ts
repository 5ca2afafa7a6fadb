/** What an administrator has typed into a guide and not published; kept while the program runs, for them alone. Upon which version it was begun stands beside it. */
export type GuideDraft = { source: string; upon: number }
type Whose = { agentId: string; guideId: string }

const kept = new Map<string, GuideDraft>()
const keyOf = ({ agentId, guideId }: Whose): string => `${agentId} ${guideId}`

export const keptGuideDraft = (whose: Whose): GuideDraft | null => kept.get(keyOf(whose)) ?? null
export function keepGuideDraft(whose: Whose, draft: GuideDraft | null): void {
  if (draft) kept.set(keyOf(whose), draft)
  else kept.delete(keyOf(whose))
}
