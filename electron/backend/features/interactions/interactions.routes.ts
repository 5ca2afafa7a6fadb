import { wrong } from '#shared/kernel/errors.ts'
import type { AddNote, Interaction } from '#shared/features/interactions/interactions.schema.ts'
import type { SetAccountPin, VerificationProof, VerifyContact } from '#shared/features/interactions/contacts.schema.ts'
import { runCommand, type Effect } from '../../command.ts'
import { router } from '../../http/router.ts'
import { readCustomer } from '../../read-audited.ts'
import { insertNew } from '../../store/rows.ts'
import { lockCustomer } from '../customers/customers.queries.ts'
import { setAccountPin } from './account-pin.commands.ts'
import { sendVerificationCode } from './codes.commands.ts'
import { isSecretWay } from './attempt-limits.ts'
import { contactState } from './contact-state.ts'
import { endContact, startContact } from './contacts.commands.ts'
import { clearVerificationFlag, overrideVerification } from './supervision.commands.ts'
import { verifyContact } from './verification.commands.ts'

export const addNote: Effect<AddNote> = async (trx, input, { by, at }) => {
  await lockCustomer(trx, input.customerId)
  const { interactionId: id, customerId, disposition, text } = input
  // A contact is a line of the history under its id once it ends.
  const contact = await trx.selectFrom('partyInteraction').select('id').where('id', '=', id).executeTakeFirst()
  if (contact) throw wrong('interactionId', 'taken')
  const note: Interaction = {
    id, customerId, version: 1, channel: 'note', direction: 'internal', disposition, text,
    by: by.agent.displayName,
    // A desk's clock may run ahead; nothing on the timeline is of the future. The receipt is in the audit.
    at: input.writtenAt < at ? input.writtenAt : at,
  }
  await insertNew(trx, 'interaction', note, 'interactionId')
  return { interaction: [note] }
}

/** A command is known again by what is no secret of it: the hash of six digits would give them away. */
const withoutSecret = ({ proof, ...rest }: VerifyContact): unknown => ({ ...rest, proof: publicPart(proof) })
const publicPart = (proof: VerificationProof): unknown => (isSecretWay(proof.way) ? { way: proof.way } : proof)
const withoutPin = ({ commandId, customerId }: SetAccountPin): unknown => ({ commandId, customerId })

export const interactionsRoutes = {
  addNote: router.interactions.addNote.handler(({ context, input }) =>
    runCommand(context, input, addNote),
  ),
  contactState: router.interactions.contactState.handler(({ context, input: { customerId } }) =>
    readCustomer(context, customerId, (trx) => contactState(trx, context.services, context.signedIn(), customerId))),
  startContact: router.interactions.startContact.handler(({ context, input }) =>
    runCommand(context, input, startContact, ({ channel }) => ({ channel }))),
  endContact: router.interactions.endContact.handler(({ context, input }) =>
    runCommand(context, input, endContact, ({ disposition }) => ({ disposition }))),
  sendVerificationCode: router.interactions.sendVerificationCode.handler(({ context, input }) => runCommand(context, input, sendVerificationCode)),
  verifyContact: router.interactions.verifyContact.handler(({ context, input }) =>
    runCommand(context, input, verifyContact, ({ proof: { way } }) => ({ way }), withoutSecret)),
  setAccountPin: router.interactions.setAccountPin.handler(({ context, input }) => runCommand(context, input, setAccountPin, undefined, withoutPin)),
  overrideVerification: router.interactions.overrideVerification.handler(({ context, input }) => runCommand(context, input, overrideVerification)),
  clearVerificationFlag: router.interactions.clearVerificationFlag.handler(({ context, input }) =>
    runCommand(context, input, clearVerificationFlag, ({ flagId }) => ({ flagId }))),
}
