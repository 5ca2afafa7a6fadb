import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { accountViewSchema } from '../customers/account-view.schema.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import {
  clearVerificationFlagSchema, contactStateSchema, endContactSchema, overrideVerificationSchema, sendVerificationCodeSchema, setAccountPinSchema, startContactSchema,
  verifyContactSchema,
} from './contacts.schema.ts'
import { addNoteSchema } from './interactions.schema.ts'

const write = { permission: 'interactions.write', offline: 'queue' } as const
/** Who somebody is cannot be found out without the backend, nor later. */
const contact = { permission: 'interactions.write', offline: 'refuse' } as const
const supervise = { permission: 'verification.override', offline: 'refuse' } as const
/** A PIN opens the account, so whoever sets one is known first (47 CFR 64.2010(e)). */
const setPin = { permission: 'customers.edit', verification: 'verified', offline: 'refuse' } as const
const ofCustomer = z.strictObject({ customerId: idSchema })

export const interactionsApi = {
  addNote: command(write, '/add-note', addNoteSchema),
  contactState: procedure({ permission: 'customers.read' }).route({ method: 'GET', path: '/interactions/contact-state' }).input(ofCustomer).output(contactStateSchema),
  /** An open contact of the same agent with the customer is ended by it: a new caller begins unknown. */
  startContact: command(contact, '/start-contact', startContactSchema),
  endContact: command(contact, '/end-contact', endContactSchema),
  sendVerificationCode: command(contact, '/send-verification-code', sendVerificationCodeSchema),
  /**
   * Succeeds whether or not the proof holds: what came of it is the contact's level. `limitExceeded` of `failures` when
   * verification of the contact has ended, of `accountFailures` when too many failed on the account.
   */
  verifyContact: command(contact, '/verify-contact', verifyContactSchema),
  /** `validation` of `pin` with the policy's problem. */
  setAccountPin: command(setPin, '/set-account-pin', setAccountPinSchema),
  overrideVerification: command(supervise, '/override-verification', overrideVerificationSchema),
  clearVerificationFlag: command(supervise, '/clear-verification-flag', clearVerificationFlagSchema),
}

const fromWindow = { commandId: true } as const
/** As with money: the first answer that somebody gets to see, not what a window asks again by itself. */
const look = { looked: z.boolean().default(false) }
/** Each answers with everything as it is now. Nothing of it is kept on the desk. */
const changing = <S extends z.ZodType>(meta: Parameters<typeof procedure>[0], input: S) => procedure(meta).input(input).output(contactStateSchema)

export const interactionsBridge = {
  /**
   * Writes the note and its outbox entry in one transaction, drops the `note` draft with it, and answers the account.
   * The id is the window's, made once for a note: when an answer was lost and the agent saves again, the note is
   * there already and is not written twice. The same id with another text or outcome is another note.
   */
  addNote: procedure(write)
    .input(addNoteSchema.omit({ commandId: true, writtenAt: true }))
    .output(accountViewSchema),
  contactState: procedure({ permission: 'customers.read' }).input(ofCustomer.extend(look)).output(contactStateSchema),
  startContact: changing(contact, startContactSchema.omit({ ...fromWindow, contactId: true })),
  endContact: changing(contact, endContactSchema.omit(fromWindow)),
  sendVerificationCode: changing(contact, sendVerificationCodeSchema.omit(fromWindow)),
  verifyContact: changing(contact, verifyContactSchema.omit(fromWindow)),
  setAccountPin: changing(setPin, setAccountPinSchema.omit(fromWindow)),
  overrideVerification: changing(supervise, overrideVerificationSchema.omit(fromWindow)),
  clearVerificationFlag: changing(supervise, clearVerificationFlagSchema.omit(fromWindow)),
}
