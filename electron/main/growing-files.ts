/**
 * A long text that a window brings in parts, to where the person says. It grows under another name beside its place and
 * takes the place when it is whole: what stands there before is lost only to something complete.
 */
import { randomUUID } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { GrowingFileOpened, SaveFileOutcome } from '#shared/contract/shell.ts'

type Growing = { fileId: string; place: string; part: string; handle: FileHandle }
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
      this.#growing = { fileId, place, part, handle: await open(part, 'wx', 0o600) }
      return { outcome: 'opened', fileId }
    } catch (error) {
      return failed(error)
    }
  }

  async grow(fileId: string, text: string): Promise<SaveFileOutcome> {
    const growing = this.#growing
    if (growing?.fileId !== fileId) return { outcome: 'cancelled' }
    try {
      await growing.handle.writeFile(text)
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

  /** Also at the end of the window and of the program. */
  async giveUp(): Promise<{ outcome: 'cancelled' }> {
    const growing = this.#growing
    this.#growing = null
    await growing?.handle.close().catch(() => undefined)
    if (growing) await rm(growing.part, { force: true }).catch(() => undefined)
    return { outcome: 'cancelled' }
  }
}

/** What the window is told of a file that could not be written: the system's own code for it. */
export const failed = (error: unknown): { outcome: 'failed'; code: string } => ({ outcome: 'failed', code: String((error as NodeJS.ErrnoException).code ?? 'unknown').slice(0, 40) })
