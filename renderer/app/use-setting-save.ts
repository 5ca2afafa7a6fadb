/** Saves a setting upon the version that is shown; a colleague's change meanwhile is told, and read anew. */
import { computed } from 'vue'
import { isAppError } from '#shared/kernel/app-error.ts'
import { errorText } from './error-text.ts'
import { useAttempt } from './use-attempt.ts'
import { useText } from './use-text.ts'

/** @param onStale asked for when somebody else was first */
export function useSettingSave(onStale: () => void) {
  const { t } = useText()
  const { busy, error, attempt: trying } = useAttempt()
  const problem = computed(() => {
    if (!error.value) return null
    return isAppError(error.value, 'conflict') ? t('administration.conflict', { who: error.value.data.changedBy ?? t('somebody') }) : errorText(error.value, t)
  })
  /** @returns true when it was saved */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    const saved = await trying(work)
    if (!saved && isAppError(error.value, 'conflict')) onStale()
    return saved
  }
  return { busy, problem, attempt, clear: () => void (error.value = null) }
}
