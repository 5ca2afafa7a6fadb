/**
 * Bills and payments of one account, to the cent. Payments go to the oldest open bill first; at every moment
 * billed = paid - refunded + remaining.
 */
import type { BillingAccount, CustomerBill, Payment } from '#shared/features/billing/billing.schema.ts'
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import { add, money, subtract, sum, type Money } from '#shared/kernel/money.ts'
import { cycleAfter, cycleStartOn, dateOf, instantOf } from '#shared/kernel/calendar.ts'
import { billAmount, half, monthlyCharges, type Holder } from './products.ts'
import type { Random } from './random.ts'

export type Billing = { account: BillingAccount; bills: CustomerBill[]; payments: Payment[] }

/** Days from the bill to its due date. */
export const DUE_AFTER_DAYS = 22
/** As many bills as the account shows. */
const MAX_BILLS = 13

type OpenBill = { day: number; amount: Money; remaining: Money }
type Habit = 'autopay' | 'prompt' | 'late' | 'partial' | 'behind' | 'gone'

export function makeBilling(random: Random, holder: Holder, products: readonly Product[]): Billing {
  const accountId = holder.nextId()
  const ledger = new Ledger(random, holder, accountId, paymentMethod(random, holder.autopay))
  const days = billDays(holder)
  const bills = days.map((day) => bill(day, products, holder))
  const habit = habitOf(random, holder)
  for (const [position, current] of bills.entries()) ledger.live(current, habit, bills.length - position)
  const rows = bills.map((current) => billRow(current, holder, accountId))
  return { account: accountRow(holder, accountId, ledger, rows, products), bills: rows, payments: ledger.payments }
}

const bill = (day: number, products: readonly Product[], { subscriber }: Holder): OpenBill => {
  const amount = billAmount(products, day, subscriber.location.place.taxBasisPoints)
  return { day, amount, remaining: amount }
}

/** Bill dates, oldest first: none before service began, none after it ended. */
export function billDays({ subscriber, today, cycleDay }: Pick<Holder, 'subscriber' | 'today' | 'cycleDay'>): number[] {
  if (subscriber.status === 'pending') return []
  const days: number[] = []
  let day = cycleStartOn(subscriber.closedDay === null ? today : subscriber.closedDay - 1, cycleDay)
  while (day >= subscriber.sinceDay && days.length < MAX_BILLS) {
    days.unshift(day)
    day = cycleAfter(day, cycleDay, -1)
  }
  return days
}

function habitOf(random: Random, { subscriber, autopay }: Holder): Habit {
  const { status, statusReason } = subscriber.customer
  // The first showpiece is the caller who owes something.
  if (subscriber.index === 0) return 'behind'
  if (statusReason === 'non-payment') return status === 'closed' ? 'gone' : 'behind'
  if (autopay) return 'autopay'
  const roll = random.fraction()
  if (status === 'closed') return roll < 0.8 ? 'prompt' : 'late'
  return roll < 0.66 ? 'prompt' : roll < 0.87 ? 'late' : roll < 0.94 ? 'partial' : 'behind'
}

class Ledger {
  readonly payments: Payment[] = []
  readonly method: string
  readonly #random: Random
  readonly #holder: Holder
  readonly #accountId: string
  readonly #open: OpenBill[] = []

  constructor(random: Random, holder: Holder, accountId: string, method: string) {
    this.#random = random
    this.#holder = holder
    this.#accountId = accountId
    this.method = method
  }

