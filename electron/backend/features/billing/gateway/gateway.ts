/**
 * The operator's payment gateway as the program needs it. Whoever writes a real one keeps these promises:
 *
 * - A `key` has one effect for ever. Asked again under it, whatever became of the first time, the gateway does nothing
 *   more and gives the first answer; a decline is an answer too, and stays one.
 * - `find` tells what became of a key. Null is no promise that nothing will: the first request may still be on its way.
 * - Each may throw, or never answer; then nothing is known, and the key is asked for until something is.
 */
import { z } from 'zod'
import { declineReasonSchema } from '#shared/features/billing/payments.schema.ts'

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

export type PaymentGateway = {
  /** No money moves: the screens say so. */
  simulated: boolean
  charge(ask: ChargeAsk): Promise<GatewayAnswer>
  refund(ask: RefundAsk): Promise<GatewayAnswer>
  find(key: string): Promise<GatewayAnswer | null>
}
