/** One money command from the window: on its way, refused with its reason, or sent and not answered yet. */
import { ref } from 'vue'
import type { MoneyOutcome } from '#shared/features/billing/billing.procedures.ts'

export function useMoneyStep() {
  const busy = ref(false)
  const error = ref<unknown>(null)
  /** It may have had its effect: what became of it is shown by the rows of the account. */
  const unknown = ref(false)

  /** @returns what became of it; null while another is on its way */
  async function run(send: () => Promise<MoneyOutcome>): Promise<'done' | 'unknown' | 'refused' | null> {
    if (busy.value) return null
    busy.value = true
    error.value = null
    unknown.value = false
    try {
      const { outcome } = await send()
      unknown.value = outcome === 'unknown'
      return outcome
    } catch (reason) {
      error.value = reason
      return 'refused'
    } finally {
      busy.value = false
    }
  }
  return { busy, error, unknown, run }
}
