/** How an administrator says by what messages go out. All of it in the environment: a flag, with its password, is seen by everybody on the machine. */
import type { Clock } from '#shared/kernel/clock.ts'
import { isSafeAddress } from '#shared/kernel/safe-address.ts'
import type { MessageChannels } from './channels.ts'
import { smtpMail } from './smtp-mail.ts'
import { webhookText } from './webhook-text.ts'

type Environment = Readonly<Record<string, string | undefined>>
/** Shortest secret, in characters: what is guessed signs anything. */
const SECRET_LENGTH = 16

export function readChannels(environment: Environment, clock: Clock): MessageChannels {
  return { email: readMail(environment), sms: readText(environment, clock) }
}

/** @throws Error in words for the terminal. */
function readMail({ HEADEND_SMTP_URL: url, HEADEND_MAIL_FROM: from }: Environment): MessageChannels['email'] {
  if (!url) return null
  if (!URL.canParse(url) || !['smtp:', 'smtps:'].includes(new URL(url).protocol)) throw new Error('HEADEND_SMTP_URL must be smtp://… or smtps://…')
  if (!from || !/^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/.test(from)) throw new Error('HEADEND_MAIL_FROM must be the address that mail comes from: Island Cable <billing@example.com>')
  return smtpMail({ url, from })
}

/** @throws Error in words for the terminal. */
function readText({ HEADEND_SMS_WEBHOOK_URL: url, HEADEND_SMS_WEBHOOK_SECRET: secret }: Environment, clock: Clock): MessageChannels['sms'] {
  if (!url) return null
  if (!URL.canParse(url) || !isSafeAddress(new URL(url))) throw new Error('HEADEND_SMS_WEBHOOK_URL must be https://…: customers\' numbers go there')
  if (!secret || secret.length < SECRET_LENGTH) throw new Error(`HEADEND_SMS_WEBHOOK_SECRET must be at least ${SECRET_LENGTH} characters: messages are signed with it`)
  return webhookText({ url, secret, clock })
}
