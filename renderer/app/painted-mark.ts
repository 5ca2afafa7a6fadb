import { afterPaint } from './after-paint.ts'

type Mark = 'usable' | 'sign-in-usable'
const marked = new Set<Mark>()

/** Puts down a performance mark once what is mounted now has been painted; the first time only. Benches read it. */
export function markPainted(name: Mark): void {
  if (marked.has(name)) return
  marked.add(name)
  afterPaint(() => performance.mark(name))
}
