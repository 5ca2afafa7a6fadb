import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cacheKey, isRealKeyStore, keyFromFile, keyFromKeyStore, keyFromProfile, type KeyStore } from './cache-key.ts'

const HEX = /^[0-9a-f]{64}$/
const KEY = 'ab'.repeat(32)
let folder: string
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'headend-key-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const inFolder = (name: string) => path.join(folder, name)

/** A key store of this test: seals by turning bits, and opens only what the same one sealed. */
function keyStore(mask: number, backend = 'gnome_libsecret'): KeyStore {
  const turn = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ mask))
  return {
    isEncryptionAvailable: () => true,
    getSelectedStorageBackend: () => backend,
    encryptString: (text) => turn(Buffer.from(text)),
    decryptString: (sealed) => turn(sealed).toString('latin1'),
  }
}
const noKeyStore: KeyStore = { ...keyStore(0), isEncryptionAvailable: () => false }

function sources(change: Partial<Parameters<typeof cacheKey>[0]>) {
  const files = { sealedFile: inFolder('cache.key'), demoFile: inFolder('demo.key') }
  return { keyFile: null, isDemo: false, keyStore: noKeyStore, platform: 'linux' as const, ...files, ...change }
}

describe('which key', () => {
  it('prefers the key file, then the key store, then the demo, then none', () => {
    writeFileSync(inFolder('given'), KEY, { mode: 0o600 })
    const store = keyStore(0x5a)
    const all = { keyFile: inFolder('given'), keyStore: store, isDemo: true }
    expect(cacheKey(sources(all))).toEqual({ key: KEY, protection: 'keyFile' })
    expect(cacheKey(sources({ ...all, keyFile: null })).protection).toBe('keyStore')
    expect(cacheKey(sources({ isDemo: true })).protection).toBe('demoKey')
    expect(cacheKey(sources({}))).toEqual({ key: null, protection: 'none' })
  })

  it('writes no key to the disk when nothing protects it', () => {
    cacheKey(sources({}))
    expect(readdirSync(folder)).toEqual([])
  })

  it("does not take Chromium's built-in password for a key store", () => {
    expect(isRealKeyStore(keyStore(1, 'basic_text'), 'linux')).toBe(false)
    expect(isRealKeyStore(keyStore(1, 'unknown'), 'linux')).toBe(false)
    expect(isRealKeyStore(keyStore(1, 'kwallet5'), 'linux')).toBe(true)
    expect(isRealKeyStore(keyStore(1, 'basic_text'), 'win32')).toBe(true)
    expect(isRealKeyStore(noKeyStore, 'darwin')).toBe(false)
  })
})

describe('key file', () => {
  it('is read, blanks and capitals tolerated', () => {
    writeFileSync(inFolder('k'), ` ${KEY.toUpperCase()}\n`, { mode: 0o600 })
    expect(keyFromFile(inFolder('k'), 'linux')).toBe(KEY)
  })

  it('is refused when others may read it, and only then', () => {
    writeFileSync(inFolder('k'), KEY, { mode: 0o600 })
    chmodSync(inFolder('k'), 0o640)
    expect(() => keyFromFile(inFolder('k'), 'linux')).toThrow('othersMayRead')
    expect(keyFromFile(inFolder('k'), 'win32')).toBe(KEY)
    chmodSync(inFolder('k'), 0o400)
    expect(keyFromFile(inFolder('k'), 'linux')).toBe(KEY)
  })

  it('is refused when missing or malformed; nothing else is taken instead', () => {
    expect(() => cacheKey(sources({ keyFile: inFolder('none'), isDemo: true, keyStore: keyStore(3) }))).toThrow('missing')
    writeFileSync(inFolder('k'), KEY.slice(1), { mode: 0o600 })
    expect(() => keyFromFile(inFolder('k'), 'linux')).toThrow('malformed')
  })
})

describe('sealed by the key store', () => {
  it('gives the same key again, and keeps it sealed and owner-only', () => {
    const first = keyFromKeyStore(keyStore(0x5a), inFolder('cache.key'))
    expect(first).toMatch(HEX)
    expect(keyFromKeyStore(keyStore(0x5a), inFolder('cache.key'))).toBe(first)
    expect(readFileSync(inFolder('cache.key'), 'latin1')).not.toContain(first)
    expect(statSync(inFolder('cache.key')).mode & 0o777).toBe(0o600)
  })

  it('puts a key aside that cannot be opened any more', () => {
    const first = keyFromKeyStore(keyStore(0x5a), inFolder('cache.key'))
    const sealed = readFileSync(inFolder('cache.key'))
    const second = keyFromKeyStore(keyStore(0x33), inFolder('cache.key'))
    expect(second).not.toBe(first)
    const aside = readdirSync(folder).find((name) => name.startsWith('cache.key.unreadable-'))!
    expect(readFileSync(inFolder(aside))).toEqual(sealed)
  })
})

describe('demo key', () => {
  it('survives, and a damaged one is put aside', () => {
    const first = keyFromProfile(inFolder('demo.key'))
    expect(keyFromProfile(inFolder('demo.key'))).toBe(first)
    writeFileSync(inFolder('demo.key'), 'half')
    expect(keyFromProfile(inFolder('demo.key'))).toMatch(HEX)
    expect(existsSync(inFolder('demo.key'))).toBe(true)
    expect(readdirSync(folder)).toHaveLength(2)
  })
})
