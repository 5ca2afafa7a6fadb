/** Pictures and documents in a conversation. Without the schema library: the customers' page is made of it as well. */

export const attachmentTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf'] as const
export type AttachmentType = (typeof attachmentTypes)[number]
/** What a line of kind `attachment` says in its body, as JSON; its client's id is that of the file. */
export type ChatAttachment = {
  name: string
  /** As its content was found to be; never as somebody said. */
  type: AttachmentType
  /** Bytes as they are kept. */
  size: number
  /** Pixels as it is looked at; null of a document. */
  width: number | null
  height: number | null
}

/** Of one file, bytes. */
export const MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024
/** Of one conversation, of both sides together. */
export const MAX_ATTACHMENTS = 20
export const MAX_CONVERSATION_BYTES = 50 * 1024 * 1024
/** Bytes that are kept, and handed over, at once. */
export const ATTACHMENT_PART_BYTES = 256 * 1024
export const MAX_ATTACHMENT_PARTS = MAX_ATTACHMENT_BYTES / ATTACHMENT_PART_BYTES
/** What was sent and is named by no line goes after so long, ms. */
export const UNNAMED_MS = 60 * 60_000

/** Of a file's name, as people's computers know it. */
export const attachmentEndings: Readonly<Record<AttachmentType, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp', 'image/gif': 'gif', 'application/pdf': 'pdf' }
/** What a person can choose; what it is is decided by its content. */
export const chosenEndings = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'pdf'] as const

export const isPicture = ({ type }: Pick<ChatAttachment, 'type'>): boolean => type !== 'application/pdf'

/** @returns null for a line of another kind, or one that this program does not understand */
export function attachmentOf({ kind, body }: { kind: string; body: string }): ChatAttachment | null {
  if (kind !== 'attachment') return null
  try {
    const said = JSON.parse(body) as Partial<ChatAttachment> | null
    const { name, type, size, width = null, height = null } = said ?? {}
    if (typeof name !== 'string' || typeof size !== 'number' || !attachmentTypes.some((known) => known === type)) return null
    return { name, type: type as AttachmentType, size, width, height }
  } catch {
    return null
  }
}
