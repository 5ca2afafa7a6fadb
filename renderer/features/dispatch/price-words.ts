/** What a change of the board costs, in words: the same on the board, in the question for a reason, and for a screen reader. */
import type { BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import type { Consequences, Violation } from '#shared/features/dispatch/consequences.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'
import type { WallClock } from '../../app/wall-clock.ts'

export type PriceLine = { tone: 'plain' | 'look' | 'stop'; text: string }
type Words = { t: Translate; formats: Formats; clock: WallClock; visits: ReadonlyMap<string, BoardVisit> }

const signed = (minutes: number): string => (minutes < 0 ? `−${-minutes}` : `+${minutes}`)

/** Travel and lateness as one sentence first, then each rule that it breaks. */
export function priceLines(consequences: Consequences, movedId: string, words: Words): PriceLine[] {
  const { t } = words
  const lines: PriceLine[] = [{ tone: 'plain', text: t('board.price.travel', { minutes: signed(consequences.travelAfter - consequences.travelBefore) }) }]
  for (const { visitId, planned, minutes, breaksPromise } of consequences.late) {
    const time = words.clock.time(planned)
    const text = visitId === movedId ? t('board.price.lateItself', { minutes }) : t('board.price.makesLate', { time, minutes })
    lines.push({ tone: breaksPromise ? 'stop' : 'look', text })
  }
  for (const violation of consequences.violations) if (violation.kind !== 'late') lines.push({ tone: violation.kind === 'overlap' || violation.kind === 'held' ? 'stop' : 'look', text: violationText(violation, words) })
  return lines
}

export function violationText({ kind, minutes, missing, with: other, visitId }: Violation, { t, formats, clock, visits }: Words): string {
  const visit = visits.get(visitId ?? '')
  switch (kind) {
    case 'overlap': return t('board.broken.overlap', { who: visits.get(other ?? '')?.customerName ?? '?', minutes })
    case 'window': return visit?.promised ? t('board.broken.window', { window: clock.window(visit.promised), minutes }) : t('board.broken.windowAt', { minutes })
    case 'skills': return t('board.broken.skills', { skills: missing.join(', ') })
    case 'language': return t('board.broken.language', { language: missing.map((tag) => formats.language(tag)).join(', ') })
    default: return t(`board.broken.${kind}`, { minutes })
  }
}

export const priceText = (lines: readonly PriceLine[]): string => lines.map(({ text }) => text).join(', ')
