/**
 * Work that nobody waits for, behind an account that was opened: the window is painting what it was given, and whatever changes
 * meanwhile would make it read and paint once more before the agent has seen it.
 */
import { createAlarm } from './backoff.ts'

/** An account is painted within 60 ms of the key, on a desk as slow as can be; in milliseconds. */
const AFTER_MS = 120

export type BehindPaint = { add(work: () => void): void; stop(): void }

export function createBehindPaint(): BehindPaint {
  const alarm = createAlarm()
  let works: (() => void)[] = []
  const run = (): void => {
    const due = works
    works = []
    for (const work of due) work()
  }
  return {
    add: (work) => void (works.push(work) === 1 && alarm.set(AFTER_MS, run)),
    stop: () => (alarm.clear(), void (works = [])),
  }
}
