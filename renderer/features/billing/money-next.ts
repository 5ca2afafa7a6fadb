/** What an account's money asks for next, the most pressing first. */
import { DAY_MS } from '#shared/kernel/calendar.ts'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'

export type MoneyNext =
  | { kind: 'charging' | 'declined'; id: string; amount: number; at: string }
  | { kind: 'promise' | 'broken'; id: string; amount: number; day: string }
  | { kind: 'pastDue'; id: string; amount: number }

/** Older declines and broken promises are history. Milliseconds. */
const NEWS_MS = 7 * DAY_MS

type Seen = Pick<AccountView, 'payments' | 'promises' | 'billingAccount' | 'bills'>

/** @param now in ms. A decline is news until a later payment came; a broken promise until nothing of its bill is open. */
export function moneyNext({ payments, promises, billingAccount, bills }: Seen, now: number): MoneyNext[] {
  const recent = (at: string) => now - Date.parse(at) < NEWS_MS
  const charges = payments.filter(({ kind }) => kind === 'payment')
  const out = charges.filter(({ state }) => state === 'pending' || state === 'unknown')
  const last = charges.find(({ state }) => state === 'done' || state === 'declined')
  const isOpen = (billId: string) => bills.some(({ id, remaining }) => id === billId && remaining > 0)
  const open = promises.filter(({ state }) => state === 'open')
  const broken = promises.filter(({ state, promisedFor, billId }) => state === 'broken' && recent(`${promisedFor}T23:59:59Z`) && isOpen(billId))
  const overdue = billingAccount?.pastDue ?? 0
  return [
    ...out.map(({ id, amount, at }): MoneyNext => ({ kind: 'charging', id, amount, at })),
    ...(last?.state === 'declined' && recent(last.at) && out.length === 0 ? [{ kind: 'declined', id: last.id, amount: last.amount, at: last.at } as const] : []),
    ...broken.map(({ id, amount, promisedFor }): MoneyNext => ({ kind: 'broken', id, amount, day: promisedFor })),
    ...open.map(({ id, amount, promisedFor }): MoneyNext => ({ kind: 'promise', id, amount, day: promisedFor })),
    // Who has promised a day is not asked again before it.
    ...(overdue > 0 && open.length === 0 && billingAccount ? [{ kind: 'pastDue', id: billingAccount.id, amount: overdue } as const] : []),
  ]
}
