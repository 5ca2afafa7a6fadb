/**
 * Accounts whose points come and go: steps are a few whole numbers, so that a failure shrinks and replays. What must come of
 * each is reckoned here once more and in another way: lots in plain lists, walked through point by point.
 */
import { addDays, dateIn, dayOf } from '../../shared/kernel/calendar.ts'
import { manualClock } from '../../shared/kernel/clock.ts'
import { AppError } from '../../shared/kernel/errors.ts'
import type { Payment } from '../../shared/features/billing/billing.schema.ts'
import type { LoyaltyBatch } from '../../shared/features/rewards/rewards.schema.ts'
import type { CommandResult } from '../../shared/features/sync/sync.schema.ts'
import { expirePoints } from '../../electron/backend/features/billing/rewards/expire-points.ts'
import { readRows } from '../../electron/backend/store/rows.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { balanceIn } from './adjusting.ts'
import { hire } from './direct-commands.ts'
import { check, reversalOf } from './paying.ts'
import { batchesOf, gift, redemption, rewardsDesk, takingBack, transactionsOf } from './rewarding.ts'
import { issueBill, openAccounts, type Account } from './simple-billing.ts'
import { NOW } from './stores.ts'

export const stepKinds = ['pay', 'bounce', 'bill', 'give', 'redeem', 'reverse', 'days'] as const
/** Each 0 or more, of any size: taken modulo what there is. */
export type Step = { kind: (typeof stepKinds)[number]; account: number; pick: number; amount: number }

const DAY_MS = 86_400_000
/** As delivered, of a supervisor; but of a day so little that it is met. */
const LIMITS = { perGift: 5_000, perDay: 7_000, perCustomer30Days: 10_000 }
const [VALID_DAYS, IN_TIME, RESTORED] = [365, 25, 30]

type Lot = { id: string | null; origin: 'earned' | 'goodwill'; source: string; earnedOn: string; until: string; left: number }
type Deed = { id: string; kind: 'gift' | 'redemption'; points: number; at: number; on: string; taken: { lot: Lot; points: number }[]; back: boolean }
type Paid = { payment: Payment; source: string; earned: number; standing: number; done: boolean }
type Book = { lots: Lot[]; deeds: Deed[]; paid: Paid[]; inTime: Map<string, number> }

