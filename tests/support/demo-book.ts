/** The demo operator's data directory for tests of the window: filled once in a run, by the program itself, and copied for whoever asks. */
import { existsSync } from 'node:fs'
import { cp, rename } from 'node:fs/promises'
import { inject } from 'vitest'
import { startBackendProcess } from './backend-process.ts'
// What is provided is typed there.
import type {} from './demo-book-global-setup.ts'

/** @param directory of a backend that has not been started yet */
export async function copyDemoBook(directory: string): Promise<void> {
  const book = inject('demoBook')
  if (!existsSync(book)) await fill(book)
  await cp(book, directory, { recursive: true })
}

/** Under another name until it is whole. Files run one after the other, so nobody else is at it. */
async function fill(book: string): Promise<void> {
  const unfinished = `${book}-unfinished`
  const server = startBackendProcess(`--data-directory=${unfinished}`, '--demo', '--port=0')
  await server.url
  await server.end('SIGTERM')
  await rename(unfinished, book)
}
