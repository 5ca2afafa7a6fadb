/** Tokens that open something: of sessions, devices and links. Told once; kept as their hash, which is enough for what cannot be guessed. */
import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits in base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url')
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()
