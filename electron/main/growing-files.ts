/**
 * A long text, or a file of a chat, that a window brings in parts, to where the person says. It grows under another name beside its place and
 * takes the place when it is whole: what stands there before is lost only to something complete.
 */
import { randomUUID } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { GrowingFileOpened, GrowingPart, SaveFileOutcome } from '#shared/contract/shell.ts'

type Growing = { fileId: string; place: string; part: string; handle: FileHandle; begun: boolean }
/** @returns the place, absolute; null when the person wants none */
type AskWhere = (filename: string) => Promise<string | null>

export class GrowingFiles {
  #askWhere: AskWhere
  #growing: Growing | null = null

  constructor(askWhere: AskWhere) {
    this.#askWhere = askWhere
  }

  async open(filename: string): Promise<GrowingFileOpened> {
    await this.giveUp()
    const place = await this.#askWhere(filename)
    if (place === null) return { outcome: 'cancelled' }
    const fileId = randomUUID()
    const part = `${place}.${fileId.slice(0, 8)}.part`
    try {
      this.#growing = { fileId, place, part, handle: await open(part, 'wx', 0o600), begun: false }
      return { outcome: 'opened', fileId }
    } catch (error) {
      return failed(error)
    }
  }

  /** @param more bytes as base64, or text */
  async grow(fileId: string, more: GrowingPart): Promise<SaveFileOutcome> {
    const growing = this.#growing
    if (growing?.fileId !== fileId) return { outcome: 'cancelled' }
    try {
      const bytes = 'text' in more ? Buffer.from(more.text, 'utf8') : Buffer.from(more.content, 'base64')
      // Under the name of a picture or document goes nothing that is none.
      if (!growing.begun && !beginsAs(growing.place, bytes)) return await this.#refuse('notOfThatType')
      growing.begun = true
      await growing.handle.writeFile(bytes)
      return { outcome: 'saved', filename: path.basename(growing.place) }
    } catch (error) {
      await this.giveUp()
      return failed(error)
    }
  }

  async end(fileId: string, keep: boolean): Promise<SaveFileOutcome> {
    const growing = this.#growing
    if (growing?.fileId !== fileId) return { outcome: 'cancelled' }
    if (!keep) return this.giveUp()
    this.#growing = null
    try {
      await growing.handle.sync()
      await growing.handle.close()
      await rename(growing.part, growing.place)
      return { outcome: 'saved', filename: path.basename(growing.place) }
    } catch (error) {
      await rm(growing.part, { force: true }).catch(() => undefined)
      return failed(error)
    }
  }

  async #refuse(code: string): Promise<SaveFileOutcome> {
    await this.giveUp()
    return { outcome: 'failed', code }
  }

  /** Also at the end of the window and of the program. */
  async giveUp(): Promise<{ outcome: 'cancelled' }> {
    const growing = this.#growing
    this.#growing = null
    await growing?.handle.close().catch(() => undefined)
    if (growing) await rm(growing.part, { force: true }).catch(() => undefined)
    return { outcome: 'cancelled' }
  }
}

/** The first bytes that files have under these endings. */
const beginnings: Readonly<Record<string, readonly string[]>> = { '.pdf': ['%PDF-'], '.png': ['\x89PNG'], '.jpg': ['\xff\xd8\xff'], '.jpeg': ['\xff\xd8\xff'], '.webp': ['RIFF'], '.gif': ['GIF8'] }
const beginsAs = (place: string, bytes: Buffer): boolean => beginnings[path.extname(place).toLowerCase()]?.some((known) => bytes.toString('latin1', 0, known.length) === known) ?? true

/** What the window is told of a file that could not be written: the system's own code for it. */
export const failed = (error: unknown): { outcome: 'failed'; code: string } => ({ outcome: 'failed', code: String((error as NodeJS.ErrnoException).code ?? 'unknown').slice(0, 40) })
