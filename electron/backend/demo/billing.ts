/**
 * Bills and payments of one account, to the cent. Payments go to the oldest open bill first; at every moment
 * billed = paid - refunded - credit + remaining.
 */
import type { BillDocument } from '#shared/features/billing/bill-document.schema.ts'
import type { BillingAccount, CustomerBill, Payment } from '#shared/features/billing/billing.schema.ts'
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import { allocate, add, money, subtract, sum, type Money } from '#shared/kernel/money.ts'
import { cycleAfter, cycleStartOn, dateOf, dayOf, instantOf } from '#shared/kernel/calendar.ts'
import { billRow } from '../features/billing/bill-row.ts'
import type { ComposedBill } from '../features/billing/compose-bill.ts'
import { composeDemoBill, oneTimeCharges } from './bills.ts'
import type { Holder } from './products.ts'
import type { Random } from './random.ts'

export type Billing = { account: BillingAccount; bills: CustomerBill[]; documents: BillDocument[]; payments: Payment[] }

/** As many bills as the account shows. */
const MAX_BILLS = 13

type OpenBill = { composed: ComposedBill; remaining: Money }
type Habit = 'autopay' | 'prompt' | 'late' | 'partial' | 'behind' | 'gone'

/** @param extra what came to the book later draws here, so that the rest of it stays as it was. */
export function makeBilling(random: Random, extra: Random, holder: Holder, products: readonly Product[]): Billing {
  const accountId = holder.nextId()
  const ledger = new Ledger(random, holder, accountId, paymentMethod(random, holder.autopay))
  const days = billDays(holder)
  const habit = habitOf(random, holder)
  const bills: OpenBill[] = []
  for (const [position, billDay] of days.entries()) {
    const oneTime = oneTimeCharges(extra, { first: position === 0 && firstBillOf(holder, billDay), late: ledger.owes && !holder.autopay })
    const composed = composeDemoBill(holder, products, { billDay, previous: bills.at(-1)?.composed ?? null, oneTime })
    const open = { composed, remaining: composed.amount }
    bills.push(open)
    ledger.live(open, habit, days.length - position)
  }
  ledger.overpay(extra, bills.at(-1))
  const rows = bills.map((bill) => demoBillRow(bill, holder, accountId))
  const documents = rows.map(({ id, customerId, currency }, position) => ({ billId: id, customerId, currency, lines: bills[position]?.composed.lines ?? [] }))
  const payments = ledger.rows(new Map(bills.map((bill, position) => [bill, rows[position]?.id ?? ''])))
  return { account: accountRow(holder, { accountId, bills, rows, payments, products, ledger }), bills: rows, documents, payments }
}

/** The book shows the last bills alone; one that began before them has no bill before its first. */
const firstBillOf = ({ subscriber, cycleDay }: Holder, billDay: number): boolean => cycleAfter(billDay, cycleDay, -1) < subscriber.sinceDay

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

/** A payment before the bills have their ids: what it paid, by the bill itself. */
type Paid = { row: Payment; paid: Map<OpenBill, Money> }

class Ledger {
  readonly method: string
  readonly #paid: Paid[] = []
  readonly #random: Random
  readonly #holder: Holder
  readonly #accountId: string
  readonly #open: OpenBill[] = []
  /** Paid beyond what was owed. */
  credit = money(0)

  constructor(random: Random, holder: Holder, accountId: string, method: string) {
    this.#random = random
    this.#holder = holder
    this.#accountId = accountId
    this.method = method
  }

  get owes(): boolean {
    return this.#open.length > 0
  }

