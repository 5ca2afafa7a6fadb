/**
 * Brings rows by stream and cursor. A page and the cursor behind it are one transaction, so a kill between two
 * pages loses nothing and repeats nothing. While a page is written the next one is already on its way, and between
 * two pages the process is free for searches. States, per run: running -> idle | cancelled | failed (tried again).
 */
import type { Clock } from '#shared/kernel/clock.ts'
import { isAppError } from '#shared/kernel/errors.ts'
import type { Scope } from '#shared/contract/processes.ts'
import { MAX_PAGE_ROWS } from '#shared/features/sync/sync.schema.ts'
import { isOperatorStream, streams, type StreamName } from '#shared/features/sync/streams.ts'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'
import type { Cache } from '../database/cache.ts'
import { findRow } from '../database/statements.ts'
import { flushSearchIndex } from '../features/customers/search/index-customers.ts'
import type { Log } from '../log.ts'
import type { ApiClient, PulledPage } from './api-client.ts'
import { applyRemoved, applyRows } from './apply-rows.ts'
import { backoffMs, createAlarm } from './backoff.ts'
import { advance, keepOrDropRows, pulledStreams, standingOf, syncStateOf, type Standing } from './cursors.ts'

/** A transaction should block searches no longer than this, in milliseconds; the page size follows it. */
const TARGET_MS = 22
const FIRST_LIMIT = 500
const MIN_LIMIT = 100
/** Without a live connection, or if a hint was lost: milliseconds until the next look. */
const POLL_MS = 60_000
/** Customers named in one `changed`; a larger page says "possibly everybody". */
const MAX_NAMED = 100
/** Customers pulled from which on the index's memory is given back. */
const FLUSH_FROM = 20_000
/** During a first pull the windows hear of it this often, in milliseconds. */
const TELL_MS = 500
const PROGRESS_MS = 200

type SyncState = DeskState['sync']

export type Puller = {
  readonly state: SyncState
  /** Pulls these streams soon; none given means all in scope. */
  kick(wanted?: readonly StreamName[]): void
  /** The backend is back: a wait after a failure ends. */
  retryNow(): void
  cancel(): void
  resume(): void
  /** Ends the run that goes on, before rows are dropped. */
  halt(): Promise<void>
  /** After rows were dropped by another hand. */
  reread(): void
  stop(): void
}

export type PullerDeps = {
  cache: Cache
  api: ApiClient
  scope: Scope
  clock: Clock
  random: () => number
  /** Shortest wait after a failure, in milliseconds. */
  backoffBaseMs: number
  log: Log
  signedIn(): boolean
  onState(): void
  onChanged(stream: StreamName, customerIds: string[] | null): void
  /** Rows went because the backend's database is another one. */
  onDropped(): void
}

