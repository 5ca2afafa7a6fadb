/** One draft for each conversation, with the house's drafts. */
import { bridge } from '../../app/bridge/client.ts'
import { useDraft, type Draft } from '../../app/draft.ts'
import { emptyChatDraft, isEmptyChatDraft, mergeChatDraft, reviveChatDraft, type ChatDraft } from './chat-draft.ts'

/**
 * With the customer where they are known, so that it goes when they are erased; until then with the conversation, and it moves.
 * @param customerId null while nobody has said whose account it is
 */
export function useChatDraft(conversationId: string, customerId: string | null): Draft<ChatDraft> {
  const key = `chat:${conversationId}`
  const draft = useDraft<ChatDraft>({ customerId: customerId ?? conversationId, key, empty: emptyChatDraft, isEmpty: isEmptyChatDraft, revive: reviveChatDraft, merge: mergeChatDraft })
  async function adopt(): Promise<void> {
    await draft.ready
    const { drafts } = await bridge.workspace.drafts({ customerId: conversationId })
    const kept = drafts.find((each) => each.key === key)
    const revived = kept ? reviveChatDraft(JSON.parse(kept.value)) : null
    if (!revived) return
    draft.value.value = mergeChatDraft(draft.value.value, revived)
    if (await draft.flush()) await bridge.workspace.saveDraft({ customerId: conversationId, key, value: '' })
  }
  // What cannot be asked for now is there still, and comes with the next look.
  if (customerId !== null) adopt().catch(() => undefined)
  return draft
}
