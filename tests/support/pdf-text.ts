/**
 * The text of a PDF as this program writes them: streams are inflated, and each font's own table (ToUnicode) says which
 * letters its glyphs are. Enough for documents made here, so that no second PDF library has to agree with the first.
 */
import { inflateSync } from 'node:zlib'

type Font = Map<number, string>

/** @returns for each page its texts, one for each run as it was placed; a line of a table is several. */
export function pdfPages(pdf: Buffer): string[][] {
  const objects = objectsOf(pdf)
  const fonts = new Map<string, Font>()
  for (const { id, head } of objects.values()) {
    const table = /\/ToUnicode (\d+) 0 R/.exec(head)?.[1]
    if (table !== undefined) fonts.set(id, cmap(objects.get(table)?.stream ?? ''))
  }
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head))
  return pages.map(({ head }) => {
    const contents = objects.get(/\/Contents (\d+) 0 R/.exec(head)?.[1] ?? '')?.stream ?? ''
    const resources = objects.get(/\/Resources (\d+) 0 R/.exec(head)?.[1] ?? '')?.head ?? head
    const named = new Map([...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => [name, fonts.get(id) ?? new Map<number, string>()]))
    return textsOf(contents, named)
  })
}

/** All of it without its spaces: where a line is broken, and into how many runs, is the layout's business. */
export const pdfText = (pdf: Buffer): string => squeezed(pdfPages(pdf).flat().join(''))
export const squeezed = (text: string): string => text.replace(/\s+/g, '')

type PdfObject = { id: string; head: string; stream: string }

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const text = pdf.toString('latin1')
  const found = new Map<string, PdfObject>()
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const start = match.index + match[0].length
    const end = text.indexOf('\nendobj', start)
    const body = text.slice(start, end)
    const cut = body.indexOf('stream\n')
    const head = cut === -1 ? body : body.slice(0, cut)
    const raw = cut === -1 ? null : pdf.subarray(start + cut + 'stream\n'.length, start + body.lastIndexOf('\nendstream'))
    const id = match[1] ?? ''
    found.set(id, { id, head, stream: raw === null ? '' : (head.includes('/FlateDecode') ? inflateSync(raw) : raw).toString('latin1') })
  }
  return found
}

/** `beginbfrange` with an array, and with a first letter; `beginbfchar`. */
function cmap(text: string): Font {
  const font: Font = new Map()
  const letters = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le')
  for (const [, from = '', , list = ''] of text.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/gi))
    [...list.matchAll(/<([0-9a-f]+)>/gi)].forEach(([, hex = ''], index) => font.set(parseInt(from, 16) + index, letters(hex)))
  return font
}

function textsOf(contents: string, fonts: Map<string, Font>): string[] {
  const texts: string[] = []
  let font: Font = new Map()
  for (const [, name, shown] of contents.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map()
    else texts.push([...(shown ?? '').matchAll(/<([0-9a-f]+)>/gi)].map(([, hex = '']) => (hex.match(/.{4}/g) ?? []).map((code) => font.get(parseInt(code, 16)) ?? '\ufffd').join('')).join(''))
  }
  return texts
}
