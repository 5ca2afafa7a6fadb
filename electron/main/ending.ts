/** The end of the program: the window goes at once, the processes get their time to close their files. */
import { app } from 'electron'

/** Longer than a full disk's fsync, shorter than a person's patience. */
const BOUND_MS = 5_000

/**
 * @param steps run one after another, each given its bound in ms; the data process first, because it may still be
 * speaking to the backend
 */
export function endInOrder(steps: readonly ((boundMs: number) => Promise<void>)[], exitCode: () => number): void {
  let ending = false
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (ending) return
    ending = true
    void runAll(steps).finally(() => app.exit(exitCode()))
  })
}

async function runAll(steps: readonly ((boundMs: number) => Promise<void>)[]): Promise<void> {
  for (const step of steps) await step(BOUND_MS).catch(() => {})
}
