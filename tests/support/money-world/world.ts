/** Takes steps in the program and in the model, and tells every difference. A step is a few whole numbers, so that a failure shrinks and replays. */
import { addDays } from '../../../shared/kernel/calendar.ts'
import { createModel } from './model.ts'
import type { Pay } from './payments-model.ts'
import { differences, type Wanted } from './differences.ts'
import { effects, type Cast, type Deed, type Outcome, type Paying, type Program, type Refund, type Submission } from './program.ts'

export const stepKinds = [
  'bill', 'credit', 'creditOnBill', 'charge', 'decide', 'withdraw', 'reverse', 'time',
  'check', 'card', 'work', 'refund', 'reversePayment', 'autopay', 'promise', 'withdrawPromise', 'redeem', 'give', 'takeBack',
] as const
export type StepKind = (typeof stepKinds)[number]
/** Each 0 or more, of any size: taken modulo what there is. */
export type Step = { kind: StepKind; who: number; account: number; pick: number; amount: number; more: number }

/** Where a cent decides, in minor units: at the limits of the roles. */
const EDGES = [1, 99, 499, 500, 501, 2_499, 2_500, 2_501, 4_999, 5_000, 5_001, 7_499, 7_500, 7_501, 10_000, 15_000, 15_001, 20_000, 25_000, 50_000, 99_999, 100_000, 100_001]
const HOUR_MS = 3_600_000
const QUIET = 4
/** Around what a senior agent may record at a time in this world (`RECORDING_LIMITS`). */
const CHECK_EDGES = [19_999, 20_000, 20_001, 24_000]
const RECENT = 200

/** Every third amount is at an edge, the others below 40.00. */
const amountOf = ({ amount }: Step): number => (amount % 3 === 0 ? (EDGES[amount % EDGES.length] as number) : 1 + (amount % 4_000))
const pickOf = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)]

export type World = { step(step: Step): Promise<string[]>; finish(): Promise<string[]>; done: Record<string, number> }

