/**
 * What a link was sent to pay. When that was paid another way meanwhile (a check, autopay, an agent), the link does not
 * charge it once more; one that was sent for more than was owed pays ahead on purpose, and does.
 */
import { subtract } from '#shared/kernel/money.ts'
import type { PaymentLink } from '#shared/features/billing/payment-links.schema.ts'
import type { Transaction } from '../../../store/store.ts'
import { balanceOf, standingOf } from '../ledger.ts'

/** `due`: bills that are not paid. `balance`: with what is charged since the last one. */
export type Debt = 'due' | 'balance'
type Owner = Pick<PaymentLink, 'billingAccountId' | 'currency'>

async function debtsOf(trx: Transaction, owner: Owner): Promise<Record<Debt, number>> {
  const standing = await standingOf(trx, owner)
  return { due: subtract(standing.receivable, standing.unapplied).amount, balance: balanceOf(standing).amount }
}

/** @param amount minor units. @returns the least debt that it is within; null when it pays ahead */
export async function debtFor(trx: Transaction, owner: Owner, amount: number): Promise<Debt | null> {
  const { due, balance } = await debtsOf(trx, owner)
  return amount <= due ? 'due' : amount <= balance ? 'balance' : null
}

/** The customer is locked. @returns what is left of a debt that has become less than the link would charge, minor units; null while it may charge */
export async function leftOfDebt(trx: Transaction, link: PaymentLink): Promise<number | null> {
  const { debt } = await trx.selectFrom('paymentLinkSecret').select('debt').where('linkId', '=', link.id).executeTakeFirstOrThrow()
  if (debt === null || link.amount === null) return null
  const left = (await debtsOf(trx, link))[debt]
  return left < link.amount ? Math.max(0, left) : null
}
