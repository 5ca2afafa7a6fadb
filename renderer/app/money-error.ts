/** Why money was not moved, in words: what happened, that nothing was changed, and what to do. */
import { AppError, isAppError } from '#shared/kernel/app-error.ts'
import type { ErrorData, SerializedError } from '#shared/kernel/errors.ts'
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'
import { errorText } from './error-text.ts'
import type { Formats } from './format.ts'
import type { MessageKey } from './i18n.ts'
import { paymentErrorText } from './payment-error.ts'
import { planErrorText } from './plan-error.ts'
import type { Translate } from './use-text.ts'

/** `new` or `step` of credits and charges: a conflict means another thing for each. */
export type AskedFor = 'new' | 'step' | 'payment' | 'plan'

/** @param asked a new credit or charge, a step upon one that is there, or anything about paying */
export function moneyErrorText(error: unknown, asked: AskedFor, t: Translate, formats: Formats): string {
  if (asked === 'plan') return planErrorText(error, t)
  if (isAppError(error, 'offline')) return t('moneyError.offline')
  if (isAppError(error, 'limitExceeded') && isCurrency(error.data.unit)) return limitText(error.data, asked, t, formats)
  if (isAppError(error, 'limitExceeded') && error.data.unit === 'waitingCharges') return t('moneyError.waitingCharges', { limit: error.data.limit })
  if (isAppError(error, 'conflict') && error.data.stream === 'adjustment') return conflictText(error.data, asked, t, formats)
  const ofPaying = asked === 'payment' ? paymentErrorText(error, t, formats) : null
  if (ofPaying) return ofPaying
  const key = keyOf(error)
  return key ? t(key) : errorText(error, t)
}

const isCurrency = (unit: string): boolean => /^[A-Z]{3}$/.test(unit)
function limitText({ limit, left, unit, of }: ErrorData<'limitExceeded'>, asked: AskedFor, t: Translate, formats: Formats): string {
  const named = { limit: formats.money(limit, unit), left: formats.money(left, unit) }
  const key = limits[of ?? '']
  if (key) return t(key, named)
  return asked === 'payment' ? t('payError.limit', { left: named.left }) : t('moneyError.limit', named)
}
/** Those where somebody else may: who, is said. */
const limits: Partial<Record<string, MessageKey>> = {
  perAdjustment: 'moneyError.limits.perAdjustment', perDay: 'moneyError.limits.perDay', perCustomer30Days: 'moneyError.limits.perCustomer30Days',
  recordedAtATime: 'payError.recordedAtATime', recordedInADay: 'payError.recordedInADay', takenBackAtATime: 'payError.takenBackAtATime',
  refundedAtATime: 'payError.refundedAtATime', refundedInADay: 'payError.refundedInADay',
}

/** A row came as the backend has it; what it lacks is not made up. */
function conflictText({ current, changedBy, changedAt }: ErrorData<'conflict'>, asked: AskedFor, t: Translate, formats: Formats): string {
  const row = current as Partial<Adjustment> | null
  if (!row?.direction || !row.state || row.amount === undefined || !row.currency || !changedBy || !changedAt) return t('moneyError.changedUnknown')
  const what = t(`adjust.${row.direction}`, { amount: formats.money(row.amount, row.currency) })
  const named = { what, who: changedBy, date: formats.moment(changedAt), state: t(`adjust.states.${row.state}`) }
  return t(asked === 'new' ? 'moneyError.already' : 'moneyError.changed', named)
}

/** By the issue of the first field that has words of its own, or by what is not there. */
function keyOf(error: unknown): MessageKey | null {
  if (isAppError(error, 'validation')) return error.data.issues.map(({ path, message }) => issueKeys[`${path} ${message}`]).find(Boolean) ?? null
  if (isAppError(error, 'notFound')) return missing[error.data.what] ?? null
  if (isAppError(error, 'forbidden')) return forbidden[error.data.detail ?? ''] ?? null
  return null
}

const issueKeys: Partial<Record<string, MessageKey>> = {
  'reason unknown': 'moneyError.reasonUnknown',
  'reason inactive': 'moneyError.reasonUnknown',
  'reason otherDirection': 'moneyError.reasonDirection',
  'customerId closedAccount': 'moneyError.closedAccount',
  'customerId erased': 'privacy.gone',
  'adjustmentId alreadySent': 'moneyError.alreadySent',
  'adjustmentId taken': 'moneyError.alreadySent',
  'periodEnd beforeStart': 'adjust.problems.periodOrder',
  'periodEnd future': 'adjust.problems.periodFuture',
  'periodEnd tooLong': 'adjust.problems.periodLong',
  'comment missing': 'moneyError.commentMissing',
  'comment cardNumber': 'payError.cardNumber',
  'reason cardNumber': 'payError.cardNumber',
  'outageReference cardNumber': 'payError.cardNumber',
}
const missing: Partial<Record<string, MessageKey>> = { bill: 'moneyError.noBill', billLine: 'moneyError.noLine', billingAccount: 'moneyError.noAccount' }
const forbidden: Partial<Record<string, MessageKey>> = { own: 'moneyError.own', notOwn: 'moneyError.notOwn', ownRecorded: 'payError.ownRecorded', ownRefunded: 'payError.ownRefunded' }

/** Of a refusal that lies in the outbox because nobody waited for it any more. */
export function lateRefusalText({ code, data }: SerializedError, asked: AskedFor, t: Translate, formats: Formats): string {
  return moneyErrorText(new AppError(code, data as ErrorData<typeof code>), asked, t, formats)
}
