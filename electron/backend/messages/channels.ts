/** How a message leaves the house, as the program needs it; an operator's own service is another object of these shapes. */
export type Attachment = { filename: string; contentType: string; content: Buffer }
/** `id` is the message's for ever: what comes twice can be told by it. `at` is when it was written. */
export type OutgoingMail = { id: string; at: string; to: string; subject: string; text: string; attachment: Attachment | null }
export type OutgoingText = { id: string; at: string; to: string; text: string }

/** Each resolves when the other side has taken it over. @throws PermanentFault when it never will; any other error is tried again. */
export type MailChannel = { send(mail: OutgoingMail): Promise<void>; close(): void }
export type TextChannel = { send(text: OutgoingText): Promise<void> }
/** Null where none is set up. */
export type MessageChannels = { email: MailChannel | null; sms: TextChannel | null }

/** The other side has understood and will not: no such mailbox, no such number. Its message names nobody. */
export class PermanentFault extends Error {
  override name = 'PermanentFault'
}
