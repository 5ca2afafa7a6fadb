/** The model's part of payments: what the gateway answers, what may be given back, what is drafted, and which promise is kept. */
import { addDays } from '../../../shared/kernel/calendar.ts'
import type { Around, Bill } from './model.ts'
import { moodOf, RECORDING_LIMITS, REFUND_LIMITS, type Draft, type Outcome, type Paying, type PaymentState, type Promised, type PromiseState, type Refund } from './program.ts'

export type Pay = {
  payment: number; account: number; kind: 'payment' | 'refund'; card: boolean; amount: number; bill: number | null; at: number
  /** Who took, recorded or gave it back, and on which day. */
  by: { agent: number; day: string } | null
  state: PaymentState; refunded: number; paid: Map<number, number>; of: Pay | null
  /** While the gateway has not answered: from when on it is asked again, how often it was, and whether it has done it. */
  request: { due: number; asked: number; sent: number; performed: boolean } | null
}
type Kept = Promised & { state: PromiseState; at: number }
type Account = { payments: Pay[]; promises: Kept[]; since: string | null; cash: number }
type MayLose = (agent: number, pay: Pay, kept: number) => boolean

/** In ms: the second question after five seconds, then twice as long each time, five minutes at most. */
const pauseAfter = (asked: number): number => Math.min(300_000, 5_000 * 2 ** (asked - 1))
const LATE_DAYS = 7
const RETRY_DAYS = 2

export type PaymentsModel = ReturnType<typeof createPaymentsModel>

