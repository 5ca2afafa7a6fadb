import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'

/** Owner-only, and whole or not at all: written beside, flushed, then renamed over. A lost key is a lost cache. */
export function writeFileDurably(file: string, content: string | Buffer): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const beside = `${file}.${process.pid}.new`
  const handle = openSync(beside, 'w', 0o600)
  try {
    writeSync(handle, Buffer.from(content))
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(beside, file)
}
