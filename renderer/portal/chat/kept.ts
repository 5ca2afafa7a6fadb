/**
 * What this browser keeps of a conversation: its key, and what was written and not acknowledged. Never what was said in it. All tabs
 * have the same; a browser that keeps nothing for us, such as in a frame without storage, has it until the tab is closed.
 */
import type { ChatAttachment } from '#shared/features/chat/attachments.ts'
import type { ChatTopic } from '#shared/features/chat/chat-words.schema.ts'

/** `file`: one that the backend has already, under the same id. */
export type Unsent = { clientId: string; body: string; file?: ChatAttachment }
export type Kept = {
  conversationId: string
  /** Null: the sign-in of this browser opens it. */
  token: string | null
  topic: ChatTopic
  name: string
  /** False until the backend has said so: asked once more with the same ids, it begins nothing twice. */
  begun: boolean
  /** In the order of writing. */
  unsent: Unsent[]
  /** Since when it is over, ms since 1970. */
  overAt: number | null
}

const KEY = 'chat'
/** As long as the backend lets it go on. */
const KEPT_MS = 7 * 24 * 60 * 60_000
let memory: string | null = null

function read(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return memory
  }
}
function write(text: string | null): void {
  memory = text
  try {
    if (text === null) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, text)
  } catch {
    // Full, or not for us: memory has it.
  }
}

export function readKept(now = Date.now()): Kept | null {
  const kept = parse(read())
  if (kept === null || kept.overAt === null || kept.overAt + KEPT_MS > now) return kept
  write(null)
  return null
}
function parse(text: string | null): Kept | null {
  try {
    const kept = JSON.parse(text ?? 'null') as Kept | null
    return kept && typeof kept.conversationId === 'string' && Array.isArray(kept.unsent) ? kept : null
  } catch {
    return null
  }
}

export const keep = (kept: Kept): void => write(JSON.stringify(kept))
export const forgetKept = (): void => write(null)

/** Of this conversation alone: another tab may have begun another, or forgotten it. @returns what is kept then; null where it is not kept any more */
export function change(conversationId: string, how: (kept: Kept) => Partial<Kept>): Kept | null {
  const kept = readKept()
  if (kept?.conversationId !== conversationId) return null
  const changed = { ...kept, ...how(kept) }
  keep(changed)
  return changed
}

/** Another tab has changed it. */
export function onOtherTab(hear: (kept: Kept | null) => void): void {
  window.addEventListener('storage', ({ key }) => { if (key === KEY || key === null) hear(readKept()) })
}

/** 256 random bits in base64url. */
export function newToken(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
