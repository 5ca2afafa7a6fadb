/** Points over lists: earned, given, redeemed, taken back, restored, and gone with their last day. */
import { addDays, dateIn } from '#shared/kernel/calendar.ts'
import { add, zero, type Money } from '#shared/kernel/money.ts'
import { creditInPoints } from '#shared/features/rewards/rewards.schema.ts'
import { GIFT_LIMITS, type Deed as Asked, type LotNow, type Outcome } from '../../../tests/support/money-world/program.ts'
import { billOf, openBills, type Account, type Batch, type Deed, type Earned, type Pay } from './memory-account.ts'
import type { Memory } from './memory-program.ts'

/** As migration 0010 delivers them. */
const RATE = { currency: 'USD', earnPoints: 1, earnAmount: 100, inTimePoints: 25, validDays: 365, redeemPoints: 100, redeemAmount: 100 }
const NO_LIMITS = { perGift: 0, perDay: 0, perCustomer30Days: 0 }
const DAYS_30 = 30 * 86_400_000
const mayTakeBack: ReadonlySet<string> = new Set(['seniorAgent', 'supervisor'])

export type PointsInMemory = ReturnType<typeof pointsInMemory>

export function pointsInMemory(memory: Memory) {
  const { rule, now, today, role, account, accounts, post } = memory
  const deeds: Deed[] = []
  const givenOn = new Map<string, Deed[]>()
  let made = 0

  function open(of: Account, batch: Omit<Batch, 'id'>): Batch {
    const kept = { ...batch, id: String((made += 1)).padStart(9, '0') }
    of.batches.set(kept.id, kept)
    return kept
  }
  const spendable = (of: Account): Batch[] => [...of.batches.values()].filter(({ remaining, expiresOn }) => remaining > 0 && expiresOn >= today()).sort(rule.endsFirst)
  const sum = (batches: readonly Batch[]) => batches.reduce((total, { remaining }) => total + remaining, 0)
  const earnedBatches = (of: Account) => spendable(of).filter(({ origin }) => origin === 'earned')
  /** As `postPoints`. @throws for a batch below nothing, which the table refuses */
  function take(of: Account, postings: readonly { batchId: string; points: number }[]): void {
    for (const { batchId, points } of postings) {
      const batch = of.batches.get(batchId) as Batch
      batch.remaining += points
      if (batch.remaining < 0) throw new Error('points below nothing')
    }
    of.writes += 1
  }

  const entryOf = (list: Map<number, Earned>, place: number, source: string): Earned => {
    const known = list.get(place) ?? { source, place, earned: 0, standing: 0 }
    list.set(place, known)
    return known
  }
  function put(of: Account, entry: Earned, points: number): void {
    if (points === 0) return
    entry.earned += points
    entry.standing += points
    open(of, { origin: 'earned', source: entry.source, earnedOn: today(), expiresOn: addDays(today(), RATE.validDays), remaining: points })
  }
  /** As `earnByPayment`. */
  function earn(of: Account, pay: Pay): void {
    put(of, entryOf(of.earnedBy.payments, pay.payment, `p${pay.payment}`), rule.pointsFor(pay.amount, RATE))
    const paidOn = dateIn('America/New_York', pay.at)
    for (const number of [...pay.paid.keys()].sort((a, b) => a - b)) {
      const bill = billOf(of, number)
      const entry = entryOf(of.earnedBy.bills, number, `b${number}`)
      if (bill.amount > 0 && bill.remaining.amount === 0 && bill.dueOn >= paidOn && entry.standing <= 0) put(of, entry, RATE.inTimePoints)
    }
    collect(of)
  }

  function owed(of: Account): { entry: Earned; points: number }[] {
    const ofPayments: { entry: Earned; points: number }[] = []
    for (const { payment, refunded, state, amount, back } of of.payments) {
      const entry = refunded > 0 || state === 'reversed' ? of.earnedBy.payments.get(payment) : undefined
      const points = entry ? rule.owedOf(entry, { amount, back, reversed: state === 'reversed' }) : 0
      if (entry && points > 0) ofPayments.push({ entry, points })
    }
    const ofBills = [...of.earnedBy.bills.values()].filter(({ place, standing }) => standing > 0 && billOf(of, place).remaining.amount > 0).sort((a, b) => a.place - b.place)
    return [...ofPayments, ...ofBills.map((entry) => ({ entry, points: entry.standing }))]
  }
  /** As `takeBackOwed`. */
  function collect(of: Account): void {
    for (const { entry, points } of owed(of)) {
      const batches = earnedBatches(of)
      const own = ({ source }: Batch) => source === entry.source
      const postings = rule.takenFrom([...batches.filter(own), ...batches.filter((batch) => !own(batch))], points)
      take(of, postings)
      entry.standing += postings.reduce((total, each) => total + each.points, 0)
    }
  }

  const inPoints = (list: readonly Deed[]) => list.reduce((total, { back, points }) => total + (back ? 0 : points), 0)
  const givenIn30Days = ({ gifts }: Account) => inPoints(gifts.filter(({ at }) => at > now() - DAYS_30))
  /** Of the customer's limit of credits: goodwill of 30 days, and what is owed. */
  const worth = (of: Account): Money => owed(of).reduce((total, { points }) => add(total, rule.worthOf(points, RATE)), givenIn30Days(of) > 0 ? rule.worthOf(givenIn30Days(of), RATE) : zero())

  function give({ deed, agent, account: at, points }: Asked): Outcome {
    const of = account(at)
    const day = `${agent} ${today()}`
    const { perCustomer30Days } = memory.limits(agent)
    const credit = { limit: creditInPoints(perCustomer30Days, RATE), left: creditInPoints(perCustomer30Days - memory.used(agent, of).credit.forCustomer.amount, RATE) }
    const used = { today: inPoints(givenOn.get(day) ?? []), forCustomer: givenIn30Days(of), credit }
    if (rule.goodwillExceeds(points, GIFT_LIMITS[role(agent)] ?? NO_LIMITS, used)) return 'limitExceeded'
    const batch = open(of, { origin: 'goodwill', source: `d${deed}`, earnedOn: today(), expiresOn: addDays(today(), RATE.validDays), remaining: points })
    const kept: Deed = { account: at, kind: 'gift', points, at: now(), on: today(), taken: [], batch: batch.id, entry: null, back: false }
    deeds[deed] = kept
    of.gifts.push(kept)
    of.writes += 1
    givenOn.set(day, [...(givenOn.get(day) ?? []), kept])
    return 'given'
  }

  function redeem({ deed, account: at, points }: Asked): Outcome {
    const of = account(at)
    const batches = spendable(of)
    const credit = rule.creditFor(points, RATE)
    if (points > sum(batches) || !credit) return 'limitExceeded'
    const taken = rule.takenFrom(batches, points)
    take(of, taken)
    const entry = post(of, 'redemption', [{ debit: 'rewards', credit: 'unapplied', amount: credit }, ...rule.application(credit, openBills(of))])
    deeds[deed] = { account: at, kind: 'redemption', points, at: now(), on: today(), taken, batch: null, entry, back: false }
    return 'redeemed'
  }

  function takeBack({ deed, agent, account: at }: { deed: number; agent: number; account: number }): Outcome {
    const kept = deeds[deed] as Deed
    const of = account(at)
    if (!mayTakeBack.has(role(agent))) return 'forbidden'
    if (kept.back) return 'conflict'
    if (kept.kind === 'gift') {
      const batch = spendable(of).find(({ id }) => id === kept.batch)
      if (!batch || !rule.wholeGift(batch.remaining, kept.points)) return 'validation'
      take(of, [{ batchId: batch.id, points: -batch.remaining }])
    } else {
      restore(of, kept)
      if (kept.entry) memory.takeBack(of, kept.entry)
      collect(of)
    }
    kept.back = true
    return 'reversed'
  }
  /** As `restoredBatches`. */
  function restore(of: Account, { taken, on }: Deed): void {
    for (const { batchId, points } of [...taken].sort((a, b) => (a.batchId < b.batchId ? -1 : 1))) {
      const batch = of.batches.get(batchId) as Batch
      const expiresOn = rule.restoredUntil({ expiresOn: batch.expiresOn, redeemedOn: on, today: today() })
      if (expiresOn === batch.expiresOn) batch.remaining -= points
      else open(of, { ...batch, source: 'again', expiresOn, remaining: -points })
    }
    of.writes += 1
  }

  function expire(): void {
    for (const of of accounts) for (const batch of of.batches.values()) if (batch.expiresOn < today()) batch.remaining = 0
  }

  return {
    earn, collect, worth, give, redeem, takeBack, expire,
    there: (of: Account): number => sum(earnedBatches(of)),
    earnedBy: (of: Account, { payment }: Pay): { earned: number; standing: number } => of.earnedBy.payments.get(payment) ?? { earned: 0, standing: 0 },
    lots: (of: Account): LotNow[] => [...of.batches.values()].filter(({ remaining }) => remaining > 0)
      .map(({ origin, source, earnedOn, expiresOn, remaining }) => ({ origin, source, earnedOn, until: expiresOn, left: remaining })),
  }
}
