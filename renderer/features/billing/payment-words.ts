/** What a payment paid, in words. */
import { money, subtract, sum } from '#shared/kernel/money.ts'
import type { CustomerBill, Payment } from '#shared/features/billing/billing.schema.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

type Known = { bills: readonly Pick<CustomerBill, 'id' | 'billDate'>[] }

/** One line for each thing worth knowing; bills that are not at hand are taken together. */
export function paymentNotes(payment: Payment, { bills }: Known, t: Translate, formats: Formats): string[] {
  const amountOf = (amount: number) => formats.money(amount, payment.currency)
  const paid = Object.entries(payment.paid)
  const known = bills.flatMap(({ id, billDate }) => (payment.paid[id] ? [t('payment.paidBill', { amount: amountOf(payment.paid[id]), date: formats.day(billDate) })] : []))
  const earlier = total(paid.filter(([id]) => !bills.some((bill) => bill.id === id)).map(([, amount]) => amount))
  return [
    ...known,
    ...(earlier > 0 ? [t('payment.paidEarlier', { amount: amountOf(earlier) })] : []),
    ...(creditOf(payment) > 0 ? [t('payment.paidCredit', { amount: amountOf(creditOf(payment)) })] : []),
    ...(payment.refunded > 0 ? [t('payment.refunded', { amount: amountOf(payment.refunded) })] : []),
    ...(payment.by ? [t('payment.by', { who: payment.by })] : []),
    ...(payment.reference ? [t('payment.reference', { reference: payment.reference })] : []),
  ]
}

/** What may still be given back of it to its method; 0 where nothing may. Refunds that are on their way are counted. */
export function refundable({ kind, state, methodId, reference, amount, refunded }: Payment): number {
  if (kind !== 'payment' || state !== 'done' || methodId === null || reference === null) return 0
  return subtract(money(amount), money(refunded)).amount
}

/** What no gateway has charged can turn out not to have come: a check that bounced, a receipt on the wrong account. */
export const reversible = ({ kind, state, methodId, refunded }: Payment): boolean => kind === 'payment' && state === 'done' && methodId === null && refunded === 0

/** What a gateway has charged, and the bank may have taken back by itself. */
export const returnable = ({ kind, state, methodId, refunded }: Payment): boolean => kind === 'payment' && state === 'done' && methodId !== null && refunded === 0

/** `Payment of $84.20` */
export const paymentTitle = ({ kind, amount, currency }: Pick<Payment, 'kind' | 'amount' | 'currency'>, t: Translate, formats: Formats): string =>
  t(`payment.${kind}`, { amount: formats.money(amount, currency) })

const total = (amounts: readonly number[]): number => sum(amounts.map((amount) => money(amount))).amount

/** Said only where it is known what was paid: an imported book names no bills, and its payments are no credit for that. */
function creditOf({ kind, state, amount, paid, refunded }: Payment): number {
  const used = total(Object.values(paid))
  if (kind !== 'payment' || state !== 'done' || used === 0) return 0
  return subtract(money(amount), sum([money(used), money(refunded)])).amount
}
