import type { AddNote } from '#shared/features/interactions/interactions.schema.ts'
import { findById } from '../../database/stream-tables.ts'
import { findRow, type Db } from '../../database/statements.ts'

type Written = { text: string; disposition: string | null }

/** The note that this desk has written or received under this id; null when there is none. */
export function findNote(db: Db, interactionId: string): Written | null {
  const waiting = `select input ->> 'text' as text, input ->> 'disposition' as disposition from outbox
    where procedure = 'interactions.addNote' and input ->> 'interactionId' = ?`
  return findRow<Written>(db, waiting, interactionId) ?? findById(db, 'interaction', interactionId)
}

/** Another outcome makes it another note: notes are not changed, and what the agent chose last must not be lost. */
export const isSameNote = (written: Written, note: Pick<AddNote, 'text' | 'disposition'>): boolean =>
  written.text === note.text && written.disposition === note.disposition