  /** What happens between this bill and the next. @param fromEnd 1 for the newest bill. */
  live(current: OpenBill, habit: Habit, fromEnd: number): void {
    this.#open.push(current)
    const day = current.composed.days.from
    const due = current.composed.dueDay
    if (habit === 'autopay') this.#payAutomatically(due)
    else if (habit === 'prompt') this.#pay(day + this.#random.between(2, 20), this.#owed())
    else if (habit === 'late') this.#pay(due + this.#random.between(1, 6), this.#owed())
    else if (habit === 'partial') this.#pay(due - this.#random.between(0, 8), this.#random.chance(0.5) ? half(this.#owed()) : this.#owed())
    // The account is left with one to three unpaid bills, or four at worst.
    else if (fromEnd > (habit === 'gone' ? 2 : 1 + (this.#holder.subscriber.index % 3))) this.#pay(due - this.#random.between(0, 5), this.#owed())
    if (this.#random.chance(0.004)) this.#payTwice(due + 2)
  }

  /** Some send a round sum, and what is over waits for the next bill. */
  overpay(extra: Random, newest: OpenBill | undefined): void {
    const last = this.#paid.at(-1)
    const rounds = extra.chance(0.06) && !this.#holder.autopay && !this.owes
    if (!rounds || !newest || last?.row.kind !== 'payment' || last.row.state !== 'done' || !last.paid.has(newest)) return
    this.credit = money(extra.pick([500, 1_000, 2_000, 5_000]))
    last.row.amount = add(money(last.row.amount), this.credit).amount
  }

  /** @param ids of the bills, which have theirs only now. */
  rows(ids: ReadonlyMap<OpenBill, string>): Payment[] {
    return this.#paid.map(({ row, paid }) => ({ ...row, paid: Object.fromEntries([...paid].map(([bill, part]) => [ids.get(bill), part.amount])) }))
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
    const paid = this.#record(day, amount, 'payment', 'done')?.paid
    let left = amount
    for (const open of this.#open) {
      const part = open.remaining.amount < left.amount ? open.remaining : left
      if (part.amount > 0) paid?.set(open, part)
      open.remaining = subtract(open.remaining, part)
      left = subtract(left, part)
    }
    // Settled bills are done with; the row keeps its own reference.
    while (this.#open[0]?.remaining.amount === 0) this.#open.shift()
  }

  /** Paid at a counter and by phone on one day: the second payment is given back. */
  #payTwice(day: number): void {
    const last = this.#paid.findLast(({ row }) => row.state === 'done' && row.kind === 'payment')
    if (!last || day + 9 >= this.#holder.today) return
    const amount = money(last.row.amount)
    const twice = this.#record(day, amount, 'payment', 'done')
    const back = this.#record(day + this.#random.between(3, 9), amount, 'refund', 'done')
    if (!twice || !back) return
    twice.row.refunded = amount.amount
    back.row.refundOf = twice.row.id
    back.row.reason = 'Paid twice on one day, at a counter and by phone'
  }

  #record(day: number, amount: Money, kind: Payment['kind'], state: Payment['state']): Paid | null {
    if (day >= this.#holder.today || amount.amount === 0) return null
    const row: Payment = {
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
      methodId: null,
      declineReason: null,
      reason: null,
      reversal: null,
    }
    const made = { row, paid: new Map<OpenBill, Money>() }
    this.#paid.push(made)
    return made
  }
}

const half = (amount: Money): Money => allocate(amount, [1, 1])[0] ?? amount

function paymentMethod(random: Random, autopay: boolean): string {
  const lastFour = String(random.between(0, 9_999)).padStart(4, '0')
  const brand = random.pick(['Visa', 'Visa', 'Mastercard', 'Mastercard', 'American Express', 'Discover'])
  const roll = random.fraction()
  if (roll < 0.55) return `${brand} ···· ${lastFour}`
  if (roll < 0.75 || autopay) return `Bank withdrawal ···· ${lastFour}`
  return random.pick(['Mailed check', 'Cash at a store', 'Online bill pay'])
}

function demoBillRow({ composed, remaining }: OpenBill, { subscriber, nextId }: Holder, billingAccountId: string): CustomerBill {
  const { id: customerId, accountNumber } = subscriber.customer
  const row = billRow(nextId(), { customerId, billingAccountId, accountNumber, currency: remaining.currency }, composed)
  return { ...row, remaining: remaining.amount, state: remaining.amount === 0 ? 'settled' : remaining.amount < row.amount ? 'partiallyPaid' : 'open' }
}

type Account = { accountId: string; bills: readonly OpenBill[]; rows: readonly CustomerBill[]; payments: readonly Payment[]; products: readonly Product[]; ledger: Ledger }

function accountRow(holder: Holder, { accountId, bills, rows, payments, products, ledger }: Account): BillingAccount {
  const { subscriber, today, cycleDay } = holder
  const todayDate = dateOf(today)
  const open = rows.filter((row) => row.remaining > 0)
  const billDay = nextBill(holder)
  const total = (some: readonly CustomerBill[]): number => sum(some.map((row) => money(row.remaining))).amount
  return {
    id: accountId,
    customerId: subscriber.customer.id,
    version: 1,
    currency: 'USD',
    pastDue: total(open.filter((row) => row.dueDate < todayDate)),
    currentDue: total(open.filter((row) => row.dueDate >= todayDate)),
    upcoming: billDay === null ? 0 : composeDemoBill(holder, products, { billDay, previous: bills.at(-1)?.composed ?? null, oneTime: [] }).recurring.amount,
    nextDueDate: open.find((row) => row.dueDate >= todayDate)?.dueDate ?? null,
    nextBillDate: billDay === null ? null : dateOf(billDay),
    cycleDay,
    autopay: holder.autopay,
    paperless: holder.paperless,
    paymentMethod: ledger.method,
    credit: ledger.credit.amount,
    unbilled: 0,
    ...lifetime(holder, rows, payments),
  }
}

/** Null once the account is closed; the first bill date after service begins when it is pending. */
function nextBill({ subscriber, today, cycleDay }: Holder): number | null {
  if (subscriber.status === 'closed') return null
  const from = Math.max(today, subscriber.sinceDay)
  return cycleAfter(cycleStartOn(from, cycleDay), cycleDay)
}

/** Known only where the bills reach back to the first day. */
function lifetime(holder: Holder, bills: readonly CustomerBill[], payments: readonly Payment[]) {
  const first = bills[0]
  if (first && !firstBillOf(holder, dayOf(first.billDate))) return { lifetimeCharges: null, lifetimeRefunds: null }
  const refunds = payments.filter((payment) => payment.kind === 'refund' && payment.state === 'done')
  const charged = sum(bills.map((row) => money(row.amount)))
  return { lifetimeCharges: charged.amount, lifetimeRefunds: sum(refunds.map((row) => money(row.amount))).amount }
}
