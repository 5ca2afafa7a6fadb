/** A payment, while it is being typed. */
import { holdsCardNumber } from '#shared/kernel/card-numbers.ts'
import { money, subtract } from '#shared/kernel/money.ts'
import { type PaymentMethod, type PaymentTerms, type RecordPayment, type TakePayment } from '#shared/features/billing/payments.schema.ts'
import type { MessageKey } from '../../app/i18n.ts'

export const ways = ['stored', 'recorded'] as const
export const instruments = ['check', 'cash'] as const satisfies readonly RecordPayment['instrument'][]
/** As the schema has it. */
export const REFERENCE_LIMIT = 60

/** `id` is made when it is first sent and goes with every further try, so that a lost answer charges nobody twice. */
export type PaymentDraft = {
  id: string | null
  way: (typeof ways)[number]
  /** Null: the one that is offered first. */
  methodId: string | null
  instrument: RecordPayment['instrument']
  reference: string
  /** As typed; null while the proposed amount stands. */
  amount: string | null
  /** Paid first; none: the oldest are. */
  billIds: string[]
}

export const emptyPayment: PaymentDraft = { id: null, way: 'stored', methodId: null, instrument: 'check', reference: '', amount: null, billIds: [] }

/** What is chosen is chosen again in a moment; only what was typed is worth keeping. */
export const isEmptyPayment = ({ id, amount, reference }: PaymentDraft): boolean => id === null && amount === null && !reference.trim()

/** What was typed while the kept one was on its way wins. It is another one then. */
export const mergePayment = (typed: PaymentDraft, kept: PaymentDraft): PaymentDraft =>
  isEmptyPayment(kept) ? typed : { ...kept, ...typed, amount: typed.amount ?? kept.amount, reference: typed.reference.trim() ? typed.reference : kept.reference, id: null }

/** From what was kept, by this version of the program or an older one; null when it is none. */
export function revivePayment(stored: unknown): PaymentDraft | null {
  if (typeof stored !== 'object' || stored === null) return null
  const kept = stored as Record<string, unknown>
  const way = ways.find((known) => known === kept['way'])
  const instrument = instruments.find((known) => known === kept['instrument'])
  if (!way || !instrument) return null
  const text = (key: string) => (typeof kept[key] === 'string' ? kept[key] : null)
  const billIds = Array.isArray(kept['billIds']) ? kept['billIds'].filter((id): id is string => typeof id === 'string') : []
  return { way, instrument, billIds, id: text('id'), methodId: text('methodId'), amount: text('amount'), reference: text('reference') ?? '' }
}

type Expiring = Pick<PaymentMethod, 'expiresOn'>
/** A card is good to the end of its last month. @param today `2026-11-23` */
export const isExpired = ({ expiresOn }: Expiring, today: string): boolean => expiresOn !== null && expiresOn < today.slice(0, 7)

/** Null when there is none to choose. */
export function chosenMethod(draft: Pick<PaymentDraft, 'methodId'>, methods: readonly PaymentMethod[], today: string): PaymentMethod | null {
  return methods.find(({ id }) => id === draft.methodId) ?? methods.find((method) => !isExpired(method, today)) ?? methods[0] ?? null
}

export type PaymentProblems = Partial<Record<'method' | 'reference', MessageKey>>

/** All but the amount, which has its own words. */
export function paymentProblems(draft: PaymentDraft, method: PaymentMethod | null, today: string): PaymentProblems {
  if (draft.way === 'stored') {
    if (!method) return { method: 'pay.problems.method' }
    return isExpired(method, today) ? { method: 'pay.problems.expired' } : {}
  }
  if (!draft.reference.trim()) return { reference: 'pay.problems.reference' }
  return holdsCardNumber(draft.reference) ? { reference: 'pay.problems.referenceCard' } : {}
}

/** The most that may be taken or written down now, minor units: of checks and cash no more than the agent's own limits leave. */
export function mostNow({ most, recording }: Pick<PaymentTerms, 'most' | 'recording'>, way: PaymentDraft['way']): number {
  if (way === 'stored') return most
  const { perPayment, perDay, usedToday } = recording ?? { perPayment: 0, perDay: 0, usedToday: 0 }
  return Math.max(0, Math.min(most, perPayment, subtract(money(perDay), money(usedToday)).amount))
}

type Sent = { id: string; customerId: string; billingAccountId: string; amount: number; method: PaymentMethod | null; /** Of the customer, as it was seen. */ balanceSeen: number }
type ToSend = { kind: 'take'; input: Omit<TakePayment, 'commandId'> } | { kind: 'record'; input: Omit<RecordPayment, 'commandId'> }

/** What is sent: only what belongs to what was chosen. @param openBillIds a bill that was paid meanwhile is not named */
export function paymentInput(draft: PaymentDraft, { id, method, balanceSeen, ...of }: Sent, openBillIds: readonly string[]): ToSend | null {
  const common = { ...of, paymentId: id, billIds: draft.billIds.filter((billId) => openBillIds.includes(billId)) }
  if (draft.way === 'recorded') return { kind: 'record', input: { ...common, instrument: draft.instrument, reference: draft.reference.trim() } }
  return method && { kind: 'take', input: { ...common, paymentMethodId: method.id, balanceSeen } }
}
