/** From a page to the bytes of a PDF. Four fonts are all that it reads, from the package's own folder, and nothing from a network. */
import { createRequire } from 'node:module'
import path from 'node:path'
import type { PageDescription, Pdfmake } from './page-description.ts'

// Not `require`: the bundler has one of that name, and two of them in a file are none.
const packages = createRequire(import.meta.url)
const folder = path.join(path.dirname(packages.resolve('pdfmake/package.json')), 'fonts', 'Roboto')
const font = (name: string): string => path.join(folder, `Roboto-${name}.ttf`)
const Roboto = { normal: font('Regular'), bold: font('Medium'), italics: font('Italic'), bolditalics: font('MediumItalic') }
const readable = new Set(Object.values(Roboto))

/** Some megabytes of program, which a start does not pay: loaded with the first bill. */
function load(): Pdfmake {
  const pdfmake = packages('pdfmake') as Pdfmake
  pdfmake.setLocalAccessPolicy((file) => readable.has(file))
  pdfmake.setUrlAccessPolicy(() => false)
  return pdfmake
}
let loaded: Pdfmake | null = null

export function renderPdf(page: PageDescription): Promise<Buffer> {
  const pdfmake = (loaded ??= load())
  // Anew each time: the library writes into what it is given.
  pdfmake.setFonts({ Roboto: { ...Roboto } })
  return pdfmake.createPdf(page).getBuffer()
}
