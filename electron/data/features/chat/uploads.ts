/** Files of an agent on their way to the backend: put together here from a window's parts, one for each conversation, and never kept. */
import { wrong } from '#shared/kernel/errors.ts'
import { chatAttachmentSchema, type UploadPart } from '#shared/features/chat/attachments.schema.ts'
import type { ChatAttachment } from '#shared/features/chat/attachments.ts'
import { z } from 'zod'
import type { DeskCore } from '../../desk-core.ts'
import { network } from '../../sync/ask-backend.ts'

type Coming = { attachmentId: string; bytes: Buffer<ArrayBuffer>; filled: number }
/** Conversations of which something is coming; the oldest is given up. */
const MOST_AT_ONCE = 4
const answerSchema = z.strictObject({ attachment: chatAttachmentSchema })

export function createUploads(core: DeskCore) {
  const coming = new Map<string, Coming>()

  /** @returns what the backend says of it; null while there is more to come. @throws AppError, and it is given up */
  return async function take(part: UploadPart, signal: AbortSignal | undefined): Promise<ChatAttachment | null> {
    const one = join(part)
    if (one.filled < one.bytes.length) return null
    coming.delete(part.conversationId)
    core.session.noteUse()
    const headers = { 'x-headend-conversation': part.conversationId, 'x-headend-attachment': part.attachmentId, 'x-headend-file-name': encodeURIComponent(part.name) }
    const body = await (await network(core)).api.upload('/chat/attachments', { headers, bytes: one.bytes }, signal)
    return answerSchema.parse(body).attachment
  }

  function join({ conversationId, attachmentId, size, offset, content }: UploadPart): Coming {
    if (offset === 0) begin(conversationId, { attachmentId, bytes: Buffer.alloc(size), filled: 0 })
    const one = coming.get(conversationId)
    const bytes = Buffer.from(content, 'base64')
    // Of one that was given up, or not in its order.
    if (one?.attachmentId !== attachmentId || one.bytes.length !== size || one.filled !== offset || offset + bytes.length > size || bytes.length === 0) {
      coming.delete(conversationId)
      throw wrong('file', 'cut')
    }
    one.filled += bytes.copy(one.bytes, offset)
    return one
  }
  function begin(conversationId: string, one: Coming): void {
    coming.delete(conversationId)
    coming.set(conversationId, one)
    for (const oldest of coming.keys()) {
      if (coming.size <= MOST_AT_ONCE) break
      coming.delete(oldest)
    }
  }
}
