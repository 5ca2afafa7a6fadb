/**
 * What a world of accounts asks of the program that keeps its money: the real one on a database, or the ledger's own
 * functions over lists in memory. Accounts, agents, bills, payments (refunds and drafts among them), adjustments, promises
 * and deeds with points are numbered from 0, in the order in which they come to be.
 */
import type { Clock } from '../../../shared/kernel/clock.ts'
import type { ErrorCode } from '../../../shared/kernel/errors.ts'
import type { AdjustmentLimits } from '../../../shared/features/billing/adjustments.schema.ts'
import type { RecordingLimits, RefundLimits } from '../../../shared/features/billing/payments.schema.ts'
import type { RewardLimits } from '../../../shared/features/rewards/rewards.schema.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'

export type Direction = 'credit' | 'charge'
export type PaymentState = 'pending' | 'unknown' | 'done' | 'declined' | 'reversed'
export type PromiseState = 'open' | 'kept' | 'broken' | 'withdrawn'
/** What came of it, or the error that it was refused with. */
export type Outcome = 'posted' | 'pendingApproval' | 'refused' | 'withdrawn' | 'reversed' | 'done' | 'pending' | 'on' | 'off' | 'open' | 'redeemed' | 'given' | ErrorCode
/** Outcomes that are no refusal: something was written. */
export const effects: ReadonlySet<string> = new Set(['posted', 'pendingApproval', 'refused', 'withdrawn', 'reversed', 'done', 'pending', 'on', 'off', 'open', 'redeemed', 'given'])

export type Submission = { adjustment: number; agent: number; account: number; direction: Direction; amount: number; bill: number | null }
export type Decision = { adjustment: number; agent: number; approve: boolean; amount: number; comment: boolean; stale: boolean }
/** Money that comes in. `bill`: paid first. `seen`: what was owed when whoever asks looked at it. */
export type Paying = { payment: number; agent: number; account: number; amount: number; bill: number | null; seen: number }
export type Refund = { refund: number; payment: number; agent: number; account: number; amount: number }
/** `until` a day. */
export type Promised = { promise: number; agent: number; account: number; bill: number; amount: number; until: string }
/** Goodwill or a redemption. */
export type Deed = { deed: number; agent: number; account: number; points: number }
export type Draft = { account: number; bill: number; amount: number }

/** Sums of one account in minor units: what the customer has on its three accounts, what the operator has on its five. */
export type Books = Record<'receivable' | 'unbilled' | 'unapplied' | 'revenue' | 'tax' | 'concession' | 'rewards' | 'cash', number> & { bills: BillNow[] }
export type BillNow = { bill: number; amount: number; remaining: number }
/** `paid`: by bill, what it paid when it came. */
export type PaymentNow = { payment: number; state: PaymentState; refunded: number; paid: ReadonlyMap<number, number> }
export type PromiseNow = { promise: number; state: PromiseState }
/** A batch with something in it. `source`: what it came with, as `p7`, `b3`, `d9` (a deed), or `again`. */
export type LotNow = { origin: 'earned' | 'goodwill'; source: string; earnedOn: string; until: string; left: number }
/** Lots in the order in which they came to be. */
export type Now = { books: Books; payments: readonly PaymentNow[]; promises: readonly PromiseNow[]; lots: readonly LotNow[] }

