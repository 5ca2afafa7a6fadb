/** Links by which customers pay or add a card themselves: the number of a card is typed at the gateway, and nowhere here. */
import { z } from 'zod'
import { currencySchema } from '../../kernel/money.ts'
import { commandIdSchema, idSchema } from '../../kernel/ids.ts'
import { instantSchema, rowBase } from '../../kernel/rows.ts'
import { positiveAmountSchema } from './adjustments.schema.ts'

/** How long a link works, in ms. */
export const LINK_MS = 24 * 60 * 60 * 1000

/**
 * `opened`: the page was seen. `paying`: a charge of it is out. `used`: paid, or the card is added; it does nothing more.
 * `revoked`: taken back, or a newer one took its place. One that is past `expiresAt` and neither of these has expired.
 */
export const paymentLinkSchema = z.strictObject({
  ...rowBase,
  billingAccountId: idSchema,
  purpose: z.enum(['pay', 'addMethod']),
  currency: currencySchema,
  /** Of a payment, minor units; the customer cannot change it. */
  amount: positiveAmountSchema.nullable(),
  channel: z.enum(['email', 'sms']),
  /** As of a message: `a···@example.org`. */
  recipient: z.string().max(254),
  state: z.enum(['sent', 'opened', 'paying', 'used', 'revoked']),
  sentAt: instantSchema,
  sentBy: z.string(),
  expiresAt: instantSchema,
  openedAt: instantSchema.nullable(),
  usedAt: instantSchema.nullable(),
  /** The payment of it that is out or done, or was declined last. */
  paymentId: idSchema.nullable(),
})
export type PaymentLink = z.infer<typeof paymentLinkSchema>

const command = { commandId: commandIdSchema, customerId: idSchema }

/** To the contact of record of that channel alone. `amount` null exactly when a card is to be added. */
export const sendPaymentLinkSchema = z.strictObject({
  ...command,
  linkId: idSchema,
  billingAccountId: idSchema,
  purpose: paymentLinkSchema.shape.purpose,
  amount: positiveAmountSchema.nullable(),
  channel: paymentLinkSchema.shape.channel,
}).refine(({ purpose, amount }) => (purpose === 'pay') === (amount !== null), { path: ['amount'], message: 'purpose' })
export type SendPaymentLink = z.infer<typeof sendPaymentLinkSchema>
/** As the window gives it: a refined schema lets nothing be left out of it. */
export const sendPaymentLinkFormSchema = z.strictObject({ ...sendPaymentLinkSchema.shape }).omit({ commandId: true })

export const revokePaymentLinkSchema = z.strictObject({ ...command, linkId: idSchema, expectedVersion: z.int().min(1) })
export type RevokePaymentLink = z.infer<typeof revokePaymentLinkSchema>

/** What the customer's page shows. Amounts and dates in their words already: the page knows no money. */
export const portalLinkSchema = z.strictObject({
  /** `settled`: what it was for was paid another way. `lessOwed`: a part of it was; `left` is what is not. */
  state: z.enum(['open', 'paying', 'paid', 'added', 'expired', 'revoked', 'unknown', 'settled', 'lessOwed']),
  purpose: paymentLinkSchema.shape.purpose,
  operatorName: z.string(),
  language: z.enum(['en', 'es']),
  lastFour: z.string(),
  amount: z.string().nullable(),
  left: z.string().nullable(),
  expires: z.string(),
  /** Why the last try was declined. */
  declined: z.boolean(),
  /** No money moves. */
  simulated: z.boolean(),
})
export type PortalLink = z.infer<typeof portalLinkSchema>
