import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { AddNote } from '#shared/features/interactions/interactions.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import type { WindowContext } from '../../window-context.ts'
import { submitCommand } from '../../sync/submit-command.ts'
import { accountView } from '../customers/account-view.queries.ts'
import { contactCommand, contactState } from './contacts.ts'
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
    contactState: os.contactState.handler(({ input: { customerId, looked } }) => contactState(core, customerId, looked)),
    startContact: os.startContact.handler(({ input }) => contactCommand(core, 'interactions.startContact', { ...input, contactId: newId(core.clock) })),
    endContact: os.endContact.handler(({ input }) => contactCommand(core, 'interactions.endContact', input)),
    sendVerificationCode: os.sendVerificationCode.handler(({ input }) => contactCommand(core, 'interactions.sendVerificationCode', input)),
    verifyContact: os.verifyContact.handler(({ input }) => contactCommand(core, 'interactions.verifyContact', input)),
    setAccountPin: os.setAccountPin.handler(({ input }) => contactCommand(core, 'interactions.setAccountPin', input)),
    overrideVerification: os.overrideVerification.handler(({ input }) => contactCommand(core, 'interactions.overrideVerification', input)),
    clearVerificationFlag: os.clearVerificationFlag.handler(({ input }) => contactCommand(core, 'interactions.clearVerificationFlag', input)),
  })
}
