/** What somebody decided about this agent's own requests, until they have read it: one list for the left, the panel and the accounts. */
import { computed, shallowRef } from 'vue'
import { isAppError } from '#shared/kernel/app-error.ts'
import type { DecidedRequest } from '#shared/features/billing/decisions.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { sharedLiveRead } from '../../app/shared-live-read.ts'

// The backend says so to this agent's desks alone, whichever account it is about.
const read = sharedLiveRead('decisions', (looked) => bridge.billing.decisions({ looked }))
export const startDecisions = read.start

/** Being told to the backend: a second click sends nothing more. */
const busy = new Set<string>()
const failure = shallowRef<unknown>(null)

export const decisions = {
  list: computed(() => read.data.value?.decisions ?? []),
  more: computed(() => read.data.value?.more ?? false),
  loaded: computed(() => read.data.value !== null),
  error: read.error,
  /** Why the last one could not be put away. */
  failure: computed(() => failure.value),
  ofCustomer: (customerId: string): DecidedRequest[] => decisions.list.value.filter((decision) => decision.customerId === customerId),
  reload: read.reload,
  /** For whoever looks at the list itself. */
  look(): void {
    failure.value = null
    read.look()
  },
  /** Read, on whichever desk: it does not come back. */
  async understood({ id: adjustmentId, customerId, version: expectedVersion }: DecidedRequest): Promise<void> {
    if (busy.has(adjustmentId)) return
    busy.add(adjustmentId)
    failure.value = null
    try {
      await bridge.billing.acknowledgeDecision({ customerId, adjustmentId, expectedVersion })
      read.reload()
    } catch (error) {
      // What became of it since takes its place in the list.
      if (isAppError(error, 'conflict')) read.reload()
      else failure.value = error
    }
    busy.delete(adjustmentId)
  },
}
