/**
 * What a world of accounts asks of the program that keeps its money: the real one on a database, or the ledger's own
 * functions over lists in memory. Accounts, agents, bills, payments and adjustments are numbered from 0.
 */
import type { Clock } from '../../../shared/kernel/clock.ts'
import type { ErrorCode } from '../../../shared/kernel/errors.ts'
import type { AdjustmentLimits } from '../../../shared/features/billing/adjustments.schema.ts'
import type { Role } from '../../../shared/features/session/session.schema.ts'

export type Direction = 'credit' | 'charge'
/** The state that came of it, or the error that it was refused with. */
export type Outcome = 'posted' | 'pendingApproval' | 'refused' | 'withdrawn' | 'reversed' | ErrorCode
export type Submission = { adjustment: number; agent: number; account: number; direction: Direction; amount: number; bill: number | null }
export type Decision = { adjustment: number; agent: number; approve: boolean; amount: number; comment: boolean; stale: boolean }

/** Sums of one account in minor units: what the customer has on its three accounts, what the operator has on its four. */
export type Books = Record<'receivable' | 'unbilled' | 'unapplied' | 'revenue' | 'tax' | 'concession' | 'cash', number> & { bills: BillNow[] }
export type BillNow = { amount: number; remaining: number }

type Maybe<T> = T | Promise<T>
export type Program = {
  submit(submission: Submission): Maybe<Outcome>
  decide(decision: Decision): Maybe<Outcome>
  withdraw(of: { adjustment: number; agent: number }): Maybe<Outcome>
  reverse(of: { adjustment: number; agent: number }): Maybe<Outcome>
  /** @returns the bill's amount, which includes what was charged since the last one */
  issueBill(bill: { bill: number; account: number; service: number; tax: number; dueInDays: number }): Maybe<number>
  pay(payment: { payment: number; account: number; amount: number }): Maybe<void>
  reversePayment(of: { payment: number; account: number }): Maybe<void>
  books(account: number): Maybe<Books>
  /** Two that are alike: nothing was written for the account between them. */
  written(account: number): Maybe<string>
  /** What an auditor finds wrong with the whole book; empty when it is right. */
  audit(account: number): Maybe<string[]>
}

export type Cast = { clock: Clock & { advance(ms: number): void }; accounts: number; agents: readonly Role[] }

/** As migration 0007 gives them. */
export const LIMITS: Partial<Record<Role, AdjustmentLimits>> = {
  agent: { perAdjustment: 5_000, perDay: 25_000, perCustomer30Days: 7_500 },
  seniorAgent: { perAdjustment: 15_000, perDay: 75_000, perCustomer30Days: 20_000 },
  supervisor: { perAdjustment: 100_000, perDay: 500_000, perCustomer30Days: 100_000 },
}
