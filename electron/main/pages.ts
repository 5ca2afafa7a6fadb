/**
 * The files that `app://headend/` may serve. They are listed once at start, so a request is looked up by its exact
 * path: there is no path to resolve and so none to escape from.
 */
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'

export const APP_ORIGIN = 'app://headend'
export const APP_URL = `${APP_ORIGIN}/`
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

export const contentType = (extension: string): string => TYPES[extension] ?? 'text/plain; charset=utf-8'

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

/** True when the pages were built; without them the window would stay empty. */
export function hasPages(root: string): boolean {
  return statSync(path.join(root, 'index.html'), { throwIfNoEntry: false })?.isFile() ?? false
}
