/** One run at a time; whoever calls during one is answered by the next, which sees all that was there at the call. */
export function repeated(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  const begin = (): Promise<void> => {
    running = run().finally(() => { running = null })
    return running
  }
  return () => {
    if (!running) return begin()
    next ??= running.then(() => {
      next = null
      return begin()
    })
    return next
  }
}
