import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { AddNote } from '#shared/features/interactions/interactions.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import type { WindowContext } from '../../window-context.ts'
import { submitCommand } from '../../sync/submit-command.ts'
import { accountView } from '../customers/account-view.queries.ts'
import { findNote, isSameNote } from './interactions.queries.ts'

const os = implement(bridge.interactions).$context<WindowContext>()

export function interactionsRoutes(core: DeskCore) {
  return os.router({
    addNote: os.addNote.handler(({ input }) => {
      const written = findNote(core.cache.db, input.interactionId)
      const interactionId = !written || isSameNote(written, input) ? input.interactionId : newId(core.clock)
      const note: AddNote = { ...input, interactionId, commandId: newId(core.clock), writtenAt: isoInstant(core.clock.now()) }
      const command = { procedure: 'interactions.addNote', customerId: note.customerId, input: note }
      submitCommand(core, command, 'note', (db) => findNote(db, interactionId) !== null)
      return accountView(core, note.customerId)
    }),
  })
}
