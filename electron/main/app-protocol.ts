/** `app://headend/`: serves the built pages (see pages.ts), with headers that let them reach nothing else. */
import { protocol, type Session } from 'electron'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { APP_ORIGIN, contentType, listPages, pageFile } from './pages.ts'

/** Made by main itself when the desk cannot open; see problem-page.ts. */
export const PROBLEM_PATH = '/problem'

/**
 * `style-src 'unsafe-inline'`: Naive UI writes its styles into the page while it runs; styles cannot run code.
 * `worker-src 'self'`: the map prepares its tiles in a worker, which is a file of the program's own; none made of text.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "worker-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** Must run before the app is ready. `codeCache` lets V8 keep compiled scripts of this scheme on disk. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }])
}

/** `problem` gives the page that main shows when the desk cannot open, or null when all is well. */
/** @param onAnswer called with each file that is handed out */
export function serveApp(session: Session, root: string, problem: () => string | null, onAnswer: () => void): void {
  const pages = listPages(root)
  session.protocol.handle('app', async ({ url, method }) => {
    const text = url === APP_ORIGIN + PROBLEM_PATH ? problem() : null
    if (text !== null) return page(text, '.html')
    const file = method === 'GET' ? pageFile(url, pages) : null
    const answer = file === null ? notFound() : page(await readFile(file), path.extname(file))
    onAnswer()
    return answer
  })
}

function page(body: string | Buffer, extension: string): Response {
  return new Response(body, { headers: { ...HEADERS, 'content-type': contentType(extension) } })
}

function notFound(): Response {
  return new Response('not found', { status: 404, headers: { ...HEADERS, 'content-type': 'text/plain' } })
}
