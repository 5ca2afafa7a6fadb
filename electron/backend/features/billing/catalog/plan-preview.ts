/**
 * What a change of plan would do to the bills, as an order will do it. The fingerprint is of everything that is shown: an
 * order that carries it back is posted as it was shown, or not at all.
 */
import { createHash } from 'node:crypto'
import { hasLeft } from '#shared/features/customers/customer-status.ts'
import { dateOf } from '#shared/kernel/calendar.ts'
import type { BillLine } from '#shared/features/billing/bill-document.schema.ts'
import type { PlanChange, PlanPreview, PreviewBill } from '#shared/features/catalog/orders.schema.ts'
import { planChange, type Plan } from '#shared/features/catalog/plan-change.ts'
import { nextCycleOn, secondBillDay } from '#shared/features/catalog/plan-days.ts'
import { refusal } from '#shared/features/catalog/plan-rules.ts'
import type { HeldProduct, PlanTerms } from '#shared/features/catalog/plan-slots.ts'
import { findBilledAccount, ratesFor, readBillBasis, type BilledAccount } from '../bill-basis.ts'
import type { ComposedBill } from '../compose-bill.ts'
import { waitingOneTimeCharges } from '../one-time-charges.ts'
import { getCustomer } from '../../customers/customers.queries.ts'
import type { Transaction } from '../../../store/store.ts'
import { billsAhead, withPlan, type Ahead } from './bills-ahead.ts'
import { findMovingDay, findPendingDay, listOfferings } from './catalog.queries.ts'

/** `plan` null where there is nothing to plan upon: an account without a cycle. */
export type Worked = { preview: PlanPreview; plan: Plan | null; account: BilledAccount | null }

/** Needs a snapshot or the customer's lock. @param today of the operator's calendar. @throws AppError `notFound` for the customer */
export async function workOut(trx: Transaction, customerId: string, change: PlanChange, today: string): Promise<Worked> {
  const customer = await getCustomer(trx, customerId)
  const account = await findBilledAccount(trx, customerId)
  if (!account) return { preview: refused(hasLeft(customer.status) ? 'closed' : 'noCycle'), plan: null, account: null }
  const ahead = await readAhead(trx, account)
  const about = {
    customerKind: customer.kind, status: customer.status, currency: account.currency, today,
    pendingOn: await findPendingDay(trx, account.billingAccountId), movesOn: await findMovingDay(trx, customerId, today), offerings: await listOfferings(trx),
  }
  return { account, ...preview(ahead, change, about) }
}

const refused = (code: 'closed' | 'noCycle'): PlanPreview => ({
  refusals: [refusal(code)], currency: 'USD', effectiveOn: null, latestOn: null, nextCycleOn: null, monthly: { before: 0, after: 0 },
  fees: [], discounts: [], contracts: [], bills: [], fingerprint: null,
})

async function readAhead(trx: Transaction, account: BilledAccount): Promise<Ahead> {
  const { customerId } = account
  const basis = await readBillBasis(trx, account)
  return {
    ...basis,
    products: await readHeld(trx, customerId),
    oneTime: await waitingOneTimeCharges(trx, account),
    laterRates: await ratesFor(trx, { customerId, nextBillDate: dateOf(secondBillDay(basis)) }),
  }
}

const readHeld = (trx: Transaction, customerId: string): Promise<HeldProduct[]> =>
  trx.selectFrom('product').where('customerId', '=', customerId).where('removedAt', 'is', null)
    .select(['id', 'kind', 'name', 'detail', 'status', 'currency', 'monthlyPrice', 'startedOn', 'endsOn', 'contractTerm', 'contractEndsOn', 'offeringCode']).execute()

export type About = Omit<PlanTerms, 'effectiveOn' | 'latestOn' | 'notBefore' | 'products'>

/** No database and no clock. */
export function preview(ahead: Ahead, { items, effective, date }: PlanChange, about: About): { preview: PlanPreview; plan: Plan } {
  const days = { nextCycleOn: nextCycleOn(ahead, about.today), latestOn: dateOf(secondBillDay(ahead)) }
  const effectiveOn = effective === 'now' ? about.today : effective === 'nextCycle' ? days.nextCycleOn : date
  const plan = planChange(items, { ...about, effectiveOn, latestOn: days.latestOn, notBefore: firstDay(ahead), products: ahead.products })
  const shown = {
    refusals: plan.refusals,
    currency: about.currency,
    effectiveOn,
    ...days,
    monthly: plan.monthly,
    fees: plan.fees.map(({ name, what, amount }) => ({ name, what, amount })),
    discounts: plan.discounts.map(({ effect, slot }) => ({ effect, name: slot.name, amount: slot.price ?? 0 })),
    contracts: plan.contracts,
    bills: plan.refusals.length === 0 && effectiveOn !== null ? previewBills(ahead, plan, effectiveOn) : [],
  }
  return { plan, preview: { ...shown, fingerprint: plan.refusals.length === 0 ? fingerprintOf(shown, items) : null } }
}

const firstDay = ({ previous }: Ahead): string | null => (previous?.lines === null ? dateOf(previous.days.from + 1) : null)

/** What it was made for is in it too: two changes that cost the same are not one. */
const fingerprintOf = (shown: Omit<PlanPreview, 'fingerprint'>, items: PlanChange['items']): string =>
  createHash('sha256').update(JSON.stringify([shown, items])).digest('hex')

function previewBills(ahead: Ahead, plan: Plan, on: string): PreviewBill[] {
  const before = billsAhead(ahead)
  return billsAhead(withPlan(ahead, plan, on)).map((bill, place) => {
    const without = before[place] ?? bill
    return {
      billDate: dateOf(bill.days.from), dueDate: dateOf(bill.dueDay), periodStart: dateOf(bill.days.from), periodEnd: dateOf(bill.days.until - 1),
      before: totals(without), after: totals(bill), lines: shownLines(bill.lines), linesBefore: shownLines(without.lines),
    }
  })
}

const totals = ({ amount, parts }: ComposedBill) => ({ amount: amount.amount, tax: parts.tax.amount })

/** In an order that does not go by ids: those of what is to come are not known yet. */
function shownLines(lines: readonly BillLine[]): PreviewBill['lines'] {
  const key = ({ name, periodStart, code, amount }: PreviewBill['lines'][number]): string => [name, periodStart, code, amount].join('\n')
  const groups = [...new Set(lines.map(({ group }) => group))]
  const shown = lines.map(({ id: _, productId: __, ...line }) => line)
  return groups.flatMap((group) => shown.filter((line) => line.group === group).sort((a, b) => (key(a) < key(b) ? -1 : 1)))
}
