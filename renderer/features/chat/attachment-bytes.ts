/** A file of a conversation, part by part: into the window to be looked at, or out of the program to where the agent says. */
import type { SaveFileOutcome } from '#shared/contract/shell.ts'
import { attachmentEndings, type ChatAttachment } from '#shared/features/chat/attachments.ts'
import { bridge, shell } from '../../app/bridge/client.ts'

export type Attached = { conversationId: string; attachmentId: string; file: ChatAttachment }

/** @throws AppError */
export async function fetchAttachment({ conversationId, attachmentId, file }: Attached): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (let part = 0, of = 1; part < of; part += 1) {
    const { content, parts: count } = await bridge.chat.attachment({ conversationId, attachmentId, part, keep: false })
    parts.push(Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0)))
    of = count
  }
  return new Blob(parts, { type: file.type })
}

/** Proposed to the system's dialog: letters, digits and dashes. */
export function proposedName({ name, type }: Pick<ChatAttachment, 'name' | 'type'>): string {
  const stem = name.replace(/\.[^.]*$/, '').normalize('NFD').replace(/[^\w-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 80)
  return `${stem || 'file'}.${attachmentEndings[type]}`
}

/** Where, is asked first; what is not whole is not kept. @throws AppError */
export async function saveAttachment({ conversationId, attachmentId, file }: Attached): Promise<SaveFileOutcome> {
  const opened = await shell.openGrowingFile({ filename: proposedName(file) })
  if (opened.outcome !== 'opened') return opened
  const { fileId } = opened
  try {
    for (let part = 0, of = 1; part < of; part += 1) {
      const { content, parts } = await bridge.chat.attachment({ conversationId, attachmentId, part, keep: true })
      const grown = await shell.growFile({ fileId, content })
      if (grown.outcome !== 'saved') return grown
      of = parts
    }
    return await shell.endFile({ fileId, keep: true })
  } catch (error) {
    await shell.endFile({ fileId, keep: false })
    throw error
  }
}
