/** What supervisors are warned of, read once for the window: for the number on the left, the operating system's notice, and the wall. */
import { computed } from 'vue'
import { bridge } from '../../../app/bridge/client.ts'
import { sharedLiveRead } from '../../../app/shared-live-read.ts'

const read = sharedLiveRead('chats', () => bridge.chat.alerts())
export const startAlerts = read.start
export const alerts = {
  data: read.data,
  error: read.error,
  reload: read.reload,
  list: computed(() => read.data.value?.alerts ?? []),
  unseen: computed(() => (read.data.value?.alerts ?? []).filter(({ seenAt }) => seenAt === null)),
}
