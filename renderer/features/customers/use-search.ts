/**
 * Asks as fast as a person types, without a delay of its own. One question is open at a time: the next key
 * takes the last one back, and an answer that is late is not shown. The last good list stays until a newer one is there.
 * Where the desk does not hold everybody, what it knows is shown at once and the whole answer takes its place.
 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { SearchResult } from '#shared/features/customers/account-view.schema.ts'
import { bridge } from '../../app/bridge/client.ts'

export type Answer = { text: string; result: SearchResult }

/** What makes two texts one question. */
const wordsOf = (text: string): string => text.replace(/\s+/g, ' ').trimStart()
const hasHits = ({ exact, people, places }: SearchResult): boolean => exact.length + people.length + places.length > 0

export function useSearch() {
  const answer = shallowRef<Answer | null>(null)
  const error = shallowRef<unknown>(null)
  /** True once an answer takes longer than a person would call at once. */
  const slow = ref(false)
  /** The question that the answer shown belongs to; empty while nothing is asked. */
  const answered = computed(() => wordsOf(answer.value?.text ?? ''))
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
    words = wordsOf(text)
    if (words === before && !anew) return
    asked?.abort()
    settle()
    if (!text.trim()) return void (answer.value = error.value = null)
    void ask(text, (asked = new AbortController()))
    timer = setTimeout(() => (slow.value = true), 300)
  }
  async function ask(text: string, mine: AbortController): Promise<void> {
    try {
      let result = await bridge.customers.search({ text }, { signal: mine.signal })
      if (result.scope === 'cacheFirst' && asked === mine) {
        // Less than what is shown of this very question, or nothing: the list would only flicker.
        if (hasHits(result) && !isAnswered()) show({ text, result })
        result = await bridge.customers.searchEverywhere({ text }, { signal: mine.signal })
      }
      if (asked !== mine) return
      show({ text, result })
    } catch (reason) {
      if (asked !== mine) return
      error.value = reason
    }
    settle()
  }
  function show(next: Answer): void {
    answer.value = next
    error.value = null
  }
  /** Whether the answer shown belongs to what was asked last. */
  const isAnswered = (): boolean => answered.value === words
  const isAsking = (): boolean => asked !== null
  onScopeDispose(() => asked?.abort())
  return { answer, error, slow, answered, search, isAnswered, isAsking }
}
