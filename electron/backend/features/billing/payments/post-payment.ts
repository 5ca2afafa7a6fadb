/** What paying does to the ledger. The caller holds the customer's lock; rows of payments are the caller's. */
import { add, money, type Money } from '#shared/kernel/money.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import type { Payment } from '#shared/features/billing/billing.schema.ts'
import type { Transaction } from '../../../store/store.ts'
import { application, mendApplications, openBillsOf, postEntry, type LedgerOwner, type OpenBill, type Posting } from '../ledger.ts'

type By = { at: string; agentId: string | null }

export const ownerOf = ({ customerId, billingAccountId, currency }: Payment): LedgerOwner => ({ customerId, billingAccountId, currency })

/** The named ones first and in the order of their names, then the others as they are. */
export function namedFirst(open: readonly OpenBill[], billIds: readonly string[]): OpenBill[] {
  const named = [...new Set(billIds)].flatMap((id) => open.filter(({ billId }) => billId === id))
  return [...named, ...open.filter((bill) => !named.includes(bill))]
}

/** @returns what it paid, by bill. */
export async function postPayment(trx: Transaction, clock: Clock, payment: Payment, { billIds, ...by }: By & { billIds: readonly string[] }): Promise<Payment['paid']> {
  const owner = ownerOf(payment)
  const amount = money(payment.amount, payment.currency)
  const applied = application(amount, namedFirst(await openBillsOf(trx, owner), billIds))
  const postings: Posting[] = [{ debit: 'cash', credit: 'unapplied', amount }, ...applied]
  await postEntry(trx, clock, { ...owner, ...by, kind: 'payment', sourceId: payment.id, postings })
  return paidBy(applied)
}

function paidBy(applied: readonly Posting[]): Payment['paid'] {
  const paid = new Map<string, Money>()
  for (const { billId, amount } of applied) {
    if (billId === undefined) continue
    const before = paid.get(billId)
    paid.set(billId, before ? add(before, amount) : amount)
  }
  return Object.fromEntries([...paid].map(([billId, { amount }]) => [billId, amount]))
}

/** Taken from credit first; for what credit does not cover the newest bills that were paid are open again. */
export async function postRefund(trx: Transaction, clock: Clock, refund: Payment, by: By): Promise<void> {
  const owner = ownerOf(refund)
  const amount = money(refund.amount, refund.currency)
  await postEntry(trx, clock, { ...owner, ...by, kind: 'refund', sourceId: refund.id, postings: [{ debit: 'unapplied', credit: 'cash', amount }] })
  await mendApplications(trx, clock, owner, { ...by, sourceId: refund.id })
}
