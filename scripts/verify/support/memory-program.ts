/**
 * The ledger's own decisions over lists in memory: which postings an adjustment makes, how a credit is spread over bills,
 * what a reversal mends, whether a limit is met, which points go first. Only where rows lie and how they are summed is made
 * here; that part is proven by the run on the database.
 */
import { AppError } from '#shared/kernel/errors.ts'
import { addDays, dateIn } from '#shared/kernel/calendar.ts'
import { add, money, subtract, zero, type Money } from '#shared/kernel/money.ts'
import type { AdjustmentLimits } from '#shared/features/billing/adjustments.schema.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import type { UsedEach } from '../../../electron/backend/features/billing/adjustment-sums.ts'
import { billPostings } from '../../../electron/backend/features/billing/issue-bill.ts'
import type { LedgerEntryKind } from '../../../electron/backend/features/billing/ledger-accounts.ts'
import type { Posting } from '../../../electron/backend/features/billing/ledger.ts'
import { LIMITS, type Books, type Cast, type Decision, type Outcome, type Program, type Submission } from '../../../tests/support/money-world/program.ts'
import { appliedBills, billId, billOf, openAccount, openBills, scan, unlikeBooks, write, type Account, type Adjustment, type AdjustmentState, type Entry } from './memory-account.ts'
import { paymentsInMemory } from './memory-payments.ts'
import { pointsInMemory } from './memory-points.ts'
import { rules, type Rules } from './memory-rules.ts'

const NONE: AdjustmentLimits = { perAdjustment: 0, perDay: 0, perCustomer30Days: 0 }
const DAY_MS = 86_400_000
const isCounted = ({ state }: Adjustment) => state === 'posted' || state === 'pendingApproval'

/** What payments and points need of the rest. */
export type Memory = {
  rule: Rules
  now(): number
  today(): string
  role(agent: number): Role
  account(number: number): Account
  accounts: readonly Account[]
  post(to: Account, kind: LedgerEntryKind, postings: readonly Posting[]): Entry
  mend(of: Account): void
  /** As `reverseSource` does with a source of one entry. */
  takeBack(of: Account, entry: Entry): void
  limits(agent: number): AdjustmentLimits
  used(agent: number, of: Account): UsedEach
}

