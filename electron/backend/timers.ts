/** Timers are injected like the clock, so that a test moves both by hand. */
export type Cancel = () => void
export type Timers = {
  every(ms: number, work: () => void): Cancel
  after(ms: number, work: () => void): Cancel
}

/** Real ones; they do not keep the process alive by themselves. */
export const systemTimers: Timers = {
  every: (ms, work) => {
    const timer = setInterval(work, ms).unref()
    return () => clearInterval(timer)
  },
  after: (ms, work) => {
    const timer = setTimeout(work, ms).unref()
    return () => clearTimeout(timer)
  },
}
