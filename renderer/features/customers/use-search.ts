/**
 * Asks as fast as a person types, without a delay of its own. One question is open at a time: the next key
 * takes the last one back, and an answer that is late is not shown. The last good list stays until a newer one is there.
 * Where the desk does not hold everybody, what it knows is shown at once and the whole answer takes its place.
 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { SearchResult } from '#shared/features/customers/account-view.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { behind } from './search-options.ts'

/** `beginning`: there is more below what fits into the list; it comes when nobody has typed for a moment. */
export type Answer = { text: string; result: SearchResult; beginning?: boolean }

/** Rows that the list shows without scrolling, in its closest setting. Each key asks for no more and paints no more. */
export const SEEN = 19
const REST_MS = 120

/** What makes two texts one question. */
const wordsOf = (text: string): string => text.replace(/\s+/g, ' ').trimStart()
const hitCount = ({ exact, people, places }: SearchResult): number => exact.length + people.length + places.length

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
    void ask(text, (asked = new AbortController()), anew)
    timer = setTimeout(() => (slow.value = true), 300)
  }
  async function ask(text: string, mine: AbortController, anew: boolean): Promise<void> {
    const options = { signal: mine.signal }
    try {
      const first = await bridge.customers.search(anew ? { text } : { text, limit: SEEN }, options)
      if (asked !== mine) return
      const result = first.scope === 'cacheFirst' ? await askEverywhere(text, first, options) : await askRest(text, first, options, anew)
      if (asked !== mine) return
      show({ text, result })
    } catch (reason) {
      if (asked !== mine) return
      error.value = reason
    }
    settle()
  }
  /** Less than what is shown of this very question, or nothing, is not shown: the list would only flicker. */
  function askEverywhere(text: string, first: SearchResult, options: { signal: AbortSignal }): Promise<SearchResult> {
    if (hitCount(first) > 0 && !isAnswered()) show({ text, result: first })
    return bridge.customers.searchEverywhere({ text }, options)
  }
  async function askRest(text: string, first: SearchResult, options: { signal: AbortSignal }, anew: boolean): Promise<SearchResult> {
    if (!first.more || anew) return first
    clearTimeout(timer)
    slow.value = false
    show({ text, result: first, beginning: true })
    await new Promise((resolve) => setTimeout(resolve, REST_MS))
    options.signal.throwIfAborted()
    return behind(first, await bridge.customers.search({ text }, options))
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
