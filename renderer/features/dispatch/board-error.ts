/** Why nothing was changed on the board, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import type { WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import { errorText } from '../../app/error-text.ts'
import type { Translate } from '../../app/use-text.ts'
import type { BoardModel } from './board-model.ts'
import { whoWords } from './visit-words.ts'

const begun = new Set(['onTheWay', 'inProgress', 'completed', 'notDone', 'cancelled'])

export function boardErrorText(error: unknown, t: Translate, model: BoardModel | null): string {
  if (isAppError(error, 'offline')) return t('board.problems.notSent')
  if (isAppError(error, 'conflict')) {
    const by = whoWords(error.data.changedBy ?? '?', t, 'within')
    if (error.data.stream === 'technicianTime') {
      const work = error.data.current as WorkOrder | null
      if (!work) return t('board.problems.takenByHold')
      return t('board.problems.taken', { who: model?.visits.get(work.id)?.customerName ?? work.reference, technician: model?.technicians.get(work.technicianId ?? '')?.name ?? '?', by })
    }
    return t('board.problems.changed', { by })
  }
  if (isAppError(error, 'forbidden') && error.data.permission === 'dispatch.override') return t('board.override.mayNot')
  if (isAppError(error, 'validation')) {
    const { issues } = error.data
    const rules = issues.filter(({ path }) => path === 'override').map(({ message }) => t(`board.rules.${message as 'window'}`))
    if (rules.length > 0) return t('board.problems.noOverride', { rules: rules.join(', ') })
    const [first] = issues
    if (first?.path === 'start' && (first.message === 'past' || first.message === 'tooFar')) return t(`board.problems.${first.message}`)
    if (first?.path === 'technicianId' && first.message === 'inactive') return t('board.problems.inactive')
    if (first?.path === 'step' && first.message === 'inactive') return t('board.problems.notAnyMore')
    if (first?.path === 'from') return t('board.problems.outsideShift')
    if (first?.message === 'notLonger') return t('board.problems.notLonger')
    if (first?.message === 'followedUp') return t('board.problems.followedUp')
    if (first && begun.has(first.message)) return t('board.problems.begun')
  }
  return errorText(error, t)
}
