/** Sends one command of this section at a time and says what became of it. */
import { ref } from 'vue'
import type { MoneyOutcome } from '#shared/features/billing/billing.procedures.ts'

export function useUsageCommand() {
  const busy = ref(false)
  const error = ref<unknown>(null)
  /** It was sent and no answer has come: it has its effect once, and what it changes appears by itself. */
  const unanswered = ref(false)

  /** @returns true when it had its effect */
  async function send(command: () => Promise<MoneyOutcome>): Promise<boolean> {
    if (busy.value) return false
    ;[busy.value, error.value, unanswered.value] = [true, null, false]
    try {
      const { outcome } = await command()
      unanswered.value = outcome === 'unknown'
      return outcome === 'done'
    } catch (reason) {
      error.value = reason
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, error, unanswered, send }
}
