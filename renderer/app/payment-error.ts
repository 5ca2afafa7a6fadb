/** Why a payment, or a setting of how an account pays, was refused: the words that are not those of credits and charges. */
import { isAppError } from '#shared/kernel/app-error.ts'
import type { ErrorData } from '#shared/kernel/errors.ts'
import { money, subtract } from '#shared/kernel/money.ts'
import type { BillingAccount, Payment } from '#shared/features/billing/billing.schema.ts'
import type { PaymentPromise } from '#shared/features/billing/payments.schema.ts'
import type { Formats } from './format.ts'
import type { MessageKey } from './i18n.ts'
import { methodWords } from './method-words.ts'
import type { Translate } from './use-text.ts'

type Conflict = ErrorData<'conflict'>

/** Null when it is none of these. */
export function paymentErrorText(error: unknown, t: Translate, formats: Formats): string | null {
  if (isAppError(error, 'conflict')) return conflictText(error.data, t, formats)
  const key = isAppError(error, 'validation')
    ? error.data.issues.map(({ path, message }) => issueKeys[`${path} ${message}`]).find(Boolean)
    : isAppError(error, 'notFound') ? missing[error.data.what] : undefined
  return key ? t(key) : null
}

function conflictText({ stream, current }: Conflict, t: Translate, formats: Formats): string | null {
  switch (stream) {
    case 'payment': return paymentText(current as Partial<Payment> | null, t, formats)
    case 'paymentPromise': return promiseText(current as Partial<PaymentPromise> | null, t, formats)
    case 'paymentLink': return t('payLink.changed')
    case 'billingAccount': return accountText(current as Partial<BillingAccount & { balance: number }> | null, t, formats)
    case 'paymentMethod': return t('payError.settingsChanged')
    default: return null
  }
}

/** A row came as the backend has it; what it lacks is not made up. */
function paymentText(row: Partial<Payment> | null, t: Translate, formats: Formats): string {
  if (!row?.state || row.amount === undefined || !row.currency || !row.at) return t('payError.settingsChanged')
  const named = { amount: formats.money(row.amount, row.currency), date: formats.moment(row.at) }
  if (row.state === 'pending' || row.state === 'unknown') return t('payError.chargeOut', named)
  // Of a check: the same number was recorded before. Of a step: somebody was there first.
  if (row.state === 'done' && row.methodId === null) return t('payError.recordedBefore', { ...named, method: methodWords(row.method ?? '', t), who: row.by ?? t('somebody') })
  // Of a refund: another one was there first, or came to nothing.
  if (row.state === 'done' && row.refunded !== undefined) {
    const left = subtract(money(row.amount, row.currency), money(row.refunded, row.currency)).amount
    return t('payError.refundedMeanwhile', { ...named, given: formats.money(row.refunded, row.currency), left: formats.money(left, row.currency) })
  }
  return t('payError.paymentChanged', { ...named, state: t(`payment.states.${row.state}`) })
}

/** Of a charge: something else is owed than was seen. Of a setting: it was changed. */
const accountText = (row: Partial<BillingAccount & { balance: number }> | null, t: Translate, formats: Formats): string =>
  row?.balance === undefined || !row.currency ? t('payError.settingsChanged') : t('payError.balanceChanged', { balance: formats.money(row.balance, row.currency) })

function promiseText(row: Partial<PaymentPromise> | null, t: Translate, formats: Formats): string {
  if (!row?.state || row.amount === undefined || !row.currency || !row.promisedFor) return t('payError.settingsChanged')
  if (row.state !== 'open') return t('payError.promiseChanged', { state: t(`promise.states.${row.state}`) })
  return t('payError.promiseOpen', { amount: formats.money(row.amount, row.currency), date: formats.day(row.promisedFor), who: row.madeBy ?? t('somebody') })
}

const issueKeys: Partial<Record<string, MessageKey>> = {
  'channel noContact': 'payLink.noContactOf',
  'paymentMethodId removed': 'payError.removed',
  'paymentMethodId expired': 'payError.expired',
  'paymentMethodId autopay': 'payError.methodDrafts',
  'paymentMethodId charging': 'payError.methodCharging',
  'paymentId notRefundable': 'payError.notRefundable',
  'paymentId notReversible': 'payError.notReversible',
  'paymentId refundInstead': 'payError.refundInstead',
  'paymentId notCharged': 'payError.notCharged',
  'paymentId refunded': 'payError.refunded',
  'paymentId pointsSpent': 'payError.pointsSpent',
  'paymentId alreadySent': 'payError.alreadySent',
  'paymentId taken': 'payError.alreadySent',
  'refundId alreadySent': 'payError.alreadySent',
  'customerId closedAccount': 'payError.closed',
  'paperless noEmail': 'payError.noEmail',
  'promisedFor past': 'payError.past',
  'promisedFor tooLate': 'payError.tooLate',
  'reference cardNumber': 'payError.cardNumber',
  'reason cardNumber': 'payError.cardNumber',
}
const missing: Partial<Record<string, MessageKey>> = { portal: 'payLink.noPortal', mail: 'payLink.noMail', paymentGateway: 'payError.noGateway', paymentMethod: 'payError.noMethod', payment: 'payError.noPayment' }
