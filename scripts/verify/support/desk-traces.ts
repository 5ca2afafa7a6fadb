/** Where a desk could leave something: every file of its profile, the rows of its cache, and the memory of its processes. */
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { openFile } from '../../../electron/data/database/open.ts'

/** Which of the texts are in these bytes; a text of letters and digits is the same in Latin-1 and UTF-8, and is looked for in UTF-16 as well. */
export const foundIn = (bytes: Buffer, texts: readonly string[]): string[] => texts.filter((text) => bytes.includes(text, 0, 'latin1') || bytes.includes(text, 0, 'utf16le'))

export type Files = Record<'cache' | 'logs' | 'crashDumps' | 'other', string[]>

/** All files below the profile, by what they are. */
export function listFiles(folder: string): Files {
  const files: Files = { cache: [], logs: [], crashDumps: [], other: [] }
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name)
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue
    files[/^cache\/.*\.db/.test(name) ? 'cache' : /(^|\/)logs\//.test(name) ? 'logs' : /crash/i.test(name) ? 'crashDumps' : 'other'].push(file)
  }
  return files
}

export const inFiles = (files: readonly string[], texts: readonly string[]): string[] =>
  [...new Set(files.flatMap((file) => foundIn(readFileSync(file), texts)))]

/** Every row of every table, decrypted. */
export function inRows(cacheFile: string, key: string, texts: readonly string[]): { found: string[]; rows: number } {
  const db = openFile(cacheFile, key)
  try {
    const tables = db.prepare(`select name from sqlite_schema where type = 'table'`).pluck().all() as string[]
    const all = tables.flatMap((table) => db.prepare(`select * from "${table}"`).all())
    // Blobs as they are: what the search's own tables hold is looked at byte by byte.
    const blobs = all.flatMap((row) => Object.values(row as object).filter((value): value is Buffer => Buffer.isBuffer(value)))
    return { found: [...new Set([...foundIn(Buffer.from(JSON.stringify(all)), texts), ...foundIn(Buffer.concat(blobs), texts)])], rows: all.length }
  } finally {
    db.close()
  }
}

/** What the window's page reaches: a snapshot collects the rubbish first, so that it is what is held and not what was dropped. */
export async function inHeap(page: Page, texts: readonly string[]): Promise<{ found: string[]; bytes: number; heldBy: { text: string; path: string }[] }> {
  const session = await page.context().newCDPSession(page)
  const parts: string[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void parts.push(chunk))
  // Twice: what only the first one lets go is collected by the second.
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  const bytes = Buffer.from(parts.join(''))
  const found = foundIn(bytes, texts)
  return { found, bytes: bytes.length, heldBy: found.length > 0 ? holders(parts.join(''), found) : [] }
}

type Snapshot = { snapshot: { meta: { node_fields: string[]; edge_fields: string[]; edge_types: [string[]] } }; nodes: number[]; edges: number[]; strings: string[] }
/** How far up the way of who holds it is told. */
const STEPS = 5

/** Who holds each text, one way of it, so that a leak can be mended: `value < map < RegExp last match`. */
function holders(json: string, texts: readonly string[]): { text: string; path: string }[] {
  const { snapshot: { meta }, nodes, edges, strings } = JSON.parse(json) as Snapshot
  const [width, step] = [meta.node_fields.length, meta.edge_fields.length]
  const [nameAt, countAt] = [meta.node_fields.indexOf('name'), meta.node_fields.indexOf('edge_count')]
  const [typeAt, labelAt, toAt] = [meta.edge_fields.indexOf('type'), meta.edge_fields.indexOf('name_or_index'), meta.edge_fields.indexOf('to_node')]
  const holderOf = new Map<number, { node: number; label: string }>()
  const nameOf = (node: number): string => (strings[nodes[node + nameAt] ?? 0] ?? '').slice(0, 40)
  let edge = 0
  for (let node = 0; node < nodes.length; node += width) {
    for (let count = nodes[node + countAt] ?? 0; count > 0; count -= 1, edge += step) {
      const type = meta.edge_types[0][edges[edge + typeAt] ?? 0]
      const label = edges[edge + labelAt] ?? 0
      const to = edges[edge + toAt] ?? 0
      // A table of all strings that the page's elements share: it holds none of them.
      if (type !== 'weak' && !holderOf.has(to) && nameOf(node) !== '(External strings)') holderOf.set(to, { node, label: type === 'element' || type === 'hidden' ? String(label) : (strings[label] ?? '') })
    }
  }
  const wayFrom = (node: number): string => {
    const way: string[] = []
    for (let at: number | undefined = node, left = STEPS; at !== undefined && left > 0; left -= 1) {
      const holder = holderOf.get(at)
      if (holder) way.push(`${holder.label} of ${nameOf(holder.node)}`)
      at = holder?.node
    }
    return way.join(' < ')
  }
  return texts.flatMap((text) => {
    const held: { text: string; path: string }[] = []
    for (let node = 0; node < nodes.length; node += width) if ((strings[nodes[node + nameAt] ?? 0] ?? '').includes(text)) held.push({ text, path: wayFrom(node) })
    return held.slice(0, 4)
  })
}

const PIECE = 16 * 1024 * 1024

/** All that a process could write to, byte by byte, what it has freed included. Linux, and the right to look. @returns null where it cannot be read */
export function inMemory(pid: number, texts: readonly string[]): { found: string[]; bytes: number } | null {
  const found = new Set<string>()
  let bytes = 0
  let memory: number
  try {
    memory = openSync(`/proc/${pid}/mem`, 'r')
  } catch {
    return null
  }
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const range = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line)
      if (!range) continue
      const [from, to] = [parseInt(range[1] ?? '', 16), parseInt(range[2] ?? '', 16)]
      for (let at = from; at < to; at += PIECE) bytes += lookAt(memory, at, Math.min(PIECE + 64, to - at), texts, found)
    }
  } finally {
    closeSync(memory)
  }
  return { found: [...found], bytes }
}

function lookAt(memory: number, at: number, length: number, texts: readonly string[], found: Set<string>): number {
  const buffer = Buffer.alloc(length)
  try {
    const read = readSync(memory, buffer, 0, length, at)
    for (const text of foundIn(buffer.subarray(0, read), texts)) found.add(text)
    return read
  } catch {
    // Reserved and never used, or gone meanwhile.
    return 0
  }
}
