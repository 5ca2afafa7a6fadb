/**
 * Tells a damaged file from one under another key, which SQLite cannot: both are `not a database`. The salt, which is
 * made from the key and tells nothing of it, stands first in the file and once more in a small file beside it, so
 * that the answer does not hang on one page.
 */
import { closeSync, fstatSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs'
import { saltOf } from './open.ts'

const PAGE = 4096
const SALT = 16
/** A page of cipher text has nearly all 256 byte values; text, zeros or a plain database have not. */
const CIPHER_TEXT_VALUES = 200

const markOf = (file: string): string => `${file}.salt`

/** Beside a file that has just been opened under this key. A disk without room for it is no reason to stop. */
export function markKey(file: string, key: string): void {
  if (readMark(file) === saltOf(key)) return
  try {
    const fresh = `${markOf(file)}.new`
    writeFileSync(fresh, saltOf(key), { mode: 0o600 })
    renameSync(fresh, markOf(file))
  } catch {
    // Then the file's own first page must do.
  }
}

function readMark(file: string): string | null {
  try {
    return readFileSync(markOf(file), 'utf8')
  } catch {
    return null
  }
}

/** For a file that could not be opened. `wrongKey` only when it looks whole, and nothing says that it is ours. */
export function judge(file: string, key: string): 'damaged' | 'wrongKey' {
  const { size, start } = readStart(file)
  if (size === 0 || size % PAGE !== 0 || new Set(start).size < CIPHER_TEXT_VALUES) return 'damaged'
  const salt = saltOf(key)
  return start.subarray(0, SALT).toString('hex') === salt || readMark(file) === salt ? 'damaged' : 'wrongKey'
}

function readStart(file: string): { size: number; start: Buffer } {
  const fd = openSync(file, 'r')
  try {
    const start = Buffer.alloc(PAGE)
    readSync(fd, start, 0, PAGE, 0)
    return { size: fstatSync(fd).size, start }
  } finally {
    closeSync(fd)
  }
}
