/** The built pages of the customers: read once from their folder, and of that folder no more is handed out than the pages need. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** `index` is that of links, `account` where customers sign in, `visit` where they confirm, move or cancel a visit, `chat` where they write to us; `day` where a technician reads theirs. */
export type PortalPage = 'index' | 'account' | 'visit' | 'chat' | 'day'
export type PortalPages = { html: Record<PortalPage, string>; assets: ReadonlyMap<string, { type: string; bytes: Buffer }> }

const types: Partial<Record<string, string>> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' }
type Asset = { name: string; type: string; bytes: Buffer }

/** @param folder the built renderer. @throws the system's error when it was not built */
export async function readPortalPages(folder: string): Promise<PortalPages> {
  const html = { index: await readPage(folder, 'index'), account: await readPage(folder, 'account'), visit: await readPage(folder, 'visit'), day: await readPage(folder, 'day'), chat: await readPage(folder, 'chat') }
  const named = Object.values(html).flatMap((text) => [...text.matchAll(/"\/portal\/assets\/([\w.-]+)"/g)].map(([, name = '']) => name))
  const assets = new Map<string, { type: string; bytes: Buffer }>()
  for (const { name, ...asset } of await readAssets(folder, named)) assets.set(name, asset)
  return { html, assets }
}

async function readPage(folder: string, page: PortalPage): Promise<string> {
  const built = await readFile(path.join(folder, 'portal', `${page}.html`), 'utf8')
  return built.replace(/"(?:\.\.|\.)?\/assets\//g, '"/portal/assets/').replaceAll(' crossorigin', '')
}

/** What an operator's own site loads, to have the chat in a frame. */
export const readWidget = (folder: string): Promise<string> => readFile(path.join(folder, 'portal', 'widget.js'), 'utf8')

/** What the pages name, and what those files import in their turn: the bundler shares parts between them. */
async function readAssets(folder: string, names: readonly string[]): Promise<Asset[]> {
  const found = new Map<string, Asset>()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    const bytes = await readFile(path.join(folder, 'assets', name))
    found.set(name, { name, type: types[path.extname(name)] ?? 'application/octet-stream', bytes })
    if (name.endsWith('.js')) waiting.push(...[...bytes.toString('utf8').matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)].map(([, part = '']) => part))
  }
  return [...found.values()]
}
