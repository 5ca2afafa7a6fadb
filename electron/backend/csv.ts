/** Lines of CSV (RFC 4180) for people with a spreadsheet, which runs nothing that stands in them. */
import { guardCell } from './import/formula-guard.ts'

/** First of all in a file, so that a spreadsheet reads it as UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff'

function csvCell(value: string | number | null): string {
  const text = guardCell(String(value ?? ''))
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`
