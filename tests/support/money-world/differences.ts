/** Where what the program shows of an account is not what the model says, or not sound in itself. */
import type { Books, LotNow, Now, PaymentState, PromiseState } from './program.ts'

export type Wanted = {
  books: Omit<Books, 'receivable' | 'unapplied' | 'bills'> & { balance: number }
  payments: readonly { payment: number; amount: number; state: PaymentState; refunded: number; paid: ReadonlyMap<number, number> }[]
  promises: readonly { promise: number; state: PromiseState }[]
  lots: readonly LotNow[]
}

export const differences = (now: Now, wanted: Wanted): string[] =>
  [...inBooks(now.books, wanted.books), ...inPayments(now, wanted), ...inPromises(now, wanted), ...inPoints(now, wanted)]

function inBooks({ bills, ...sums }: Books, { balance, ...wanted }: Wanted['books']): string[] {
  const amounts = [...Object.values(sums), ...bills.flatMap(({ amount, remaining }) => [amount, remaining])]
  const { receivable, unbilled, unapplied, revenue, tax, concession, rewards, cash } = sums
  const owed = bills.reduce((total, { remaining }) => total + remaining, 0)
  const unlike = (Object.keys(wanted) as (keyof typeof wanted)[]).filter((name) => wanted[name] !== sums[name])
  return [
    ...unlike.map((name) => `${name} is ${sums[name]} instead of ${wanted[name]}`),
    ...check('a balance that is not the sum of what happened', receivable + unbilled - unapplied === balance),
    ...check('debits that are not the credits', receivable + unbilled + concession + rewards + cash === unapplied + revenue + tax),
    ...check('a standing below zero', receivable >= 0 && unbilled >= 0 && unapplied >= 0),
    ...check('credit that lies idle while a bill is open', unapplied === 0 || receivable === 0),
    ...check('a bill that owes less than nothing or more than it is for', bills.every(({ amount, remaining }) => remaining >= 0 && remaining <= Math.max(0, amount))),
    ...check('bills that owe something else than the account', owed === receivable),
    ...check('an amount that is no whole number', amounts.every((amount) => Number.isSafeInteger(amount))),
  ]
}

function inPayments({ payments }: Now, wanted: Wanted): string[] {
  if (payments.length !== wanted.payments.length) return [`${payments.length} payments instead of ${wanted.payments.length}`]
  for (const [index, { payment, state, refunded, paid }] of payments.entries()) {
    const other = wanted.payments[index]
    if (other?.payment !== payment || other.state !== state || other.refunded !== refunded) return [`payment ${payment} is ${state}, ${refunded} refunded, instead of ${other?.state}, ${other?.refunded} (${other?.payment})`]
    if (refunded < 0 || refunded > other.amount) return [`payment ${payment} of ${other.amount} is refunded ${refunded}`]
    if (!alike(paid, other.paid)) return [`payment ${payment} paid ${JSON.stringify([...paid])} instead of ${JSON.stringify([...other.paid])}`]
  }
  return []
}

function alike(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): boolean {
  if (one.size !== other.size) return false
  for (const [bill, amount] of one) if (other.get(bill) !== amount) return false
  return true
}

function inPromises({ promises }: Now, wanted: Wanted): string[] {
  if (promises.length !== wanted.promises.length) return [`${promises.length} promises instead of ${wanted.promises.length}`]
  const at = promises.findIndex(({ promise, state }, index) => wanted.promises[index]?.promise !== promise || wanted.promises[index].state !== state)
  return at < 0 ? [] : [`promise ${promises[at]?.promise} is ${promises[at]?.state} instead of ${wanted.promises[at]?.state}`]
}

function inPoints({ lots }: Now, wanted: Wanted): string[] {
  const below = lots.some(({ left }) => left < 0 || !Number.isSafeInteger(left)) ? ['points below nothing'] : []
  const text = (list: readonly LotNow[]) => list.map(({ origin, source, earnedOn, until, left }) => `${left} ${origin} of ${source}, ${earnedOn} to ${until}`).join('; ')
  const same = lots.length === wanted.lots.length && lots.every((lot, index) => {
    const other = wanted.lots[index]
    return other?.left === lot.left && other.until === lot.until && other.source === lot.source && other.origin === lot.origin && other.earnedOn === lot.earnedOn
  })
  return same ? below : [...below, `points are ${text(lots)} instead of ${text(wanted.lots)}`]
}

const check = (fault: string, holds: boolean): string[] => (holds ? [] : [fault])
