/**
 * What a process holds, in bytes of resident memory, once everything that it could give back is given back: V8 keeps pages of a heap
 * that was large for a moment, and those are no leak. Needs `--expose-gc`.
 */
type Collect = (options?: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

export async function settledMemory(): Promise<number> {
  const collect = globalThis.gc as Collect | undefined
  for (let times = 0; times < 3; times += 1) {
    collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    await new Promise((resolve) => setImmediate(resolve))
  }
  return process.memoryUsage.rss()
}
