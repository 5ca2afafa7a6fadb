/** Mail by SMTP. The same message has the same Message-ID however often it is tried: a mailbox shows it once. */
import { createTransport } from 'nodemailer'
import { isThisMachine } from '#shared/kernel/safe-address.ts'
import { PermanentFault, type MailChannel, type OutgoingMail } from './channels.ts'

/** Each step of the conversation, in ms. */
const STEP_MS = 20_000

/**
 * @param url `smtp://user:password@host:587` or `smtps://…`. Without TLS it is refused, but for a server on this machine or
 *   one whose URL says `?requireTLS=false`.
 * @param from `Island Cable <billing@example.com>`
 */
export function smtpMail({ url, from }: { url: string; from: string }): MailChannel {
  const transport = createTransport({ url, requireTLS: needsTls(url), connectionTimeout: STEP_MS, greetingTimeout: STEP_MS, socketTimeout: STEP_MS, disableFileAccess: true, disableUrlAccess: true })
  const domain = /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? 'headend.invalid'
  return {
    send: async (mail) => {
      await transport.sendMail(toMail(mail, from, domain)).catch((error: unknown) => {
        throw isFinal(error) ? new PermanentFault(`the mail server answered ${String((error as { responseCode?: unknown }).responseCode)}`) : error
      })
    },
    close: () => transport.close(),
  }
}

const toMail = ({ id, at, to, subject, text, attachment }: OutgoingMail, from: string, domain: string) => ({
  from,
  // As an object: an address is never read as a list of them.
  to: { name: '', address: to },
  subject,
  text,
  date: new Date(at),
  messageId: `<${id}@${domain}>`,
  // Answering machines do not answer (RFC 3834).
  headers: { 'Auto-Submitted': 'auto-generated' },
  attachments: attachment ? [attachment] : [],
})

/** Of replies only a 5xx to the recipient or the message is final: a login or a sender that is refused is the operator's to mend. */
const isFinal = (error: unknown): boolean => {
  const { responseCode, command } = error as { responseCode?: unknown; command?: unknown }
  return typeof responseCode === 'number' && responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA')
}

function needsTls(text: string): boolean {
  const { hostname, protocol, searchParams } = new URL(text)
  return protocol === 'smtp:' && !isThisMachine(hostname) && searchParams.get('requireTLS') !== 'false'
}
