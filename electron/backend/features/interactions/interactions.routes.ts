import type { AddNote, Interaction } from '#shared/features/interactions/interactions.schema.ts'
import { runCommand, type Effect } from '../../command.ts'
import { router } from '../../http/router.ts'
import { insertNew } from '../../store/rows.ts'
import { lockCustomer } from '../customers/customers.queries.ts'

export const addNote: Effect<AddNote> = async (trx, input, { by, at }) => {
  await lockCustomer(trx, input.customerId)
  const { interactionId: id, customerId, disposition, text } = input
  const note: Interaction = {
    id, customerId, version: 1, channel: 'note', direction: 'internal', disposition, text,
    by: by.agent.displayName,
    // A desk's clock may run ahead; nothing on the timeline is of the future. The receipt is in the audit.
    at: input.writtenAt < at ? input.writtenAt : at,
  }
  await insertNew(trx, 'interaction', note, 'interactionId')
  return { interaction: [note] }
}

export const interactionsRoutes = {
  addNote: router.interactions.addNote.handler(({ context, input }) =>
    runCommand(context, input, addNote),
  ),
}
