/** The model's part of points: lots in plain lists, walked through one by one. A point is a cent. */
import { addDays, dateIn, dayOf } from '../../../shared/kernel/calendar.ts'
import type { Around, Bill } from './model.ts'
import type { Pay, PaymentsModel } from './payments-model.ts'
import { GIFT_LIMITS, type Deed, type LotNow, type Outcome } from './program.ts'

type Lot = LotNow & { place: number }
type Done = Deed & { kind: 'gift' | 'redemption'; at: number; on: string; taken: { lot: Lot; points: number }[]; back: boolean }
/** Of a payment or a bill: what it has earned, and what of that has not been taken back. */
type Earned = { source: string; earned: number; standing: number }
type Account = { lots: Lot[]; deeds: Done[]; payments: Map<number, Earned>; bills: Map<number, Earned>; redeemed: number }

const [VALID_DAYS, IN_TIME, RESTORED_DAYS] = [365, 25, 30]
const DAYS_30 = 30 * 86_400_000
const NOTHING = { perGift: 0, perDay: 0, perCustomer30Days: 0 }

export function createPointsModel(accounts: number, around: Around, payments: PaymentsModel, leftForCustomer: (agent: number, account: number) => number) {
  const { now, today, may, role, remaining, bills } = around
  const perAccount = Array.from({ length: accounts }, (): Account => ({ lots: [], deeds: [], payments: new Map(), bills: new Map(), redeemed: 0 }))
  const deeds: Done[] = []
  const givenOn = new Map<string, Done[]>()
  let places = 0
  const of = (account: number) => perAccount[account] as Account

  function put(account: number, lot: Omit<Lot, 'place' | 'earnedOn' | 'until'> & Partial<Pick<Lot, 'earnedOn' | 'until'>>): void {
    of(account).lots.push({ earnedOn: today(), until: addDays(today(), VALID_DAYS), ...lot, place: (places += 1) })
  }
  /** What ends first; of one day goodwill, then as they came. Empty ones are forgotten. */
  function alive(account: number): Lot[] {
    const own = of(account)
    own.lots = own.lots.filter(({ left }) => left > 0)
    const key = ({ until, origin, earnedOn, place }: Lot) => `${until} ${origin === 'goodwill' ? 0 : 1} ${earnedOn} ${String(place).padStart(9, '0')}`
    return own.lots.filter(({ until }) => until >= today()).map((lot) => ({ lot, at: key(lot) })).sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ lot }) => lot)
  }
  const sum = (lots: readonly Lot[]) => lots.reduce((total, { left }) => total + left, 0)
  const balance = (account: number) => sum(of(account).lots.filter(({ until }) => until >= today()))
  const earnedLots = (account: number) => alive(account).filter(({ origin }) => origin === 'earned')

  function take(lots: readonly Lot[], points: number): Done['taken'] {
    const taken: Done['taken'] = []
    let left = points
    for (const lot of lots) {
      const part = Math.min(left, lot.left)
      if (part <= 0) continue
      lot.left -= part
      left -= part
      taken.push({ lot, points: part })
    }
    return taken
  }

  /** What stands for money that did not stay. */
  const owedOf = (pay: Pay, { earned, standing }: Earned): number => {
    if (pay.state !== 'reversed' && pay.refunded === 0) return 0
    const back = payments.of(pay.account).payments.reduce((total, each) => total + (each.of === pay && each.state === 'done' ? each.amount : 0), 0)
    return Math.max(0, standing - (pay.state === 'reversed' ? 0 : Math.floor((earned * (pay.amount - back)) / pay.amount)))
  }
  function owed(account: number): { entry: Earned; points: number }[] {
    const found: { entry: Earned; points: number; place: number }[] = []
    for (const [payment, entry] of of(account).payments) {
      const points = entry.standing > 0 ? owedOf(payments.all[payment] as Pay, entry) : 0
      if (points > 0) found.push({ entry, points, place: payment })
    }
    for (const [bill, entry] of of(account).bills) if (entry.standing > 0 && (remaining[bill] as number) > 0) found.push({ entry, points: entry.standing, place: bill })
    return found.sort((a, b) => Number(a.entry.source.startsWith('b')) - Number(b.entry.source.startsWith('b')) || a.place - b.place)
  }
  const owedInAll = (account: number) => owed(account).reduce((total, { points }) => total + points, 0)

  /** Payments before bills, each in the order of its coming; from its own lots before others. */
  function collect(account: number): void {
    for (const { entry, points } of owed(account)) {
      const lots = earnedLots(account)
      const taken = take([...lots.filter(({ source }) => source === entry.source), ...lots.filter(({ source }) => source !== entry.source)], points)
      entry.standing -= taken.reduce((total, each) => total + each.points, 0)
    }
  }

  function earn(account: number, entry: Earned, points: number): void {
    if (points === 0) return
    entry.earned += points
    entry.standing += points
    put(account, { origin: 'earned', source: entry.source, left: points })
  }
  const entryOf = (list: Map<number, Earned>, key: number, source: string): Earned => {
    const known = list.get(key) ?? { source, earned: 0, standing: 0 }
    list.set(key, known)
    return known
  }
  /** A payment is done, and what it leaves of its bills was seen. */
  function paid(pay: Pay): void {
    const own = of(pay.account)
    earn(pay.account, entryOf(own.payments, pay.payment, `p${pay.payment}`), Math.floor(pay.amount / 100))
    const paidOn = dateIn('America/New_York', pay.at)
    for (const bill of [...pay.paid.keys()].sort((a, b) => a - b)) {
      const entry = entryOf(own.bills, bill, `b${bill}`)
      if ((bills[bill] as Bill).amount > 0 && remaining[bill] === 0 && (bills[bill] as Bill).due >= paidOn && entry.standing <= 0) earn(pay.account, entry, IN_TIME)
    }
    collect(pay.account)
  }

  /** Whoever gives money back whose points are spent gives what they were worth. */
  function mayLose(agent: number, pay: Pay, kept: number): boolean {
    const { earned, standing } = of(pay.account).payments.get(pay.payment) ?? { earned: 0, standing: 0 }
    const lost = standing - Math.floor((earned * kept) / pay.amount) - sum(earnedLots(pay.account))
    return lost <= 0 || !around.passes(agent, pay.account, lost)
  }

  const standing = (list: readonly Done[]) => list.reduce((total, { back, points }) => total + (back ? 0 : points), 0)
  function given30Days(account: number): number {
    const since = now() - DAYS_30
    return standing(of(account).deeds.filter(({ kind, at }) => kind === 'gift' && at > since))
  }
  function left(agent: number, account: number): number {
    const { perGift, perDay, perCustomer30Days } = GIFT_LIMITS[role(agent)] ?? NOTHING
    return Math.min(perGift, perDay - standing(givenOn.get(`${agent} ${today()}`) ?? []), perCustomer30Days - given30Days(account), leftForCustomer(agent, account))
  }

  function keep(deed: Deed, kind: Done['kind'], taken: Done['taken']): Done {
    const done: Done = { ...deed, kind, at: now(), on: today(), taken, back: false }
    deeds[deed.deed] = done
    of(deed.account).deeds.push(done)
    return done
  }
  function gave(deed: Deed): Outcome {
    const { agent, account, points } = deed
    if (points > left(agent, account)) return 'limitExceeded'
    const day = `${agent} ${today()}`
    givenOn.set(day, [...(givenOn.get(day) ?? []), keep(deed, 'gift', [])])
    put(account, { origin: 'goodwill', source: `d${deed.deed}`, left: points })
    return 'given'
  }
  function redeemed(deed: Deed): Outcome {
    if (deed.points > balance(deed.account)) return 'limitExceeded'
    keep(deed, 'redemption', take(alive(deed.account), deed.points))
    of(deed.account).redeemed += deed.points
    return 'redeemed'
  }

  /** What came back may be owed: `collect` comes when the books were seen. */
  function takenBack({ deed, agent }: { deed: number; agent: number }): Outcome {
    const done = deeds[deed] as Done
    if (!may(agent, ['seniorAgent', 'supervisor'])) return 'forbidden'
    if (done.back) return 'conflict'
    const own = of(done.account)
    const lot = own.lots.find(({ source }) => source === `d${deed}`)
    if (done.kind === 'gift' && (lot?.left !== done.points || lot.until < today())) return 'validation'
    done.back = true
    if (lot && done.kind === 'gift') lot.left = 0
    else restore(done)
    return 'reversed'
  }
  function restore({ account, taken, on, points }: Done): void {
    of(account).redeemed -= points
    for (const { lot, points: part } of [...taken].sort((a, b) => a.lot.place - b.lot.place)) {
      const least = addDays(today(), Math.min(RESTORED_DAYS, dayOf(lot.until) - dayOf(on)))
      if (least > lot.until) put(account, { origin: lot.origin, source: 'again', earnedOn: lot.earnedOn, until: least, left: part })
      else {
        if (!of(account).lots.includes(lot)) of(account).lots.push(lot)
        lot.left += part
      }
    }
  }

  function expire(): void {
    for (const { lots: own } of perAccount) for (const lot of own) if (lot.until < today()) lot.left = 0
  }

  const lots = (account: number): LotNow[] => of(account).lots.filter(({ left: rest }) => rest > 0).sort((a, b) => a.place - b.place)
  return { deeds, of, balance, left, paid, collect, mayLose, given30Days, owedInAll, gave, redeem: redeemed, takenBack, expire, lots, redeemed: (account: number) => of(account).redeemed }
}
