/**
 * Two PostgreSQL servers for the whole run of the integration tests: one for everybody, and one for the demo operator, whose filling
 * is a transaction so long that it would hold back the feed of all databases beside it.
 */
import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server; `openTestStore` makes databases in it. */
    postgresUrl: string
    /** Of the other; `demoDatabase` clones from it. */
    demoPostgresUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres()
  const demo = await startPostgres()
  project.provide('postgresUrl', server.url)
  project.provide('demoPostgresUrl', demo.url)
  return async () => {
    await server.stop()
    await demo.stop()
  }
}
