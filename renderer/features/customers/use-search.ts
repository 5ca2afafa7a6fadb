/**
 * Asks as fast as a person types, without a delay of its own. One question is open at a time: the next key
 * takes the last one back, and an answer that is late is not shown. The last good list stays until a newer one is there.
 */
import { onScopeDispose, ref, shallowRef } from 'vue'
import type { SearchResult } from '#shared/features/customers/account-view.schema.ts'
import { bridge } from '../../app/bridge/client.ts'

export type Answer = { text: string; result: SearchResult }

export function useSearch() {
  const answer = shallowRef<Answer | null>(null)
  const error = shallowRef<unknown>(null)
  /** True once an answer takes longer than a person would call at once. */
  const slow = ref(false)
  let asked: AbortController | null = null
  let words = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function settle(): void {
    asked = null
    clearTimeout(timer)
    slow.value = false
  }
  /** @param anew asks even if it is the same question: what it is asked of has changed. */
  function search(text: string, anew = false): void {
    const before = words
    words = text.replace(/\s+/g, ' ').trimStart()
    if (words === before && !anew) return
    asked?.abort()
    settle()
    if (!text.trim()) return void (answer.value = error.value = null)
    void ask(text, (asked = new AbortController()))
    timer = setTimeout(() => (slow.value = true), 300)
  }
  async function ask(text: string, mine: AbortController): Promise<void> {
    try {
      const result = await bridge.customers.search({ text }, { signal: mine.signal })
      if (asked !== mine) return
      answer.value = { text, result }
      error.value = null
    } catch (reason) {
      if (asked !== mine) return
      error.value = reason
    }
    settle()
  }
  onScopeDispose(() => asked?.abort())
  return { answer, error, slow, search }
}
