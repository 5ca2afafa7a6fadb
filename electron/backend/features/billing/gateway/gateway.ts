/**
 * The operator's payment gateway as the program needs it. Whoever writes a real one keeps these promises:
 *
 * - A `key` has one effect for ever. Asked again under it, whatever became of the first time, the gateway does nothing
 *   more and gives the first answer; a decline is an answer too, and stays one.
 * - `find` tells what became of a key. Null is no promise that nothing will: the first request may still be on its way.
 * - Each may throw, or never answer; then nothing is known, and the key is asked for until something is.
 */
import { z } from 'zod'
import { declineReasonSchema, paymentMethodSchema } from '#shared/features/billing/payments.schema.ts'

/** `amount` in minor units, above 0. */
export type GatewayAsk = { key: string; amount: number; currency: string }
/** `token` stands for the method. `reference` is that of the approved charge; all its refunds together are at most what it was. */
export type ChargeAsk = GatewayAsk & { token: string }
export type RefundAsk = GatewayAsk & { reference: string }

export const gatewayAnswerSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('approved'), reference: z.string().min(1).max(60) }),
  z.strictObject({ outcome: z.literal('declined'), reason: declineReasonSchema }),
])
export type GatewayAnswer = z.infer<typeof gatewayAnswerSchema>

/**
 * The gateway's own page on which a customer types a card: no number of one comes here. `create` answers under one `key` with
 * one entry, however often; the page sends the browser to `returnUrl` with `#entry=<reference>` after it, and at once when a
 * card was typed there before: the customer lost that reference on the way, and is asked for no second card. `read` tells, for
 * the key and the reference together, what was stored; null for any other pair. Each may throw or never answer.
 */
export type EntryAsk = { key: string; purpose: 'pay' | 'addMethod'; amount: number | null; currency: string; language: 'en' | 'es'; returnUrl: string }
export const enteredMethodSchema = z.strictObject({
  token: z.string().min(1).max(200),
  kind: paymentMethodSchema.shape.kind,
  brand: paymentMethodSchema.shape.brand,
  lastFour: paymentMethodSchema.shape.lastFour,
  expiresOn: paymentMethodSchema.shape.expiresOn,
})
export type EnteredMethod = z.infer<typeof enteredMethodSchema>
export type PaymentEntry = {
  create(ask: EntryAsk): Promise<{ url: string }>
  read(of: { key: string; reference: string }): Promise<EnteredMethod | null>
}

export type PaymentGateway = {
  /** Without one customers cannot pay by a link, nor add a card. */
  entry?: PaymentEntry
  /** No money moves: the screens say so. */
  simulated: boolean
  charge(ask: ChargeAsk): Promise<GatewayAnswer>
  refund(ask: RefundAsk): Promise<GatewayAnswer>
  find(key: string): Promise<GatewayAnswer | null>
}
