/**
 * What the gateway is asked, as rows: written with the payment in one transaction, taken in hand by one worker at a time,
 * closed with the payment in one transaction. The states and why they are enough: README.md.
 */
import { sql } from 'kysely'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Payment } from '#shared/features/billing/billing.schema.ts'
import { notify } from '../../../store/announce.ts'
import type { Transaction } from '../../../store/store.ts'

/** Says to every node's worker that there is something to send. */
export const GATEWAY_CHANNEL = 'headend_gateway'

/** How long the gateway may take to answer, in ms; then nothing is known. */
export const ANSWER_MS = 30_000
/**
 * How long a request belongs to whoever took it in hand, in ms. Longer than an answer may take by a minute and a half, so
 * that the clocks of two nodes may be as far apart.
 */
export const LEASE_MS = ANSWER_MS + 90_000
/** The second, third, … question after a lost answer come after so many ms, doubled each time, up to the longest. */
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 300_000

type NewRequest =
  | { operation: 'charge'; payment: Payment; methodId: string; billIds: readonly string[]; agentId: string | null }
  | { operation: 'refund'; payment: Payment; methodId: string; chargeReference: string; agentId: string | null }

/** @param request.payment is written by the caller, `pending`, in the same transaction. */
export async function askGateway(trx: Transaction, request: NewRequest): Promise<void> {
  const { id: paymentId, customerId, billingAccountId, amount, currency, at } = request.payment
  const only = request.operation === 'charge' ? { chargeReference: null, billIds: [...request.billIds] } : { chargeReference: request.chargeReference, billIds: [] }
  await trx.insertInto('gatewayRequest')
    .values({ paymentId, customerId, billingAccountId, operation: request.operation, amount, currency, paymentMethodId: request.methodId, agentId: request.agentId, requestedAt: at, state: 'waiting', notBefore: at, ...only })
    .execute()
  // Heard when the transaction commits, and not at all when it does not.
  await notify(trx, GATEWAY_CHANNEL, {})
}

export type GatewayRequest = {
  paymentId: string
  customerId: string
  billingAccountId: string
  operation: 'charge' | 'refund'
  amount: number
  currency: string
  billIds: string[]
  agentId: string | null
  chargeReference: string | null
  /** Null only of a refund to a method that was removed since. */
  token: string | null
  /** This time included: above 1, the gateway may have been asked before. */
  attempts: number
}

/** Takes the next request in hand for the length of the lease. @param now in ms. */
export async function claimRequest(trx: Transaction, now: number): Promise<GatewayRequest | null> {
  const { rows } = await sql<GatewayRequest>`
    update gateway_request request
    set state = 'asked', attempts = attempts + 1, not_before = ${isoInstant(now + LEASE_MS)}::timestamptz
    where payment_id = (
      select payment_id from gateway_request
      where state in ('waiting', 'asked') and not_before <= ${isoInstant(now)}::timestamptz
      order by not_before, payment_id limit 1 for update skip locked
    )
    returning payment_id as "paymentId", customer_id as "customerId", billing_account_id as "billingAccountId", operation, amount, currency,
      bill_ids as "billIds", agent_id as "agentId", charge_reference as "chargeReference", attempts,
      (select token from payment_method_token where payment_method_id = request.payment_method_id) as token`.execute(trx)
  return rows[0] ?? null
}

/** @returns false when somebody else has closed it meanwhile. The caller holds the customer's lock. */
export async function closeRequest(trx: Transaction, paymentId: string, state: 'approved' | 'declined'): Promise<boolean> {
  const { numUpdatedRows } = await trx.updateTable('gatewayRequest').set({ state }).where('paymentId', '=', paymentId).where('state', '=', 'asked').executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Nothing is known: asked again after a pause. @returns false as `closeRequest`. */
export async function postponeRequest(trx: Transaction, { paymentId, attempts }: GatewayRequest, now: number): Promise<boolean> {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 10))
  const { numUpdatedRows } = await trx.updateTable('gatewayRequest').set({ notBefore: isoInstant(now + pause) })
    .where('paymentId', '=', paymentId).where('state', '=', 'asked').executeTakeFirst()
  return numUpdatedRows > 0n
}
