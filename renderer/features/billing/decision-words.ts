/** A decision about one's own request, in a sentence. */
import type { DecidedRequest } from '#shared/features/billing/decisions.schema.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

export function decisionWords({ state, direction, amount, requestedAmount, currency, decidedBy, reversedBy }: DecidedRequest, t: Translate, formats: Formats): string {
  const money = (minor: number) => formats.money(minor, currency)
  const named = { who: decidedBy ?? t('somebody'), what: t(`decision.${direction}`, { amount: money(amount) }) }
  if (state === 'refused') return t('decision.refused', named)
  const reversed = { ...named, who: reversedBy ?? t('somebody') }
  // Within the agent's own limits nobody had approved it.
  if (state === 'reversed' && decidedBy === null) return t('decision.reversed', reversed)
  const approved = amount === requestedAmount ? t('decision.approved', named) : t('decision.approvedOther', { ...named, requested: money(requestedAmount) })
  return state === 'reversed' ? `${approved} ${t('decision.reversedSince', reversed)}` : approved
}

/** What whoever did the last of it wrote, and when. */
export const decisionReason = ({ state, decisionComment, reversalReason }: DecidedRequest): string | null => (state === 'reversed' ? reversalReason : decisionComment)
export const decisionMoment = ({ state, decidedAt, reversedAt }: DecidedRequest): string | null => (state === 'reversed' ? reversedAt : decidedAt)

/** What asks for a look is not only good news. */
export const decisionTone = ({ state }: DecidedRequest): 'look' | 'done' => (state === 'posted' ? 'done' : 'look')
