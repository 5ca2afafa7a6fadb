/**
 * Reads a CSV of any size in bounded memory. What makes a file unreadable as a whole (encoding, an unclosed quote)
 * is found by reading it through once before anything is written; what is wrong with one row stays with that row.
 */
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { unguardCell } from './formula-guard.ts'
import { ImportRefused } from './import-refused.ts'
import { rejectColumns } from './mapping.ts'

export type CsvRow = {
  /** Line of the file on which the row begins, the header's being 1. */
  line: number
  cells: string[]
}

export type CsvFile = {
  path: string
  encoding: Encoding
  delimiter: string
  headers: string[]
  /** It is a rejects file of ours, whose cells were kept from being run as formulas. */
  isRejects: boolean
  bytes: number
  /** Day of the last change, UTC. */
  modifiedOn: string
}

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

type Decoder = InstanceType<typeof TextDecoder>

/** A row longer than this is an open quote that has swallowed the rows after it. */
const MAX_ROW_CHARACTERS = 1_000_000
const HEAD_BYTES = 64 * 1024

/** @throws ImportRefused when it is no readable CSV, saying what to do. */
export async function openCsv(path: string, asked: Encoding | null): Promise<CsvFile> {
  const { head, size, modifiedOn } = await readHead(path)
  if (size === 0) throw new ImportRefused(`${path} is empty. There is nothing to import.`)
  const encoding = asked ?? detectEncoding(head)
  if (encoding === 'utf-8' && head.includes(0)) throw new ImportRefused(`${path} is not a text file. Export it as CSV.`)
  const file = { path, encoding, delimiter: detectDelimiter(new TextDecoder(encoding).decode(head)), headers: [], isRejects: false, bytes: size, modifiedOn }
  for await (const { cells } of records(file)) {
    const isRejects = isRejectsHeader(cells)
    return { ...file, isRejects, headers: checkedHeaders(isRejects ? cells.map(unguardCell) : cells) }
  }
  throw new ImportRefused(`${path} has no header line. The first line must name the columns.`)
}

export const isRejectsHeader = (cells: readonly string[]): boolean => rejectColumns.every((column) => cells.includes(column))

async function readHead(path: string): Promise<{ head: Uint8Array; size: number; modifiedOn: string }> {
  const info = await stat(path).catch(() => null)
  if (!info) throw new ImportRefused(`${path} does not exist or may not be read.`)
  if (!info.isFile()) throw new ImportRefused(`${path} is not a file.`)
  const handle = await open(path).catch((error: Error) => {
    throw new ImportRefused(`${path} cannot be opened: ${error.message}`)
  })
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return { head: buffer.subarray(0, bytesRead), size: info.size, modifiedOn: info.mtime.toISOString().slice(0, 10) }
  } finally {
    await handle.close()
  }
}

function detectEncoding(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

/** The candidate that parts the header into most columns. */
function detectDelimiter(text: string): string {
  const [header = ''] = text.replaceAll(/"[^"]*"/g, '').split(/\r\n|\n|\r/, 1)
  const counts = [',', ';', '\t', '|'].map((candidate) => ({ candidate, count: header.split(candidate).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).candidate
}

/** Blank headers get a name of their own, so that their values can be kept. Twice the same name is refused. */
function checkedHeaders(cells: readonly string[]): string[] {
  const headers = cells.map((cell, position) => cell.replaceAll(/\s+/g, ' ').trim().slice(0, 80) || `Column ${position + 1}`)
  const firstAt = new Map<string, number>()
  headers.forEach((header, position) => {
    const earlier = firstAt.get(header.toLowerCase())
    if (earlier !== undefined)
      throw new ImportRefused(`The header names "${header}" twice, in columns ${earlier + 1} and ${position + 1}. Rename one of them.`)
    firstAt.set(header.toLowerCase(), position)
  })
  return headers
}

/** The rows after the header. @throws ImportRefused where the file as a whole stops making sense. */
export async function* csvRows(file: CsvFile): AsyncGenerator<CsvRow> {
  let isHeader = true
  for await (const row of records(file)) {
    if (!isHeader) yield file.isRejects ? { ...row, cells: row.cells.map(unguardCell) } : row
    isHeader = false
  }
}

async function* records({ path, encoding, delimiter }: CsvFile): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter,
    info: true,
    trim: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    // The longest one first, or CR LF would count as two lines.
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_ROW_CHARACTERS,
  })
  let lastLine = 0
  let miscounted = 0
  // A failure of the reading side destroys the parser with it, and comes out of the loop below.
  pipeline(Readable.from(decoded(path, encoding)), parser, () => undefined)
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      // Inside quotes the parser takes CR LF for two line ends.
      miscounted += occurrences(record, /\r\n/g)
      lastLine = info.lines - miscounted
      // The row began as many lines before its end as it has line breaks in quotes.
      const line = lastLine - occurrences(record, /\r\n|\n|\r/g)
      yield { line, cells: record.map((cell) => cell.trim()) }
    }
  } catch (error) {
    throw explained(error, lastLine + 1)
  }
}

const occurrences = (record: readonly string[], pattern: RegExp): number =>
  record.reduce((total, cell) => total + (cell.match(pattern)?.length ?? 0), 0)

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let lines = 1
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    const text = decodeOrRefuse(decoder, chunk, encoding, lines)
    if (text.includes('\0')) throw new ImportRefused(`${path} is not a text file. Export it as CSV.`)
    lines += text.split('\n').length - 1
    yield text
  }
  yield decodeOrRefuse(decoder, null, encoding, lines)
}

function decodeOrRefuse(decoder: Decoder, chunk: Uint8Array | null, encoding: Encoding, line: number): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch {
    const before = chunk ? new TextDecoder(encoding).decode(chunk).split('\uFFFD', 1)[0] : ''
    const at = line + (before ?? '').split('\n').length - 1
    throw new ImportRefused(
      `Line ${at} is not ${encoding.toUpperCase()}. Save the file as UTF-8, or say what it is: --encoding windows-1252.`,
    )
  }
}

function explained(error: unknown, line: number): unknown {
  if (!(error instanceof CsvError)) return error
  if (error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE')
    return new ImportRefused(`A quotation mark is opened in the row that begins near line ${line} and never closed. Close it or take it out.`)
  return new ImportRefused(`The row near line ${line} cannot be read as CSV: ${error.message}`)
}
