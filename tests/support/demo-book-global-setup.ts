/** The demo operator's data directory of this run, filled by the program itself before the first test: no test's bound has to hold the filling. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { dateIn } from '../../shared/kernel/calendar.ts'
import { startBackendProcess } from './backend-process.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the directory that is copied. */
    demoBook: string
    /** The operator's, on which it was filled. */
    demoDay: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headend-demo-'))
  const book = path.join(folder, 'book')
  project.provide('demoDay', await fill(book))
  project.provide('demoBook', book)
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

const today = (): string => dateIn('America/New_York', Date.now())

/** Over midnight nobody could say of which day it is: then anew. @returns its day */
async function fill(book: string): Promise<string> {
  const day = today()
  const server = startBackendProcess(`--data-directory=${book}`, '--demo', '--port=0')
  await server.url
  await server.end('SIGTERM')
  if (today() === day) return day
  await rm(book, { recursive: true, force: true, maxRetries: 5 })
  return fill(book)
}
