import { findById } from '../../database/stream-tables.ts'
import { findRow, type Db } from '../../database/statements.ts'

/** The text of a note that this desk has written or received under this id; null when there is none. */
export function findNoteText(db: Db, interactionId: string): string | null {
  const waiting = `select input ->> 'text' as text from outbox where procedure = 'interactions.addNote' and input ->> 'interactionId' = ?`
  return findRow<{ text: string }>(db, waiting, interactionId)?.text ?? findById(db, 'interaction', interactionId)?.text ?? null
}
