/**
 * The way back from the computer's browser (RFC 8252, 7.3): one listener on this machine for one sign-in, at whatever port is
 * free. It hears whoever asks for the one path with this sign-in's state, and nobody else on the machine; then it is closed.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CALLBACK_PATH, MAX_CALLBACK } from '#shared/features/session/single-sign-on.schema.ts'
import type { BrowserOutcome } from '#shared/contract/processes.ts'

/** Somebody may have to look for their phone. The backend waits a minute longer. */
export const RETURN_MS = 5 * 60_000

export type BrowserReturn = {
  readonly redirectUri: string
  /** Whose state the browser must bring. */
  expect(authorizationUrl: string): void
  /** How it ended; never when it was closed. */
  readonly outcome: Promise<BrowserOutcome>
  close(): void
}

/** @param page what the browser shows at its end: asked for then, in the language of that moment. @throws the system's error when nothing can be listened at */
export async function openReturn(page: (known: boolean) => string, waitMs = RETURN_MS): Promise<BrowserReturn> {
  let state: string | null = null
  let settle: (outcome: BrowserOutcome) => void = () => undefined
  const outcome = new Promise<BrowserOutcome>((resolve) => (settle = resolve))
  const server = createServer({ maxHeaderSize: 2 * MAX_CALLBACK }, (request, response) => {
    const query = state === null ? null : callbackOf(request, state)
    answer(response, query === null ? 404 : 200, page(query !== null))
    // The page goes out first.
    if (query !== null) response.once('close', () => end({ kind: 'came', callback: query }))
  })
  const late = setTimeout(() => end({ kind: 'expired' }), waitMs)
  const close = () => {
    clearTimeout(late)
    server.close()
    server.closeAllConnections()
  }
  const end = (how: BrowserOutcome) => {
    close()
    settle(how)
  }
  const redirectUri = await listen(server).catch((error: unknown) => {
    clearTimeout(late)
    throw error
  })
  return { redirectUri, outcome, close, expect: (url) => (state = new URL(url).searchParams.get('state')) }
}

async function listen(server: Server): Promise<string> {
  // `exclusive`: nobody else on this machine can listen at the same port.
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ host: '127.0.0.1', port: 0, exclusive: true }, resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${CALLBACK_PATH}`
}

/** @returns the query, when it is what is waited for */
function callbackOf({ method, url = '', headers }: IncomingMessage, state: string): string | null {
  const [path, query = ''] = url.split('?')
  // Another name would be a page that rebound its DNS.
  if (method !== 'GET' || path !== CALLBACK_PATH || query.length > MAX_CALLBACK || !headers.host?.startsWith('127.0.0.1:')) return null
  return new URLSearchParams(query).get('state') === state ? query : null
}

/** It has nothing in it that runs, and takes the code along to nowhere. */
function answer(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'", 'referrer-policy': 'no-referrer',
    'cache-control': 'no-store', 'x-content-type-options': 'nosniff', connection: 'close',
  }).end(page)
}
