/** Accounts fetched whole: for desks that do not pull everybody's, and for one that is opened before its rows have come. */
import type { Scope } from '#shared/contract/processes.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { accountStreams, streams, type StreamName } from '#shared/features/sync/streams.ts'
import type { Cache } from '../database/cache.ts'
import { listRows, run, type WritableDb } from '../database/statements.ts'
import type { ApiClient } from './api-client.ts'
import { applyRemoved, applyRowsByStream } from './apply-rows.ts'
import { keepOrDropRows } from './cursors.ts'
import { parseRowsByStream, type ParsedRows } from './parse-rows.ts'

/** An answer that was overtaken by a command's is asked for again, this often. */
const TRIES = 3

export type AccountFetcher = {
  /** One call for each account at a time. @throws AppError `notFound`, `offline`, … */
  fetch(customerId: string, background?: boolean): Promise<void>
  /** Something of it changed: in the background, once more when an answer is on its way that may be older. */
  refresh(customerId: string): void
  /** Snapshots asked for before this moment are older than what is in the cache. */
  overtaken(customerIds: readonly string[]): void
  /** Ends what is on its way, before rows are dropped. */
  halt(): Promise<void>
}

export type AccountFetcherDeps = {
  cache: Cache
  api: ApiClient
  scope: Scope
  /** Of the session that is held now. */
  token(): string | null
  onChanged(tables: string[], customerIds: string[] | null): void
  onDropped(): void
}

export function createAccountFetcher(deps: AccountFetcherDeps): AccountFetcher {
  const inFlight = new Map<string, Promise<void>>()
  const overtaken = new Set<string>()
  const changedMeanwhile = new Set<string>()
  let abort = new AbortController()

  async function fetchNow(customerId: string, background: boolean): Promise<void> {
    const token = deps.token()
    const { signal } = abort
    for (let tries = 0; tries < TRIES; tries++) {
      overtaken.delete(customerId)
      const { epoch, asOf, rows } = await deps.api.call(async (api, options) => {
        const snapshot = await api.sync.account({ customerId }, options)
        return { ...snapshot, rows: parseRowsByStream(snapshot.rows) }
      }, signal, background)
      // Asked for in a session that is over: it must not come to a desk that was cleared.
      if (deps.token() !== token) throw new AppError('unauthenticated', { reason: 'signedOut' })
      if (overtaken.has(customerId)) continue
      const dropped = deps.cache.write((db) => {
        const other = keepOrDropRows(db, epoch, deps.scope)
        replaceAccount(db, customerId, rows, asOf, deps.scope)
        return other
      })
      if (dropped) deps.onDropped()
      return deps.onChanged([...Object.keys(streams)], [customerId])
    }
    changedMeanwhile.add(customerId)
  }
  function fetch(customerId: string, background = false): Promise<void> {
    const running = inFlight.get(customerId)
    if (running) return running
    const started = fetchNow(customerId, background).finally(() => {
      inFlight.delete(customerId)
      if (changedMeanwhile.delete(customerId)) refresh(customerId)
    })
    inFlight.set(customerId, started)
    return started
  }
  function refresh(customerId: string): void {
    if (inFlight.has(customerId)) changedMeanwhile.add(customerId)
    // Offline and ended sessions are told where calls are made; the next connection asks anew.
    else fetch(customerId, true).catch(() => undefined)
  }
  return {
    fetch,
    refresh,
    overtaken: (customerIds) => customerIds.forEach((id) => overtaken.add(id)),
    async halt() {
      changedMeanwhile.clear()
      abort.abort()
      abort = new AbortController()
      await Promise.allSettled(inFlight.values())
    },
  }
}

/**
 * What the snapshot does not name is no more. Where accounts are pulled as well, only the pull removes: its rows
 * may be newer than the snapshot.
 */
function replaceAccount(db: WritableDb, customerId: string, rows: ParsedRows, asOf: string, scope: Scope): void {
  if (scope.kind !== 'all') for (const stream of accountStreams) removeOthers(db, stream, customerId, rows)
  applyRowsByStream(db, rows)
  run(db, 'insert or replace into heldAccount(customerId, asOf) values (?, ?)', customerId, asOf)
}

function removeOthers(db: WritableDb, stream: StreamName, customerId: string, rows: ParsedRows): void {
  const named = new Set((rows[stream] ?? []).map((row) => row.id))
  const here = listRows<{ id: string }>(db, `select id from "${stream}" where customerId = ?`, customerId)
  applyRemoved(db, stream, here.map((row) => row.id).filter((id) => !named.has(id)))
}
