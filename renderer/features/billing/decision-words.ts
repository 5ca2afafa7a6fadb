/** A decision about one's own request, in a sentence. */
import type { DecidedRequest } from '#shared/features/billing/decisions.schema.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

export function decisionWords({ state, direction, amount, requestedAmount, currency, decidedBy }: DecidedRequest, t: Translate, formats: Formats): string {
  const money = (minor: number) => formats.money(minor, currency)
  const named = { who: decidedBy ?? t('somebody'), what: t(`decision.${direction}`, { amount: money(amount) }) }
  if (state === 'refused') return t('decision.refused', named)
  const approved = amount === requestedAmount ? t('decision.approved', named) : t('decision.approvedOther', { ...named, requested: money(requestedAmount) })
  return state === 'reversed' ? `${approved} ${t('decision.reversed')}` : approved
}

/** What asks for a look is not only good news. */
export const decisionTone = ({ state }: DecidedRequest): 'look' | 'done' => (state === 'posted' ? 'done' : 'look')
