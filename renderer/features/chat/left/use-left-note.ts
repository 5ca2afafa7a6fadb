/** What an agent notes about a message: one draft, with the customer where they are known, so that it goes when they are erased. */
import type { LeftMessage } from '#shared/features/chat/left-messages.schema.ts'
import { mergeWords, useWordsDraft, type Words } from '../../../app/words-draft.ts'
import type { Draft } from '../../../app/draft.ts'

/** Of a message that has just got its account: it moves there. */
const moving = new Map<string, string>()

export function useLeftNote({ id, customerId }: LeftMessage): { draft: Draft<Words>; move: () => void } {
  const draft = useWordsDraft(customerId ?? id, `leftMessage:${id}`)
  const brought = moving.get(id)
  moving.delete(id)
  if (brought) void draft.ready.then(() => void (draft.value.value = mergeWords(draft.value.value, { text: brought })))
  return {
    draft,
    move() {
      const { text } = draft.value.value
      if (text.trim()) moving.set(id, text)
      draft.clear()
    },
  }
}
