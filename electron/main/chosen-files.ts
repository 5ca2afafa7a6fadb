/** A picture or document that the person chooses in the system's own dialog. The window gets its bytes in parts; where it lies it never learns, and no other file can be asked for. */
import { randomUUID } from 'node:crypto'
import { open, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { ChosenFile } from '#shared/contract/shell.ts'
import { ATTACHMENT_PART_BYTES, MAX_ATTACHMENT_BYTES } from '#shared/features/chat/attachments.ts'
import { failed } from './growing-files.ts'

/** @returns absolute; null when the person wants none */
type AskWhich = () => Promise<string | null>
type Chosen = { fileId: string; handle: FileHandle; size: number }

export class ChosenFiles {
  #askWhich: AskWhich
  #chosen: Chosen | null = null

  constructor(ask: AskWhich) {
    this.#askWhich = ask
  }

  async choose(): Promise<ChosenFile> {
    const place = await this.#askWhich()
    if (place === null) return { outcome: 'cancelled' }
    await this.giveUp()
    try {
      // Before it is opened: a pipe would keep it waiting.
      const about = await stat(place)
      const code = !about.isFile() ? 'notAFile' : about.size === 0 ? 'empty' : about.size > MAX_ATTACHMENT_BYTES ? 'tooLarge' : null
      if (code !== null) return { outcome: 'failed', code }
      this.#chosen = { fileId: randomUUID(), handle: await open(place, 'r'), size: about.size }
      return { outcome: 'chosen', fileId: this.#chosen.fileId, filename: path.basename(place).slice(-260), size: about.size }
    } catch (error) {
      return failed(error)
    }
  }

  /** @returns base64 of the part behind `offset`; null where it is not open, or is shorter than it was */
  async read(fileId: string, offset: number): Promise<string | null> {
    const chosen = this.#chosen
    if (chosen?.fileId !== fileId) return null
    const length = Math.min(ATTACHMENT_PART_BYTES, chosen.size - offset)
    if (length <= 0) return null
    const { bytesRead, buffer } = await chosen.handle.read(Buffer.alloc(length), 0, length, offset).catch(() => ({ bytesRead: 0, buffer: Buffer.alloc(0) }))
    if (bytesRead < length || offset + length === chosen.size) await this.giveUp()
    return bytesRead < length ? null : buffer.toString('base64')
  }

  /** Also at the end of the program. */
  async giveUp(): Promise<void> {
    const chosen = this.#chosen
    this.#chosen = null
    await chosen?.handle.close().catch(() => undefined)
  }
}
