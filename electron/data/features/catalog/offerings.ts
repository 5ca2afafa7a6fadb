/**
 * The catalog, kept while the program runs: what was told lately is told again at once, and older than that it is asked for
 * behind the answer. It changes a few times a year.
 */
import type { ProductOffering } from '#shared/features/catalog/offerings.schema.ts'

/** Milliseconds. */
const FRESH_MS = 5 * 60 * 1000

export type Offerings = { get(): Promise<ProductOffering[]> }

/** @param now milliseconds. @param key who asks whom: of another backend or agent nothing is told. */
export function createOfferings(ask: () => Promise<ProductOffering[]>, { now, key }: { now: () => number; key: () => string }): Offerings {
  let kept: { key: string; at: number; offerings: ProductOffering[] } | null = null
  let asking: { key: string; answer: Promise<ProductOffering[]> } | null = null

  function fetch(): Promise<ProductOffering[]> {
    const asked = key()
    if (asking?.key === asked) return asking.answer
    const answer = ask().then((offerings) => {
      kept = { key: asked, at: now(), offerings }
      return offerings
    }).finally(() => {
      if (asking?.answer === answer) asking = null
    })
    asking = { key: asked, answer }
    return answer
  }
  return {
    async get() {
      if (kept?.key !== key()) return fetch()
      const { at, offerings } = kept
      // Whether the next answer is newer is seen when it is asked for again.
      if (now() - at > FRESH_MS) void fetch().catch(() => undefined)
      return offerings
    },
  }
}
