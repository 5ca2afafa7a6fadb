/** Payments over lists: the gateway's requests with every mood of it, refunds, reversals, autopay and promises. */
import { add, money, subtract, zero, type Money } from '#shared/kernel/money.ts'
import type { Posting } from '../../../electron/backend/features/billing/ledger.ts'
import { moodOf, RECORDING_LIMITS, REFUND_LIMITS, type Draft, type Outcome, type Paying, type PaymentState, type Promised, type Refund } from '../../../tests/support/money-world/program.ts'
import { billId, billOf, openBills, type Account, type Bill, type Pay } from './memory-account.ts'
import type { PointsInMemory } from './memory-points.ts'
import type { Memory } from './memory-program.ts'

/** Who may refund, record and take back. */
const mayGiveBack: ReadonlySet<string> = new Set(['seniorAgent', 'supervisor'])

export function paymentsInMemory(memory: Memory, points: PointsInMemory) {
  const { rule, now, today, role, account, accounts, post } = memory
  const all: Pay[] = []
  const promises: Account['promises'] = []
  let open: Pay[] = []
  const charging = ({ payments }: Account) => payments.some(({ kind, request }) => kind === 'payment' && request !== null && !request.answered)
  const balance = ({ standing }: Account) => standing.receivable.amount + standing.unbilled.amount - standing.unapplied.amount
  const asked = () => ({ due: now(), asked: 0, sent: 0, performed: false, answered: false })

  function write(of: Omit<Pay, 'refunded' | 'paid' | 'at' | 'currency' | 'back' | 'entry'>): Pay {
    const pay: Pay = { ...of, refunded: 0, paid: new Map(), at: now(), currency: 'USD', back: 0, entry: null }
    all[pay.payment] = pay
    account(pay.account).payments.push(pay)
    account(pay.account).writes += 1
    if (pay.request) open.push(pay)
    return pay
  }

  /** As `postPayment`. */
  function postPayment(pay: Pay): void {
    const to = account(pay.account)
    const applied = rule.application(money(pay.amount), rule.namedFirst(openBills(to), pay.bill === null ? [] : [billId(pay.bill)]))
    const postings: Posting[] = [{ debit: 'cash', credit: 'unapplied', amount: money(pay.amount) }, ...applied]
    pay.entry = post(to, 'payment', postings)
    for (const { billId: id, amount } of applied) {
      const { number } = to.bills[to.places.get(id ?? '') as number] as Bill
      pay.paid.set(number, (pay.paid.get(number) ?? 0) + amount.amount)
    }
  }

  function approve(pay: Pay): void {
    const of = account(pay.account)
    pay.state = 'done'
    if (pay.kind === 'payment') postPayment(pay)
    else {
      post(of, 'refund', [{ debit: 'unapplied', credit: 'cash', amount: money(pay.amount) }])
      memory.mend(of)
      if (pay.of) pay.of.back += pay.amount
    }
    settlePromises(of, null)
    if (pay.kind === 'payment') points.earn(of, pay)
    else points.collect(of)
  }
  function decline(pay: Pay): void {
    pay.state = 'declined'
    if (pay.of) pay.of.refunded -= rule.freedByDecline(pay.amount)
    if (pay.kind === 'refund' && pay.by) refundedOn.set(pay.by.dayKey, subtract(refundedOn.get(pay.by.dayKey) ?? zero(), rule.freedInTheDay(money(pay.amount))))
    account(pay.account).writes += 1
    settlePromises(account(pay.account), null)
  }

  /** As `settleAnswer`: whoever comes second finds the request closed. */
  function settle(pay: Pay, state: PaymentState): void {
    const { request } = pay
    if (!request || !rule.takesAnswer(request.answered)) return
    if (state === 'unknown') {
      pay.state = state
      account(pay.account).writes += 1
      return
    }
    request.answered = true
    if (state === 'done') approve(pay)
    else decline(pay)
  }

  function ask(pay: Pay): void {
    const { request } = pay
    if (!request) return
    request.asked += 1
    const mood = request.performed ? 'approve' : moodOf(pay.payment, request.sent)
    if (!request.performed) request.sent += 1
    if (mood === 'decline') return settle(pay, 'declined')
    if (mood === 'approve' || mood === 'twice') {
      settle(pay, 'done')
      if (mood === 'twice') settle(pay, 'done')
      return
    }
    request.performed = mood !== 'dieBefore'
    request.due = now() + Math.min(300_000, 5_000 * 2 ** (request.asked - 1))
    settle(pay, rule.afterSilence())
  }

  async function work(settled: (payment: number, state: PaymentState) => Promise<void>): Promise<void> {
    const due = open.filter(({ request }) => request !== null && request.due <= now()).sort((a, b) => (a.request?.due ?? 0) - (b.request?.due ?? 0) || a.payment - b.payment)
    for (const pay of due) {
      ask(pay)
      await settled(pay.payment, pay.state)
    }
    open = open.filter(({ request }) => request !== null && !request.answered)
  }

  const tooMuch = ({ account: at, amount }: Paying) => amount > rule.mostOfOnePayment(money(balance(account(at)))).amount

  const byOf = (agent: number) => ({ agent, dayKey: `${agent} ${today()}` })
  /** Of refunds, by agent and day, but for declined ones. */
  const refundedOn = new Map<string, Money>()
  /** Of checks, by agent and day, whatever became of them. */
  const recordedOn = new Map<string, Money>()
  const recordingLimits = (agent: number) => RECORDING_LIMITS[role(agent)] ?? { perPayment: 0, perDay: 0 }

  function record(paying: Paying): Outcome {
    const { payment, agent, account: at, amount, bill } = paying
    if (!mayGiveBack.has(role(agent))) return 'forbidden'
    if (tooMuch(paying)) return 'limitExceeded'
    const given = account(at).payments.filter((pay) => pay.kind === 'refund' && pay.state !== 'declined' && pay.by?.agent === agent).map((pay) => pay.at)
    if (!rule.mayRecordBeside(Math.max(...given), now())) return 'forbidden'
    const by = byOf(agent)
    const before = recordedOn.get(by.dayKey) ?? zero()
    if (rule.recordingExceeds(money(amount), recordingLimits(agent), before)) return 'limitExceeded'
    recordedOn.set(by.dayKey, add(before, money(amount)))
    approve(write({ payment, account: at, kind: 'payment', card: false, amount, bill, by, state: 'pending', of: null, request: null }))
    return 'done'
  }
  function charge(paying: Paying): Outcome {
    if (!rule.isAsSeen(paying.seen, balance(account(paying.account)))) return 'conflict'
    if (tooMuch(paying)) return 'limitExceeded'
    if (!rule.mayCharge(charging(account(paying.account)))) return 'conflict'
    const { payment, agent, account: at, amount, bill } = paying
    write({ payment, account: at, kind: 'payment', card: true, amount, bill, by: byOf(agent), state: 'pending', of: null, request: asked() })
    return 'pending'
  }

  const mayLose = (agent: number, pay: Pay, kept: number): boolean => {
    const of = account(pay.account)
    const lost = rule.lostOf(points.earnedBy(of, pay), { amount: pay.amount, kept, there: points.there(of) })
    return lost === 0 || rule.creditExceeds(money(lost), memory.limits(agent), memory.used(agent, of)) === null
  }

  function refund({ refund: number, payment, agent, amount }: Refund): Outcome {
    const pay = all[payment] as Pay
    if (!mayGiveBack.has(role(agent))) return 'forbidden'
    if (pay.card && pay.state === 'reversed') return 'conflict'
    if (!pay.card || pay.state !== 'done') return 'validation'
    const recordedSince = account(pay.account).payments.some((other) => other.kind === 'payment' && !other.card && other.state === 'done' && other.by?.agent === agent && other.at >= pay.at)
    if (!rule.mayRefundBeside(recordedSince)) return 'forbidden'
    const left = rule.leftToRefund(pay).amount
    if (amount > left) return 'limitExceeded'
    const by = byOf(agent)
    const before = refundedOn.get(by.dayKey) ?? zero()
    if (rule.refundExceeds(money(amount), REFUND_LIMITS[role(agent)] ?? { perRefund: 0, perDay: 0 }, before)) return 'limitExceeded'
    if (!mayLose(agent, pay, left - amount)) return 'validation'
    pay.refunded += amount
    refundedOn.set(by.dayKey, add(before, money(amount)))
    write({ payment: number, account: pay.account, kind: 'refund', card: true, amount, bill: null, by, state: 'pending', of: pay, request: asked() })
    return 'pending'
  }

  function reversePayment({ payment, agent, returned }: { payment: number; agent: number; returned: boolean }): Outcome {
    const pay = all[payment] as Pay
    if (!mayGiveBack.has(role(agent))) return 'forbidden'
    if (pay.state !== 'done' || !pay.entry) return 'conflict'
    if (!rule.mayReverse(pay, returned)) return 'validation'
    if (rule.takingBackExceeds(money(pay.amount), recordingLimits(agent))) return 'limitExceeded'
    if (!mayLose(agent, pay, 0)) return 'validation'
    const of = account(pay.account)
    memory.takeBack(of, pay.entry)
    pay.state = 'reversed'
    settlePromises(of, pay.at)
    points.collect(of)
    return 'reversed'
  }

  function autopay({ account: at, on }: { account: number; on: boolean }): Outcome {
    const of = account(at)
    of.since = on ? (of.since ?? today()) : null
    of.writes += 1
    return on ? 'on' : 'off'
  }

  function promise({ promise: number, account: at, bill, amount, until }: Promised): Outcome {
    const of = account(at)
    if (amount > billOf(of, bill).remaining.amount) return 'limitExceeded'
    if (of.promises.some((each) => each.bill === bill && each.state === 'open')) return 'conflict'
    const kept = { promise: number, bill, amount, until, state: 'open', at: now() } as const
    of.promises.push({ ...kept })
    promises[number] = of.promises.at(-1) as Account['promises'][number]
    of.writes += 1
    return 'open'
  }
  function withdrawPromise({ promise: number, account: at }: { promise: number; account: number }): Outcome {
    const kept = promises[number] as Account['promises'][number]
    if (kept.state !== 'open') return 'conflict'
    account(at).writes += 1
    return (kept.state = 'withdrawn')
  }

  function settlePromises(of: Account, takenBack: number | null): void {
    for (const kept of of.promises) {
      if (kept.state !== 'open' && !(kept.state === 'kept' && takenBack !== null && kept.at <= takenBack)) continue
      let paid = 0
      for (const pay of of.payments) if (pay.kind === 'payment' && pay.state === 'done' && pay.at >= kept.at) paid += Math.max(0, (pay.paid.get(kept.bill) ?? 0) - pay.refunded)
      kept.state = rule.promiseState({ ...kept, remaining: billOf(of, kept.bill).remaining.amount, paid, charging: charging(of) }, today())
    }
  }

  function draftsOf(of: Account, at: number): (Draft & { on: string; row: Bill })[] {
    const { since } = of
    if (since === null) return []
    return of.bills.flatMap((row) => {
      if (row.remaining.amount === 0 || row.dueOn < since) return []
      if (rule.holdsReturned(of.payments.some((pay) => pay.card && pay.state === 'reversed' && pay.paid.has(row.number)))) return []
      const held = of.promises.reduce((latest, { bill, state, until }) => (bill === row.number && state !== 'withdrawn' && until > latest ? until : latest), '')
      const on = rule.draftDay(row.dueOn, row.tried.map(({ pay, on: day }) => ({ state: pay.state, on: day })), held)
      return on !== null && rule.draftedOn(on, today()) ? [{ account: at, bill: row.number, amount: row.remaining.amount, on, row }] : []
    })
  }
  /** As `runAutopay`: the earliest first. */
  function drafts(): Draft[] {
    const due = accounts.flatMap(draftsOf).sort((a, b) => (a.on === b.on ? a.bill - b.bill : a.on < b.on ? -1 : 1))
    return due.flatMap(({ account: at, bill, amount, row }) => {
      if (!rule.mayCharge(charging(account(at)))) return []
      const pay = write({ payment: all.length, account: at, kind: 'payment', card: true, amount, bill, by: null, state: 'pending', of: null, request: asked() })
      row.tried.push({ pay, on: today() })
      return [{ account: at, bill, amount }]
    })
  }
  function dayOver(): void {
    for (const of of accounts) if (of.promises.some(({ state, until }) => state === 'open' && until < today())) settlePromises(of, null)
  }

  return { record, charge, refund, reversePayment, work, autopay, promise, withdrawPromise, drafts, dayOver }
}
