/**
 * Secrets that must be read again, such as the keys of authenticator apps, lie in the database sealed: AES-256-GCM with a key
 * that is not in it. A copy of the database, or a dump, opens no door; who holds the key's file as well does (README.md).
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const PREFIX = 'v1.'
/** Bytes. NIST SP 800-38D: 96 bits at random, for fewer than 2^32 secrets of one key. */
const IV = 12
const TAG = 16
export const KEY_BYTES = 32

export type SecretBox = {
  /** @param of whose it is: sealed for one row it opens in no other. */
  seal(secret: string, of: string): string
  /** Null when no key of this box opens it for that row: another key, another row, or damaged. */
  open(sealed: string, of: string): string | null
}

/** @param keys 32 bytes each: the first seals, each opens, so that a key can be replaced. @throws Error without any, or of another length */
export function createSecretBox(keys: readonly Buffer[]): SecretBox {
  const [newest] = keys
  if (!newest || keys.some(({ length }) => length !== KEY_BYTES)) throw new Error(`a key for secrets has ${KEY_BYTES} bytes`)
  return {
    seal: (secret, of) => {
      const iv = randomBytes(IV)
      const cipher = createCipheriv('aes-256-gcm', newest, iv, { authTagLength: TAG }).setAAD(Buffer.from(of))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return `${PREFIX}${Buffer.concat([iv, text, cipher.getAuthTag()]).toString('base64url')}`
    },
    open: (sealed, of) => {
      if (!isSealed(sealed)) return null
      const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url')
      return keys.reduce<string | null>((opened, key) => opened ?? openWith(key, bytes, of), null)
    },
  }
}

/** Of this process alone: for a database that ends with it. */
export const passingSecretBox = (): SecretBox => createSecretBox([randomBytes(KEY_BYTES)])

export const isSealed = (text: string): boolean => text.startsWith(PREFIX)

function openWith(key: Buffer, bytes: Buffer, of: string): string | null {
  if (bytes.length < IV + TAG) return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV), { authTagLength: TAG }).setAAD(Buffer.from(of)).setAuthTag(bytes.subarray(-TAG))
    return Buffer.concat([decipher.update(bytes.subarray(IV, -TAG)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
