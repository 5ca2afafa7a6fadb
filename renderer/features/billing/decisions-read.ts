/** What somebody decided about this agent's own requests, until they have read it: one list for the left, the panel and the accounts. */
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { DecidedRequest, Decisions } from '#shared/features/billing/decisions.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { useLiveRead, type LiveRead } from '../../app/use-live-read.ts'

const current = shallowRef<LiveRead<Decisions> | null>(null)
let looked = false

/** For as long as the calling component lives. */
export function startDecisions(): void {
  // The backend says so to this agent's desks alone, whichever account it is about.
  const read = useLiveRead(readDecisions, (event) => event.tables.includes('decisions') || event.tables.length === 0)
  current.value = read
  onScopeDispose(() => {
    if (current.value === read) current.value = null
  })
}

async function readDecisions(): Promise<Decisions> {
  const asked = looked
  const found = await bridge.billing.decisions({ looked: asked })
  if (asked) looked = false
  return found
}

/** Being told to the backend: a second click sends nothing more. */
const busy = new Set<string>()
const failure = shallowRef<unknown>(null)

export const decisions = {
  list: computed(() => current.value?.data.value?.decisions ?? []),
  more: computed(() => current.value?.data.value?.more ?? false),
  loaded: computed(() => current.value !== null && current.value.data.value !== null),
  error: computed(() => current.value?.error.value ?? null),
  /** Why the last one could not be put away. */
  failure: computed(() => failure.value),
  ofCustomer: (customerId: string): DecidedRequest[] => decisions.list.value.filter((decision) => decision.customerId === customerId),
  reload: (): void => current.value?.reload(),
  /** For whoever looks at the list itself. */
  look(): void {
    looked = true
    failure.value = null
    current.value?.reload()
  },
  /** Read, on whichever desk: it does not come back. */
  async understood({ id: adjustmentId, customerId }: DecidedRequest): Promise<void> {
    if (busy.has(adjustmentId)) return
    busy.add(adjustmentId)
    failure.value = null
    try {
      await bridge.billing.acknowledgeDecision({ customerId, adjustmentId })
      current.value?.reload()
    } catch (error) {
      failure.value = error
    }
    busy.delete(adjustmentId)
  },
}
