/** One watch for the whole window: what the data process tells is handed to whoever listens. */
import type { DeskEvent } from '#shared/features/workspace/workspace.schema.ts'
import { bridge, bridgeLink } from './bridge/client.ts'

type Listener = (event: DeskEvent) => void
const listeners = new Set<Listener>()

/** @returns how to stop listening. */
export function onDeskEvent(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Starts with the first port and again with each that replaces it; then everybody reads anew. */
export function startLive(): void {
  let first = true
  bridgeLink.onConnect(() => {
    void follow()
    if (!first) tell({ type: 'changed', tables: [], customerIds: null })
    first = false
  })
}

// When its port dies the loop ends in an error; the next port starts another one.
async function follow(): Promise<void> {
  try {
    for await (const event of await bridge.workspace.watch()) tell(event)
  } catch {
    // Told to the person by the connectivity of the window, not here.
  }
}

function tell(event: DeskEvent): void {
  for (const listener of listeners) listener(event)
}
