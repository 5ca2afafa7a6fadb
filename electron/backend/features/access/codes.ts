/** Codes: told once, kept as hashes. */
import { createHash, randomInt } from 'node:crypto'

/** Six digits (NIST SP 800-63B-4, 3.1.3.2: at least six), for a few minutes, and few guesses. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0')
/** @param sessionId of the session that it is for: in another it is worth nothing. */
export const hashCode = (sessionId: string, code: string): Buffer => createHash('sha256').update(`${sessionId}:${code}`).digest()
