/** Where the demo operator's data directory of this run lies; see demo-book.ts. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the directory that is copied; not there until somebody asks for it. */
    demoBook: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headend-demo-'))
  project.provide('demoBook', path.join(folder, 'book'))
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
