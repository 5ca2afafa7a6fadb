/** The embedded backend, as main sees it. */
import { fromBackendSchema, type FromBackend, type ToBackend } from '#shared/contract/processes.ts'
import type { ShellEvent } from '#shared/contract/shell.ts'

/** @param dataDirectory absolute; created by the backend */
export function backendStart(dataDirectory: string, demo: boolean): ToBackend {
  return { kind: 'start', dataDirectory, demo, port: 0 }
}

/** Null for anything that is not in the contract. */
export function parseFromBackend(message: unknown): FromBackend | null {
  const parsed = fromBackendSchema.safeParse(message)
  return parsed.success ? parsed.data : null
}

/** What the window is told of it. */
export function backendEvent(message: FromBackend): ShellEvent {
  switch (message.kind) {
    case 'progress':
      return { type: 'backendProcess', state: 'starting', detail: `${message.step} ${message.done}/${message.total}` }
    case 'ready':
      return { type: 'backendProcess', state: 'ready', detail: null }
    case 'failed':
      return { type: 'backendProcess', state: 'failed', detail: message.detail }
  }
}
