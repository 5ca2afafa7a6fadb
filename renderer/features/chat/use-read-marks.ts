/** What an agent has on the screen is read, as long as somebody looks at it; and that somebody types is told now and then. */
import { onScopeDispose, watch } from 'vue'
import { bridge } from '../../app/bridge/client.ts'

const TYPING_MS = 3_000

/** @param last the last sequence on the screen, where it is this agent's to have read; null where it is not */
export function useReadMarks(conversationId: string, last: () => number | null, known: () => number): void {
  let told = 0
  function tell(): void {
    const sequence = last()
    if (sequence === null || sequence <= Math.max(told, known()) || !document.hasFocus()) return
    told = sequence
    // One that is lost is told with the next.
    bridge.chat.read({ conversationId, sequence }).catch(() => void (told = 0))
  }
  watch(last, tell, { immediate: true })
  window.addEventListener('focus', tell)
  onScopeDispose(() => window.removeEventListener('focus', tell))
}

/** @returns to be called with each letter */
export function typingTeller(conversationId: string): () => void {
  let toldAt = -Infinity
  return () => {
    if (performance.now() - toldAt < TYPING_MS) return
    toldAt = performance.now()
    bridge.chat.typing({ conversationId }).catch(() => undefined)
  }
}
