/**
 * What must come of each step, reckoned a second time and in another way than the program does: plain sums over plain
 * lists, from the words of the rules. Amounts are whole minor units far below 2^53, so that adding them is exact.
 */
import { dateIn } from '../../../shared/kernel/calendar.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'
import { createPaymentsModel } from './payments-model.ts'
import { createPointsModel } from './points-model.ts'
import { LIMITS, type Books, type Cast, type Decision, type Direction, type Outcome, type Submission } from './program.ts'

const DAYS_30 = 30 * 86_400_000
const NOTHING = { perAdjustment: 0, perDay: 0, perCustomer30Days: 0 }

type Kept = Submission & { state: 'posted' | 'pendingApproval' | 'refused' | 'withdrawn' | 'reversed'; /** When it was given: asked for, or approved. */ at: number; day: string; billed: boolean; back: number | null }
export type Bill = { bill: number; account: number; amount: number; service: number; tax: number; due: string }

export type Model = ReturnType<typeof createModel>
/** What the parts of the model know of each other. */
export type Around = {
  now(): number
  today(): string
  may(agent: number, roles: readonly Role[]): boolean
  role(agent: number): Role
  bills: Bill[]
  /** Of an account, in the order in which they were issued. */
  billsOf(account: number): readonly Bill[]
  /** As it was seen last. How what is paid lies on the bills is left open; that its sums are right is looked at each time. */
  remaining: number[]
  /** What is owed in all, as it was seen last. */
  balance(account: number): number
  /** Whether a credit of this amount would pass a limit of the agent's. */
  passes(agent: number, account: number, amount: number): boolean
}

