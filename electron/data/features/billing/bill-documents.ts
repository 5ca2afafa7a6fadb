/**
 * Bills line by line, fetched one by one and kept: a bill that was issued never changes. The newest two of an account
 * are fetched ahead when it is opened, behind everything that the first screen needs.
 */
import { AppError } from '#shared/kernel/errors.ts'
import type { BillDocument } from '#shared/features/billing/bill-document.schema.ts'
import type { Cache } from '../../database/cache.ts'
import type { ApiClient } from '../../sync/api-client.ts'
import { createAlarm } from '../../sync/backoff.ts'
import { keepBillDocument } from './bill-documents.commands.ts'
import { hasBillDocument, listNewestBills } from './bill-documents.queries.ts'

/** The bill that most callers ask about, and the one that it is compared with. */
const AHEAD = 2
/** An account is opened, painted and read before its bills are fetched ahead, in milliseconds. */
const AHEAD_AFTER_MS = 400
/** Accounts that were opened one after the other; whoever goes through more than these does not read their bills. */
const MAX_WANTED = 3

export type BillDocuments = {
  /** One call for each bill at a time. @throws AppError `notFound` where there are no lines, `offline`, … */
  fetch(customerId: string, billId: string, background?: boolean): Promise<BillDocument>
  /** Whether it succeeds is seen when the bill is opened. */
  fetchAhead(customerId: string): void
  stop(): void
}

export type BillDocumentsDeps = {
  cache: Cache
  api: ApiClient
  /** Of the session that is held now. */
  token(): string | null
  agentId(): string | null
  online(): boolean
  /** Milliseconds, where a test cannot wait. */
  aheadAfterMs?: number
}

export function createBillDocuments(deps: BillDocumentsDeps): BillDocuments {
  const inFlight = new Map<string, Promise<BillDocument>>()
  const alarm = createAlarm()
  /** The one opened last at the end. */
  const wanted = new Set<string>()
  let stopped = false

  async function fetchNow(customerId: string, billId: string, background: boolean): Promise<BillDocument> {
    const token = deps.token()
    const document = await deps.api.call(async (api, options) => {
      const answer = await api.billing.bill({ customerId, billId }, options)
      if (answer.billId !== billId || answer.customerId !== customerId) throw new AppError('offline', { detail: 'nonsense' })
      return answer
    }, undefined, background)
    const agentId = deps.agentId()
    // Asked for in a session that is over: it must not come to a desk that was cleared.
    if (deps.token() !== token || agentId === null) throw new AppError('unauthenticated', { reason: 'signedOut' })
    deps.cache.write((db) => keepBillDocument(db, agentId, document))
    return document
  }
  function fetch(customerId: string, billId: string, background = false): Promise<BillDocument> {
    const running = inFlight.get(billId)
    if (running) return running
    const started = fetchNow(customerId, billId, background).finally(() => inFlight.delete(billId))
    inFlight.set(billId, started)
    return started
  }
  async function fetchWanted(): Promise<void> {
    for (const customerId of wanted) {
      wanted.delete(customerId)
      if (stopped) return
      const missing = listNewestBills(deps.cache.db, customerId, AHEAD).filter(({ id }) => !hasBillDocument(deps.cache.db, id))
      for (const { id } of missing) {
        if (stopped || !deps.online()) return wanted.clear()
        await fetch(customerId, id, true).catch(() => undefined)
      }
    }
  }
  return {
    fetch,
    fetchAhead(customerId) {
      if (stopped || !deps.online()) return
      wanted.delete(customerId)
      wanted.add(customerId)
      for (const oldest of wanted) if (wanted.size > MAX_WANTED) wanted.delete(oldest)
      alarm.set(deps.aheadAfterMs ?? AHEAD_AFTER_MS, () => void fetchWanted().catch((error: unknown) => deps.cache.noteError(error)))
    },
    stop() {
      stopped = true
      alarm.clear()
    },
  }
}
