/** Requests that wait for a decision. The data process says so when somebody asked for or decided something, whether the account is here or not. */
import { computed } from 'vue'
import { bridge } from '../../app/bridge/client.ts'
import { sharedLiveRead } from '../../app/shared-live-read.ts'

const read = sharedLiveRead('approvals', (looked) => bridge.billing.approvals({ looked }))
export const startApprovals = read.start

export const approvals = {
  cases: computed(() => read.data.value?.cases ?? []),
  more: computed(() => read.data.value?.more ?? false),
  loaded: computed(() => read.data.value !== null),
  error: read.error,
  reload: read.reload,
  /** For whoever looks at the requests themselves. */
  look: read.look,
}
