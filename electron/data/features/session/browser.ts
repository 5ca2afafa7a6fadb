/**
 * The computer's browser, which main alone can open. Everything is asked over the process' own port, so that no window has a say
 * in where the browser goes.
 *
 *   awaitReturn -> returnOpen -> browse -> returned
 *   endReturn at any moment, and nothing comes any more
 */
import { randomUUID } from 'node:crypto'
import type { BrowserOutcome, FromData, ToData } from '#shared/contract/processes.ts'
import { AppError, assertNever } from '#shared/kernel/errors.ts'

export type Browser = {
  /**
   * @param begin is told the way back, and says where the browser goes. @returns the query with which it came back
   * @throws AppError `singleSignOn`: `expired` when nobody came back in time, `noBrowser`; whatever `begin` throws; the signal's reason
   */
  visit(begin: (redirectUri: string) => Promise<string>, signal: AbortSignal | undefined): Promise<string>
}

export const noBrowser: Browser = { visit: () => Promise.reject(new AppError('singleSignOn', { reason: 'noBrowser' })) }

type Said = Extract<ToData, { kind: 'returnOpen' | 'returned' }>
type Waiting = { opened(redirectUri: string): void; returned(outcome: BrowserOutcome): void }

export function createBrowser(tell: (message: FromData) => void): Browser & { hear(said: Said): void } {
  const waiting = new Map<string, Waiting>()
  return {
    hear(said) {
      if (said.kind === 'returnOpen') waiting.get(said.id)?.opened(said.redirectUri)
      else waiting.get(said.id)?.returned(said.outcome)
    },
    async visit(begin, signal) {
      signal?.throwIfAborted()
      const id = randomUUID()
      try {
        return await new Promise<string>((resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
          waiting.set(id, {
            opened: (redirectUri) => void begin(redirectUri).then((url) => waiting.has(id) && tell({ kind: 'browse', id, url }), reject),
            returned: (outcome) => settle(outcome, resolve, reject),
          })
          tell({ kind: 'awaitReturn', id })
        })
      } finally {
        waiting.delete(id)
        tell({ kind: 'endReturn', id })
      }
    },
  }
}

function settle(outcome: BrowserOutcome, resolve: (callback: string) => void, reject: (error: AppError) => void): void {
  switch (outcome.kind) {
    case 'came': return resolve(outcome.callback)
    case 'expired': return reject(new AppError('singleSignOn', { reason: 'expired' }))
    case 'failed': return reject(new AppError('singleSignOn', { reason: 'noBrowser' }))
    default: return assertNever(outcome)
  }
}
