/** A refused note comes back into the box; only when it is safe there as a draft does its command go. */
import type { OutboxEntry } from '#shared/features/workspace/workspace.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import type { Draft } from '../../app/draft.ts'
import { mergeNote, noteFromCommand, type NoteDraft } from './note-draft.ts'

/** @returns why it could not be; null when it went well. What cannot be kept is taken out of the box again. */
export async function takeBackNote(draft: Draft<NoteDraft>, entry: Pick<OutboxEntry, 'commandId' | 'input'>): Promise<unknown> {
  const refused = noteFromCommand(entry.input)
  if (!refused) return null
  await draft.ready
  const before = draft.value.value
  const merged = (draft.value.value = mergeNote(before, refused))
  if (!(await draft.flush())) {
    const reason = draft.failed.value
    if (draft.value.value.text === merged.text) draft.value.value = before
    return reason
  }
  try {
    await bridge.workspace.discardCommand({ commandId: entry.commandId })
    return null
  } catch (reason) {
    return reason
  }
}
