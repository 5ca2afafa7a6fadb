/** What need not be written each time, of one node. */

/** @param ms between two. @param most of which it is remembered; of others it is due once more than needed */
export function rarely(ms: number, most: number): { due(key: string, now: number): boolean } {
  const last = new Map<string, number>()
  return {
    due(key, now) {
      const before = last.get(key)
      // A clock that was set back is no reason to wait.
      if (before !== undefined && before <= now && now - before < ms) return false
      last.delete(key)
      last.set(key, now)
      for (const oldest of last.keys()) {
        if (last.size <= most) break
        last.delete(oldest)
      }
      return true
    },
  }
}
