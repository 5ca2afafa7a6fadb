/** Refused rows with their line and reason, as a CSV that can be mended and imported again. */
import { createWriteStream, type WriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { rejectColumns } from './mapping.ts'

const quoted = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Written beside itself and renamed at the end, so that a killed run leaves no half file under the real name. */
export class RejectsFile {
  readonly path: string
  readonly #headers: readonly string[]
  #stream: WriteStream | null = null

  constructor(path: string, headers: readonly string[]) {
    this.path = path
    // Not named twice when the file is itself a mended rejects file.
    this.#headers = headers
  }

  async add(line: number, reasons: readonly string[], cells: readonly string[]): Promise<void> {
    this.#stream ??= this.#begin()
    const own = [String(line), reasons.join('; ')]
    const given = this.#headers.flatMap((header, position) => (isOurs(header) ? [] : [cells[position] ?? '']))
    const extra = cells.slice(this.#headers.length)
    if (!this.#stream.write(`${[...own, ...given, ...extra].map(quoted).join(',')}\r\n`)) await once(this.#stream, 'drain')
  }

  /** @returns the path, or null when nothing was refused; then a file of an earlier run goes, for it would mislead. */
  async finish(): Promise<string | null> {
    if (!this.#stream) {
      await rm(this.path, { force: true })
      return null
    }
    this.#stream.end()
    await finished(this.#stream)
    await rename(this.#partial, this.path)
    return this.path
  }

  get #partial(): string {
    return `${this.path}.partial`
  }

  #begin(): WriteStream {
    const stream = createWriteStream(this.#partial)
    // With a byte order mark, for the spreadsheet in which it will be mended.
    stream.write(`\uFEFF${[...rejectColumns, ...this.#headers.filter((header) => !isOurs(header))].map(quoted).join(',')}\r\n`)
    return stream
  }
}

const isOurs = (header: string): boolean => (rejectColumns as readonly string[]).includes(header)
