/** Timers that move only when the clock does. */
import type { Timers } from '../../electron/backend/timers.ts'
import { manualClock } from '../../shared/kernel/clock.ts'

type Due = { at: number; every: number | null; work: () => void }

export function manualTime(startMs: number) {
  const clock = manualClock(startMs)
  const waiting = new Set<Due>()
  const wait = (due: Due) => {
    waiting.add(due)
    return () => void waiting.delete(due)
  }
  const timers: Timers = {
    every: (ms, work) => wait({ at: clock.now() + ms, every: ms, work }),
    after: (ms, work) => wait({ at: clock.now() + ms, every: null, work }),
  }
  /** Moves the clock and does what falls due on the way. */
  const advance = (ms: number): void => {
    const end = clock.now() + ms
    for (;;) {
      const next = [...waiting].filter((due) => due.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      clock.advance(next.at - clock.now())
      if (next.every === null) waiting.delete(next)
      else next.at += next.every
      next.work()
    }
    clock.advance(end - clock.now())
  }
  /** The computer sleeps: the clock goes on, and nothing is done meanwhile. */
  const sleep = (ms: number): void => {
    clock.advance(ms)
    for (const due of waiting) due.at += ms
  }
  return { clock, timers, advance, sleep }
}
