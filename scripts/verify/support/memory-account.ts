/** An account in memory: where its rows lie, how they are summed, and how an entry is written. */
import { add, subtract, zero, type Money } from '#shared/kernel/money.ts'
import { ledgerAccounts, type LedgerAccount, type LedgerEntryKind } from '../../../electron/backend/features/billing/ledger-accounts.ts'
import type { OpenBill, Posting } from '../../../electron/backend/features/billing/ledger.ts'
import type { Books, Direction, PaymentState, PromiseState } from '../../../tests/support/money-world/program.ts'

export type AdjustmentState = 'posted' | 'pendingApproval' | 'refused' | 'withdrawn' | 'reversed'
export type Adjustment = {
  account: number; agent: number; direction: Direction; amount: Money; bill: number | null; state: AdjustmentState; at: number; dayKey: string
  /** Of whoever approved it, once it is. */
  approvedKey: string | null
  entry: Entry | null
}
export type Entry = { kind: LedgerEntryKind; seq: number; postings: readonly Posting[] }
export type Bill = { id: string; number: number; amount: number; remaining: Money; applied: Money; dueOn: string; seq: number; tried: { pay: Pay; on: string }[] }
export type Pay = {
  payment: number; account: number; kind: 'payment' | 'refund'; card: boolean; amount: number; refunded: number; currency: string; bill: number | null; at: number; state: PaymentState
  /** Who took, recorded or gave it back, and the key of their day. */
  by: { agent: number; dayKey: string } | null
  paid: Map<number, number>; of: Pay | null; back: number; entry: Entry | null
  request: { due: number; asked: number; sent: number; performed: boolean; answered: boolean } | null
}
export type Promised = { promise: number; bill: number; amount: number; until: string; state: PromiseState; at: number }
export type Batch = { id: string; origin: 'earned' | 'goodwill'; source: string; earnedOn: string; expiresOn: string; remaining: number }
export type Deed = { account: number; kind: 'gift' | 'redemption'; points: number; at: number; on: string; taken: { batchId: string; points: number }[]; batch: string | null; entry: Entry | null; back: boolean }
export type Earned = { source: string; place: number; earned: number; standing: number }

export type Account = {
  postings: { debit: number[]; credit: number[]; amount: number[]; bill: number[] }
  bills: Bill[]
  places: Map<string, number>
  credits: Adjustment[]
  charges: Adjustment[]
  /** Charges that were taken back, which give as much as a credit. */
  takenBack: { amount: Money; at: number }[]
  standing: Record<'receivable' | 'unbilled' | 'unapplied', Money>
  /** Of the last bill that took what was unbilled. */
  claimedSeq: number
  payments: Pay[]
  promises: Promised[]
  /** Autopay is on since this day. */
  since: string | null
  batches: Map<string, Batch>
  earnedBy: { payments: Map<number, Earned>; bills: Map<number, Earned> }
  gifts: Deed[]
  writes: number
}

export const openAccount = (): Account => ({
  postings: { debit: [], credit: [], amount: [], bill: [] }, bills: [], places: new Map(), credits: [], charges: [], takenBack: [],
  standing: { receivable: zero(), unbilled: zero(), unapplied: zero() }, claimedSeq: 0,
  payments: [], promises: [], since: null, batches: new Map(), earnedBy: { payments: new Map(), bills: new Map() }, gifts: [], writes: 0,
})

const place = Object.fromEntries(ledgerAccounts.map((name, index) => [name, index])) as Record<LedgerAccount, number>
const byDue = (a: Bill, b: Bill): number => (a.dueOn === b.dueOn ? a.seq - b.seq : a.dueOn < b.dueOn ? -1 : 1)

export const billId = (bill: number): string => `bill ${bill}`
export const billOf = ({ bills, places }: Account, bill: number): Bill => bills[places.get(billId(bill)) as number] as Bill
export const openBills = ({ bills }: Account): OpenBill[] =>
  bills.filter(({ remaining }) => remaining.amount > 0).sort(byDue).map(({ id, remaining }) => ({ billId: id, remaining }))
export const appliedBills = ({ bills }: Account): OpenBill[] =>
  bills.filter(({ applied }) => applied.amount !== 0).sort((a, b) => byDue(b, a)).map(({ id, applied }) => ({ billId: id, remaining: applied }))

/** Keeps the sums as it writes, as `settleAccount` does; `scan` adds them up anew. @throws for a posting that the database would refuse */
export function write({ postings, bills, places, standing }: Account, kind: LedgerEntryKind, { debit, credit, amount, billId: of }: Posting): void {
  const touches = debit === 'receivable' || credit === 'receivable'
  if (debit === credit || !Number.isSafeInteger(amount.amount) || amount.amount <= 0 || touches !== (of !== undefined)) throw new Error('an unsound posting')
  const at = of === undefined ? -1 : (places.get(of) as number)
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
export function scan({ postings: { debit, credit, amount, bill }, bills }: Account): Books {
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
    concession: sum('concession'), rewards: sum('rewards'), cash: sum('cash'),
    bills: bills.map((each, index) => ({ bill: each.number, amount: each.amount, remaining: remaining[index] as number })),
  }
}

/** The kept sums against what every posting comes to. */
export function unlikeBooks({ standing, bills }: Account, books: Books): string[] {
  const same = standing.receivable.amount === books.receivable && standing.unbilled.amount === books.unbilled && standing.unapplied.amount === books.unapplied
    && bills.every(({ remaining }, index) => remaining.amount === books.bills[index]?.remaining)
  return same ? [] : ['a sum that was kept is not the sum of the postings']
}