  /** What happens between this bill and the next. @param fromEnd 1 for the newest bill. */
  live(current: OpenBill, habit: Habit, fromEnd: number): void {
    this.#open.push(current)
    const due = current.day + DUE_AFTER_DAYS
    if (habit === 'autopay') this.#payAutomatically(due)
    else if (habit === 'prompt') this.#pay(current.day + this.#random.between(2, 20), this.#owed())
    else if (habit === 'late') this.#pay(due + this.#random.between(1, 6), this.#owed())
    else if (habit === 'partial') this.#pay(due - this.#random.between(0, 8), this.#random.chance(0.5) ? half(this.#owed()) : this.#owed())
    // The account is left with one to three unpaid bills, or four at worst.
    else if (fromEnd > (habit === 'gone' ? 2 : 1 + (this.#holder.subscriber.index % 3))) this.#pay(due - this.#random.between(0, 5), this.#owed())
    if (this.#random.chance(0.004)) this.#payTwice(due + 2)
  }

  #owed(): Money {
    return sum(this.#open.map((open) => open.remaining))
  }

  #payAutomatically(day: number): void {
    // A declined card is tried again two days later.
    const declined = this.#random.chance(0.02)
    if (declined) this.#record(day, this.#owed(), 'payment', 'declined')
    this.#pay(declined ? day + 2 : day, this.#owed())
  }

  #pay(day: number, amount: Money): void {
    if (day >= this.#holder.today || amount.amount === 0) return
    this.#record(day, amount, 'payment', 'done')
    let left = amount
    for (const open of this.#open) {
      const part = open.remaining.amount < left.amount ? open.remaining : left
      open.remaining = subtract(open.remaining, part)
      left = subtract(left, part)
    }
    // Settled bills are done with; the row keeps its own reference.
    while (this.#open[0]?.remaining.amount === 0) this.#open.shift()
  }

  /** Paid at a counter and by phone on one day: the second payment is given back. */
  #payTwice(day: number): void {
    const last = this.payments.findLast((payment) => payment.state === 'done' && payment.kind === 'payment')
    if (!last || day + 9 >= this.#holder.today) return
    const amount = money(last.amount)
    this.#record(day, amount, 'payment', 'done')
    this.#record(day + this.#random.between(3, 9), amount, 'refund', 'done')
  }

  #record(day: number, amount: Money, kind: Payment['kind'], state: Payment['state']): void {
    if (day >= this.#holder.today || amount.amount === 0) return
    this.payments.push({
      id: this.#holder.nextId(),
      customerId: this.#holder.subscriber.customer.id,
      version: 1,
      billingAccountId: this.#accountId,
      at: instantOf(day, this.#random.between(12 * 60, 23 * 60), this.#random.between(0, 59)),
      currency: amount.currency,
      amount: amount.amount,
      kind,
      method: this.method,
      state,
      paid: {},
      refunded: 0,
      refundOf: null,
      by: null,
      reference: null,
    })
  }
}

function paymentMethod(random: Random, autopay: boolean): string {
  const lastFour = String(random.between(0, 9_999)).padStart(4, '0')
  const brand = random.pick(['Visa', 'Visa', 'Mastercard', 'Mastercard', 'American Express', 'Discover'])
  const roll = random.fraction()
  if (roll < 0.55) return `${brand} ···· ${lastFour}`
  if (roll < 0.75 || autopay) return `Bank withdrawal ···· ${lastFour}`
  return random.pick(['Mailed check', 'Cash at a store', 'Online bill pay'])
}

function billRow({ day, amount, remaining }: OpenBill, { subscriber, cycleDay, nextId }: Holder, accountId: string): CustomerBill {
  const settled = remaining.amount === 0
  const billDate = dateOf(day)
  return {
    id: nextId(),
    customerId: subscriber.customer.id,
    version: 1,
    billingAccountId: accountId,
    billNumber: `${subscriber.customer.accountNumber.slice(6, 14).replace('-', '')}-${billDate.slice(0, 4)}${billDate.slice(5, 7)}`,
    billDate,
    dueDate: dateOf(day + DUE_AFTER_DAYS),
    periodStart: billDate,
    periodEnd: dateOf(cycleAfter(day, cycleDay) - 1),
    currency: amount.currency,
    amount: amount.amount,
    remaining: remaining.amount,
    state: settled ? 'settled' : remaining.amount < amount.amount ? 'partiallyPaid' : 'open',
  }
}

function accountRow(holder: Holder, id: string, ledger: Ledger, bills: readonly CustomerBill[], products: readonly Product[]): BillingAccount {
  const { subscriber, today, cycleDay } = holder
  const todayDate = dateOf(today)
  const open = bills.filter((row) => row.remaining > 0)
  const nextBillDay = nextBill(holder)
  const total = (rows: readonly CustomerBill[]): number => sum(rows.map((row) => money(row.remaining))).amount
  return {
    id,
    customerId: subscriber.customer.id,
    version: 1,
    currency: 'USD',
    pastDue: total(open.filter((row) => row.dueDate < todayDate)),
    currentDue: total(open.filter((row) => row.dueDate >= todayDate)),
    upcoming: nextBillDay === null ? 0 : monthlyCharges(products, nextBillDay).amount,
    nextDueDate: open.find((row) => row.dueDate >= todayDate)?.dueDate ?? null,
    nextBillDate: nextBillDay === null ? null : dateOf(nextBillDay),
    cycleDay,
    autopay: holder.autopay,
    paperless: holder.paperless,
    paymentMethod: ledger.method,
    credit: 0,
    unbilled: 0,
    ...lifetime(holder, bills, ledger.payments),
  }
}

/** Null once the account is closed; the first bill date after service begins when it is pending. */
function nextBill({ subscriber, today, cycleDay }: Holder): number | null {
  if (subscriber.status === 'closed') return null
  const from = Math.max(today, subscriber.sinceDay)
  return cycleAfter(cycleStartOn(from, cycleDay), cycleDay)
}

/** Known only where the bills reach back to the first day. */
function lifetime({ subscriber, cycleDay }: Holder, bills: readonly CustomerBill[], payments: readonly Payment[]) {
  const first = bills[0]
  const whole = !first || cycleAfter(Date.parse(first.billDate) / 86_400_000, cycleDay, -1) < subscriber.sinceDay
  if (!whole) return { lifetimeCharges: null, lifetimeRefunds: null }
  const refunds = payments.filter((payment) => payment.kind === 'refund' && payment.state === 'done')
  const charged = bills.reduce((total, row) => add(total, money(row.amount)), money(0))
  return { lifetimeCharges: charged.amount, lifetimeRefunds: sum(refunds.map((row) => money(row.amount))).amount }
}
