/** A refund, while it is being typed: what stands in its way as far as it is known here. The backend decides. */
import { holdsCardNumber } from '#shared/kernel/card-numbers.ts'
import { money, subtract } from '#shared/kernel/money.ts'
import { REFUND_REASON, type PaymentTerms } from '#shared/features/billing/payments.schema.ts'

type Refunding = PaymentTerms['refunding']

/** What is left of the payment is told first, then what the agent may give back: nobody can raise the first. */
export type RefundBound = { of: 'payment' | 'refundedAtATime' | 'refundedInADay'; limit: number; left: number }

/** The first bound that the amount would pass, minor units; null when none is, or the agent's own are not known. @param left of the payment */
export function refundBound(amount: number, left: number, refunding: Refunding): RefundBound | null {
  const bounds: RefundBound[] = [{ of: 'payment', limit: left, left }, ...(refunding ? agentBounds(refunding) : [])]
  return bounds.find((bound) => amount > bound.left) ?? null
}

const agentBounds = ({ perRefund, perDay, usedToday }: NonNullable<Refunding>): RefundBound[] => [
  { of: 'refundedAtATime', limit: perRefund, left: perRefund },
  { of: 'refundedInADay', limit: perDay, left: Math.max(0, subtract(money(perDay), money(usedToday)).amount) },
]

/** Whether the agent has recorded a check or cash on this account since it was paid: then somebody else refunds it. @param payment.at an instant, as the other */
export const ownRecorded = ({ at }: { at: string }, refunding: Refunding): boolean => refunding !== null && refunding.recordedAt !== null && refunding.recordedAt >= at

/** Null when it can be sent. */
export function refundReasonProblem(text: string): 'short' | 'card' | null {
  if (holdsCardNumber(text)) return 'card'
  return text.trim().length < REFUND_REASON.min ? 'short' : null
}
