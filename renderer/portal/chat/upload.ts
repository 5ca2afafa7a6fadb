/** One file to the backend: how far it is can be seen, and it can be called back. The key is in a header, never in an address. */
import type { ChatAttachment } from '#shared/features/chat/attachments.ts'
import type { FileProblem } from './chat-words.ts'
import type { Kept } from './kept.ts'

export type Key = Pick<Kept, 'conversationId' | 'token'>
export type Outcome = { file: ChatAttachment } | { problem: FileProblem } | 'cancelled'
export type Upload = { done: Promise<Outcome>; cancel(): void }

/** @param id the client's, of the line that it will be. @param told how much of it has left, 0 to 1 */
export function startUpload({ conversationId, token }: Key, { id, file }: { id: string; file: File }, told: (share: number) => void): Upload {
  const request = new XMLHttpRequest()
  const done = new Promise<Outcome>((resolve) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => told(total > 0 ? loaded / total : 0))
    request.addEventListener('load', () => resolve(outcomeOf(request)))
    request.addEventListener('error', () => resolve({ problem: 'offline' }))
    request.addEventListener('abort', () => resolve('cancelled'))
  })
  request.open('POST', '/portal/chat/upload')
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.setRequestHeader('x-headend-conversation', conversationId)
  request.setRequestHeader('x-headend-attachment', id)
  request.setRequestHeader('x-headend-file-name', nameOf(file))
  if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`)
  request.send(file)
  return { done, cancel: () => request.abort() }
}

/** Half a pair of surrogates is in no header. */
const nameOf = ({ name }: File): string => encodeURIComponent([...name].slice(-100).join('').replace(/\p{Surrogate}/gu, ''))

type Body = { attachment?: ChatAttachment; code?: string; data?: { unit?: string; issues?: { message?: string }[] } }
function outcomeOf({ status, responseText }: XMLHttpRequest): Outcome {
  let body: Body
  try {
    body = JSON.parse(responseText) as Body
  } catch {
    return { problem: 'broken' }
  }
  if (status === 200 && body.attachment) return { file: body.attachment }
  return { problem: problemOf(body) }
}

const units: Readonly<Record<string, FileProblem>> = { bytes: 'tooLarge', files: 'tooMany', conversationBytes: 'tooMany', houseBytes: 'full', uploads: 'busy', requestsPerMinute: 'tooOften', bytesPerDay: 'dayFull' }
const issues: Readonly<Record<string, FileProblem>> = { notAllowed: 'notAllowed', broken: 'damaged', empty: 'damaged', tooManyPixels: 'tooManyPixels', cut: 'offline' }
function problemOf({ code, data }: Body): FileProblem {
  if (code === 'limitExceeded') return units[data?.unit ?? ''] ?? 'broken'
  if (code === 'validation') return issues[data?.issues?.[0]?.message ?? ''] ?? 'broken'
  return 'broken'
}

/** @throws TypeError where nothing was answered; Error where it is not there */
export async function fetchFile({ conversationId, token }: Key, attachmentId: string): Promise<Blob> {
  const answer = await fetch('/portal/chat/attachment', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ conversationId, token, attachmentId }), cache: 'no-store' })
  if (!answer.ok) throw new Error('notThere')
  return answer.blob()
}
