/** The data process asks for the computer's browser. A window cannot: where it leads, the backend says, and the address must be fit to be opened. */
import type { FromData, ToData } from '#shared/contract/processes.ts'
import { isSafeAddress } from '#shared/kernel/safe-address.ts'
import { openReturn, type BrowserReturn } from './browser-return.ts'

type Ask = Extract<FromData, { kind: 'awaitReturn' | 'browse' | 'endReturn' }>
export const isAsk = (message: FromData): message is Ask => message.kind === 'awaitReturn' || message.kind === 'browse' || message.kind === 'endReturn'

type Host = {
  tell(message: ToData): void
  /** In the system's browser. @throws when there is none */
  open(url: string): Promise<void>
  page(known: boolean): string
  /** Somebody came back from the browser: the desk is what they look for. */
  comeForward(): void
  log(text: string): void
}

/** Nothing that starts another program, and no secret in the clear beyond this machine. */
export function mayOpen(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && !url.username && !url.password && isSafeAddress(url)
}

export type BrowserDoor = { hear(ask: Ask): void; closeAll(): void }

export function openBrowserDoor(host: Host): BrowserDoor {
  /** Null while the listener is being opened; not there any more when it is given up meanwhile. */
  const waiting = new Map<string, BrowserReturn | null>()
  const end = (id: string) => {
    waiting.get(id)?.close()
    waiting.delete(id)
  }
  const closeAll = () => {
    for (const id of [...waiting.keys()]) end(id)
  }
  const fail = (id: string, error: unknown) => {
    // Without the system's words, which may have the address in them.
    host.log(`the browser could not be asked: ${error instanceof Error && 'code' in error ? String(error.code) : 'no code'}`)
    end(id)
    host.tell({ kind: 'returned', id, outcome: { kind: 'failed' } })
  }
  const listen = async (id: string): Promise<void> => {
    // One at a time: whoever begins anew has given up the one before.
    closeAll()
    waiting.set(id, null)
    const opened = await openReturn(host.page)
    if (!waiting.has(id)) return opened.close()
    waiting.set(id, opened)
    host.tell({ kind: 'returnOpen', id, redirectUri: opened.redirectUri })
    const outcome = await opened.outcome
    waiting.delete(id)
    if (outcome.kind === 'came') host.comeForward()
    host.tell({ kind: 'returned', id, outcome })
  }
  const browse = async (id: string, url: string): Promise<void> => {
    const opened = waiting.get(id)
    if (!opened) return
    if (!mayOpen(url)) throw new Error('an address that is not opened')
    opened.expect(url)
    await host.open(url)
  }
  return {
    hear(ask) {
      switch (ask.kind) {
        case 'awaitReturn':
          return void listen(ask.id).catch((error: unknown) => fail(ask.id, error))
        case 'browse':
          return void browse(ask.id, ask.url).catch((error: unknown) => fail(ask.id, error))
        case 'endReturn':
          return end(ask.id)
      }
    },
    closeAll,
  }
}
