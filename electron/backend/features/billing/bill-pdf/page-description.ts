/**
 * The part of pdfmake's page description that bills use. Its published types bring those of a browser along, which this
 * room must not know.
 */
type Margin = [left: number, top: number, right: number, bottom: number]
type Style = { font?: string; fontSize?: number; lineHeight?: number; bold?: boolean; color?: string; fillColor?: string; alignment?: 'right'; margin?: Margin }
type Text = string | (Style & { text: string })[]
type Width = number | '*' | 'auto'

/** Points from the edge; a cell that another one reaches over is `{}`. */
export type TableCell = Style & { text?: Text; colSpan?: number }
type Table = { headerRows?: number; dontBreakRows?: boolean; widths: Width[]; body: TableCell[][] }
export type Content = Style & {
  text?: Text
  columns?: Content[]
  columnGap?: number
  stack?: Content[]
  width?: Width
  layout?: 'noBorders' | 'lightHorizontalLines'
  table?: Table
}

export type PageDescription = {
  pageSize: 'LETTER'
  pageMargins: Margin
  /** BCP 47, for who listens to the document. */
  language: string
  info: { title: string; author: string; creator: string; producer: string; creationDate: Date }
  defaultStyle: Style
  footer: (page: number, pages: number) => Content
  content: Content[]
}

type FontFiles = Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>

/** The library, as far as it is used. */
export type Pdfmake = {
  setLocalAccessPolicy(mayRead: (file: string) => boolean): void
  setUrlAccessPolicy(mayFetch: (url: string) => boolean): void
  setFonts(fonts: Record<string, FontFiles>): void
  createPdf(page: PageDescription): { getBuffer(): Promise<Buffer> }
}
