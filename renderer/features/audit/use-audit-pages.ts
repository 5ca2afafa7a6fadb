/** The list of an auditor: a page at a time, and only the answer to the newest question is shown. */
import { ref, shallowRef } from 'vue'
import type { AuditCursor, AuditEntry, AuditFilter } from '#shared/features/audit/audit.schema.ts'
import { bridge } from '../../app/bridge/client.ts'
import { isAbort } from '../../app/bridge/switchable-link.ts'

export function useAuditPages() {
  const entries = shallowRef<AuditEntry[]>([])
  const next = shallowRef<AuditCursor | null>(null)
  const count = ref<number | null>(null)
  const error = ref<unknown>(null)
  const busy = ref(false)
  /** What the list on screen was asked for; null before the first answer. */
  const shown = shallowRef<AuditFilter | null>(null)
  let newest = 0

  async function read(filter: AuditFilter, before: AuditCursor | null): Promise<void> {
    const number = ++newest
    busy.value = true
    try {
      const page = await bridge.audit.entries({ filter, before })
      if (number !== newest) return
      entries.value = before ? [...entries.value, ...page.entries] : page.entries
      if (page.count !== null) count.value = page.count
      ;[next.value, shown.value, error.value] = [page.next, filter, null]
    } catch (reason) {
      if (number === newest && !isAbort(reason)) error.value = reason
    }
    if (number === newest) busy.value = false
  }
  return {
    entries, next, count, error, busy, shown,
    look: (filter: AuditFilter) => read(filter, null),
    more: async () => void (shown.value && next.value && !busy.value && (await read(shown.value, next.value))),
  }
}
