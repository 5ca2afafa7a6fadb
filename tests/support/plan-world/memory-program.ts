/** The plan, the preview and the composition of bills over lists: what the database program does, without the database. */
import { cycleAfter, dateOf, dayOf } from '../../../shared/kernel/calendar.ts'
import type { PlanPreview } from '../../../shared/features/catalog/orders.schema.ts'
import { productsAfter, type Plan } from '../../../shared/features/catalog/plan-change.ts'
import { secondBillDay } from '../../../shared/features/catalog/plan-days.ts'
import type { HeldProduct } from '../../../shared/features/catalog/plan-slots.ts'
import { ratesAt } from '../../../electron/backend/features/billing/bill-taxes.ts'
import { composeBill, type BillBasis, type PreviousBill, type WaitingCharge } from '../../../electron/backend/features/billing/compose-bill.ts'
import { feeCharges, type Ahead } from '../../../electron/backend/features/billing/catalog/bills-ahead.ts'
import { preview, type About } from '../../../electron/backend/features/billing/catalog/plan-preview.ts'
import { chargesOn, type DatedCharge } from '../../../electron/backend/features/billing/one-time-charges.ts'
import { catalog, rates, type PlanCase } from './cases.ts'
import type { PlanProgram, PostedBill } from './play.ts'

/** What is broken on purpose, one at a time, to see that it is noticed. */
export type PlanRules = {
  /** What of a plan is carried out. */
  posted(plan: Plan): Pick<Plan, 'ended' | 'started' | 'fees'>
  /** On which day. */
  day(on: string): string
  /** What a bill knows of the one before. */
  previous(bill: PreviousBill): PreviousBill | null
  /** The day whose taxes hold. */
  taxDay(billDate: string, today: string): string
  /** What of the charges made once is left when a bill was made. */
  left(charges: DatedCharge[], billDate: string): DatedCharge[]
  /** What a cancelled order leaves. */
  restored(before: HeldProduct[], now: HeldProduct[]): HeldProduct[]
}

export const planRules: PlanRules = {
  posted: (plan) => plan,
  day: (on) => on,
  previous: (bill) => bill,
  taxDay: (billDate) => billDate,
  left: (charges, billDate) => charges.filter(({ dueOn }) => dueOn > billDate),
  restored: (before, now) => [...before, ...now.filter(({ id }) => !before.some((product) => product.id === id)).map((product) => ({ ...product, endsOn: product.startedOn }))],
}

const place = { stateOrProvince: 'NY', city: 'Yonkers' }
const ratesOn = (date: string) => ratesAt(rates, place, date)

export function memoryProgram(given: PlanCase, rules: PlanRules = planRules): PlanProgram {
  const { today, cycleDay } = given
  let billDay = dayOf(given.nextBillDate)
  let products = given.products
  let previous = before(given)
  let charges: WaitingCharge[] = given.charges.map(toCharge)
  let oneTime: DatedCharge[] = [...given.oneTime]
  let order: { products: HeldProduct[]; oneTime: DatedCharge[] } | null = null
  let ids = 0

  const ahead = (): Ahead => {
    const basis = { currency: 'USD', billDay, cycleDay, previous, charges, oneTime, products, rates: ratesOn(dateOf(billDay)) }
    return { ...basis, laterRates: ratesOn(dateOf(secondBillDay(basis))) }
  }
  const about: About = { customerKind: 'residential', status: 'active', currency: 'USD', today, pendingOn: null, movesOn: null, offerings: catalog }
  const shown = (change: PlanCase['change']) => preview(ahead(), change, { ...about, pendingOn: order ? today : null })

  function carryOut(plan: Plan, on: string): void {
    order = { products, oneTime }
    const what = rules.posted(plan)
    products = productsAfter(products, what, rules.day(on), () => `ordered-${(ids += 1)}`)
    oneTime = [...oneTime, ...feeCharges(what, on)]
  }
  function post(): PostedBill | null {
    const billDate = dateOf(billDay)
    const basis: BillBasis = {
      currency: 'USD', billDay, cycleDay, previous: previous && rules.previous(previous), products, charges, oneTime: chargesOn(oneTime, billDate), rates: ratesOn(rules.taxDay(billDate, today)),
    }
    const { days, lines, amount, dueDay } = composeBill(basis, () => '')
    billDay = days.until
    if (lines.length === 0) return null
    previous = { days, lines }
    charges = []
    oneTime = rules.left(oneTime, billDate)
    return { billDate, dueDate: dateOf(dueDay), periodStart: billDate, periodEnd: dateOf(days.until - 1), amount: amount.amount, lines }
  }
  return {
    preview: (change): PlanPreview => shown(change).preview,
    order(change, fingerprint) {
      const { preview: now, plan } = shown(change)
      if (now.fingerprint === null) return 'validation'
      if (now.fingerprint !== fingerprint) return 'conflict'
      carryOut(plan, now.effectiveOn ?? today)
      return null
    },
    cancel() {
      if (!order) return 'conflict'
      products = rules.restored(order.products, products)
      oneTime = order.oneTime.filter((charge) => oneTime.includes(charge))
      return null
    },
    charge: (amount) => void charges.push(toCharge(amount)),
    keep: () => undefined,
    bill: post,
    products: () => products,
    written: () => JSON.stringify([products, oneTime, charges, billDay]),
  }
}

const SOMEBODYS = '018cc251-f400-7000-8000-000000000000'
const toCharge = (amount: number): WaitingCharge => ({ adjustmentId: SOMEBODYS, name: 'Charge', amount })

/** The bill before, as the run would have made it then. */
function before({ history, nextBillDate, cycleDay, products }: PlanCase): PreviousBill | null {
  const from = cycleAfter(dayOf(nextBillDate), cycleDay, -1)
  if (history === 'none') return null
  if (history === 'withoutLines') return { days: { from, until: dayOf(nextBillDate) }, lines: null }
  const known = products.filter(({ startedOn }) => startedOn !== null && startedOn <= dateOf(from))
  const { days, lines } = composeBill({ currency: 'USD', billDay: from, cycleDay, previous: null, charges: [], oneTime: [], products: known, rates: [] }, () => '')
  return lines.length > 0 ? { days, lines } : null
}