type Maybe<T> = T | Promise<T>
type By = { agent: number; account: number }
export type Program = {
  submit(submission: Submission): Maybe<Outcome>
  decide(decision: Decision): Maybe<Outcome>
  withdraw(of: { adjustment: number; agent: number }): Maybe<Outcome>
  reverse(of: { adjustment: number; agent: number }): Maybe<Outcome>
  /** @returns the bill's amount, which includes what was charged since the last one */
  issueBill(bill: { bill: number; account: number; service: number; tax: number; dueInDays: number }): Maybe<number>
  /** A check: it is there at once. */
  record(paying: Paying): Maybe<Outcome>
  /** A stored card: the gateway is asked by `work`. */
  charge(paying: Paying): Maybe<Outcome>
  refund(refund: Refund): Maybe<Outcome>
  /** @param of `returned`: the bank has taken a charge back */
  reversePayment(of: By & { payment: number; returned: boolean }): Maybe<Outcome>
  /**
   * Asks the gateway whatever waits, each in its mood (`moodOf`), and settles what it says.
   * @param settled after each: it is as the program shows it now
   */
  work(settled: (payment: number, state: PaymentState) => Promise<void>): Maybe<void>
  autopay(of: By & { on: boolean }): Maybe<Outcome>
  promise(promised: Promised): Maybe<Outcome>
  withdrawPromise(of: By & { promise: number }): Maybe<Outcome>
  /** The housekeeping of a new day: drafts, then promises, then points that end. @returns the drafts in their order; they are payments from then on */
  day(): Maybe<Draft[]>
  redeem(deed: Deed): Maybe<Outcome>
  give(deed: Deed): Maybe<Outcome>
  /** A redemption or goodwill. */
  takeBack(of: By & { deed: number }): Maybe<Outcome>
  now(account: number): Maybe<Now>
  /** Two that are alike: nothing was written for the account between them. */
  written(account: number): Maybe<string>
  /** What an auditor finds wrong with the whole book; empty when it is right. */
  audit(account: number): Maybe<string[]>
}

export type Cast = { clock: Clock & { advance(ms: number): void }; accounts: number; agents: readonly Role[] }

/** As migration 0007 gives them, but for a supervisor's day, which is set so low that it is met. */
export const LIMITS: Partial<Record<Role, AdjustmentLimits>> = {
  agent: { perAdjustment: 5_000, perDay: 25_000, perCustomer30Days: 7_500 },
  seniorAgent: { perAdjustment: 15_000, perDay: 75_000, perCustomer30Days: 20_000 },
  supervisor: { perAdjustment: 100_000, perDay: 150_000, perCustomer30Days: 100_000 },
}
/** Of checks, set so low that they are met. */
export const RECORDING_LIMITS: Partial<Record<Role, RecordingLimits>> = {
  seniorAgent: { perPayment: 20_000, perDay: 25_000 },
  supervisor: { perPayment: 100_000, perDay: 150_000 },
}
/** Of refunds, set so low that they are met. */
export const REFUND_LIMITS: Partial<Record<Role, RefundLimits>> = {
  seniorAgent: { perRefund: 2_500, perDay: 3_000 },
  supervisor: { perRefund: 40_000, perDay: 60_000 },
}
/** As migrations 0010 and 0017 give them, but for an agent's day, which is set so low that it is met. A point is a cent. */
export const GIFT_LIMITS: Partial<Record<Role, RewardLimits>> = {
  agent: { perGift: 500, perDay: 900, perCustomer30Days: 1_000 },
  seniorAgent: { perGift: 1_500, perDay: 7_500, perCustomer30Days: 3_000 },
  supervisor: { perGift: 5_000, perDay: 25_000, perCustomer30Days: 10_000 },
}

/** `silent`: done, and never answered. `twice`: the network brings the request twice, and its answer is settled twice. */
export type Mood = 'approve' | 'decline' | 'dieBefore' | 'dieAfter' | 'silent' | 'twice'
const PLANS: readonly (readonly Mood[])[] = [
  ['approve'], ['twice'], ['approve'], ['decline'], ['approve'], ['dieAfter'], ['dieBefore', 'approve'], ['approve'], ['silent'], ['dieBefore', 'decline'], ['dieBefore', 'dieBefore', 'dieAfter'], ['approve'], ['twice'],
]
/** How the gateway takes a request. @param sent how often it was sent before */
export function moodOf(payment: number, sent: number): Mood {
  const plan = PLANS[payment % PLANS.length] as readonly Mood[]
  return plan[Math.min(sent, plan.length - 1)] as Mood
}
