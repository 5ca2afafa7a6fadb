/**
 * A gateway in which no money moves, and which can fail in every way that a real one can. It keeps books of its own, so
 * that a test can hold them against what the program shows. The demo runs on it.
 */
import type { DeclineReason } from '#shared/features/billing/payments.schema.ts'
import type { ChargeAsk, GatewayAnswer, PaymentGateway, RefundAsk } from './gateway.ts'

/** What becomes of one request, in this order: it is done or not, and then answered or not. */
export type Behaviour =
  | { kind: 'approve' }
  | { kind: 'decline'; reason: DeclineReason }
  /** Answers after that time, in ms; done at once. */
  | { kind: 'delay'; ms: number }
  /** The network brings the request twice. */
  | { kind: 'twice' }
  /** The line breaks before the gateway has it. */
  | { kind: 'dieBefore' }
  /** Done, and the line breaks before the answer. */
  | { kind: 'dieAfter' }
  /** Done, and no answer for ever. */
  | { kind: 'silent' }
  /** The line breaks, and the request arrives later: with `land`. */
  | { kind: 'landLater' }
  /** `find` only: does not know yet what was done. */
  | { kind: 'forget' }

export type Asked = { operation: 'charge' | 'refund' | 'find'; key: string; amount: number }
/** @param times how often this operation was asked for under this key before. */
export type Script = (asked: Asked, times: number) => Behaviour

/** What was done once for a key. */
export type GatewayEntry = { key: string; operation: 'charge' | 'refund'; amount: number; currency: string; answer: GatewayAnswer; of: string }

export type Simulator = PaymentGateway & {
  /** Of every key that it did anything for, declines included. */
  books(): GatewayEntry[]
  /** What was still on its way arrives. */
  land(): void
}

type Request = { operation: 'charge'; ask: ChargeAsk } | { operation: 'refund'; ask: RefundAsk }

const LOST = 'the line to the gateway broke'

/** @param wait resolves after so many ms; given by tests that move time by hand. */
export function createSimulator(script: Script = sandbox, wait: (ms: number) => Promise<void> = realWait): Simulator {
  const entries = new Map<string, GatewayEntry>()
  const asked = new Map<string, number>()
  let onTheWay: (() => GatewayAnswer)[] = []

  const land = (): void => {
    const arrived = onTheWay
    onTheWay = []
    arrived.forEach((arrive) => arrive())
  }
  const next = (of: Asked): Behaviour => {
    const name = `${of.operation} ${of.key}`
    const times = asked.get(name) ?? 0
    asked.set(name, times + 1)
    return script(of, times)
  }
  const perform = (request: Request, behaviour: Behaviour): GatewayAnswer => {
    const known = entries.get(request.ask.key)
    if (known) return known.answer
    const { key, amount, currency } = request.ask
    const of = request.operation === 'charge' ? request.ask.token : request.ask.reference
    const answer = answerTo(request, behaviour, entries)
    entries.set(key, { key, operation: request.operation, amount, currency, answer, of })
    return answer
  }
  async function take(request: Request): Promise<GatewayAnswer> {
    const behaviour = next({ operation: request.operation, key: request.ask.key, amount: request.ask.amount })
    if (behaviour.kind === 'dieBefore') throw new Error(LOST)
    if (behaviour.kind === 'landLater') {
      onTheWay.push(() => perform(request, { kind: 'approve' }))
      throw new Error(LOST)
    }
    const answer = perform(request, behaviour)
    if (behaviour.kind === 'dieAfter') throw new Error(LOST)
    if (behaviour.kind === 'silent') return new Promise(() => undefined)
    if (behaviour.kind === 'delay') await wait(behaviour.ms)
    return behaviour.kind === 'twice' ? perform(request, behaviour) : answer
  }

  return {
    simulated: true,
    charge: (ask) => take({ operation: 'charge', ask }),
    refund: (ask) => take({ operation: 'refund', ask }),
    find: async (key) => {
      const behaviour = next({ operation: 'find', key, amount: 0 })
      if (behaviour.kind === 'dieBefore' || behaviour.kind === 'dieAfter') throw new Error(LOST)
      if (behaviour.kind === 'silent') return new Promise(() => undefined)
      const known = entries.get(key)?.answer ?? null
      return behaviour.kind === 'forget' ? null : known
    },
    books: () => [...entries.values()],
    land,
  }
}

function answerTo(request: Request, behaviour: Behaviour, entries: ReadonlyMap<string, GatewayEntry>): GatewayAnswer {
  if (behaviour.kind === 'decline') return { outcome: 'declined', reason: behaviour.reason }
  if (request.operation === 'refund' && exceeds(request.ask, [...entries.values()])) return { outcome: 'declined', reason: 'notRefundable' }
  return { outcome: 'approved', reference: referenceOf(request.ask.key) }
}

const referenceOf = (key: string): string => `sim-${key}`

/** A charge from before it was started is not in its books and is taken at its word: the demo outlives the simulator. */
function exceeds({ reference, amount }: RefundAsk, entries: readonly GatewayEntry[]): boolean {
  const charge = entries.find(({ key, operation, answer }) => operation === 'charge' && answer.outcome === 'approved' && referenceOf(key) === reference)
  if (!charge) return false
  const given = entries.filter(({ operation, of, answer }) => operation === 'refund' && of === reference && answer.outcome === 'approved')
  return given.reduce((sum, entry) => sum + entry.amount, amount) > charge.amount
}

/**
 * As the test grounds of real gateways have it, the cents say what happens: a charge of .51 has no funds, of .52 a blocked
 * card; .53 is done while its answer is lost, .54 takes five seconds. All else is approved.
 */
export function sandbox({ operation, amount }: Asked, times: number): Behaviour {
  if (operation === 'find') return { kind: 'approve' }
  const refused = (reason: DeclineReason): Behaviour => (operation === 'charge' ? { kind: 'decline', reason } : { kind: 'approve' })
  switch (amount % 100) {
    case 51: return refused('insufficientFunds')
    case 52: return refused('blockedMethod')
    case 53: return times === 0 ? { kind: 'dieAfter' } : { kind: 'approve' }
    case 54: return { kind: 'delay', ms: 5_000 }
    default: return { kind: 'approve' }
  }
}

const realWait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())
