/**
 * Use by the day, fetched for the accounts that are opened and kept as a copy: ahead, behind everything that the first screen
 * needs, because the tile says where the cycle goes; and again when the cycle's row has changed.
 */
import type { Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { UsageDetail } from '#shared/features/usage/usage.schema.ts'
import type { Cache } from '../../database/cache.ts'
import type { ApiClient } from '../../sync/api-client.ts'
import { createAlarm } from '../../sync/backoff.ts'
import { keepUsageDetail } from './usage-details.commands.ts'
import { isUsageDetailOld } from './usage-details.queries.ts'

/** An account is opened, painted and read before its days are fetched ahead, in milliseconds. */
const AHEAD_AFTER_MS = 300

export type UsageDetails = {
  /** One call for each account at a time. @throws AppError `notFound`, `offline`, … */
  fetch(customerId: string, background?: boolean): Promise<UsageDetail>
  /** Where the copy is old. Whether it succeeds is seen when the section is opened. */
  fetchAhead(customerId: string): void
  stop(): void
}

export type UsageDetailsDeps = {
  cache: Cache
  api: ApiClient
  clock: Clock
  /** Of the session that is held now. */
  token(): string | null
  agentId(): string | null
  online(): boolean
  onChanged(tables: string[], customerIds: string[] | null): void
  /** Milliseconds, where a test cannot wait. */
  aheadAfterMs?: number
}

export function createUsageDetails(deps: UsageDetailsDeps): UsageDetails {
  const inFlight = new Map<string, Promise<UsageDetail>>()
  const alarm = createAlarm()
  let wanted: string | null = null
  let stopped = false

  async function fetchNow(customerId: string, background: boolean): Promise<UsageDetail> {
    const token = deps.token()
    const detail = await deps.api.call(async (api, options) => {
      const answer = await api.usage.detail({ customerId }, options)
      if (answer.customerId !== customerId) throw new AppError('offline', { detail: 'nonsense' })
      return answer
    }, undefined, background)
    const agentId = deps.agentId()
    // Asked for in a session that is over: it must not come to a desk that was cleared.
    if (deps.token() !== token || agentId === null) throw new AppError('unauthenticated', { reason: 'signedOut' })
    deps.cache.write((db) => keepUsageDetail(db, deps.clock, agentId, detail))
    deps.onChanged(['usageDetail'], [customerId])
    return detail
  }
  function fetch(customerId: string, background = false): Promise<UsageDetail> {
    const running = inFlight.get(customerId)
    if (running) return running
    const started = fetchNow(customerId, background).finally(() => inFlight.delete(customerId))
    inFlight.set(customerId, started)
    return started
  }
  function fetchWanted(): void {
    if (stopped || wanted === null || !deps.online() || !isUsageDetailOld(deps.cache.db, wanted, deps.clock.now())) return
    void fetch(wanted, true).catch((error: unknown) => deps.cache.noteError(error))
  }
  return {
    fetch,
    /** Whoever goes through accounts one after the other looks at the last one. */
    fetchAhead(customerId) {
      if (stopped || !deps.online() || !isUsageDetailOld(deps.cache.db, customerId, deps.clock.now())) return
      wanted = customerId
      alarm.set(deps.aheadAfterMs ?? AHEAD_AFTER_MS, fetchWanted)
    },
    stop() {
      stopped = true
      alarm.clear()
    },
  }
}
