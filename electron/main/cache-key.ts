/**
 * The key of the cache: 32 random bytes, written as 64 hex digits. Never logged, never sent to the window.
 *
 *   given key file              -> keyFile   (an administrator's choice; wins)
 *   OS key store                -> keyStore  (the file beside the cache is sealed by it)
 *   invented people only        -> demoKey   (the key lies open in the profile, so that drafts survive)
 *   none of them                -> none      (the cache lives in memory)
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, statSync } from 'node:fs'
import { writeFileDurably } from './durable-file.ts'

const KEY = /^[0-9a-f]{64}$/

/** The part of Electron's safeStorage that is needed. */
export type KeyStore = {
  isEncryptionAvailable(): boolean
  getSelectedStorageBackend?(): string
  encryptString(text: string): Buffer
  decryptString(sealed: Buffer): string
}

export type CacheKey = { key: string; protection: 'keyFile' | 'keyStore' | 'demoKey' } | { key: null; protection: 'none' }

export type KeyFileProblem = 'missing' | 'othersMayRead' | 'malformed'
export class KeyFileError extends Error {
  readonly problem: KeyFileProblem
  constructor(problem: KeyFileProblem) {
    super(`cache key file: ${problem}`)
    this.name = 'KeyFileError'
    this.problem = problem
  }
}

export type KeySources = {
  keyFile: string | null
  isDemo: boolean
  keyStore: KeyStore
  platform: NodeJS.Platform
  /** Files in the profile. */
  sealedFile: string
  demoFile: string
}

/** @throws KeyFileError when a key file is named and cannot be used: falling back would hide an administrator's mistake */
export function cacheKey(sources: KeySources): CacheKey {
  if (sources.keyFile !== null) return { key: keyFromFile(sources.keyFile, sources.platform), protection: 'keyFile' }
  if (isRealKeyStore(sources.keyStore, sources.platform)) {
    return { key: keyFromKeyStore(sources.keyStore, sources.sealedFile), protection: 'keyStore' }
  }
  if (sources.isDemo) return { key: keyFromProfile(sources.demoFile), protection: 'demoKey' }
  return { key: null, protection: 'none' }
}

/** On Linux Chromium falls back to a password that is in its source (`basic_text`): no protection at all. */
export function isRealKeyStore(store: KeyStore, platform: NodeJS.Platform): boolean {
  if (!store.isEncryptionAvailable()) return false
  if (platform !== 'linux') return true
  return !['basic_text', 'unknown'].includes(store.getSelectedStorageBackend?.() ?? 'unknown')
}

/** @throws KeyFileError */
export function keyFromFile(file: string, platform: NodeJS.Platform): string {
  const text = readOrNull(file)?.toString('utf8').trim().toLowerCase()
  if (text === undefined) throw new KeyFileError('missing')
  if (platform !== 'win32' && statSync(file).mode & 0o077) throw new KeyFileError('othersMayRead')
  if (!KEY.test(text)) throw new KeyFileError('malformed')
  return text
}

/** A sealed key that cannot be opened any more is put aside, not overwritten: the key store may come back. */
export function keyFromKeyStore(store: KeyStore, file: string): string {
  const sealed = readOrNull(file)
  const known = sealed && unseal(store, sealed)
  if (known) return known
  if (sealed) putAside(file)
  const fresh = newKey()
  writeFileDurably(file, store.encryptString(fresh))
  return fresh
}

export function keyFromProfile(file: string): string {
  const known = readOrNull(file)?.toString('utf8').trim()
  if (known && KEY.test(known)) return known
  if (known !== undefined) putAside(file)
  const fresh = newKey()
  writeFileDurably(file, fresh)
  return fresh
}

const newKey = (): string => randomBytes(32).toString('hex')

function unseal(store: KeyStore, sealed: Buffer): string | null {
  try {
    const text = store.decryptString(sealed)
    return KEY.test(text) ? text : null
  } catch {
    return null
  }
}

function readOrNull(file: string): Buffer | undefined {
  return existsSync(file) ? readFileSync(file) : undefined
}

function putAside(file: string): void {
  renameSync(file, `${file}.unreadable-${Date.now()}`)
}
