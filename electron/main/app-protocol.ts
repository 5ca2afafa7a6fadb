/**
 * `app://headend/` serves the built pages and nothing else. Every file it may serve is listed once at start, so a
 * request is looked up by its exact path: there is no path to resolve and so none to escape from.
 */
import { protocol, type Session } from 'electron'
import { readdirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

export const APP_ORIGIN = 'app://headend'
export const APP_URL = `${APP_ORIGIN}/`
/** Made by main itself when the desk cannot open; see problem-page.ts. */
export const PROBLEM_PATH = '/problem'

/** `style-src 'unsafe-inline'`: Naive UI writes its styles into the page while it runs; styles cannot run code. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "worker-src 'none'",
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

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Must run before the app is ready. `codeCache` lets V8 keep compiled scripts of this scheme on disk. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }])
}

/** URL path to file. Links are left out: they may lead anywhere. Types that have no name above are not pages' files. */
export function listPages(root: string): ReadonlyMap<string, string> {
  const files = filesBelow(root).filter((file) => path.extname(file) in TYPES)
  const pages = new Map(files.map((file) => [`/${path.relative(root, file).split(path.sep).join('/')}`, file]))
  const index = pages.get('/index.html')
  return index ? pages.set('/', index) : pages
}

// Not `recursive`: that option reads the disk behind Electron's archive (app.asar).
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(place)
    return entry.isFile() ? [place] : []
  })
}

/** The listed file that a URL means, or null. Compared as text: a coded or odd spelling of a good path is not one. */
export function pageFile(url: string, pages: ReadonlyMap<string, string>): string | null {
  if (!url.startsWith(APP_URL)) return null
  const asked = url.slice(APP_ORIGIN.length).replace(/[?#].*$/s, '')
  return pages.get(asked) ?? null
}

/** `problem` gives the page that main shows when the desk cannot open, or null when all is well. */
export function serveApp(session: Session, root: string, problem: () => string | null): void {
  const pages = listPages(root)
  session.protocol.handle('app', async ({ url, method }) => {
    const text = url === APP_ORIGIN + PROBLEM_PATH ? problem() : null
    if (text !== null) return page(text, '.html')
    const file = method === 'GET' ? pageFile(url, pages) : null
    return file === null ? notFound() : page(await readFile(file), path.extname(file))
  })
}

/** True when the pages were built; without them the window would stay empty. */
export function hasPages(root: string): boolean {
  return statSync(path.join(root, 'index.html'), { throwIfNoEntry: false })?.isFile() ?? false
}

function page(body: string | Buffer, extension: string): Response {
  return new Response(body, { headers: { ...HEADERS, 'content-type': TYPES[extension] ?? 'text/plain' } })
}

function notFound(): Response {
  return new Response('not found', { status: 404, headers: { ...HEADERS, 'content-type': 'text/plain' } })
}
