/** What the program writes to customers (TMF681 CommunicationMessage): who was told what and when, never the words with what is secret in them. */
import { z } from 'zod'
import { instantSchema, rowBase } from '../../kernel/rows.ts'

export const messageChannelSchema = z.enum(['email', 'sms'])
export type MessageChannel = z.infer<typeof messageChannelSchema>

/** Codes are stable; what they say to a customer is in the backend, what an agent reads of them in the window's language files. */
export const messageTemplateSchema = z.enum([
  'bill',
  'payLink',
  'methodLink',
  'contactAdded',
  'contactChanged',
  'methodAdded',
  'methodRemoved',
  'autopayOn',
  'autopayOff',
  'paperlessOn',
  'paperlessOff',
  'usageOverShare',
  'usageOverAmount',
  'usageUnderShare',
  'usageUnderAmount',
  'planOrdered',
  'planCancelled',
  'signInRegister',
  'signInReset',
  'signInCode',
  'signInCreated',
  'signInPasswordChanged',
  'signInFactorAdded',
  'signInFactorRemoved',
  'signInUnlocked',
  'signInSessionsEnded',
  'signInPasswordForced',
  'signInFrozen',
  'signInUnfrozen',
  'verificationCode',
  'pinChanged',
  'identified',
  'problemRestored',
  'visitBooked',
  'visitMoved',
  'visitCancelled',
  'chatTranscript',
])
export type MessageTemplate = z.infer<typeof messageTemplateSchema>

/**
 * `waiting`: on its way, or tried again. `kept`: no server is set up and this is a demo, so it lies in the mailbox.
 * `failed` is the end too: `noChannel` nothing is set up that could send it, `refused` the receiving side said no for good,
 * `unreachable` a day of trying was not enough.
 */
export const communicationMessageSchema = z.strictObject({
  ...rowBase,
  at: instantSchema,
  channel: messageChannelSchema,
  template: messageTemplateSchema,
  /** `en` or `es`: in which it was written. */
  language: z.enum(['en', 'es']),
  /** `a···@example.org`, `···0123`. */
  recipient: z.string().max(254),
  /** Display name of who caused it; null when the program itself did. */
  by: z.string().nullable(),
  state: z.enum(['waiting', 'sent', 'kept', 'failed']),
  failure: z.enum(['noChannel', 'refused', 'unreachable']).nullable(),
  sentAt: instantSchema.nullable(),
})
export type CommunicationMessage = z.infer<typeof communicationMessageSchema>

/** Enough to know one's own again, too little to write to. */
export function maskRecipient(channel: MessageChannel, to: string): string {
  if (channel === 'sms') return `···${to.slice(-4)}`
  const at = to.lastIndexOf('@')
  return `${to.slice(0, 1)}···${to.slice(at)}`
}

/** Most messages that the mailbox shows. */
export const MAILBOX_SIZE = 100

/** A message of the demo as it would have gone out, with everything in it: there are no real people there. */
export const mailboxMessageSchema = z.strictObject({
  id: z.uuid(),
  customerId: z.uuid(),
  at: instantSchema,
  channel: messageChannelSchema,
  template: messageTemplateSchema,
  to: z.string(),
  /** Null of a text message. */
  subject: z.string().nullable(),
  text: z.string(),
  attachment: z.string().nullable(),
})
export type MailboxMessage = z.infer<typeof mailboxMessageSchema>
