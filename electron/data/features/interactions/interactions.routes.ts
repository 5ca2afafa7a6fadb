import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { AddNote } from '#shared/features/interactions/interactions.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import type { WindowContext } from '../../window-context.ts'
import { submitCommand } from '../../sync/submit-command.ts'
import { accountView } from '../customers/account-view.queries.ts'

const os = implement(bridge.interactions).$context<WindowContext>()

export function interactionsRoutes(core: DeskCore) {
  return os.router({
    addNote: os.addNote.handler(({ input }) => {
      const note: AddNote = { ...input, commandId: newId(core.clock), interactionId: newId(core.clock), writtenAt: isoInstant(core.clock.now()) }
      submitCommand(core, { procedure: 'interactions.addNote', customerId: note.customerId, input: note }, 'note')
      return accountView(core, note.customerId)
    }),
  })
}
