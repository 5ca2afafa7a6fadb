/**
 * Tells a damaged file from one under another key, which SQLite cannot: both are `not a database`.
 * A page that authenticates under our key proves the key right, whatever happened to the rest.
 * Layout: SQLCipher 4 (page 4096; last 80 bytes: IV 16, HMAC-SHA512 64; HMAC key by PBKDF2 with 2 rounds).
 */
import { createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { saltOf } from './open.ts'

const PAGE = 4096
const HMAC = 64
/** A page of cipher text has nearly all 256 byte values; text, zeros or a plain database have not. */
const CIPHER_TEXT_VALUES = 200
/** Looked at from both ends of the file: damage is seldom everywhere. */
const PAGES_TRIED = 64

/** For a file that could not be opened. `wrongKey` only when it looks whole, and nothing in it is ours. */
export function judge(file: string, key: string): 'damaged' | 'wrongKey' {
  const fd = openSync(file, 'r')
  try {
    const size = fstatSync(fd).size
    if (size === 0 || size % PAGE !== 0 || firstBytes(fd, 16).toString('hex') === saltOf(key)) return 'damaged'
    if (new Set(firstBytes(fd, PAGE)).size < CIPHER_TEXT_VALUES) return 'damaged'
    const hmacKey = hmacKeyOf(key)
    return candidates(size / PAGE).some((page) => authenticates(fd, page, hmacKey)) ? 'damaged' : 'wrongKey'
  } finally {
    closeSync(fd)
  }
}

function candidates(pages: number): number[] {
  // Page 1 is out: it holds the salt, which has been looked at.
  const others = Array.from({ length: Math.max(0, pages - 1) }, (_, index) => index + 2)
  return others.length <= PAGES_TRIED ? others : [...others.slice(0, PAGES_TRIED / 2), ...others.slice(-PAGES_TRIED / 2)]
}

function firstBytes(fd: number, count: number): Buffer {
  const bytes = Buffer.alloc(count)
  readSync(fd, bytes, 0, count, 0)
  return bytes
}

function hmacKeyOf(key: string): Buffer {
  const salt = Uint8Array.from(Buffer.from(saltOf(key), 'hex'), (byte) => byte ^ 0x3a)
  return pbkdf2Sync(Buffer.from(key, 'hex'), salt, 2, 32, 'sha512')
}

function authenticates(fd: number, page: number, hmacKey: Buffer): boolean {
  const bytes = Buffer.alloc(PAGE)
  if (readSync(fd, bytes, 0, PAGE, (page - 1) * PAGE) < PAGE) return false
  const number = Buffer.alloc(4)
  number.writeUInt32LE(page)
  const expected = createHmac('sha512', hmacKey).update(bytes.subarray(0, PAGE - HMAC)).update(number).digest()
  return timingSafeEqual(expected, bytes.subarray(PAGE - HMAC))
}