export function createModel({ clock, accounts, agents }: Cast) {
  const adjustments: Kept[] = []
  const bills: Bill[] = []
  const remaining: number[] = []
  const balances = new Array<number>(accounts).fill(0)
  const perAccount = Array.from({ length: accounts }, () => ({ adjustments: [] as Kept[], bills: [] as Bill[] }))
  /** Charges taken back, by agent and day. */
  const takenBackOn = new Map<string, number>()
  const perAgentDay = new Map<string, Kept[]>()
  /** By who approved it. */
  const approvedOn = new Map<string, Kept[]>()
  const limitsOf = (agent: number) => LIMITS[agents[agent] as Role] ?? NOTHING
  const may = (agent: number, roles: readonly Role[]) => roles.includes(agents[agent] as Role)
  const today = () => dateIn('America/New_York', clock.now())
  const of = (account: number) => perAccount[account] as (typeof perAccount)[number]
  const counts = ({ state }: Kept) => state === 'posted' || state === 'pendingApproval'
  const sumOf = (direction: Direction, list: readonly Kept[], but?: Kept) => {
    let total = 0
    for (const each of list) if (each !== but && each.direction === direction && counts(each)) total += each.amount
    return total
  }
  /** A charge that is taken back is given, by whoever took it back and when. */
  const takenBackSince = (list: readonly Kept[], since: number) =>
    list.reduce((total, { back, amount }) => total + (back !== null && back > since ? amount : 0), 0)
  /** Points that were given, and points that are owed, are given as well. */
  const of30Days = (account: number, direction: Direction, but?: Kept) => {
    const since = clock.now() - DAYS_30
    const { adjustments: list } = of(account)
    const own = sumOf(direction, list.filter(({ at, state }) => state === 'pendingApproval' || at > since), but)
    return direction === 'charge' ? own : own + takenBackSince(list, since) + points.given30Days(account) + points.owedInAll(account)
  }
  /** What they approved for others is done by them as well. */
  const ofToday = (agent: number, direction: Direction) => {
    const day = `${agent} ${today()}`
    return sumOf(direction, perAgentDay.get(day) ?? []) + sumOf(direction, approvedOn.get(day) ?? []) + (direction === 'charge' ? 0 : (takenBackOn.get(day) ?? 0))
  }
  const leftOfBill = (bill: number, but?: Kept) =>
    (bills[bill] as Bill).amount - sumOf('credit', of((bills[bill] as Bill).account).adjustments.filter((each) => each.bill === bill), but)

  /** What the agent may still give this customer, or charge, without asking; below 0 when pending ones have gone beyond it. */
  const left = (agent: number, account: number, direction: Direction = 'credit', but?: Kept): number => {
    const { perAdjustment, perDay, perCustomer30Days } = limitsOf(agent)
    return Math.min(perAdjustment, perDay - ofToday(agent, direction), perCustomer30Days - of30Days(account, direction, but))
  }
  const leftForCustomer = (agent: number, account: number): number => limitsOf(agent).perCustomer30Days - of30Days(account, 'credit')

  const around: Around = {
    now: () => clock.now(), today, may, role: (agent) => agents[agent] as Role, bills, billsOf: (account) => of(account).bills, remaining,
    balance: (account) => balances[account] as number,
    passes: (agent, account, amount) => amount > left(agent, account),
  }
  const payments = createPaymentsModel(accounts, around, (...asked) => points.mayLose(...asked))
  const points = createPointsModel(accounts, around, payments, leftForCustomer)

  function submitted(asked: Submission): Outcome {
    const { agent, account, direction, amount, bill } = asked
    if (bill !== null && direction === 'credit' && amount > leftOfBill(bill)) return 'limitExceeded'
    // One reason for all of them: a bill is credited once, and charged once.
    if (bill !== null && of(account).adjustments.some((each) => each.bill === bill && each.direction === direction && (each.state === 'posted' || each.state === 'pendingApproval'))) return 'conflict'
    const day = today()
    const ofDay = perAgentDay.get(`${agent} ${day}`) ?? []
    const free = amount <= left(agent, account, direction)
    if (!free && amount > (LIMITS.supervisor?.perAdjustment ?? 0)) return 'limitExceeded'
    const kept: Kept = { ...asked, state: free ? 'posted' : 'pendingApproval', at: clock.now(), day, billed: false, back: null }
    adjustments[asked.adjustment] = kept
    of(account).adjustments.push(kept)
    perAgentDay.set(`${agent} ${day}`, [...ofDay, kept])
    return kept.state
  }

  function decided({ adjustment, agent, approve, amount, comment, stale }: Decision): Outcome {
    const kept = adjustments[adjustment] as Kept
    if (!may(agent, ['supervisor'])) return 'forbidden'
    if (kept.agent === agent) return 'forbidden'
    if (kept.state !== 'pendingApproval' || stale) return 'conflict'
    if ((!approve || amount !== kept.amount) && !comment) return 'validation'
    if (!approve) return (kept.state = 'refused')
    if (amount > left(agent, kept.account, kept.direction, kept)) return 'limitExceeded'
    if (kept.direction === 'credit' && kept.bill !== null && amount > leftOfBill(kept.bill, kept)) return 'limitExceeded'
    Object.assign(kept, { amount, at: clock.now() })
    approvedOn.set(`${agent} ${today()}`, [...(approvedOn.get(`${agent} ${today()}`) ?? []), kept])
    return (kept.state = 'posted')
  }

  function withdrawn({ adjustment, agent }: { adjustment: number; agent: number }): Outcome {
    const kept = adjustments[adjustment] as Kept
    if (kept.agent !== agent) return 'forbidden'
    return kept.state === 'pendingApproval' ? (kept.state = 'withdrawn') : 'conflict'
  }

  function reversed({ adjustment, agent }: { adjustment: number; agent: number }): Outcome {
    const kept = adjustments[adjustment] as Kept
    if (!may(agent, ['seniorAgent', 'supervisor'])) return 'forbidden'
    if (kept.state !== 'posted') return 'conflict'
    if (kept.direction === 'charge' && kept.amount > left(agent, kept.account)) return 'limitExceeded'
    if (kept.direction === 'charge') {
      kept.back = clock.now()
      takenBackOn.set(`${agent} ${today()}`, (takenBackOn.get(`${agent} ${today()}`) ?? 0) + kept.amount)
    }
    return (kept.state = 'reversed')
  }

  /** @returns what the bill must come to */
  function billed(bill: Omit<Bill, 'amount'>): number {
    const waiting = of(bill.account).adjustments.filter((each) => each.direction === 'charge' && each.state === 'posted' && !each.billed)
    for (const each of waiting) each.billed = true
    const kept = { ...bill, amount: bill.service + bill.tax + waiting.reduce((total, { amount }) => total + amount, 0) }
    bills[bill.bill] = kept
    remaining[bill.bill] = 0
    of(bill.account).bills.push(kept)
    return kept.amount
  }

  /** The program's books are taken for what cannot be reckoned here; `books` says what they must come to. */
  function see(account: number, { receivable, unbilled, unapplied, bills: seen }: Books): void {
    for (const each of seen) remaining[each.bill] = each.remaining
    balances[account] = receivable + unbilled - unapplied
  }

  /** What must be in the books of an account now; how the paid part lies on its bills is left open. */
  function books(account: number): Omit<Books, 'receivable' | 'unapplied' | 'bills'> & { balance: number } {
    const sums = { unbilled: 0, revenue: 0, tax: 0, concession: 0, rewards: points.redeemed(account), cash: payments.cash(account) }
    for (const { service, tax } of of(account).bills) { sums.revenue += service; sums.tax += tax }
    for (const { direction, amount, state, billed: onBill } of of(account).adjustments) {
      if (state !== 'posted') continue
      if (direction === 'credit') sums.concession += amount
      else { sums.revenue += amount; if (!onBill) sums.unbilled += amount }
    }
    return { ...sums, balance: sums.revenue + sums.tax - sums.concession - sums.rewards - sums.cash }
  }

  return { left, balance: around.balance, submitted, decided, withdrawn, reversed, billed, see, books, adjustments, bills, of, today, payments, points }
}
