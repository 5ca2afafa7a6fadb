/** Takes steps in the program and in the model, and tells every difference. A step is a few whole numbers, so that a failure shrinks and replays. */
import { createModel } from './model.ts'
import type { Books, Cast, Outcome, Program, Submission } from './program.ts'

export const stepKinds = ['bill', 'payment', 'credit', 'creditOnBill', 'charge', 'decide', 'withdraw', 'reverse', 'reversePayment', 'time'] as const
export type StepKind = (typeof stepKinds)[number]
/** Each 0 or more, of any size: taken modulo what there is. */
export type Step = { kind: StepKind; who: number; account: number; pick: number; amount: number; more: number }

/** Where a cent decides, in minor units: at the limits of the roles. */
const EDGES = [1, 99, 2_499, 2_500, 2_501, 4_999, 5_000, 5_001, 7_499, 7_500, 7_501, 10_000, 15_000, 15_001, 20_000, 25_000, 99_999, 100_000, 100_001]
const HOUR_MS = 3_600_000
const RECENT = 200

/** Every third amount is at an edge, the others below 40.00. */
const amountOf = ({ amount }: Step): number => (amount % 3 === 0 ? (EDGES[amount % EDGES.length] as number) : 1 + (amount % 4_000))

export type World = { step(step: Step): Promise<string[]>; finish(): Promise<string[]>; done: Record<string, number> }

export function openWorld(cast: Cast, program: Program, { staleDecisions = true } = {}): World {
  const model = createModel(cast)
  const done: Record<string, number> = {}
  const count = (name: string) => { done[name] = (done[name] ?? 0) + 1 }

  /** Does what may be refused in both, and holds that a refusal has written nothing. */
  async function compare(what: string, account: number, expected: () => Outcome, doIt: () => Outcome | Promise<Outcome>): Promise<string[]> {
    const before = await program.written(account)
    const [outcome, wanted] = [await doIt(), expected()]
    count(`${what} ${outcome}`)
    if (outcome !== wanted) return [`${what}: ${outcome} instead of ${wanted}`]
    const refused = !['posted', 'pendingApproval', 'refused', 'withdrawn', 'reversed'].includes(outcome)
    return refused && before !== (await program.written(account)) ? [`${what}: ${outcome}, and yet something was written`] : []
  }

  async function submit(step: Step, account: number): Promise<string[]> {
    const onBill = step.kind === 'creditOnBill'
    const own = model.of(account).bills
    const bill = onBill ? (own[step.pick % Math.max(1, own.length)]?.bill ?? null) : null
    const agent = step.who % cast.agents.length
    // Often to the cent what is left, a cent below, or a cent above.
    const amount = step.amount % 3 === 1 ? Math.max(1, model.left(agent, account) + (step.more % 3) - 1) : amountOf(step)
    const asked: Submission = { adjustment: model.adjustments.length, agent, account, direction: step.kind === 'charge' ? 'charge' : 'credit', amount, bill }
    return compare('submit', account, () => model.submitted(asked), () => program.submit(asked))
  }

  /** One of the last ones: what is old was decided long ago. */
  const recent = (step: Step): number | null => {
    const all = model.adjustments.length
    const among = Math.min(all, RECENT)
    return among === 0 ? null : all - among + (step.pick % among)
  }

  /** Mostly somebody who may: whoever asked withdraws, a supervisor decides or reverses. */
  function actingOn(step: Step, { agent: asked }: Submission): number {
    const supervisors = cast.agents.flatMap((role, agent) => (role === 'supervisor' ? [agent] : []))
    if (step.amount % 4 === 0 || supervisors.length === 0) return step.who % cast.agents.length
    return step.kind === 'withdraw' ? asked : (supervisors[step.who % supervisors.length] as number)
  }

  async function actOn(step: Step): Promise<{ account: number; faults: string[] } | null> {
    const adjustment = recent(step)
    const kept = adjustment === null ? undefined : model.adjustments[adjustment]
    if (adjustment === null || !kept) return null
    const agent = actingOn(step, kept)
    const of = { adjustment, agent }
    if (step.kind === 'withdraw') return { account: kept.account, faults: await compare('withdraw', kept.account, () => model.withdrawn(of), () => program.withdraw(of)) }
    if (step.kind === 'reverse') return { account: kept.account, faults: await compare('reverse', kept.account, () => model.reversed(of), () => program.reverse(of)) }
    const changed = step.more % 4 === 0 ? amountOf(step) : kept.amount
    const decision = { ...of, approve: step.more % 5 > 0, amount: changed, comment: step.more % 7 > 0, stale: staleDecisions && step.more % 11 === 0 }
    return { account: kept.account, faults: await compare('decide', kept.account, () => model.decided(decision), () => program.decide(decision)) }
  }

  async function issueBill(step: Step, account: number): Promise<string[]> {
    // Now and then it gives back more than it charges, as the last bill of a service that was paid in advance.
    const service = step.more % 8 === 0 ? -amountOf(step) : amountOf(step)
    const bill = { bill: model.bills.length, account, service, tax: step.more % 700, dueInDays: (step.pick % 50) - 15 }
    const [amount, wanted] = [await program.issueBill(bill), model.billed(bill)]
    count('bill')
    return amount === wanted ? [] : [`bill: ${amount} instead of ${wanted}`]
  }

  async function pay(step: Step, account: number): Promise<string[]> {
    const payment = { payment: model.payments.length, account, amount: amountOf(step) }
    await program.pay(payment)
    model.paid(payment)
    count('payment')
    return []
  }

  async function reversePayment(step: Step, account: number): Promise<string[]> {
    const standing = model.of(account).payments.filter((payment) => payment.standing)
    const payment = standing[step.pick % Math.max(1, standing.length)]
    if (!payment) return []
    await program.reversePayment({ payment: payment.payment, account })
    payment.standing = false
    count('payment reversed')
    return []
  }

  async function take(step: Step): Promise<{ account: number; faults: string[] } | null> {
    const account = step.account % cast.accounts
    switch (step.kind) {
      case 'time':
        cast.clock.advance((step.more % 9) * HOUR_MS + (step.pick % 1_000))
        count('time')
        return null
      case 'bill': return { account, faults: await issueBill(step, account) }
      case 'payment': return { account, faults: await pay(step, account) }
      case 'reversePayment': return { account, faults: await reversePayment(step, account) }
      case 'credit': case 'creditOnBill': case 'charge': return { account, faults: await submit(step, account) }
      case 'decide': case 'withdraw': case 'reverse': return actOn(step)
    }
  }

  const look = async (account: number): Promise<string[]> =>
    [...differences(await program.books(account), model.books(account)), ...(await program.audit(account))]

  return {
    done,
    step: async (step) => {
      const taken = await take(step)
      return taken === null ? [] : [...taken.faults, ...(await look(taken.account))]
    },
    finish: async () => {
      for (let account = 0; account < cast.accounts; account += 1) {
        const faults = await look(account)
        if (faults.length > 0) return faults
      }
      return []
    },
  }
}

