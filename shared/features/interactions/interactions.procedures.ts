import { procedure } from '../../contract/procedure.ts'
import { accountViewSchema } from '../customers/account-view.schema.ts'
import { commandResultSchema } from '../sync/sync.schema.ts'
import { addNoteSchema } from './interactions.schema.ts'

const write = { permission: 'interactions.write', offline: 'queue' } as const

export const interactionsApi = {
  addNote: procedure(write).route({ method: 'POST', path: '/commands/add-note' }).input(addNoteSchema).output(commandResultSchema),
}

export const interactionsBridge = {
  /** Writes the note and its outbox entry in one transaction, drops the `note` draft with it, and answers the account. */
  addNote: procedure(write)
    .input(addNoteSchema.omit({ commandId: true, interactionId: true, writtenAt: true }))
    .output(accountViewSchema),
}
