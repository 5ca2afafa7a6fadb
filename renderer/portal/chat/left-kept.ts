/** What this browser keeps of messages that were left: what opens their state, and since when. Nothing of what was said in them. */
export type KeptLeft = { token: string; at: number }
const KEY = 'chat-left'
/** As many as are asked for at once, and as long as the backend keeps one that is done. */
const MOST = 5
const KEPT_MS = 90 * 24 * 60 * 60_000

export function readLeft(now = Date.now()): KeptLeft[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((each: KeptLeft | null): each is KeptLeft => typeof each?.token === 'string' && typeof each.at === 'number' && each.at + KEPT_MS > now).slice(0, MOST) : []
  } catch {
    return []
  }
}
export function keepLeft(token: string, now = Date.now()): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([{ token, at: now }, ...readLeft(now).filter((each) => each.token !== token)].slice(0, MOST)))
  } catch {
    // It was left all the same; its state is not shown here.
  }
}
export function forgetLeft(): void {
  try {
    localStorage.removeItem(KEY)
  } catch {
    // Nothing was kept.
  }
}
