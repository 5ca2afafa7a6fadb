/**
 * The canonical form of an entry and its place in the chain, computed apart from the database that holds it. The migration
 * `audit chain` has the same in SQL; README.md describes it for a third party. A released form is never changed: what is
 * written differently gets a new number.
 */
import { createHash } from 'node:crypto'

/** As the database writes each value as text; null stays null. In the order in which they are hashed. */
export type EntryContent = {
  seq: string
  id: string
  /** UTC with microseconds, `2026-11-23T16:30:00.000000Z`. */
  at: string
  agentId: string | null
  sessionId: string | null
  action: string
  customerId: string | null
  commandId: string | null
  contactId: string | null
  verification: string | null
  override: string | null
  outcome: string
  errorCode: string | null
  /** PostgreSQL's text of the `jsonb`: keys by length, then by bytes. */
  detail: string | null
}

export const FORM = 1
/** What stands before the first entry: 32 bytes of zero. */
export const GENESIS = Buffer.alloc(32)

const sha256 = (...parts: (string | Buffer)[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

/** `4:text;` with the length in bytes of UTF-8, or `-;`: no two contents have one text. */
const field = (value: string | null): string => (value === null ? '-;' : `${Buffer.byteLength(value)}:${value};`)

export function contentHash(entry: EntryContent): Buffer {
  const { seq, id, at, agentId, sessionId, action, customerId, commandId, contactId, verification, override, outcome, errorCode, detail } = entry
  const fields = [seq, id, at, agentId, sessionId, action, customerId, commandId, contactId, verification, override, outcome, errorCode, detail]
  return sha256(`headend-audit-1;${fields.map(field).join('')}`)
}

/** @param position from 1 */
export const chainHash = (before: Buffer, position: number, content: Buffer): Buffer => sha256(`headend-chain-1;${position};`, before, content)
