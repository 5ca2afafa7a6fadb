/**
 * The decisions that the run in memory takes from the program, and the few that the program has in its statements and that are
 * said here once more: those are proven by the run on the database. A control breaks one of them.
 */
import { addDays } from '#shared/kernel/calendar.ts'
import type { Money } from '#shared/kernel/money.ts'
import { creditFor, pointsFor, worthOf } from '#shared/features/rewards/rewards.schema.ts'
import { mostOfOnePayment, OWN_REFUND_DAYS } from '#shared/features/billing/payments.schema.ts'
import { billedChargeBackPostings, chargePostings, creditPostings } from '../../../electron/backend/features/billing/adjustment-ledger.ts'
import { approverExceeds, beyondApproval, creditExceeds, requireWithinBill, withinLimits } from '../../../electron/backend/features/billing/adjustment-limits.ts'
import { application, counterPostings, mending } from '../../../electron/backend/features/billing/ledger.ts'
import { LATE_DAYS, RETRY_DAYS } from '../../../electron/backend/features/billing/payments/autopay.ts'
import { namedFirst } from '../../../electron/backend/features/billing/payments/post-payment.ts'
import { recordingExceeds, takingBackExceeds } from '../../../electron/backend/features/billing/payments/recording-limits.ts'
import { refundExceeds } from '../../../electron/backend/features/billing/payments/refund-limits.ts'
import { leftToRefund } from '../../../electron/backend/features/billing/payments/refunds.commands.ts'
import { goodwillExceeds } from '../../../electron/backend/features/billing/rewards/goodwill-limits.ts'
import { endsFirst, takenFrom } from '../../../electron/backend/features/billing/rewards/points-ledger.ts'
import { lostOf } from '../../../electron/backend/features/billing/rewards/points-lost.ts'
import { restoredUntil } from '../../../electron/backend/features/billing/rewards/restore-points.ts'
import type { PaymentState, PromiseState } from '../../../tests/support/money-world/program.ts'

type Tried = { state: PaymentState; on: string }
type Standing = { state: PromiseState; until: string; amount: number; remaining: number; paid: number; charging: boolean }

export const rules = {
  application, approverExceeds, beyondApproval, billedChargeBackPostings, chargePostings, counterPostings, creditExceeds, creditFor, creditPostings, endsFirst, goodwillExceeds, leftToRefund,
  lostOf, mending, mostOfOnePayment, namedFirst, pointsFor, recordingExceeds, refundExceeds, requireWithinBill, restoredUntil, takenFrom, takingBackExceeds, withinLimits, worthOf,
  /** A request is answered once, whoever comes second (`closeRequest`). */
  takesAnswer: (answered: boolean): boolean => !answered,
  /** What nobody has answered (`settleSilence`). */
  afterSilence: (): PaymentState => 'unknown',
  /** What a declined refund gives free again (`settleAnswer`). */
  freedByDecline: (amount: number): number => amount,
  /** What a declined refund gives free again of the agent's day (`refundedToday`). */
  freedInTheDay: (amount: Money): Money => amount,
  /** Whoever has recorded a check since gives no charge before it back (`requireOthersRecorded`). */
  mayRefundBeside: (recordedSince: boolean): boolean => !recordedSince,
  /** @param givenAt when the agent last gave something back there, in ms; -Infinity never */
  mayRecordBeside: (givenAt: number, now: number): boolean => now >= givenAt + OWN_REFUND_DAYS * 86_400_000,
  /** @param returned the bank has returned what had paid the bill */
  holdsReturned: (returned: boolean): boolean => returned,
  /** @param returned the bank has taken a charge back */
  mayReverse: ({ card, refunded }: { card: boolean; refunded: number }, returned: boolean): boolean => card === returned && refunded === 0,
  /** A charge is for what was seen to be owed (`requireAsSeen`). */
  isAsSeen: (seen: number, now: number): boolean => seen === now,
  /** One charge of an account at a time (index `gateway_request_one_charge`). */
  mayCharge: (charging: boolean): boolean => !charging,
  /** The day of a bill's draft, null for none any more (`draftsUntil`). @param held the latest promise for it */
  draftDay: (due: string, tried: readonly Tried[], held: string): string | null => {
    const [first, second] = tried
    if (second || (first && first.state !== 'declined')) return null
    const own = first ? addDays(first.on, RETRY_DAYS) : due
    return own > held ? own : held
  },
  draftedOn: (day: string, today: string): boolean => day >= addDays(today, -LATE_DAYS) && day <= today,
  /** `settlePromises`. */
  promiseState: ({ state, until, amount, remaining, paid, charging }: Standing, today: string): PromiseState => {
    if (remaining === 0 || paid >= amount) return 'kept'
    return state === 'kept' || (until < today && !charging) ? 'broken' : 'open'
  },
  /** Points that stand for a payment of which this much was given back (view `loyalty_owed`). */
  owedOf: ({ earned, standing }: { earned: number; standing: number }, { amount, back, reversed }: { amount: number; back: number; reversed: boolean }): number =>
    Math.max(0, standing - (reversed ? 0 : Math.floor((earned * (amount - back)) / amount))),
  /** Goodwill is taken back whole or not at all (`takeBackGoodwill`). */
  wholeGift: (left: number, points: number): boolean => left === points,
}
export type Rules = typeof rules