/** Where the books are not what the model says, or not sound in themselves. */
function differences(books: Books, wanted: ReturnType<ReturnType<typeof createModel>['books']>): string[] {
  const { bills, ...sums } = books
  const amounts = [...Object.values(sums), ...bills.flatMap(({ amount, remaining }) => [amount, remaining])]
  const { receivable, unbilled, unapplied, revenue, tax, concession, cash } = books
  const owed = bills.reduce((total, { remaining }) => total + remaining, 0)
  const { balance, ...other } = wanted
  const unlike = (Object.keys(other) as (keyof typeof other)[]).filter((name) => other[name] !== sums[name])
  return [
    ...unlike.map((name) => `${name} is ${sums[name]} instead of ${other[name]}`),
    ...check('a balance that is not the sum of what happened', receivable + unbilled - unapplied === balance),
    ...check('debits that are not the credits', receivable + unbilled + concession + cash === unapplied + revenue + tax),
    ...check('a standing below zero', receivable >= 0 && unbilled >= 0 && unapplied >= 0),
    ...check('credit that lies idle while a bill is open', unapplied === 0 || receivable === 0),
    ...check('a bill that owes less than nothing or more than it is for', bills.every(({ amount, remaining }) => remaining >= 0 && remaining <= Math.max(0, amount))),
    ...check('bills that owe something else than the account', owed === receivable),
    ...check('an amount that is no whole number', amounts.every((amount) => Number.isSafeInteger(amount))),
  ]
}

const check = (fault: string, holds: boolean): string[] => (holds ? [] : [fault])
