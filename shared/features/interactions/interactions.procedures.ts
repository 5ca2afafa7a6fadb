import { procedure } from '../../contract/procedure.ts'
import { accountViewSchema } from '../customers/account-view.schema.ts'
import { commandResultSchema } from '../sync/sync.schema.ts'
import { addNoteSchema } from './interactions.schema.ts'

const write = { permission: 'interactions.write', offline: 'queue' } as const

export const interactionsApi = {
  addNote: procedure(write).route({ method: 'POST', path: '/commands/add-note' }).input(addNoteSchema).output(commandResultSchema),
}

export const interactionsBridge = {
  /**
   * Writes the note and its outbox entry in one transaction, drops the `note` draft with it, and answers the account.
   * The id is the window's, made once for a note: when an answer was lost and the agent saves again, the note is
   * there already and is not written twice. The same id with another text or outcome is another note.
   */
  addNote: procedure(write)
    .input(addNoteSchema.omit({ commandId: true, writtenAt: true }))
    .output(accountViewSchema),
}
