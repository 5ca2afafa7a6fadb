import type { ShellEvent } from '#shared/contract/shell.ts'

/** The window's news from main. One who begins to watch hears first how the embedded backend stands. */
export class ShellEvents {
  private readonly watchers = new Set<(event: ShellEvent) => void>()
  private backend: ShellEvent | null = null

  publish(event: ShellEvent): void {
    if (event.type === 'backendProcess') this.backend = event
    for (const watcher of this.watchers) watcher(event)
  }

  /** Ends with the signal, which comes with the end of the window's port. */
  async *watch(signal: AbortSignal | undefined): AsyncGenerator<ShellEvent, void> {
    const waiting: ShellEvent[] = this.backend ? [this.backend] : []
    let wake = () => {}
    const hear = (event: ShellEvent) => void (waiting.push(event), wake())
    const end = () => wake()
    this.watchers.add(hear)
    signal?.addEventListener('abort', end)
    try {
      while (!signal?.aborted) {
        const next = waiting.shift()
        if (next) yield next
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      this.watchers.delete(hear)
      signal?.removeEventListener('abort', end)
    }
  }
}
