/**
 * Text messages by a webhook of the operator: a POST of `{ id, at, to, text }` as JSON, answered by any 2xx once it is taken
 * over. It may come more than once; `id` (also in `idempotency-key`) tells.
 *
 * `x-headend-signature: t=1795500000,v1=<hex>`, where v1 is HMAC-SHA256 under the shared secret of `<t>.<body>` and t the
 * second of sending: the receiver refuses another signature, and a t that is some minutes old.
 */
import { createHmac } from 'node:crypto'
import type { Clock } from '#shared/kernel/clock.ts'
import { PermanentFault, type TextChannel } from './channels.ts'

/** How long the webhook may take, in ms. */
const ANSWER_MS = 20_000

export const signText = (secret: string, seconds: number, body: string): string => `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

export function webhookText({ url, secret, clock }: { url: string; secret: string; clock: Clock }): TextChannel {
  return {
    send: async ({ id, at, to, text }) => {
      const body = JSON.stringify({ id, at, to, text })
      const headers = { 'content-type': 'application/json', 'idempotency-key': id, 'x-headend-signature': signText(secret, Math.floor(clock.now() / 1_000), body) }
      // A redirect would carry numbers to a place that nobody named.
      const { status } = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) })
      if (status >= 200 && status < 300) return
      throw isFinal(status) ? new PermanentFault(`the webhook answered ${status}`) : new Error(`the webhook answered ${status}`)
    },
  }
}

/** What is wrong with the message itself. A signature or an address that is refused is the operator's to mend, and tried again. */
const isFinal = (status: number): boolean => [400, 410, 413, 422].includes(status)
