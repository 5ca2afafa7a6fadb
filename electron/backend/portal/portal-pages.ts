/** The built page of the customers: read once from its folder, and of that folder no more is handed out than the page names. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'

export type PortalPages = { html: string; assets: ReadonlyMap<string, { type: string; bytes: Buffer }> }

const types: Partial<Record<string, string>> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' }

/** @param folder the built renderer. @throws the system's error when it was not built */
export async function readPortalPages(folder: string): Promise<PortalPages> {
  const built = await readFile(path.join(folder, 'portal', 'index.html'), 'utf8')
  const names = [...built.matchAll(/(?:src|href)="(?:\.\.|\.)?\/assets\/([\w.-]+)"/g)].map(([, name = '']) => name)
  const html = built.replace(/"(?:\.\.|\.)?\/assets\//g, '"/portal/assets/').replaceAll(' crossorigin', '')
  const assets = await Promise.all(names.map(async (name) => [name, { type: types[path.extname(name)] ?? 'application/octet-stream', bytes: await readFile(path.join(folder, 'assets', name)) }] as const))
  return { html, assets: new Map(assets) }
}
