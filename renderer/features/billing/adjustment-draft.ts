/** A credit or charge, while it is being typed. */
import { dayOf } from '#shared/kernel/calendar.ts'
import type { Adjustment, AdjustmentReason, SubmitAdjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { MessageKey } from '../../app/i18n.ts'

/**
 * `id` is made when it is first sent and goes with every further try, so that a lost answer doubles nothing. Texts are as
 * typed; an empty one is not typed yet.
 */
export type AdjustmentDraft = {
  id: string | null
  direction: Adjustment['direction']
  target: Adjustment['target']
  billId: string | null
  billLineId: string | null
  outage: string
  reason: string
  periodStart: string
  periodEnd: string
  /** For the proposal alone: whose days are given back. */
  productId: string | null
  amount: string
  comment: string
}

export const directions = ['credit', 'charge'] as const satisfies readonly Adjustment['direction'][]
/** As `adjustmentTargetSchema`; adjustment-draft.test.ts compares them. */
export const targets = ['account', 'bill', 'billLine', 'outage'] as const satisfies readonly Adjustment['target'][]
export const COMMENT_LIMIT = 1000
/** As the backend has it: no cycle and no outage is longer than a leap year. */
const MAX_PERIOD_DAYS = 366

export const emptyAdjustment: AdjustmentDraft = {
  id: null, direction: 'credit', target: 'account', billId: null, billLineId: null, outage: '', reason: '', periodStart: '', periodEnd: '',
  productId: null, amount: '', comment: '',
}

/** What was typed while the kept one was on its way wins, field by field; a comment stands below the kept one. It is another one then. */
export function mergeAdjustment(typed: AdjustmentDraft, kept: AdjustmentDraft): AdjustmentDraft {
  if (isEmptyAdjustment(kept)) return typed
  const filled = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== null && value !== '')) as Partial<AdjustmentDraft>
  const comment = typed.comment.trim() && kept.comment.trim() && typed.comment !== kept.comment ? `${kept.comment}\n${typed.comment}` : typed.comment || kept.comment
  return { ...kept, ...filled, comment, id: null }
}

/** What is chosen is chosen again in a moment; only what was typed is worth keeping. */
export const isEmptyAdjustment = ({ id, amount, comment, outage, reason }: AdjustmentDraft): boolean =>
  id === null && !amount.trim() && !comment.trim() && !outage.trim() && !reason

const texts = ['outage', 'reason', 'periodStart', 'periodEnd', 'amount', 'comment'] as const
const choices = ['id', 'billId', 'billLineId', 'productId'] as const

/** From what was kept, by this version of the program or an older one; null when it is none. */
export function reviveAdjustment(stored: unknown): AdjustmentDraft | null {
  if (typeof stored !== 'object' || stored === null) return null
  const kept = stored as Record<string, unknown>
  const direction = directions.find((known) => known === kept['direction'])
  const target = targets.find((known) => known === kept['target'])
  if (!direction || !target) return null
  const draft = { ...emptyAdjustment, direction, target }
  for (const key of texts) if (typeof kept[key] === 'string') draft[key] = kept[key]
  for (const key of choices) if (typeof kept[key] === 'string') draft[key] = kept[key]
  return draft
}

export type AdjustmentField = 'reason' | 'bill' | 'line' | 'outage' | 'period' | 'comment'
export type AdjustmentProblems = Partial<Record<AdjustmentField, MessageKey>>

/** All but the amount, which has its own words. @param reason the chosen one; null when none is. @param today `2026-11-23` */
export function problemsOf(draft: AdjustmentDraft, reason: AdjustmentReason | null, today: string): AdjustmentProblems {
  const problems: AdjustmentProblems = {}
  if (!reason) problems.reason = 'adjust.problems.reason'
  if (needsBill(draft) && !draft.billId) problems.bill = 'adjust.problems.bill'
  if (draft.target === 'billLine' && !draft.billLineId) problems.line = 'adjust.problems.line'
  if (draft.target === 'outage' && !draft.outage.trim()) problems.outage = 'adjust.problems.outage'
  const period = reason?.needsPeriod ? periodProblem(draft, today) : null
  if (period) problems.period = period
  if (!draft.comment.trim()) problems.comment = 'field.missing'
  return problems
}

export const needsBill = ({ target }: Pick<AdjustmentDraft, 'target'>): boolean => target === 'bill' || target === 'billLine'

function periodProblem({ periodStart, periodEnd }: AdjustmentDraft, today: string): MessageKey | null {
  if (!periodStart || !periodEnd) return 'adjust.problems.period'
  if (periodEnd < periodStart) return 'adjust.problems.periodOrder'
  if (periodEnd > today) return 'adjust.problems.periodFuture'
  return dayOf(periodEnd) - dayOf(periodStart) + 1 > MAX_PERIOD_DAYS ? 'adjust.problems.periodLong' : null
}

type Sent = { id: string; customerId: string; billingAccountId: string; amount: number; reason: AdjustmentReason }

/** What is sent: only what belongs to what was chosen. */
export function inputOf(draft: AdjustmentDraft, { id, customerId, billingAccountId, amount, reason }: Sent): Omit<SubmitAdjustment, 'commandId'> {
  const { direction, target, comment } = draft
  return {
    customerId, adjustmentId: id, billingAccountId, direction, amount, reason: reason.code, comment: comment.trim(), target,
    billId: needsBill(draft) ? draft.billId : null,
    billLineId: target === 'billLine' ? draft.billLineId : null,
    outageReference: target === 'outage' ? draft.outage.trim() : null,
    periodStart: reason.needsPeriod ? draft.periodStart : null,
    periodEnd: reason.needsPeriod ? draft.periodEnd : null,
  }
}
