/** Something that is asked of the backend while a person waits at a form: on its way, or refused with its reason. */
import { ref } from 'vue'

export function useAttempt() {
  const busy = ref(false)
  const error = ref<unknown>(null)
  /** @returns true when it was done */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    error.value = null
    try {
      await work()
      return true
    } catch (reason) {
      error.value = reason
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, error, attempt }
}
