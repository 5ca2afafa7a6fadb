import type { Timers } from './timers.ts'

/** @param ms after which nobody waits any more; the work may still go on. @throws what the work throws, and Error when time is up. */
export function within<T>(timers: Timers, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = timers.after(ms, () => reject(new Error('no answer in time')))
    work.then(resolve, reject).finally(stop)
  })
}
