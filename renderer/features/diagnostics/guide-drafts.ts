/** What an administrator has typed into a guide and not published: kept on this desk under their own name, as all drafts are. Upon which version it was begun stands beside it. */
import { NO_CUSTOMER } from '#shared/features/workspace/no-customer.ts'
import { bridge } from '../../app/bridge/client.ts'
import { useDraft, type Draft } from '../../app/draft.ts'

const PREFIX = 'guide:'

/** Empty: nothing is typed that is not published. */
export type GuideDraft = { source: string; upon: number }
const none: GuideDraft = { source: '', upon: 0 }

/** @param guideId empty for one that nobody has published yet */
export const useGuideDraft = (guideId: string): Draft<GuideDraft> =>
  useDraft({ customerId: NO_CUSTOMER, key: `${PREFIX}${guideId}`, empty: none, isEmpty: ({ source }) => source === '', revive: reviveGuideDraft, merge: (typed) => typed })

/** From what was kept; null when it is none. */
export const reviveGuideDraft = (stored: unknown): GuideDraft | null =>
  typeof stored === 'object' && stored !== null && 'source' in stored && typeof stored.source === 'string' && 'upon' in stored && typeof stored.upon === 'number' && Number.isInteger(stored.upon) && stored.upon >= 0
    ? { source: stored.source, upon: stored.upon } : null

/** In which guides this agent has typed. */
export async function guidesWithDraft(): Promise<Set<string>> {
  const { drafts } = await bridge.workspace.drafts({ customerId: NO_CUSTOMER })
  return new Set(drafts.filter(({ key }) => key.startsWith(PREFIX)).map(({ key }) => key.slice(PREFIX.length)))
}
