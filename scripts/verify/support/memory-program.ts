/**
 * The ledger's own decisions over lists in memory: which postings an adjustment makes, how a credit is spread over bills,
 * what a reversal mends, whether a limit is met. Only where rows lie and how they are summed is made here; that part is
 * proven by the run on the database.
 */
import { AppError } from '#shared/kernel/errors.ts'
import { dateIn } from '#shared/kernel/calendar.ts'
import { add, money, subtract, zero, type Money } from '#shared/kernel/money.ts'
import type { AdjustmentLimits } from '#shared/features/billing/adjustments.schema.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import { billedChargeBackPostings, chargePostings, creditPostings } from '../../../electron/backend/features/billing/adjustment-ledger.ts'
import { approverExceeds, creditExceeds, requireWithinBill, withinLimits, type Used } from '../../../electron/backend/features/billing/adjustment-limits.ts'
import { billPostings } from '../../../electron/backend/features/billing/issue-bill.ts'
import { ledgerAccounts, type LedgerAccount, type LedgerEntryKind } from '../../../electron/backend/features/billing/ledger-accounts.ts'
import { application, counterPostings, mending, type OpenBill, type Posting } from '../../../electron/backend/features/billing/ledger.ts'
import { LIMITS, type Books, type Cast, type Decision, type Direction, type Outcome, type Program, type Submission } from '../../../tests/support/money-world/program.ts'

/** What the run is about; a control breaks one of them. */
export const rules = { application, approverExceeds, billedChargeBackPostings, chargePostings, counterPostings, creditExceeds, creditPostings, mending, requireWithinBill, withinLimits }
export type Rules = typeof rules

type State = 'posted' | 'pendingApproval' | 'refused' | 'withdrawn' | 'reversed'
type Adjustment = { account: number; agent: number; direction: Direction; amount: Money; bill: number | null; state: State; at: number; dayKey: string; entry: Entry | null }
type Entry = { kind: LedgerEntryKind; seq: number; postings: readonly Posting[] }
type Bill = { id: string; amount: number; remaining: Money; applied: Money; due: number; seq: number }
type Account = {
  postings: { debit: number[]; credit: number[]; amount: number[]; bill: number[] }
  bills: Bill[]
  places: Map<string, number>
  credits: Adjustment[]
  /** Charges that were taken back, which give as much as a credit. */
  takenBack: { amount: Money; at: number }[]
  standing: Record<'receivable' | 'unbilled' | 'unapplied', Money>
  /** Of the last bill that took what was unbilled. */
  claimedSeq: number
  writes: number
}

const NONE: AdjustmentLimits = { perAdjustment: 0, perDay: 0, perCustomer30Days: 0 }
const DAY_MS = 86_400_000
const place = Object.fromEntries(ledgerAccounts.map((name, index) => [name, index])) as Record<LedgerAccount, number>
const isCounted = ({ direction, state }: Adjustment) => direction === 'credit' && (state === 'posted' || state === 'pendingApproval')

