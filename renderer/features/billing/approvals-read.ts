/** Requests that wait for a decision: read once for the window, for the number on the left and for the page. */
import { computed, onScopeDispose, shallowRef } from 'vue'
import { bridge } from '../../app/bridge/client.ts'
import { useLiveRead, type LiveRead } from '../../app/use-live-read.ts'

type Approvals = Awaited<ReturnType<typeof bridge.billing.approvals>>
const current = shallowRef<LiveRead<Approvals> | null>(null)
/** Somebody opened the page and has not been answered yet. The number on the left is asked for by the window alone. */
let looked = false

/** For as long as the calling component lives. */
export function startApprovals(): void {
  // The data process says so when somebody asked for or decided something, whether the account is here or not.
  const read = useLiveRead(readApprovals, (event) => event.tables.includes('approvals') || event.tables.length === 0)
  current.value = read
  onScopeDispose(() => {
    if (current.value === read) current.value = null
  })
}

async function readApprovals(): Promise<Approvals> {
  const asked = looked
  const found = await bridge.billing.approvals({ looked: asked })
  if (asked) looked = false
  return found
}

export const approvals = {
  cases: computed(() => current.value?.data.value?.cases ?? []),
  more: computed(() => current.value?.data.value?.more ?? false),
  loaded: computed(() => current.value !== null && current.value.data.value !== null),
  error: computed(() => current.value?.error.value ?? null),
  reload: (): void => current.value?.reload(),
  /** For whoever looks at the requests themselves. */
  look(): void {
    looked = true
    current.value?.reload()
  },
}