export function openWorld(cast: Cast, program: Program, { staleDecisions = true } = {}): World {
  const model = createModel(cast)
  const { payments, points } = model
  const done: Record<string, number> = {}
  const count = (name: string) => { done[name] = (done[name] ?? 0) + 1 }
  let day = model.today()
  /** Some may have been decided since. */
  const waiting: number[] = []

  /** Does what may be refused in both, and holds that a refusal has written nothing. @param then what follows in the model, upon the books that were seen */
  async function compare(what: string, account: number, expected: () => Outcome, doIt: () => Outcome | Promise<Outcome>, then: () => void = () => undefined): Promise<string[]> {
    const before = await program.written(account)
    const [outcome, wanted] = [await doIt(), expected()]
    count(`${what} ${outcome}`)
    if (outcome !== wanted) return [`${what}: ${outcome} instead of ${wanted}`]
    if (!effects.has(outcome)) return before === (await program.written(account)) ? [] : [`${what}: ${outcome}, and yet something was written`]
    return follow(account, then)
  }

  /** What comes of it is seen first: promises and points follow from what is left of the bills. */
  async function follow(account: number, then: () => void): Promise<string[]> {
    const now = await program.now(account)
    model.see(account, now.books)
    then()
    const wanted: Wanted = { books: model.books(account), payments: payments.of(account).payments, promises: payments.of(account).promises, lots: points.lots(account) }
    return [...differences(now, wanted), ...(await program.audit(account))]
  }
  /** After a payment that is done, a refund, and what is declined. */
  const settled = (pay: Pay) => () => {
    payments.settlePromises(pay.account)
    if (pay.state !== 'done') return
    if (pay.kind === 'payment') points.paid(pay)
    else points.collect(pay.account)
  }

  async function submit(step: Step, account: number): Promise<string[]> {
    const onBill = step.kind === 'creditOnBill'
    const bill = onBill ? (pickOf(model.of(account).bills, step.pick)?.bill ?? null) : null
    const agent = step.who % cast.agents.length
    // Often to the cent what is left, a cent below, or a cent above.
    const direction = step.kind === 'charge' ? 'charge' : 'credit'
    const amount = step.amount % 3 === 1 ? Math.max(1, model.left(agent, account, direction) + (step.more % 3) - 1) : amountOf(step)
    const asked: Submission = { adjustment: model.adjustments.length, agent, account, direction, amount, bill }
    return compare('submit', account, () => model.submitted(asked), () => program.submit(asked), () => {
      if (model.adjustments[asked.adjustment]?.state === 'pendingApproval') waiting.push(asked.adjustment)
    })
  }

  /** One of the last ones, whatever has become of it; to be reversed, mostly one that is posted. */
  const recent = (step: Step): number | null => {
    const all = model.adjustments.length
    const among = Math.min(all, RECENT)
    if (among === 0) return null
    const tries = step.kind === 'reverse' ? 5 : 1
    const some = Array.from({ length: tries }, (_, turn) => all - among + ((step.pick + turn * 37) % among))
    return some.find((number) => model.adjustments[number]?.state === 'posted') ?? (some[0] as number)
  }
  /** One that waits, however old: what waits counts for ever, and where nobody decided it nothing could be given any more. */
  function oneThatWaits(step: Step): number | null {
    while (waiting.length > 0) {
      const place = step.pick % waiting.length
      const number = waiting[place] as number
      if (model.adjustments[number]?.state === 'pendingApproval') return number
      waiting[place] = waiting.at(-1) as number
      waiting.pop()
    }
    return null
  }

  const supervisors = cast.agents.flatMap((role, agent) => (role === 'supervisor' ? [agent] : []))
  /** Mostly somebody who may. */
  const mostlyMay = (step: Step): number => (step.more % 5 === 0 ? step.who % cast.agents.length : (supervisors[step.who % Math.max(1, supervisors.length)] ?? 0))
  const seniors = cast.agents.flatMap((role, agent) => (role === 'seniorAgent' ? [agent] : []))
  /** Of checks most by two of them, so that the limit of a day is met as often as the others; some by whoever may record more. */
  const mostlyRecords = ({ more, who }: Step): number =>
    (more % 8 < 5 ? seniors[who % Math.min(2, seniors.length)] : more % 8 < 7 ? supervisors[who % supervisors.length] : undefined) ?? who % cast.agents.length
  /** Mostly somebody who may: whoever asked withdraws, a supervisor decides or reverses. */
  function actingOn(step: Step, { agent: asked }: Submission): number {
    if (step.amount % 4 === 0 || supervisors.length === 0) return step.who % cast.agents.length
    return step.kind === 'withdraw' ? asked : (supervisors[step.who % supervisors.length] as number)
  }

  async function actOn(step: Step): Promise<string[]> {
    const adjustment = step.kind === 'reverse' || step.pick % 4 === 0 ? recent(step) : (oneThatWaits(step) ?? recent(step))
    const kept = adjustment === null ? undefined : model.adjustments[adjustment]
    if (adjustment === null || !kept) return []
    const agent = actingOn(step, kept)
    const of = { adjustment, agent }
    if (step.kind === 'withdraw') return compare('withdraw', kept.account, () => model.withdrawn(of), () => program.withdraw(of))
    if (step.kind === 'reverse') return compare('reverse', kept.account, () => model.reversed(of), () => program.reverse(of))
    const changed = step.more % 4 === 0 ? amountOf(step) : kept.amount
    const decision = { ...of, approve: step.more % 5 > 0, amount: changed, comment: step.more % 7 > 0, stale: staleDecisions && step.more % 11 === 0 }
    return compare('decide', kept.account, () => model.decided(decision), () => program.decide(decision))
  }

  async function issueBill(step: Step, account: number): Promise<string[]> {
    // Now and then it gives back more than it charges, as the last bill of a service that was paid in advance.
    const service = step.more % 8 === 0 ? -amountOf(step) : amountOf(step)
    const bill = { bill: model.bills.length, account, service, tax: step.more % 700, dueInDays: (step.pick % 50) - 15 }
    const [amount, wanted] = [await program.issueBill(bill), model.billed({ ...bill, due: addDays(model.today(), bill.dueInDays) })]
    count('bill')
    return amount === wanted ? follow(account, () => undefined) : [`bill: ${amount} instead of ${wanted}`]
  }

  async function pay(step: Step, account: number): Promise<string[]> {
    // Now and then what was promised, a cent less, or the better half of it.
    const promised = step.pick % 4 === 1 ? payments.of(account).promises.find(({ state }) => state === 'open') : undefined
    const bill = promised?.bill ?? (step.pick % 3 === 0 ? (pickOf(model.of(account).bills, step.more)?.bill ?? null) : null)
    // Now and then it was another sum when the agent looked.
    const seen = model.balance(account) + (step.more % 11 === 0 ? 1 + (step.amount % 500) : 0)
    const some = step.kind === 'check' && step.amount % 5 === 0 ? (CHECK_EDGES[step.pick % CHECK_EDGES.length] as number) : amountOf(step)
    const amount = promised ? ([promised.amount, Math.max(1, promised.amount - 1), Math.ceil((promised.amount * 3) / 4)][step.more % 3] as number) : some
    const paying: Paying = { payment: payments.all.length, agent: step.kind === 'check' ? mostlyRecords(step) : step.who % cast.agents.length, account, amount, bill, seen }
    if (step.kind === 'card') return compare('card', account, () => payments.charged(paying), () => program.charge(paying))
    return compare('check', account, () => payments.recorded(paying), () => program.record(paying), () => settled(payments.all[paying.payment] as Pay)())
  }

  const isReturn = (step: Step): boolean => step.kind === 'reversePayment' && step.more % 2 === 0
  /** Of the next accounts one of which a charge would be drafted again if its bank returned it: by chance there are few. */
  function returnAt(step: Step, account: number): number {
    if (!isReturn(step)) return account
    const near = Array.from({ length: Math.min(50, cast.accounts) }, (_, ahead) => (account + ahead) % cast.accounts)
    return near.find((each) => payments.of(each).payments.some(payments.wouldBeDrafted)) ?? account
  }

  async function giveBack(step: Step, account: number): Promise<string[]> {
    // A charge is taken back by its bank now and then, and by nobody else.
    const returned = isReturn(step)
    // Mostly one that it can be done with.
    const candidates = payments.of(account).payments.filter(({ kind, card, state }) => kind === 'payment' && (step.amount % 9 === 0 || (state === 'done' && card === (step.kind === 'refund' || returned))))
    // Of what a bank has returned mostly one that autopay would draft again.
    const drafted = returned ? candidates.filter(payments.wouldBeDrafted) : []
    const payment = pickOf(drafted.length > 0 ? drafted : candidates, step.pick)
    if (!payment) return []
    // Those who may take back less meet what others have recorded; and most is given back by one who records few checks, so that their day is met.
    const oneOf = step.kind === 'refund' ? (step.who % 4 > 0 ? seniors.at(-1) : undefined) : seniors[step.who % seniors.length]
    const senior = step.kind === 'refund' || step.amount % 2 === 0 ? oneOf : undefined
    const by = { agent: senior ?? mostlyMay(step), account, payment: payment.payment }
    if (step.kind === 'reversePayment') return compare('payment', account, () => payments.takenBack({ ...by, returned }), () => program.reversePayment({ ...by, returned }), () => {
      payments.settlePromises(account, payment.at)
      points.collect(account)
    })
    const left = payment.amount - payment.refunded
    // What is left, a cent more than that, a part, or what the agent may still give back, a cent below or above.
    const mayGive = Math.min(left, payments.mayRefund(by.agent) + ((step.amount >> 4) % 3) - 1)
    const amount = Math.max(1, [left, left + 1, step.amount % Math.max(1, left), mayGive, mayGive][step.more % 5] as number)
    const refund: Refund = { ...by, refund: payments.all.length, amount }
    return compare('refund', account, () => payments.refunded(refund), () => program.refund(refund))
  }

  async function work(): Promise<string[]> {
    const due = payments.due()
    const faults: string[] = []
    await program.work(async (payment, state) => {
      const next = due.shift()
      if (faults.length > 0) return
      if (next?.payment !== payment) return void faults.push(`the gateway was asked for payment ${payment} instead of ${next?.payment ?? 'none'}`)
      const wanted = payments.answered(next)
      count(`${next.kind} ${state}`)
      if (state !== wanted) faults.push(`${next.kind}: ${state} instead of ${wanted}`)
      else faults.push(...(await follow(next.account, state === 'unknown' ? () => undefined : settled(next))))
    })
    return faults.length === 0 && due.length > 0 ? [`the gateway was not asked for payment ${due[0]?.payment}`] : faults
  }

  async function promise(step: Step, account: number): Promise<string[]> {
    const bill = pickOf(model.of(account).bills.slice(-6), step.pick)
    if (!bill) return []
    const promised = { promise: payments.promises.length, agent: step.who % cast.agents.length, account, bill: bill.bill, amount: 1 + (step.amount % Math.max(1, bill.amount)), until: addDays(model.today(), step.more % 31) }
    return compare('promise', account, () => payments.promised(promised), () => program.promise(promised))
  }

  async function withdrawPromise(step: Step, account: number): Promise<string[]> {
    const kept = pickOf(payments.of(account).promises, step.pick)
    if (!kept) return []
    const of = { promise: kept.promise, agent: step.who % cast.agents.length, account }
    return compare('promise withdrawal', account, () => payments.withdrawn(kept.promise), () => program.withdrawPromise(of))
  }

  async function movePoints(step: Step, account: number): Promise<string[]> {
    // Of goodwill most by two of them, so that the limit of a day is met as often as the others.
    const agent = step.who % (step.kind === 'give' && step.more % 4 > 0 ? Math.min(2, cast.agents.length) : cast.agents.length)
    const most = step.kind === 'give' ? points.left(agent, account) : points.balance(account)
    const some = step.amount % 3 === 0 ? most + (step.more % 3) - 1 : step.kind === 'give' ? (step.amount % 3 === 1 ? 500 : step.amount % 600) : step.amount % Math.max(1, most)
    const deed: Deed = { deed: points.deeds.length, agent, account, points: Math.max(1, some) }
    return step.kind === 'give'
      ? compare('goodwill', account, () => points.gave(deed), () => program.give(deed))
      : compare('redemption', account, () => points.redeem(deed), () => program.redeem(deed))
  }

  async function takeBack(step: Step, account: number): Promise<string[]> {
    const deed = pickOf(points.of(account).deeds, step.pick)
    if (!deed) return []
    const of = { deed: deed.deed, agent: mostlyMay(step), account }
    return compare(`${deed.kind} taken back`, account, () => points.takenBack(of), () => program.takeBack(of), () => void (deed.kind === 'redemption' && points.collect(account)))
  }

  /** With a new day comes the housekeeping. */
  async function passTime(step: Step): Promise<string[]> {
    // Now and then nothing happens for twenty days: points end, promises and drafts are late.
    const pause = step.pick % Math.max(20, Math.floor(cast.accounts / 4)) === 0 ? 20 * 24 * HOUR_MS : 0
    cast.clock.advance(pause + (step.more % 9) * HOUR_MS + (step.pick % 1_000))
    count('time')
    if (model.today() === day) return []
    day = model.today()
    const [made, wanted] = [await program.day(), payments.drafted()]
    payments.dayOver()
    points.expire()
    for (const _ of wanted) count('draft')
    return JSON.stringify(made) === JSON.stringify(wanted) ? [] : [`drafts ${JSON.stringify(made)} instead of ${JSON.stringify(wanted)}`]
  }

  /**
   * Where everybody is credited all the time, nothing is left of the limit that credits and goodwill share, and goodwill is never given.
   * So every fourth customer is credited seldom, and gets most of the goodwill.
   */
  function whose(step: Step): number {
    const account = step.account % cast.accounts
    const quiet = account % QUIET === 0
    if (step.kind === 'give' && step.pick % 4 > 0) return account - (account % QUIET)
    const credits = step.kind === 'credit' || step.kind === 'creditOnBill'
    return credits && quiet && step.pick % 8 > 0 ? (account + 1) % cast.accounts : account
  }

  async function take(step: Step): Promise<string[]> {
    const account = whose(step)
    switch (step.kind) {
      case 'time': return passTime(step)
      case 'bill': return issueBill(step, account)
      case 'check': case 'card': return pay(step, account)
      case 'refund': case 'reversePayment': return giveBack(step, returnAt(step, account))
      case 'work': return work()
      case 'autopay': {
        const of = { agent: step.who % cast.agents.length, account, on: step.more % 4 > 0 }
        return compare('autopay', account, () => payments.autopay(account, of.on), () => program.autopay(of))
      }
      case 'promise': return promise(step, account)
      case 'withdrawPromise': return withdrawPromise(step, account)
      case 'give': case 'redeem': return movePoints(step, account)
      case 'takeBack': return takeBack(step, account)
      case 'credit': case 'creditOnBill': case 'charge': return submit(step, account)
      case 'decide': case 'withdraw': case 'reverse': return actOn(step)
    }
  }

  return {
    done,
    step: take,
    finish: async () => {
      for (let account = 0; account < cast.accounts; account += 1) {
        const faults = await follow(account, () => undefined)
        if (faults.length > 0) return faults
      }
      return []
    },
  }
}