export function memoryProgram({ clock, accounts: count, agents }: Cast, rule: Rules = rules): Program & { postings(): number } {
  const accounts = Array.from({ length: count }, openAccount)
  const adjustments: Adjustment[] = []
  const ofDay = new Map<string, Money>()
  let seq = 0
  let seen: { account: Account; writes: number; books: Books } | null = null
  const account = (number: number) => accounts[number] as Account
  const adjustment = (number: number) => adjustments[number] as Adjustment
  const roleOf = (agent: number) => agents[agent] as Role
  const limits = (agent: number) => LIMITS[roleOf(agent)] ?? NONE
  const today = () => dateIn('America/New_York', clock.now())

  function post(to: Account, kind: LedgerEntryKind, postings: readonly Posting[]): Entry {
    for (const posting of postings) write(to, kind, posting)
    to.writes += 1
    return { kind, seq: (seq += 1), postings }
  }
  function mend(of: Account): void {
    const postings = rule.mending(of.standing.unapplied, openBills(of), appliedBills(of))
    if (postings.length > 0) post(of, 'application', postings)
  }
  function takeBack(of: Account, entry: Entry): void {
    post(of, 'reversal', rule.counterPostings(entry.postings))
    mend(of)
  }

  const creditsOn = ({ credits }: Account, bill: number, but?: Adjustment): Money =>
    credits.reduce((total, each) => (each !== but && each.bill === bill && isCounted(each) ? add(total, each.amount) : total), zero())
  const standingIn30Days = (list: readonly Adjustment[], but?: Adjustment): Money => {
    const since = clock.now() - 30 * DAY_MS
    return list.reduce((total, each) => (each !== but && (each.state === 'pendingApproval' || each.at > since) && isCounted(each) ? add(total, each.amount) : total), zero())
  }
  /** Points that were given, and points that are owed, count as well. */
  const givenIn30Days = (of: Account, but?: Adjustment): Money => {
    const since = clock.now() - 30 * DAY_MS
    return of.takenBack.reduce((total, each) => (each.at > since ? add(total, each.amount) : total), add(points.worth(of), standingIn30Days(of.credits, but)))
  }
  const dayKeyOf = (agent: number, direction: Adjustment['direction']): string => `${agent} ${today()} ${direction}`
  const usedToday = (agent: number, direction: Adjustment['direction']): Money => ofDay.get(dayKeyOf(agent, direction)) ?? zero()
  const used = (agent: number, of: Account, but?: Adjustment): UsedEach => ({
    credit: { today: usedToday(agent, 'credit'), forCustomer: givenIn30Days(of, but) },
    charge: { today: usedToday(agent, 'charge'), forCustomer: standingIn30Days(of.charges, but) },
  })

  const memory: Memory = { rule, now: () => clock.now(), today, role: roleOf, account, accounts, post, mend, takeBack, limits, used }
  const points = pointsInMemory(memory)
  const payments = paymentsInMemory(memory, points)

  function overBill(of: Account, bill: number | null, amount: Money, but?: Adjustment): boolean {
    if (bill === null) return false
    try {
      rule.requireWithinBill(amount, [{ amount: money(billOf(of, bill).amount), credited: creditsOn(of, bill, but) }])
      return false
    } catch (error) {
      if (error instanceof AppError && error.code === 'limitExceeded') return true
      throw error
    }
  }

  function settle(of: Adjustment, state: AdjustmentState): AdjustmentState {
    const before = isCounted(of)
    of.state = state
    if (before && !isCounted(of)) for (const key of [of.dayKey, of.approvedKey]) if (key !== null) ofDay.set(key, subtract(ofDay.get(key) ?? zero(), of.amount))
    account(of.account).writes += 1
    return state
  }

  function postAdjustment(of: Adjustment): void {
    const to = account(of.account)
    const bill = of.bill === null ? null : billId(of.bill)
    of.entry = post(to, 'adjustment', of.direction === 'credit' ? rule.creditPostings(of.amount, openBills(to), bill) : rule.chargePostings(of.amount))
  }

  function submit({ adjustment: number, agent, account: at, direction, amount, bill }: Submission): Outcome {
    const to = account(at)
    const asked = money(amount)
    if (direction === 'credit' && overBill(to, bill, asked)) return 'limitExceeded'
    // The database's unique index.
    if (bill !== null && to.credits.some((each) => each.bill === bill && isCounted(each))) return 'conflict'
    const free = rule.withinLimits({ direction, amount: asked }, limits(agent), used(agent, to))
    if (!free && rule.beyondApproval(asked, LIMITS.supervisor?.perAdjustment ?? 0)) return 'limitExceeded'
    const dayKey = dayKeyOf(agent, direction)
    const kept: Adjustment = { account: at, agent, direction, amount: asked, bill, state: free ? 'posted' : 'pendingApproval', at: clock.now(), dayKey, approvedKey: null, entry: null }
    adjustments[number] = kept
    to.writes += 1
    to[direction === 'credit' ? 'credits' : 'charges'].push(kept)
    ofDay.set(dayKey, add(usedToday(agent, direction), asked))
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
    if (rule.approverExceeds({ direction: kept.direction, amount: given }, limits(agent), used(agent, to, kept))) return 'limitExceeded'
    if (kept.direction === 'credit' && overBill(to, kept.bill, given, kept)) return 'limitExceeded'
    ofDay.set(kept.dayKey, add(subtract(ofDay.get(kept.dayKey) ?? zero(), kept.amount), given))
    kept.approvedKey = dayKeyOf(agent, kept.direction)
    ofDay.set(kept.approvedKey, add(usedToday(agent, kept.direction), given))
    kept.amount = given
    kept.at = clock.now()
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
      if (rule.creditExceeds(kept.amount, limits(agent), used(agent, of))) return 'limitExceeded'
      of.takenBack.push({ amount: kept.amount, at: clock.now() })
      ofDay.set(dayKeyOf(agent, 'credit'), add(usedToday(agent, 'credit'), kept.amount))
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
    const id = billId(bill)
    to.places.set(id, to.bills.length)
    to.bills.push({ id, number: bill, amount: service + tax + unbilled.amount, remaining: zero(), applied: zero(), dueOn: addDays(today(), dueInDays), seq: bill, tried: [] })
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
    ...payments,
    redeem: points.redeem, give: points.give, takeBack: points.takeBack,
    day: () => {
      const drafts = payments.drafts()
      payments.dayOver()
      points.expire()
      return drafts
    },
    now: (at) => {
      const of = account(at)
      const books = scan(of)
      seen = { account: of, writes: of.writes, books }
      return { books, payments: of.payments, promises: of.promises, lots: points.lots(of) }
    },
    written: (at) => String(account(at).writes),
    audit: (at) => unlikeBooks(account(at), seen?.account === account(at) && seen.writes === account(at).writes ? seen.books : scan(account(at))),
    postings: () => accounts.reduce((total, { postings }) => total + postings.amount.length, 0),
  }
}
