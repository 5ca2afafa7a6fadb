/** The operator's words for reasons, in the agent's language. Read once for the window, and again when a new one turns up. */
import { shallowRef } from 'vue'
import type { AdjustmentReason } from '#shared/features/billing/adjustments.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { usePreferences } from '../../stores/preferences.ts'

const reasons = shallowRef<ReadonlyMap<string, AdjustmentReason>>(new Map())
let reading: Promise<void> | null = null
/** Codes that the list did not know when it was last read: it is not asked for again for their sake. */
const unknown = new Set<string>()

/** @returns the words for a code; the code itself while they are not known */
export function useReasons(): { reasonText: (code: string) => string } {
  const preferences = usePreferences()
  const reasonText = (code: string): string => {
    const reason = reasons.value.get(code)
    if (!reason) learn(code)
    return reason ? (preferences.language === 'es' ? reason.spanish : reason.english) : code
  }
  return { reasonText }
}

function learn(code: string): void {
  if (reading || unknown.has(code)) return
  unknown.add(code)
  reading = bridge.billing.adjustmentReasons()
    .then((answer) => void (reasons.value = new Map(answer.reasons.map((reason) => [reason.code, reason]))))
    // Offline: the next one that is shown asks again.
    .catch(() => void unknown.clear())
    .finally(() => (reading = null))
}
