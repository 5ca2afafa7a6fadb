/** Every contact with a customer, on any channel (TMF683 PartyInteraction), and the notes that people leave. */
import { z } from 'zod'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema, rowBase, typedText } from '../../kernel/rows.ts'

export const channelSchema = z.enum(['call', 'chat', 'email', 'sms', 'walkIn', 'visit', 'letter', 'note'])
export type Channel = z.infer<typeof channelSchema>

/** What a contact came to. Codes are stable; their words live in the language files. */
export const dispositionSchema = z.enum([
  'resolved',
  'followUp',
  'callBack',
  'escalated',
  'transferred',
  'informationGiven',
  'noAnswer',
  'disconnected',
])
export type Disposition = z.infer<typeof dispositionSchema>

export const interactionSchema = z.strictObject({
  ...rowBase,
  channel: channelSchema,
  direction: z.enum(['inbound', 'outbound', 'internal']),
  at: instantSchema,
  /** Display name of the colleague; null when the program itself wrote it. */
  by: z.string().nullable(),
  disposition: dispositionSchema.nullable(),
  text: z.string().max(4000),
})
export type Interaction = z.infer<typeof interactionSchema>

/** Longest note, in characters. */
export const MAX_NOTE_LENGTH = 4000

export const addNoteSchema = z.strictObject({
  commandId: commandIdSchema,
  customerId: idSchema,
  interactionId: idSchema,
  /** When the agent pressed save, by the desk's clock; the backend keeps it beside its own time of receipt. */
  writtenAt: instantSchema,
  disposition: dispositionSchema,
  text: typedText(MAX_NOTE_LENGTH),
})
export type AddNote = z.infer<typeof addNoteSchema>