/** @param change the order in which lots are spent, for a control. @param perDay what the program takes for the limit of a day */
export async function openRewardWorld(store: Store, change: (lots: Lot[]) => Lot[] = (lots) => lots, perDay = LIMITS.perDay) {
  await store.db.updateTable('rewardLimit').set({ perDay }).where('role', '=', 'supervisor').execute()
  const clock = manualClock(NOW)
  const desk = rewardsDesk(store, clock)
  const by = await hire(store, clock, 'supervisor')
  const accounts = await openAccounts(store, 2)
  const books = new Map<string, Book>(accounts.map(({ customerId }) => [customerId, { lots: [], deeds: [], paid: [], inTime: new Map() }]))
  const today = () => dateIn('America/New_York', clock.now())
  const sum = (list: readonly { left: number }[]) => list.reduce((total, { left }) => total + left, 0)
  /** Soonest over first; of one day goodwill, then as they came. */
  const inOrder = (lots: Lot[]) => change([...lots].sort((a, b) =>
    a.until.localeCompare(b.until) || b.origin.localeCompare(a.origin) || a.earnedOn.localeCompare(b.earnedOn) || String(a.id).localeCompare(String(b.id))))
  const alive = (book: Book) => inOrder(book.lots.filter(({ left, until }) => left > 0 && until >= today()))

  function take(lots: Lot[], points: number): Deed['taken'] {
    const taken: Deed['taken'] = []
    for (const lot of lots) {
      const part = Math.min(lot.left, points - taken.reduce((total, each) => total + each.points, 0))
      if (part > 0) taken.push({ lot, points: part })
      lot.left -= Math.max(0, part)
    }
    return taken
  }
  const newLot = (book: Book, lot: Omit<Lot, 'id' | 'earnedOn' | 'until'> & Partial<Pick<Lot, 'until' | 'earnedOn'>>) => {
    if (lot.left > 0) book.lots.push({ id: null, earnedOn: today(), until: addDays(today(), VALID_DAYS), ...lot })
  }
  const takeBack = (book: Book, source: string, points: number) => {
    const earned = alive(book).filter(({ origin }) => origin === 'earned')
    const taken = take([...earned.filter((lot) => lot.source === source), ...earned.filter((lot) => lot.source !== source)], Math.max(0, points))
    return taken.reduce((total, each) => total + each.points, 0)
  }
  const bills = (ids: string[]) => readRows(store.db, 'customerBill', ids)
  /** What stands for money that is gone, payments before bills: as much as there is of it. The rest waits for what comes next. */
  async function collect(book: Book): Promise<void> {
    const gone = book.paid.filter(({ done }) => !done).sort((a, b) => (a.source < b.source ? -1 : 1))
    for (const one of gone) one.standing -= takeBack(book, one.source, one.standing)
    const open = (await bills([...book.inTime.keys()])).filter(({ remaining }) => remaining > 0).sort((a, b) => (a.id < b.id ? -1 : 1))
    for (const { id } of open) book.inTime.set(id, (book.inTime.get(id) ?? 0) - takeBack(book, id, book.inTime.get(id) ?? 0))
  }

  async function outcome(answer: Promise<CommandResult>): Promise<CommandResult | string> {
    try {
      return await answer
    } catch (error) {
      if (error instanceof AppError && error.code !== 'internal') return error.code
      throw error
    }
  }

  async function pay(account: Account, book: Book, amount: number): Promise<string[]> {
    const input = check(account, amount, `N${clock.now()}`)
    const answer = await outcome(desk.record(by, input))
    // More than one payment may be is the other side's business.
    if (typeof answer === 'string') return answer === 'limitExceeded' ? [] : [`a payment was refused: ${answer}`]
    const payment = answer.rows.payment?.[0] as Payment
    const points = Math.floor(amount / 100)
    newLot(book, { origin: 'earned', source: payment.id, left: points })
    book.paid.push({ payment, source: payment.id, earned: points, standing: points, done: true })
    for (const bill of await bills(Object.keys(payment.paid))) {
      if (bill.remaining > 0 || bill.dueDate < today() || (book.inTime.get(bill.id) ?? 0) > 0) continue
      newLot(book, { origin: 'earned', source: bill.id, left: IN_TIME })
      book.inTime.set(bill.id, IN_TIME)
    }
    await collect(book)
    return []
  }

  async function bounce(book: Book, pick: number): Promise<string[]> {
    const standing = book.paid.filter(({ done }) => done)
    const one = standing[pick % Math.max(1, standing.length)]
    if (!one) return []
    const answer = await outcome(desk.reversePayment(by, reversalOf(one.payment)))
    if (typeof answer === 'string') return [`a reversal was refused: ${answer}`]
    one.done = false
    await collect(book)
    return []
  }

  async function give(account: Account, book: Book, points: number): Promise<string[]> {
    const input = gift(account, points)
    const given = book.deeds.filter(({ kind, at, back }) => kind === 'gift' && !back && at > clock.now() - 30 * DAY_MS).reduce((total, deed) => total + deed.points, 0)
    const ofToday = [...books.values()].flatMap(({ deeds }) => deeds).filter(({ kind, on, back }) => kind === 'gift' && !back && on === today()).reduce((total, deed) => total + deed.points, 0)
    const wanted = points > LIMITS.perGift || ofToday + points > LIMITS.perDay || given + points > LIMITS.perCustomer30Days ? 'limitExceeded' : 'given'
    const answer = await outcome(desk.give(by, input))
    if (typeof answer === 'string') return answer === wanted ? [] : [`goodwill: ${answer} instead of ${wanted}`]
    if (wanted !== 'given') return [`goodwill: given instead of ${wanted}`]
    newLot(book, { origin: 'goodwill', source: input.giftId, left: points })
    book.deeds.push({ id: input.giftId, kind: 'gift', points, at: clock.now(), on: today(), taken: [], back: false })
    return []
  }

  async function redeem(account: Account, book: Book, points: number): Promise<string[]> {
    const input = redemption(account, points)
    const wanted = points > sum(alive(book)) ? 'limitExceeded' : 'redeemed'
    const owed = await balanceIn(store, account)
    const answer = await outcome(desk.redeem(by, input))
    const fell = owed - (await balanceIn(store, account))
    if (typeof answer === 'string') return answer === wanted && fell === 0 ? [] : [`redemption: ${answer} instead of ${wanted}, the balance fell by ${fell}`]
    if (wanted !== 'redeemed' || fell !== points) return [`redemption: ${wanted} expected, the balance fell by ${fell} for ${points} points`]
    book.deeds.push({ id: input.redemptionId, kind: 'redemption', points, at: clock.now(), on: today(), taken: take(alive(book), points), back: false })
    return []
  }

  async function reverse(account: Account, book: Book, pick: number): Promise<string[]> {
    const deed = book.deeds[pick % Math.max(1, book.deeds.length)]
    if (!deed) return []
    const lot = book.lots.find(({ source }) => source === deed.id)
    const whole = deed.kind === 'redemption' || (lot && lot.left === deed.points && lot.until >= today())
    const wanted = deed.back ? 'conflict' : whole ? 'reversed' : 'validation'
    const owed = await balanceIn(store, account)
    const answer = await outcome(desk.reverse(by, takingBack({ customerId: account.customerId, id: deed.id })))
    const rose = (await balanceIn(store, account)) - owed
    const said = typeof answer === 'string' ? answer : 'reversed'
    if (said !== wanted) return [`reversal: ${said} instead of ${wanted}`]
    if (said !== 'reversed') return rose === 0 ? [] : [`a refused reversal moved ${rose}`]
    deed.back = true
    if (deed.kind === 'gift') { if (lot) lot.left = 0; return rose === 0 ? [] : [`goodwill moved ${rose}`] }
    for (const { lot: from, points } of deed.taken) {
      const had = Math.min(RESTORED, dayOf(from.until) - dayOf(deed.on))
      const least = addDays(today(), had)
      if (least > from.until) newLot(book, { origin: from.origin, source: `again ${deed.id} ${from.id}`, earnedOn: from.earnedOn, until: least, left: points })
      else from.left += points
    }
    await collect(book)
    return rose === deed.points ? [] : [`a reversal of ${deed.points} moved ${rose}`]
  }

  async function act(step: Step): Promise<string[]> {
    const account = accounts[step.account % accounts.length] as Account
    const book = books.get(account.customerId) as Book
    switch (step.kind) {
      case 'pay': return pay(account, book, 1 + (step.amount % 9_000))
      case 'bounce': return bounce(book, step.pick)
      case 'bill': {
        await issueBill(store, account, { clock, today: today() }, { service: 1 + (step.amount % 12_000), dueInDays: (step.pick % 40) - 5 })
        return []
      }
      case 'give': return give(account, book, 1 + (step.amount % 6_000))
      case 'redeem': return redeem(account, book, 1 + (step.amount % (step.pick % 4 === 0 ? 12_000 : Math.max(1, sum(alive(book))))))
      case 'reverse': return reverse(account, book, step.pick)
      case 'days': {
        clock.advance((1 + (step.amount % 140)) * DAY_MS)
        await expirePoints(desk.services, { today: today() })
        for (const each of books.values()) for (const lot of each.lots) if (lot.until < today()) lot.left = 0
        return []
      }
    }
  }

  /** New lots take the ids of the new batches, which nobody can foretell; then all must be alike. */
  function differences(book: Book, batches: readonly LoyaltyBatch[], sources: ReadonlyMap<string, string | null>): string[] {
    const isOf = ({ transactionId, origin }: LoyaltyBatch, { source }: Lot) => source.startsWith('again') || (origin === 'goodwill' ? transactionId : sources.get(transactionId)) === source
    const known = new Set(book.lots.map(({ id }) => id))
    const fresh = batches.filter(({ id }) => !known.has(id))
    for (const lot of book.lots.filter(({ id }) => id === null)) {
      const at = fresh.findIndex((batch) => batch.origin === lot.origin && batch.remaining === lot.left && batch.expiresOn === lot.until && batch.earnedOn === lot.earnedOn && isOf(batch, lot))
      const [match] = at < 0 ? [] : fresh.splice(at, 1)
      if (!match) return [`no batch of ${lot.left} ${lot.origin} until ${lot.until}`]
      lot.id = match.id
    }
    const now = new Map(batches.map((batch) => [batch.id, batch]))
    const unlike = book.lots.filter(({ id, left }) => now.get(id ?? '')?.remaining !== left)
    return [...fresh.map(({ points }) => `a batch of ${points} out of nothing`), ...unlike.map(({ id, left, origin, until }) => `${now.get(id ?? '')?.remaining} instead of ${left} in ${origin} until ${until}`)]
  }

  return {
    step: async (step: Step): Promise<string[]> => {
      clock.advance(60_000)
      const faults = await act(step)
      if (faults.length > 0) return faults
      for (const { customerId } of accounts) {
        const different = differences(books.get(customerId) as Book, await batchesOf(store, { customerId }), new Map((await transactionsOf(store, { customerId })).map(({ id, sourceId }) => [id, sourceId])))
        if (different.length > 0) return different
      }
      return []
    },
  }
}