export function createPuller(deps: PullerDeps): Puller {
  const { cache, scope } = deps
  // Customers first: search answers from what has arrived.
  const inScope = pulledStreams(scope)
  const wanted = new Set<StreamName>()
  const alarm = createAlarm()
  let sync = syncStateOf(cache.db, scope)
  let running: Promise<void> | null = null
  let abort = new AbortController()
  let failures = 0
  let cancelled = false
  let toldAt = 0
  let progressToldAt = 0
  let pulledSinceFlush = 0

  const set = (patch: Partial<SyncState>) => {
    const changed = (Object.keys(patch) as (keyof SyncState)[]).some((key) => patch[key] !== sync[key])
    sync = { ...sync, ...patch }
    if (!changed) return
    progressToldAt = performance.now()
    deps.onState()
  }
  /** A page takes 30 ms; nobody reads a number that changes so often. */
  const setProgress = (patch: Partial<SyncState>, last: boolean) => {
    if (last || performance.now() - progressToldAt >= PROGRESS_MS) set(patch)
    else sync = { ...sync, ...patch }
  }
  const tell = (stream: StreamName, customerIds: string[] | null, last: boolean) => {
    if (customerIds === null && !last && performance.now() - toldAt < TELL_MS) return
    if (customerIds === null) toldAt = performance.now()
    deps.onChanged(stream, customerIds)
  }

  async function pullStream(stream: StreamName, signal: AbortSignal): Promise<void> {
    let limit = FIRST_LIMIT
    const ask = (after: string | null) =>
      deps.api.pull({ stream, after, limit, ...(scope.kind === 'territory' ? { territory: scope.postalCodes } : {}) }, signal)
    let standing = standingOf(cache.db, stream)
    let next: Promise<PulledPage<StreamName>> | null = ask(standing.cursor)
    while (next) {
      const page: PulledPage<StreamName> = await next
      signal.throwIfAborted()
      if (cache.write((db) => keepOrDropRows(db, page.epoch, scope))) throw new OtherDatabaseError()
      next = page.done ? null : ask(page.cursor)
      // A failure is met when it is awaited, not before.
      next?.catch(() => undefined)
      const { rows } = page
      await freeTick()
      signal.throwIfAborted()
      const took = writePage(deps, stream, page)
      limit = Math.round(Math.min(MAX_PAGE_ROWS, Math.max(MIN_LIMIT, limit * Math.min(2, TARGET_MS / Math.max(took, 1)))))
      standing = standingOf(cache.db, stream)
      if (stream === 'customer') pulledSinceFlush += rows.length
      if (stream === 'customer') setProgress(progressOf(standing, page.estimate), page.done)
      if (rows.length + page.removed.length > 0) tell(stream, page.removed.length > 0 ? null : namesOf(stream, rows), page.done)
      await freeTick()
    }
  }

  /** What a long pull leaves in memory for the index goes to the disk; a few changed customers may wait there. */
  async function finishSearch(): Promise<void> {
    if (pulledSinceFlush < FLUSH_FROM) return
    await freeTick()
    cache.write((db) => flushSearchIndex(db))
    pulledSinceFlush = 0
  }
  async function pullWanted(stream: StreamName): Promise<void> {
    // Before the question: a hint that comes behind it may be of rows that the answer does not have.
    wanted.delete(stream)
    try {
      await pullStream(stream, abort.signal)
    } catch (error) {
      wanted.add(stream)
      throw error
    }
    if (stream === 'customer') await finishSearch()
  }
  async function run(): Promise<void> {
    abort = new AbortController()
    set({ state: 'running' })
    try {
      // In rounds: one that is hinted at again and again does not keep the others waiting.
      while (wanted.size > 0) for (const stream of inScope.filter((name) => wanted.has(name))) await pullWanted(stream)
      failures = 0
      set({ state: 'idle' })
      alarm.set(POLL_MS * (0.75 + 0.5 * deps.random()), () => kick())
    } catch (error) {
      fail(error)
    } finally {
      running = null
    }
    if (wanted.size > 0 && sync.state === 'idle') start()
  }
  function fail(error: unknown): void {
    if (error instanceof OtherDatabaseError) {
      reread()
      inScope.forEach((stream) => wanted.add(stream))
      return deps.onDropped()
    }
    if (abort.signal.aborted) return set({ state: cancelled ? 'cancelled' : 'idle' })
    if (!isAppError(error, 'offline') && !isAppError(error, 'unauthenticated')) deps.log.error('pull', error)
    cache.noteError(error)
    set({ state: 'failed' })
    failures++
    alarm.set(backoffMs(failures, deps.random, deps.backoffBaseMs), start)
  }
  function reread(): void {
    sync = syncStateOf(cache.db, scope)
    deps.onState()
  }
  function start(): void {
    // A run with nothing to do would end before it is known to have begun.
    if (running || cancelled || !deps.signedIn() || wanted.size === 0) return
    alarm.clear()
    running = run()
  }
  function kick(streamsWanted: readonly StreamName[] = inScope): void {
    for (const stream of streamsWanted) if (inScope.includes(stream)) wanted.add(stream)
    // While it waits after a failure it keeps waiting: a storm of hints must not become a storm of calls.
    if (sync.state !== 'failed') start()
  }
  return {
    get state() {
      return sync
    },
    kick,
    retryNow() {
      failures = 0
      if (sync.state === 'failed') start()
    },
    cancel() {
      cancelled = true
      alarm.clear()
      abort.abort()
      if (!running) set({ state: 'cancelled' })
    },
    resume() {
      cancelled = false
      if (!running) set({ state: 'idle' })
      kick()
    },
    async halt() {
      abort.abort()
      alarm.clear()
      await running
      wanted.clear()
      // Cancelling was for that session's pull.
      cancelled = false
      reread()
    },
    reread,
    stop() {
      cancelled = true
      alarm.clear()
      abort.abort()
    },
  }
}

const progressOf = (standing: Standing, estimate: number | null) => ({
  customers: standing.rowCount, first: !standing.complete, ...(estimate === null ? {} : { estimate }),
})

class OtherDatabaseError extends Error {}

/** Lets waiting calls of the window run first. */
const freeTick = () => new Promise<void>((resolve) => setImmediate(resolve))

/** @returns milliseconds that it took */
function writePage<S extends StreamName>(deps: PullerDeps, stream: S, page: PulledPage<S>): number {
  const began = performance.now()
  deps.cache.write((db) => {
    const before = lastRowid(db, stream)
    applyRows(db, stream, page.rows)
    const inserted = lastRowid(db, stream) - before
    advance(db, deps.clock, stream, { cursor: page.cursor, done: page.done, added: inserted - applyRemoved(db, stream, page.removed) })
  })
  return performance.now() - began
}

/** New rows take the next numbers, so two looks tell how many came, at no cost. */
const lastRowid = (db: Cache['db'], stream: StreamName): number => findRow<{ last: number | null }>(db, `select max(rowid) as last from "${stream}"`)?.last ?? 0

function namesOf(stream: StreamName, rows: readonly { id: string }[]): string[] | null {
  if (rows.length > MAX_NAMED || isOperatorStream(stream)) return null
  return rows.map((row) => (stream === 'customer' ? row.id : (row as unknown as { customerId: string }).customerId))
}

/** zod compiles a schema at its first use; done ahead, it is not done while someone searches. */
export function warmSchemas(): void {
  for (const schema of Object.values(streams)) schema.safeParse({})
}
