/**
 * One process at a time in an embedded database's directory: PGlite itself would let a second one in, and both
 * would write over each other. The lock is a socket that its owner listens on, so that it ends with its process.
 */
import { createHash } from 'node:crypto'
import { realpath, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** @throws Error when another process has the directory open. */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const address = lockAddress(await realpath(directory))
  const server = (await tryListen(address)) ?? (await takeOver(address, directory))
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}

// Short, as a socket's path is bounded to some 100 bytes.
function lockAddress(directory: string): string {
  const name = `headend-${createHash('sha256').update(directory).digest('hex').slice(0, 24)}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.lock`)
}

/** Null when the address is taken. */
function tryListen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((visitor) => visitor.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    server.listen(address, () => resolve(server))
  })
}

/** A socket's file outlives a killed owner; then nobody answers. */
async function takeOver(address: string, directory: string): Promise<Server> {
  if (!(await answers(address))) {
    await rm(address, { force: true })
    const server = await tryListen(address)
    if (server) return server
  }
  throw new Error(`the database in ${directory} is open in another program; close that one first`)
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const visitor = connect(address)
    visitor.once('connect', () => resolve(true)).once('error', () => resolve(false))
    visitor.once('close', () => visitor.destroy())
    visitor.once('connect', () => visitor.destroy())
  })
}
