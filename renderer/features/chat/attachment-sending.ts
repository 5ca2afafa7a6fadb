/** Files of the agent on their way: chosen in the system's dialog, read by main, and sent like any message. They go on while another conversation is in front; of a crash nothing is left of them. */
import { shallowReactive } from 'vue'
import { isAppError } from '#shared/kernel/app-error.ts'
import { bridge, shell } from '../../app/bridge/client.ts'

/** Why nothing was chosen: a code of main's. */
export class NotChosen extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}
export type GoingFile = { readonly clientId: string; readonly name: string; readonly size: number; /** 0 to 1 */ share: number; error: unknown }
type Work = { parts: string[]; stop: AbortController; /** The backend has it. */ there: boolean }

const going = shallowReactive(new Map<string, readonly GoingFile[]>())
const works = new Map<string, Work>()

export const filesGoing = (conversationId: string): readonly GoingFile[] => going.get(conversationId) ?? []
/** Nothing of the last agent's chats stays in the window. */
export function forgetFilesGoing(): void {
  for (const { stop } of works.values()) stop.abort()
  works.clear()
  going.clear()
}

function put(conversationId: string, file: GoingFile): void {
  going.set(conversationId, filesGoing(conversationId).map((each) => (each.clientId === file.clientId ? file : each)))
}
function drop(conversationId: string, clientId: string): void {
  works.get(clientId)?.stop.abort()
  works.delete(clientId)
  going.set(conversationId, filesGoing(conversationId).filter((each) => each.clientId !== clientId))
}
export const cancelFile = drop

/** @param sent the line is there, or waits to become one. @throws NotChosen; AppError */
export async function chooseAndSend(conversationId: string, sent: () => Promise<unknown>): Promise<void> {
  const chosen = await shell.chooseFile()
  if (chosen.outcome === 'cancelled') return
  if (chosen.outcome === 'failed') throw new NotChosen(chosen.code)
  const parts = await readAll(chosen)
  const file: GoingFile = { clientId: crypto.randomUUID(), name: chosen.filename, size: chosen.size, share: 0, error: null }
  going.set(conversationId, [...filesGoing(conversationId), file])
  works.set(file.clientId, { parts, stop: new AbortController(), there: false })
  await send(conversationId, file, sent)
}

async function readAll({ fileId, size }: { fileId: string; size: number }): Promise<string[]> {
  const parts: string[] = []
  for (let offset = 0; offset < size;) {
    const { content } = await shell.readChosen({ fileId, offset })
    if (content === null) throw new NotChosen('gone')
    parts.push(content)
    offset += bytesOf(content)
  }
  return parts
}
/** Of base64, with its padding. */
const bytesOf = (content: string): number => (content.length / 4) * 3 - (content.endsWith('==') ? 2 : content.endsWith('=') ? 1 : 0)

/** Under its first id, however often it is tried. */
export async function send(conversationId: string, { clientId, name, size }: GoingFile, sent: () => Promise<unknown>): Promise<void> {
  const work = works.get(clientId)
  if (!work) return
  const tell = (share: number, error: unknown = null): void => put(conversationId, { clientId, name, size, share, error })
  tell(0)
  try {
    for (let offset = 0, index = 0; !work.there; index += 1) {
      const content = work.parts[index]!
      const { attachment } = await bridge.chat.uploadPart({ conversationId, attachmentId: clientId, name, size, offset, content }, { signal: work.stop.signal })
      offset += bytesOf(content)
      work.there = attachment !== null
      tell(offset / size)
    }
    await bridge.chat.sendAttachment({ conversationId, clientId, now: false })
    await sent()
    drop(conversationId, clientId)
  } catch (error) {
    if (!work.stop.signal.aborted) tell(0, error)
  }
}

/** A problem that another try may not have. */
export const mayPass = (error: unknown): boolean => isAppError(error, 'offline') || isAppError(error, 'internal') || (isAppError(error, 'limitExceeded') && error.data.unit === 'uploads')
