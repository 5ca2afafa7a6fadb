/** A document to where the person says. The window proposes its name and brings its bytes; it never learns or chooses a path. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { app, dialog, type BrowserWindow } from 'electron'
import { chosenEndings } from '#shared/features/chat/attachments.ts'
import type { SaveFile, SaveFileOutcome } from '#shared/contract/shell.ts'
import { failed } from './growing-files.ts'

const PDF = Buffer.from('%PDF-')

export async function saveFile(window: BrowserWindow, { filename, content }: SaveFile): Promise<SaveFileOutcome> {
  const bytes = Buffer.from(content, 'base64')
  if (!bytes.subarray(0, PDF.length).equals(PDF)) return { outcome: 'failed', code: 'notPdf' }
  const filePath = await askWhere(window, filename)
  if (filePath === null) return { outcome: 'cancelled' }
  try {
    await writeFile(filePath, bytes)
    return { outcome: 'saved', filename: path.basename(filePath) }
  } catch (error) {
    return failed(error)
  }
}

/** @param filename proposed; its ending is what is shown in the dialog. @returns an absolute path; null when the person wants none */
export async function askWhere(window: BrowserWindow, filename: string): Promise<string | null> {
  const ending = path.extname(filename).slice(1)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: path.join(app.getPath('downloads'), filename),
    filters: [{ name: ending.toUpperCase(), extensions: [ending] }],
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  })
  return canceled || !filePath ? null : filePath
}

/** Of what a chat takes. @returns an absolute path; null when the person wants none */
export async function askWhich(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile'], filters: [{ name: 'PNG, JPEG, WebP, GIF, PDF', extensions: [...chosenEndings] }] })
  return canceled ? null : (filePaths[0] ?? null)
}
