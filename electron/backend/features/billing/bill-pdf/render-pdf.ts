/** From a page to the bytes of a PDF. Four fonts are all that it reads, from the package's own folder, and nothing from a network. */
import { createRequire } from 'node:module'
import path from 'node:path'
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js'

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts', 'Roboto')
const font = (name: string): string => path.join(folder, `Roboto-${name}.ttf`)
const Roboto = { normal: font('Regular'), bold: font('Medium'), italics: font('Italic'), bolditalics: font('MediumItalic') }
const readable = new Set(Object.values(Roboto))

/** Some megabytes of program, which a start does not pay: loaded with the first bill. */
async function load() {
  const { default: pdfmake } = await import('pdfmake')
  pdfmake.setLocalAccessPolicy((file) => readable.has(file))
  pdfmake.setUrlAccessPolicy(() => false)
  return pdfmake
}
let loading: ReturnType<typeof load> | null = null

export async function renderPdf(page: TDocumentDefinitions): Promise<Buffer> {
  const pdfmake = await (loading ??= load())
  // Anew each time: the library writes into what it is given.
  pdfmake.setFonts({ Roboto: { ...Roboto } })
  return pdfmake.createPdf(page).getBuffer()
}
