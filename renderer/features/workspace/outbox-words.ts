/** What an unsent command is, so that a person knows it again. */
import type { OutboxEntry } from '#shared/features/workspace/workspace.schema.ts'
import type { AskedFor } from '../../app/money-error.ts'
import { formatPhone, type Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

export type EntryWords = { what: string; text: string }
const string = (value: unknown): string => (typeof value === 'string' ? value : '')

export function entryWords({ procedure, input }: Pick<OutboxEntry, 'procedure' | 'input'>, t: Translate, formats: Formats): EntryWords {
  switch (procedure) {
    case 'interactions.addNote': return { what: t('outbox.note'), text: string(input['text']) }
    case 'customers.addContactMedium': return { what: t('outbox.addContact'), text: formatPhone(string(input['value'])) }
    case 'customers.changeContactMedium': return { what: t('outbox.changeContact'), text: formatPhone(string(input['value'])) }
    case 'customers.setPreferredLanguage': return { what: t('outbox.language'), text: formats.language(string(input['language']) || 'en') }
    case 'billing.submitAdjustment': return { what: t('outbox.adjustment'), text: string(input['comment']) }
    case 'billing.withdrawAdjustment': return { what: t('outbox.withdrawal'), text: '' }
    case 'billing.decideAdjustment': return { what: t('outbox.decision'), text: string(input['comment']) }
    case 'billing.acknowledgeDecision': return { what: t('outbox.decisionRead'), text: '' }
    case 'billing.reverseAdjustment': return { what: t('outbox.reversal'), text: string(input['reason']) }
    case 'rewards.giveGoodwillPoints': return { what: t('outbox.gift'), text: string(input['comment']) }
    case 'rewards.redeemPoints': return { what: t('outbox.redemption'), text: '' }
    case 'rewards.reverseLoyalty': return { what: t('outbox.pointsBack'), text: string(input['reason']) }
    case 'billing.takePayment':
    case 'billing.recordPayment': return { what: t('outbox.payment'), text: '' }
    case 'billing.refundPayment': return { what: t('outbox.refund'), text: string(input['reason']) }
    case 'billing.reversePayment': return { what: t('outbox.paymentReversal'), text: string(input['reason']) }
    case 'billing.setAutopay': return { what: t('outbox.autopay'), text: '' }
    case 'billing.setPaperless': return { what: t('outbox.paperless'), text: '' }
    case 'billing.promiseToPay': return { what: t('outbox.promise'), text: '' }
    case 'billing.withdrawPromise': return { what: t('outbox.promiseWithdrawal'), text: '' }
    case 'billing.removePaymentMethod': return { what: t('outbox.methodRemoval'), text: '' }
    case 'catalog.orderPlanChange': return { what: t('outbox.planChange'), text: '' }
    case 'catalog.cancelOrder': return { what: t('outbox.planCancel'), text: '' }
    // A newer program may have left a command of a kind that this one does not know.
    default: return { what: t('outbox.other'), text: procedure }
  }
}

/** What its refusal is a refusal of; see `moneyErrorText`. */
export function askedFor({ procedure }: Pick<OutboxEntry, 'procedure'>): AskedFor {
  if (procedure === 'billing.submitAdjustment') return 'new'
  if (procedure.startsWith('catalog.')) return 'plan'
  return /(Adjustment|Decision)$/.test(procedure) ? 'step' : 'payment'
}

/** Money is decided at once and not sent again from here: whoever was first is told, and there is nothing to choose. */
export const isMoney = ({ procedure }: Pick<OutboxEntry, 'procedure'>): boolean => /^(billing|catalog|rewards)\./.test(procedure)

export const isConflict = (entry: Pick<OutboxEntry, 'error' | 'procedure'>): boolean => entry.error?.code === 'conflict' && !isMoney(entry)

/** Mine and theirs of a conflict, in words; null when it is not one or cannot be shown side by side. */
export type Versions = { mine: string; theirs: string | null; who: string | null; at: string | null }

export function conflictVersions(entry: OutboxEntry, t: Translate, formats: Formats): Versions | null {
  if (entry.error?.code !== 'conflict' || isMoney(entry)) return null
  const { current, changedBy, changedAt } = entry.error.data as { current: Record<string, unknown> | null; changedBy: string | null; changedAt: string | null }
  const words = (row: Record<string, unknown>) => valueWords(entry.procedure, row, t, formats)
  return { mine: words(entry.input), theirs: current && words(current), who: changedBy, at: changedAt }
}

function valueWords(procedure: string, row: Record<string, unknown>, t: Translate, formats: Formats): string {
  if (procedure === 'customers.setPreferredLanguage') return formats.language(string(row['language']) || 'en')
  const use = string(row['use']) as 'mobile' | 'home' | 'work' | 'billing' | 'other'
  return [formatPhone(string(row['value'])), use && t(`contact.uses.${use}`), row['preferred'] === true && t('contact.preferred')].filter(Boolean).join(' · ')
}
