/** A form whose command moves points: what is typed, what is known, and what became of it. */
import { computed } from 'vue'
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import { AppError } from '#shared/kernel/app-error.ts'
import type { ErrorData } from '#shared/kernel/errors.ts'
import { useDraft } from '../../app/draft.ts'
import { useMoneySending } from '../../app/use-money-sending.ts'
import { emptyPoints, isEmptyPoints, mergePoints, revivePoints } from './points-draft.ts'
import { readPoints } from './points-text.ts'
import { useRewards } from './use-rewards.ts'

/** @param about `key` of the draft; `field` of the procedure's input, where the id of the transaction stands */
export function usePointsForm(view: () => AccountView, about: { key: string; procedure: string; field: string }) {
  const { customerId, rows, terms } = useRewards(view)
  const draft = useDraft({ customerId, key: about.key, empty: emptyPoints, isEmpty: isEmptyPoints, revive: revivePoints, merge: mergePoints })
  const rowOf = (id: string | null) => rows.data.value?.transactions.find((row) => row.id === id) ?? null
  const sending = useMoneySending({ procedures: [about.procedure], field: about.field, draft, arrived: (id) => rowOf(id) !== null })
  const { busy, late, unanswered, doneId } = sending
  return {
    customerId, draft, terms, sending, busy, unanswered, doneId,
    typed: draft.value,
    known: computed(() => terms.data.value),
    read: computed(() => readPoints(draft.value.value.points)),
    /** Of this try, or of an earlier one for which nobody waited any more. */
    error: computed<unknown>(() => sending.error.value ?? (late.value && new AppError(late.value.code, late.value.data as ErrorData<typeof late.value.code>))),
    done: computed(() => rowOf(doneId.value)),
    locked: computed(() => busy.value || unanswered.value),
  }
}
export type PointsForm = ReturnType<typeof usePointsForm>
