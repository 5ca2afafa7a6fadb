/**
 * What can be bought for the running cycle, and what it will cost. The price with its tax is the difference that it makes to
 * the next bill, reckoned by the same composition that makes the bill: so what is shown is what is asked for.
 */
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { newId } from '#shared/kernel/ids.ts'
import { MAX_PAID_TOP_UPS, type TopUpOffer, type TopUpRefusal, type TopUpTerms } from '#shared/features/usage/usage.schema.ts'
import type { Services } from '../../../services.ts'
import type { Queryable } from '../../../store/store.ts'
import { getCustomer } from '../../customers/customers.queries.ts'
import { findBilledAccount, readBillBasis, type BilledAccount } from '../bill-basis.ts'
import { composeBill, type BillBasis, type OneTimeCharge } from '../compose-bill.ts'
import { findCycle, type DatedCycle } from './usage.queries.ts'

export type StoredOffer = { code: string; name: string; megabytes: number; currency: string; amount: number }

export type TopUpBasis = { refused: TopUpRefusal; cycle: DatedCycle | null; account: null } | { refused: null; cycle: DatedCycle; account: BilledAccount }

/** Whether this customer can buy anything now, and for what. Needs a snapshot or the customer's lock. */
export async function topUpBasis(db: Queryable, customerId: string, today: string): Promise<TopUpBasis> {
  const cycle = await findCycle(db, customerId, today)
  const refusal = (refused: TopUpRefusal): TopUpBasis => ({ refused, cycle, account: null })
  const { status } = await getCustomer(db, customerId)
  if (hasLeft(status)) return refusal('closedAccount')
  if (!cycle) return refusal('noCycle')
  if (cycle.allowanceMegabytes === null) return refusal('unlimited')
  const account = await findBilledAccount(db, customerId)
  return account ? { refused: null, cycle, account } : refusal('noBill')
}

export async function topUpTerms(db: Queryable, { clock }: Pick<Services, 'clock'>, customerId: string, today: string): Promise<TopUpTerms> {
  const { refused, cycle, account } = await topUpBasis(db, customerId, today)
  const none = (why: TopUpRefusal): TopUpTerms => ({ usageConsumptionId: cycle?.id ?? null, billDate: null, refused: why, offers: [] })
  if (refused) return none(refused)
  const basis = await readBillBasis(db, account)
  const full = await hasEnough(db, cycle)
  const own = (await offersOn(db, today)).filter(({ currency }) => currency === account.currency)
  // A gift of the operator is no line of a bill, and may be given all the same.
  const offers = full ? own.filter(({ amount }) => amount === 0) : own
  if (full && offers.length === 0) return none('enough')
  return { usageConsumptionId: cycle.id, billDate: account.nextBillDate, refused, offers: offers.map((offer) => priced(offer, basis, () => newId(clock))) }
}

/** Whether the cycle has all the paid top-ups that it may have. Needs a snapshot or the customer's lock. */
export async function hasEnough(db: Queryable, { id }: Pick<DatedCycle, 'id'>): Promise<boolean> {
  const bought = await db.selectFrom('usageTopUp').select('id').where('usageConsumptionId', '=', id).where('state', '=', 'active').where('amount', '>', 0).where('removedAt', 'is', null)
    .limit(MAX_PAID_TOP_UPS).execute()
  return bought.length >= MAX_PAID_TOP_UPS
}

export const offersOn = (db: Queryable, day: string): Promise<StoredOffer[]> =>
  db.selectFrom('usageTopUpOffer').select(['code', 'name', 'megabytes', 'currency', 'amount'])
    .where('validFrom', '<=', day).where(({ eb, or }) => or([eb('validTo', 'is', null), eb('validTo', '>=', day)])).orderBy('megabytes').orderBy('code').execute()

/** Taxed as internet access is. */
export const chargeFor = ({ name, amount }: Pick<StoredOffer, 'name' | 'amount'>): OneTimeCharge => ({ name, detail: null, amount, kind: 'internet' })

/** Taxes are of sums: the share of one line in them is what the bill is more with it. */
export function priced(offer: StoredOffer, basis: BillBasis, newLineId: () => string): TopUpOffer {
  const without = composeBill(basis, newLineId).amount.amount
  const total = composeBill({ ...basis, oneTime: [...basis.oneTime, chargeFor(offer)] }, newLineId).amount.amount - without
  return { ...offer, tax: total - offer.amount, total }
}
