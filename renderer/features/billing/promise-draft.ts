/** What autopay does about a bill that is being promised, as the backend will do it. */
import type { AutopayState } from '#shared/features/billing/payments.schema.ts'

/** `waits`: the draft of `date` is held until the promised day. `after`: it comes on `date`, for what is left then. Minor units. */
export type PromiseDraft = { kind: 'waits' | 'after'; date: string; amount: number }

/** @param until the promised day. @returns null for a bill that is not drafted */
export function draftBesidePromise(state: Pick<AutopayState, 'drafts'> | null, billId: string, until: string): PromiseDraft | null {
  const draft = state?.drafts.find((known) => known.billId === billId)
  return draft ? { kind: draft.date < until ? 'waits' : 'after', date: draft.date, amount: draft.amount } : null
}
