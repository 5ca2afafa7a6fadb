/** A window held for this caller: taken, kept a while longer, given back. What somebody else took first is told with their name. */
import { ref, shallowRef, type ComputedRef } from 'vue'
import { isAppError } from '#shared/kernel/app-error.ts'
import type { HoldVisit, VisitHold, VisitOffer } from '#shared/features/dispatch/booking.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { newVisitIds } from './visit-ids.ts'

type Wanted = Omit<HoldVisit, 'holdId' | 'technicianId' | 'windowStart' | 'windowEnd'>
type Window = Pick<VisitOffer, 'technicianId' | 'windowStart' | 'windowEnd'>
export type Lost = { by: string | null; windowStart: string; windowEnd: string }

export function useHold(customerId: string, wanted: ComputedRef<Wanted | null | ''>) {
  const hold = shallowRef<VisitHold | null>(null)
  const lost = shallowRef<Lost | null>(null)
  const error = ref<unknown>(null)
  const busy = ref(false)

  async function ask({ technicianId, windowStart, windowEnd }: Window, holdId: string): Promise<void> {
    if (!wanted.value) return
    busy.value = true
    ;[error.value, lost.value] = [null, null]
    try {
      hold.value = await bridge.dispatch.holdVisit({ ...wanted.value, holdId, technicianId, windowStart, windowEnd })
    } catch (reason) {
      hold.value = null
      if (isAppError(reason, 'conflict') && reason.data.stream === 'technicianTime') lost.value = { by: reason.data.changedBy, windowStart, windowEnd }
      else error.value = reason
    } finally {
      busy.value = false
    }
  }
  function forget(): void {
    ;[hold.value, lost.value] = [null, null]
  }
  return {
    hold, lost, error, busy, forget,
    take: (offer: Window) => ask(offer, newVisitIds().appointmentId),
    renew: async () => void (hold.value && (await ask(hold.value, hold.value.holdId))),
    /** Without an answer its five minutes end it. */
    giveBack: async () => {
      const held = hold.value
      forget()
      if (held) await bridge.dispatch.releaseHold({ customerId, holdId: held.holdId }).catch(() => undefined)
    },
  }
}
