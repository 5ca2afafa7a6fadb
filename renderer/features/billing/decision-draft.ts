/** What a decision must say, by what it is. */
import type { MessageKey } from '../../app/i18n.ts'

export type DecisionMode = 'approve' | 'change' | 'refuse'
type Typed = { asked: number; amount: number | null; comment: string }

/** Whoever asked learns why it was not what they asked for. */
export function decisionProblem(mode: DecisionMode, { asked, amount, comment }: Typed): MessageKey | null {
  const differs = mode === 'refuse' || (mode === 'change' && amount !== asked)
  return differs && !comment.trim() ? 'field.missing' : null
}