export function memoryProgram({ clock, accounts: count, agents }: Cast, rule: Rules = rules): Program & { postings(): number } {
  const accounts = Array.from({ length: count }, openAccount)
  const [adjustments, payments, billIds]: [Adjustment[], Entry[], string[]] = [[], [], []]
  const ofDay = new Map<string, Money>()
  let seq = 0
  const account = (number: number) => accounts[number] as Account
  const adjustment = (number: number) => adjustments[number] as Adjustment
  const roleOf = (agent: number) => agents[agent] as Role
  const openBills = ({ bills }: Account): OpenBill[] =>
    bills.filter(({ remaining }) => remaining.amount > 0).sort((a, b) => a.due - b.due || a.seq - b.seq).map(({ id, remaining }) => ({ billId: id, remaining }))
  const appliedBills = ({ bills }: Account): OpenBill[] =>
    bills.filter(({ applied }) => applied.amount !== 0).sort((a, b) => b.due - a.due || b.seq - a.seq).map(({ id, applied }) => ({ billId: id, remaining: applied }))

  function post(to: Account, kind: LedgerEntryKind, postings: readonly Posting[]): Entry {
    for (const posting of postings) write(to, kind, posting)
    to.writes += 1
    return { kind, seq: (seq += 1), postings }
  }

  function mend(of: Account): void {
    const postings = rule.mending(of.standing.unapplied, openBills(of), appliedBills(of))
    if (postings.length > 0) post(of, 'application', postings)
  }

  /** As `reverseSource` does with a source of one entry. */
  function takeBack(of: Account, entry: Entry): void {
    post(of, 'reversal', rule.counterPostings(entry.postings))
    mend(of)
  }

  const creditsOn = ({ credits }: Account, bill: number, but?: Adjustment): Money =>
    credits.reduce((total, each) => (each !== but && each.bill === bill && isCounted(each) ? add(total, each.amount) : total), zero())
  const creditsIn30Days = ({ credits, takenBack }: Account, but?: Adjustment): Money => {
    const since = clock.now() - 30 * DAY_MS
    const back = takenBack.reduce((total, each) => (each.at > since ? add(total, each.amount) : total), zero())
    return credits.reduce((total, each) => (each !== but && each.at > since && isCounted(each) ? add(total, each.amount) : total), back)
  }
  const dayKeyOf = (agent: number): string => `${agent} ${dateIn('America/New_York', clock.now())}`

  function overBill(of: Account, bill: number | null, amount: Money, but?: Adjustment): boolean {
    if (bill === null) return false
    const found = of.bills[of.places.get(billIds[bill] as string) as number] as Bill
    try {
      rule.requireWithinBill(amount, [{ amount: money(found.amount), credited: creditsOn(of, bill, but) }])
      return false
    } catch (error) {
      if (error instanceof AppError && error.code === 'limitExceeded') return true
      throw error
    }
  }

  function settle(of: Adjustment, state: State): State {
    const before = isCounted(of)
    of.state = state
    if (before && !isCounted(of)) ofDay.set(of.dayKey, subtract(ofDay.get(of.dayKey) ?? zero(), of.amount))
    account(of.account).writes += 1
    return state
  }

  function postAdjustment(of: Adjustment): void {
    const to = account(of.account)
    const bill = of.bill === null ? null : (billIds[of.bill] as string)
    of.entry = post(to, 'adjustment', of.direction === 'credit' ? rule.creditPostings(of.amount, openBills(to), bill) : rule.chargePostings(of.amount))
  }

  function submit({ adjustment: number, agent, account: at, direction, amount, bill }: Submission): Outcome {
    const to = account(at)
    const asked = money(amount)
    if (direction === 'credit' && overBill(to, bill, asked)) return 'limitExceeded'
    // The database's unique index.
    if (bill !== null && to.credits.some((each) => each.bill === bill && isCounted(each))) return 'conflict'
    const dayKey = dayKeyOf(agent)
    const used: Used = { today: ofDay.get(dayKey) ?? zero(), forCustomer: creditsIn30Days(to) }
    const free = rule.withinLimits({ direction, amount: asked }, LIMITS[roleOf(agent)] ?? NONE, used)
    const kept: Adjustment = { account: at, agent, direction, amount: asked, bill, state: free ? 'posted' : 'pendingApproval', at: clock.now(), dayKey, entry: null }
    adjustments[number] = kept
    to.writes += 1
    if (direction === 'credit') {
      to.credits.push(kept)
      ofDay.set(dayKey, add(used.today, asked))
    }
    if (free) postAdjustment(kept)
    return kept.state
  }

  function decide({ adjustment: number, agent, approve, amount, comment }: Decision): Outcome {
    const kept = adjustment(number)
    if (roleOf(agent) !== 'supervisor' || kept.agent === agent) return 'forbidden'
    if (kept.state !== 'pendingApproval') return 'conflict'
    if ((!approve || amount !== kept.amount.amount) && !comment) return 'validation'
    if (!approve) return settle(kept, 'refused')
    const given = money(amount)
    const to = account(kept.account)
    if (rule.approverExceeds({ direction: kept.direction, amount: given }, LIMITS.supervisor ?? NONE, creditsIn30Days(to, kept))) return 'limitExceeded'
    if (kept.direction === 'credit' && overBill(to, kept.bill, given, kept)) return 'limitExceeded'
    if (kept.direction === 'credit') ofDay.set(kept.dayKey, add(subtract(ofDay.get(kept.dayKey) ?? zero(), kept.amount), given))
    kept.amount = given
    settle(kept, 'posted')
    postAdjustment(kept)
    return 'posted'
  }

  function reverse({ adjustment: number, agent }: { adjustment: number; agent: number }): Outcome {
    const kept = adjustment(number)
    if (roleOf(agent) !== 'supervisor' && roleOf(agent) !== 'seniorAgent') return 'forbidden'
    if (kept.state !== 'posted' || kept.entry === null) return 'conflict'
    const of = account(kept.account)
    if (kept.direction === 'charge') {
      const given = ofDay.get(dayKeyOf(agent)) ?? zero()
      if (rule.creditExceeds(kept.amount, LIMITS[roleOf(agent)] ?? NONE, { today: given, forCustomer: creditsIn30Days(of) })) return 'limitExceeded'
      of.takenBack.push({ amount: kept.amount, at: clock.now() })
      ofDay.set(dayKeyOf(agent), add(given, kept.amount))
    }
    settle(kept, 'reversed')
    const billed = kept.direction === 'charge' && of.claimedSeq > kept.entry.seq
    if (billed) post(of, 'reversal', rule.billedChargeBackPostings(kept.amount, openBills(of)))
    else takeBack(of, kept.entry)
    return 'reversed'
  }

  function issueBill({ bill, account: at, service, tax, dueInDays }: { bill: number; account: number; service: number; tax: number; dueInDays: number }): number {
    const to = account(at)
    const { unbilled } = to.standing
    const id = `bill ${bill}`
    billIds[bill] = id
    to.places.set(id, to.bills.length)
    to.bills.push({ id, amount: service + tax + unbilled.amount, remaining: zero(), applied: zero(), due: Math.floor(clock.now() / DAY_MS) + dueInDays, seq })
    const entry = post(to, 'bill', billPostings({ parts: { revenue: money(service), tax: money(tax), charges: unbilled }, amount: money(service + tax + unbilled.amount) }, id))
    if (unbilled.amount > 0) to.claimedSeq = entry.seq
    const paid = rule.application(to.standing.unapplied, openBills(to))
    if (paid.length > 0) post(to, 'application', paid)
    return service + tax + unbilled.amount
  }

  return {
    submit, decide, reverse, issueBill,
    withdraw: ({ adjustment: number, agent }) => {
      const kept = adjustment(number)
      if (kept.agent !== agent) return 'forbidden'
      return kept.state === 'pendingApproval' ? settle(kept, 'withdrawn') : 'conflict'
    },
    pay: ({ payment, account: at, amount }) => {
      const to = account(at)
      payments[payment] = post(to, 'payment', [{ debit: 'cash', credit: 'unapplied', amount: money(amount) }, ...rule.application(money(amount), openBills(to))])
    },
    reversePayment: ({ payment, account: at }) => takeBack(account(at), payments[payment] as Entry),
    books: (at) => scan(account(at)),
    written: (at) => String(account(at).writes),
    audit: (at) => unlike(account(at), scan(account(at))),
    postings: () => accounts.reduce((total, { postings }) => total + postings.amount.length, 0),
  }
}

