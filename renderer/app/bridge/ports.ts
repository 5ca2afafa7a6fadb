/** The preload hands the window its ports as messages; whoever else posts one is not heard. */
import type { z } from 'zod'
import type { portMessageSchema } from '#shared/contract/shell.ts'

export type PortKind = z.infer<typeof portMessageSchema>['headend']

/** Calls `deliver` for each port from this very window, for as long as the window lives. */
export function receivePorts(deliver: (kind: PortKind, port: MessagePort) => void): void {
  window.addEventListener('message', (event) => {
    const kind = trustedKind(event)
    const port = event.ports[0]
    if (kind && port) deliver(kind, port)
  })
}

function trustedKind(event: MessageEvent): PortKind | null {
  if (event.source !== window || event.origin !== window.location.origin) return null
  const data: unknown = event.data
  if (typeof data !== 'object' || data === null || !('headend' in data)) return null
  return data.headend === 'bridge' || data.headend === 'shell' ? data.headend : null
}
