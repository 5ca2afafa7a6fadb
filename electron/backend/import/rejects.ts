/** Refused rows with their line and reason, as a CSV that can be mended and imported again. */
import { createWriteStream, rmSync, type WriteStream } from 'node:fs'
import { realpath, rename, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { openCsv } from './csv-file.ts'
import { guardCell } from './formula-guard.ts'
import { ImportRefused } from './import-refused.ts'
import { rejectColumns } from './mapping.ts'

const quoted = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
const written = (cell: string): string => quoted(guardCell(cell))

/** @throws ImportRefused when the refused rows would take the place of the file that is read, or of one that is not ours. */
export async function refuseForeignRejects(rejectsFile: string, input: string): Promise<void> {
  const there = await realpath(rejectsFile).catch(() => null)
  const read = await realpath(input)
  if (there === read || (await realpath(partialOf(rejectsFile)).catch(() => null)) === read)
    throw new ImportRefused(`${rejectsFile} is the file that is read; the refused rows would take its place. Name another with --rejects. Nothing was imported.`)
  if (there === null) return
  const isOurs = await openCsv(there, null).then((file) => file.isRejects, () => false)
  if (!isOurs) throw new ImportRefused(`${rejectsFile} is there already and was not written by an import. Move it, or name another with --rejects. Nothing was imported.`)
}

const partialOf = (path: string): string => `${path}.partial`

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
    if (!this.#stream.write(`${[...own, ...given, ...extra].map(written).join(',')}\r\n`)) await once(this.#stream, 'drain')
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
    return partialOf(this.path)
  }

  #begin(): WriteStream {
    // It holds customers' data: of nobody but whoever runs the import, also where a killed run left one.
    rmSync(this.#partial, { force: true })
    const stream = createWriteStream(this.#partial, { mode: 0o600, flags: 'wx' })
    // With a byte order mark, for the spreadsheet in which it will be mended.
    stream.write(`\uFEFF${[...rejectColumns, ...this.#headers.filter((header) => !isOurs(header))].map(written).join(',')}\r\n`)
    return stream
  }
}

const isOurs = (header: string): boolean => (rejectColumns as readonly string[]).includes(header)