const openAccount = (): Account => ({
  postings: { debit: [], credit: [], amount: [], bill: [] }, bills: [], places: new Map(), credits: [], takenBack: [],
  standing: { receivable: zero(), unbilled: zero(), unapplied: zero() }, claimedSeq: 0, writes: 0,
})

/** Keeps the sums as it writes, as `settleAccount` does; `scan` adds them up anew. @throws for a posting that the database would refuse */
function write({ postings, bills, places, standing }: Account, kind: LedgerEntryKind, { debit, credit, amount, billId }: Posting): void {
  const touches = debit === 'receivable' || credit === 'receivable'
  if (debit === credit || !Number.isSafeInteger(amount.amount) || amount.amount <= 0 || touches !== (billId !== undefined)) throw new Error('an unsound posting')
  const at = billId === undefined ? -1 : (places.get(billId) as number)
  postings.debit.push(place[debit])
  postings.credit.push(place[credit])
  postings.amount.push(amount.amount)
  postings.bill.push(at)
  const move = (name: LedgerAccount, by: Money) => {
    if (name === 'receivable' || name === 'unbilled') standing[name] = add(standing[name], by)
    if (name === 'unapplied') standing.unapplied = subtract(standing.unapplied, by)
  }
  move(debit, amount)
  move(credit, subtract(zero(), amount))
  const bill = bills[at]
  if (!bill) return
  const by = debit === 'receivable' ? amount : subtract(zero(), amount)
  bill.remaining = add(bill.remaining, by)
  // What a bill itself gives back was not applied to it.
  if (kind !== 'bill' && (debit === 'unapplied' || credit === 'unapplied')) bill.applied = subtract(bill.applied, by)
}

/** Every posting of the account once more, from the first. */
function scan({ postings: { debit, credit, amount, bill }, bills }: Account): Books {
  const sums = new Array<number>(ledgerAccounts.length).fill(0)
  const remaining = new Array<number>(bills.length).fill(0)
  const receivable = place.receivable
  for (let index = 0; index < amount.length; index += 1) {
    const [to, from, cents, at] = [debit[index] as number, credit[index] as number, amount[index] as number, bill[index] as number]
    sums[to] = (sums[to] as number) + cents
    sums[from] = (sums[from] as number) - cents
    if (at >= 0) remaining[at] = (remaining[at] as number) + (to === receivable ? cents : -cents)
  }
  const sum = (name: LedgerAccount) => sums[place[name]] as number
  // 0 and not -0: no person means it.
  const owed = (name: LedgerAccount) => 0 - sum(name)
  return {
    receivable: sum('receivable'), unbilled: sum('unbilled'), unapplied: owed('unapplied'), revenue: owed('revenue'), tax: owed('tax'),
    concession: sum('concession'), cash: sum('cash'), bills: bills.map((each, index) => ({ amount: each.amount, remaining: remaining[index] as number })),
  }
}

function unlike({ standing, bills }: Account, books: Books): string[] {
  const same = standing.receivable.amount === books.receivable && standing.unbilled.amount === books.unbilled && standing.unapplied.amount === books.unapplied
    && bills.every(({ remaining }, index) => remaining.amount === books.bills[index]?.remaining)
  return same ? [] : ['a sum that was kept is not the sum of the postings']
}