export function createPaymentsModel(accounts: number, { now, today, may, role, bills, billsOf, remaining, balance }: Around, mayLose: MayLose) {
  const all: Pay[] = []
  const promises: Kept[] = []
  const perAccount = Array.from({ length: accounts }, (): Account => ({ payments: [], promises: [], since: null, cash: 0 }))
  /** What the gateway has not answered. */
  const out = new Set<Pay>()
  /** By who recorded them, and the day. */
  const checksOn = new Map<string, number>()
  /** Of each drafted bill, the first draft and the second. */
  const drafts = new Map<number, { pay: Pay; on: string }[]>()
  const of = (account: number) => perAccount[account] as Account
  const isOut = ({ request, kind }: Pay) => request !== null && kind === 'payment'
  const charging = (account: number) => of(account).payments.some(isOut)

  /** The named bill, then what is due first, then what was issued first. */
  function pays(pay: Pay): Map<number, number> {
    const paid = new Map<number, number>()
    let left = pay.amount
    const place = ({ bill, due }: Bill) => `${bill === pay.bill ? 0 : 1} ${due} ${String(bill).padStart(9, '0')}`
    const open = billsOf(pay.account).filter(({ bill }) => (remaining[bill] as number) > 0)
    for (const { bill } of open.length > 1 ? [...open].sort((a, b) => (place(a) < place(b) ? -1 : 1)) : open) {
      const part = Math.min(left, remaining[bill] as number)
      if (part > 0) paid.set(bill, part)
      left -= part
    }
    return paid
  }

  function write(pay: Omit<Pay, 'refunded' | 'paid' | 'at'>): Pay {
    const kept: Pay = { ...pay, refunded: 0, paid: new Map(), at: now() }
    all[pay.payment] = kept
    of(pay.account).payments.push(kept)
    if (kept.request) out.add(kept)
    return kept
  }
  const asked = () => ({ due: now(), asked: 0, sent: 0, performed: false })
  const tooMuch = ({ account, amount }: Paying) => amount > Math.max(0, 10 * balance(account), 50_000 + Math.min(0, balance(account)))

  function settle(pay: Pay, state: 'done' | 'declined'): void {
    pay.state = state
    pay.request = null
    out.delete(pay)
    if (state === 'done') of(pay.account).cash += pay.kind === 'payment' ? pay.amount : -pay.amount
    if (state === 'done' && pay.kind === 'payment') pay.paid = pays(pay)
    if (state === 'declined' && pay.of) pay.of.refunded -= pay.amount
    if (state === 'declined' && pay.kind === 'refund') countRefund(pay, -pay.amount)
  }

  /** By who asked for them, and the day; of those that the gateway has not declined. */
  const refundsOn = new Map<string, number>()
  const keyOf = ({ by }: Pick<Pay, 'by'>): string => (by ? `${by.agent} ${by.day}` : '')
  const countRefund = (pay: Pick<Pay, 'by'>, amount: number): void => void refundsOn.set(keyOf(pay), (refundsOn.get(keyOf(pay)) ?? 0) + amount)
  const byOf = (agent: number) => ({ agent, day: today() })
  /** The most that the agent may give back now, whatever it is of. */
  function mayRefund(agent: number): number {
    const { perRefund, perDay } = REFUND_LIMITS[role(agent)] ?? { perRefund: 0, perDay: 0 }
    return Math.max(0, Math.min(perRefund, perDay - (refundsOn.get(keyOf({ by: byOf(agent) })) ?? 0)))
  }

  /** What the agent has recorded today, whatever became of it. */
  const recordedToday = (agent: number): number => checksOn.get(`${agent} ${today()}`) ?? 0
  const recordingLimits = (agent: number) => RECORDING_LIMITS[role(agent)] ?? { perPayment: 0, perDay: 0 }

  function recorded(paying: Paying): Outcome {
    const { payment, agent, account, amount, bill } = paying
    if (!may(agent, ['seniorAgent', 'supervisor'])) return 'forbidden'
    if (tooMuch(paying)) return 'limitExceeded'
    if (of(account).payments.some((pay) => pay.kind === 'refund' && pay.state !== 'declined' && pay.by?.agent === agent && now() < pay.at + 30 * 86_400_000)) return 'forbidden'
    const { perPayment, perDay } = recordingLimits(agent)
    if (amount > perPayment || recordedToday(agent) + amount > perDay) return 'limitExceeded'
    const pay = write({ payment, account, kind: 'payment', card: false, amount, bill, by: byOf(agent), state: 'pending', of: null, request: null })
    settle(pay, 'done')
    checksOn.set(`${agent} ${today()}`, recordedToday(agent) + amount)
    return 'done'
  }

  function charged(paying: Paying): Outcome {
    if (paying.seen !== balance(paying.account)) return 'conflict'
    if (tooMuch(paying)) return 'limitExceeded'
    if (charging(paying.account)) return 'conflict'
    const { payment, agent, account, amount, bill } = paying
    write({ payment, account, kind: 'payment', card: true, amount, bill, by: byOf(agent), state: 'pending', of: null, request: asked() })
    return 'pending'
  }

  function refunded({ refund, payment, agent, amount }: Refund): Outcome {
    const whole = all[payment] as Pay
    if (!may(agent, ['seniorAgent', 'supervisor'])) return 'forbidden'
    if (whole.card && whole.state === 'reversed') return 'conflict'
    if (!whole.card || whole.state !== 'done') return 'validation'
    if (of(whole.account).payments.some((pay) => pay.kind === 'payment' && !pay.card && pay.state === 'done' && pay.by?.agent === agent && pay.at >= whole.at)) return 'forbidden'
    const left = whole.amount - whole.refunded
    if (amount > left) return 'limitExceeded'
    if (amount > mayRefund(agent)) return 'limitExceeded'
    const by = byOf(agent)
    if (!mayLose(agent, whole, left - amount)) return 'validation'
    whole.refunded += amount
    countRefund({ by }, amount)
    write({ payment: refund, account: whole.account, kind: 'refund', card: true, amount, bill: null, by, state: 'pending', of: whole, request: asked() })
    return 'pending'
  }

  function takenBack({ payment, agent, returned }: { payment: number; agent: number; returned: boolean }): Outcome {
    const pay = all[payment] as Pay
    if (!may(agent, ['seniorAgent', 'supervisor'])) return 'forbidden'
    if (pay.state !== 'done') return 'conflict'
    if (pay.card !== returned || pay.refunded > 0) return 'validation'
    if (pay.amount > recordingLimits(agent).perPayment) return 'limitExceeded'
    if (!mayLose(agent, pay, 0)) return 'validation'
    pay.state = 'reversed'
    of(pay.account).cash -= pay.amount
    return 'reversed'
  }

  /** Requests that are asked now, in their order. */
  const due = (): Pay[] => [...out].filter(({ request }) => (request?.due ?? Infinity) <= now())
    .sort((a, b) => (a.request?.due ?? 0) - (b.request?.due ?? 0) || a.payment - b.payment)

  /** The gateway was asked. @returns in which state the payment must be now */
  function answered(pay: Pay): PaymentState {
    const { request } = pay
    if (!request) return pay.state
    request.asked += 1
    const mood = request.performed ? 'approve' : moodOf(pay.payment, request.sent)
    if (!request.performed) request.sent += 1
    if (mood === 'decline') settle(pay, 'declined')
    else if (mood === 'approve' || mood === 'twice') settle(pay, 'done')
    else {
      request.performed = mood !== 'dieBefore'
      request.due = now() + pauseAfter(request.asked)
      pay.state = 'unknown'
    }
    return pay.state
  }

  function autopay(account: number, on: boolean): Outcome {
    of(account).since = on ? (of(account).since ?? today()) : null
    return on ? 'on' : 'off'
  }

  function promised(asking: Promised): Outcome {
    if (asking.amount > (remaining[asking.bill] as number)) return 'limitExceeded'
    if (of(asking.account).promises.some(({ bill, state }) => bill === asking.bill && state === 'open')) return 'conflict'
    const kept: Kept = { ...asking, state: 'open', at: now() }
    promises[asking.promise] = kept
    of(asking.account).promises.push(kept)
    return 'open'
  }

  function withdrawn(promise: number): Outcome {
    const kept = promises[promise] as Kept
    return kept.state === 'open' ? (kept.state = 'withdrawn') : 'conflict'
  }

  /** After each payment, refund and answer, and at a day's end. @param since of a payment that was taken back: what was kept after it is looked at again */
  function settlePromises(account: number, since: number | null = null): void {
    for (const kept of of(account).promises) {
      if (kept.state !== 'open' && !(kept.state === 'kept' && since !== null && kept.at <= since)) continue
      let paid = 0
      for (const pay of of(account).payments) if (pay.state === 'done' && pay.kind === 'payment' && pay.at >= kept.at) paid += Math.max(0, (pay.paid.get(kept.bill) ?? 0) - pay.refunded)
      if (remaining[kept.bill] === 0 || paid >= kept.amount) kept.state = 'kept'
      else if (kept.state === 'kept' || (kept.until < today() && !charging(account))) kept.state = 'broken'
    }
  }

  function draftDay({ bill, due: day }: Bill, account: number): string | null {
    const [first, second] = drafts.get(bill) ?? []
    if (second || (first && first.pay.state !== 'declined')) return null
    const own = first ? addDays(first.on, RETRY_DAYS) : day
    return of(account).promises.reduce((latest, promise) => (promise.bill === bill && promise.state !== 'withdrawn' && promise.until > latest ? promise.until : latest), own)
  }

  /** A charge of whose bills one would be drafted, were it not that the bank returned it. */
  function wouldBeDrafted({ account, card, state, refunded: back, paid }: Pay): boolean {
    const { since } = of(account)
    if (since === null || !card || state !== 'done' || back > 0) return false
    return billsOf(account).some(({ bill, due }) => paid.has(bill) && !drafts.has(bill) && due >= since && due >= addDays(today(), -LATE_DAYS))
  }

  /** What is drafted today, in its order. */
  function draftsDue(): Draft[] {
    const earliest = addDays(today(), -LATE_DAYS)
    const found: (Draft & { on: string })[] = []
    perAccount.forEach(({ since }, account) => {
      if (since === null) return
      for (const bill of billsOf(account)) {
        const amount = remaining[bill.bill] as number
        if (amount === 0 || bill.due < since) continue
        if (of(account).payments.some((pay) => pay.card && pay.state === 'reversed' && pay.paid.has(bill.bill))) continue
        const on = draftDay(bill, account)
        if (on !== null && on >= earliest && on <= today()) found.push({ account, bill: bill.bill, amount, on })
      }
    })
    return found.sort((a, b) => (a.on === b.on ? a.bill - b.bill : a.on < b.on ? -1 : 1)).map(({ account, bill, amount }) => ({ account, bill, amount }))
  }

  /** One charge at a time: the second bill of an account waits for another day. @returns the drafts that must have been made */
  function drafted(): Draft[] {
    return draftsDue().filter(({ account, bill, amount }) => {
      if (charging(account)) return false
      const pay = write({ payment: all.length, account, kind: 'payment', card: true, amount, bill, by: null, state: 'pending', of: null, request: asked() })
      drafts.set(bill, [...(drafts.get(bill) ?? []), { pay, on: today() }])
      return true
    })
  }

  function dayOver(): void {
    perAccount.forEach(({ promises: own }, account) => {
      if (own.some(({ state, until }) => state === 'open' && until < today())) settlePromises(account)
    })
  }

  return { all, promises, of, cash: (account: number) => of(account).cash, recorded, charged, refunded, mayRefund, takenBack, wouldBeDrafted, due, answered, autopay, promised, withdrawn, settlePromises, drafted, dayOver, bills }
}
