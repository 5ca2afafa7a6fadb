/** A long text to where the person says, whole or not at all. */
import type { SaveFileOutcome } from '#shared/contract/shell.ts'
import { shell } from './bridge/client.ts'

/** A message to the shell has a largest size; quotes and line ends count twice in it. */
const SLICE = 300_000
export const slices = (text: string): string[] => text.match(new RegExp(`[^]{1,${SLICE}}`, 'gu')) ?? []

/** @param filename proposed: letters, digits and dashes, and its ending */
export async function saveText(filename: string, text: string): Promise<SaveFileOutcome> {
  const opened = await shell.openGrowingFile({ filename })
  if (opened.outcome !== 'opened') return opened
  return write(opened.fileId, text).catch(async (reason: unknown) => {
    await shell.endFile({ fileId: opened.fileId, keep: false })
    throw reason
  })
}

async function write(fileId: string, text: string): Promise<SaveFileOutcome> {
  for (const part of slices(text)) {
    const grown = await shell.growFile({ fileId, text: part })
    if (grown.outcome !== 'saved') return grown
  }
  return shell.endFile({ fileId, keep: true })
}
