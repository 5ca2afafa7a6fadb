/** A file of a conversation, part by part: into the window to be looked at, or out of the program to where the agent says. */
import type { SaveFileOutcome } from '#shared/contract/shell.ts'
import { attachmentEndings, type ChatAttachment } from '#shared/features/chat/attachments.ts'
import type { AttachmentPart } from '#shared/features/chat/attachments.schema.ts'
import { bridge, shell } from '../../app/bridge/client.ts'

/** `customerId`: of a chat that is over, whose; null of one that is in hand. */
export type Attached = { conversationId: string; attachmentId: string; customerId: string | null; file: ChatAttachment }

const askPart = ({ conversationId, attachmentId, customerId }: Attached, part: number, keep: boolean): Promise<AttachmentPart> => {
  const asked = { conversationId, attachmentId, part, keep }
  return customerId === null ? bridge.chat.attachment(asked) : bridge.chat.transcriptFile({ ...asked, customerId })
}

/** @throws AppError */
export async function fetchAttachment(of: Attached): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (let part = 0, count = 1; part < count; part += 1) {
    const { content, parts: all } = await askPart(of, part, false)
    parts.push(Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0)))
    count = all
  }
  return new Blob(parts, { type: of.file.type })
}

/** Proposed to the system's dialog: letters, digits and dashes. */
export function proposedName({ name, type }: Pick<ChatAttachment, 'name' | 'type'>): string {
  const stem = name.replace(/\.[^.]*$/, '').normalize('NFD').replace(/[^\w-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 80)
  return `${stem || 'file'}.${attachmentEndings[type]}`
}

/** Where, is asked first; what is not whole is not kept. @throws AppError */
export async function saveAttachment(of: Attached): Promise<SaveFileOutcome> {
  const opened = await shell.openGrowingFile({ filename: proposedName(of.file) })
  if (opened.outcome !== 'opened') return opened
  const { fileId } = opened
  try {
    for (let part = 0, count = 1; part < count; part += 1) {
      const { content, parts } = await askPart(of, part, true)
      const grown = await shell.growFile({ fileId, content })
      if (grown.outcome !== 'saved') return grown
      count = parts
    }
    return await shell.endFile({ fileId, keep: true })
  } catch (error) {
    await shell.endFile({ fileId, keep: false })
    throw error
  }
}
