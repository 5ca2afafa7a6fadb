/**
 * Sends the outbox: one command at a time, in the order of writing, outside any transaction. The command's id was
 * stored before; the attempt is stored before the send; the answer's rows and the end of the entry are one
 * transaction. So a cut at any point leads to the same command being sent again under the same id, and the
 * backend gives it one effect.
 */
import type { Clock } from '#shared/kernel/clock.ts'
import { AppError, isAppError } from '#shared/kernel/errors.ts'
import { streamNames, streams, type StreamName } from '#shared/features/sync/streams.ts'
import type { Cache } from '../database/cache.ts'
import type { Db, WritableDb } from '../database/statements.ts'
import type { Log } from '../log.ts'
import type { CommandEnds } from './command-ends.ts'
import { drop, markAttempt, markFailure, markFault, park, settle } from './outbox.commands.ts'
import { inputOf, isReport, listQueued, type OutboxRow } from './outbox.queries.ts'
import type { ApiClient } from './api-client.ts'
import { beginErasing } from '../database/scrub.ts'
import { applyRows, applyRowsByStream, customersOf } from './apply-rows.ts'
import { isErased } from './erase-copies.ts'
import { backoffMs, createAlarm } from './backoff.ts'
import type { ParsedRows } from './parse-rows.ts'

export type Pusher = {
  /** The command that is at the backend now, or null. */
  readonly sending: string | null
  kick(): void
  /** Forget all waiting: the network is back, or another agent signed in. */
  retryNow(): void
  stop(): void
  /** Resolves when nothing is being sent. */
  settled(): Promise<void>
  /** Cuts off the send that is on its way; it goes again under its id. */
  halt(): Promise<void>
}

export type PusherDeps = {
  cache: Cache
  api: ApiClient
  clock: Clock
  random: () => number
  /** Shortest wait after a failure, in milliseconds. */
  backoffBaseMs: number
  log: Log
  /** Who waits is told. */
  ends: CommandEnds
  /** Of the session that is held now; commands of others wait for theirs. */
  agentId(): string | null
  /** Of the session that is held now. */
  token(): string | null
  onOutbox(): void
  onChanged(tables: string[], customerIds: string[] | null): void
  /** The rows of these accounts are newer than any snapshot that was asked for before. */
  onSettled(customerIds: string[]): void
}

/** Answers `internal` after which a command is parked; with the waits between them they take some ten minutes. */
export const MAX_FAULTS = 12

type Wait = { until: number; failures: number }
type Outcome = 'gone' | 'waits' | 'allWait' | 'stop'

export function createPusher(deps: PusherDeps): Pusher {
  const alarm = createAlarm()
  /**
   * By lane: a customer's commands keep their order, so one that must wait holds up that customer alone. The desk's
   * own reports hold up nobody, and what somebody waits for has a lane of its own.
   */
  const waits = new Map<string, Wait>()
  let sending: string | null = null
  let running: Promise<void> | null = null
  let stopped = false
  let abort = new AbortController()
  let failures = 0

  const laneOf = (row: OutboxRow) => (isReport(row) || row.immediate ? row.commandId : (row.customerId ?? row.commandId))
  const nextRow = (agentId: string) =>
    listQueued(deps.cache.db, agentId).find((row) => (waits.get(laneOf(row))?.until ?? 0) <= deps.clock.now())

  async function run(): Promise<void> {
    try {
      await sendAll()
    } finally {
      // With the last look at the outbox, not some turns later: what is queued in between would wait for the next one.
      running = null
    }
  }
  async function sendAll(): Promise<void> {
    for (let agentId = deps.agentId(); agentId && !stopped; agentId = deps.agentId()) {
      const row = nextRow(agentId)
      if (!row) break
      const outcome = await send(row, agentId)
      if (outcome === 'gone') {
        failures = 0
        waits.delete(laneOf(row))
      } else if (outcome === 'waits') laneWaits(laneOf(row))
      else if (outcome === 'allWait') return alarm.set(backoffMs(++failures, deps.random, deps.backoffBaseMs), kick)
      else return
    }
    const until = Math.min(...[...waits.values()].map((wait) => wait.until))
    if (Number.isFinite(until) && deps.agentId()) alarm.set(Math.max(50, until - deps.clock.now()), kick)
  }
  function laneWaits(lane: string): void {
    const tries = (waits.get(lane)?.failures ?? 0) + 1
    waits.set(lane, { failures: tries, until: deps.clock.now() + backoffMs(tries, deps.random, deps.backoffBaseMs, 300_000) })
  }
  async function send(row: OutboxRow, agentId: string): Promise<Outcome> {
    deps.cache.write((db) => markAttempt(db, row.commandId))
    sending = row.commandId
    deps.onOutbox()
    const token = deps.token()
    try {
      const rows = await deps.api.command(row.procedure, inputOf(row), abort.signal, isReport(row))
      accept(row, rows, deps.token() === token)
      return 'gone'
    } catch (error) {
      return refuse(row, error, agentId, deps.token() === token)
    } finally {
      sending = null
      deps.onOutbox()
    }
  }
  /** @param held false: the session that it was sent in is over, and its rows must not come to a cleared desk */
  function accept(row: OutboxRow, rows: ParsedRows, held: boolean): void {
    deps.cache.write((db) => {
      if (held) applyRowsByStream(db, rows)
      // Its text goes with the entry; a report of a look has none.
      if (!isReport(row)) eraseIfOfErased(db, row, null)
      settle(db, row, rows)
    })
    // Of a report nothing is shown: whoever looked at an account need not read it again.
    if (isReport(row)) return deps.ends.tell(row.commandId, { kind: 'done' })
    const customerIds = row.customerId ? [row.customerId, ...customersOf(rows)] : customersOf(rows)
    deps.ends.tell(row.commandId, { kind: 'done' })
    deps.onSettled(customerIds)
    deps.onChanged(['outbox', ...Object.keys(rows)], [...new Set(customerIds)])
  }
  function refuse(row: OutboxRow, error: unknown, agentId: string, held: boolean): Outcome {
    if (!(error instanceof AppError)) {
      deps.log.error('push', error)
      return noted(row, new AppError('internal', {}), 'waits')
    }
    if (isAppError(error, 'limitExceeded') && error.data.unit === 'disk') return 'allWait'
    if (isFinal(row, error, deps.ends)) return takeBack(row, error)
    // The session went, or it is another one now: the command waits for its agent.
    if (isAppError(error, 'unauthenticated')) return deps.agentId() === agentId ? 'stop' : 'gone'
    if (isAppError(error, 'offline') || isAppError(error, 'incompatible')) return noted(row, error, 'allWait')
    // The same command is at work there, from a send whose answer was lost.
    if (isInFlight(error)) return noted(row, error, 'waits')
    if (isAppError(error, 'internal') && (isReport(row) || row.faults + 1 < MAX_FAULTS)) return faulted(row, error)
    parkIt(row, error, held)
    return 'gone'
  }
  function noted(row: OutboxRow, error: AppError, outcome: Outcome): Outcome {
    deps.cache.write((db) => markFailure(db, row.commandId, error))
    return outcome
  }
  /** The backend broke on it. That may pass; if not, what is behind it must not wait for ever, so it is parked in the end. */
  function faulted(row: OutboxRow, error: AppError): Outcome {
    deps.cache.write((db) => markFault(db, row.commandId, error))
    return 'waits'
  }
  function takeBack(row: OutboxRow, error: AppError): Outcome {
    deps.cache.write((db) => {
      eraseIfOfErased(db, row, error)
      drop(db, row.commandId)
    })
    deps.ends.tell(row.commandId, { kind: 'refused', error })
    deps.onChanged(['outbox'], row.customerId ? [row.customerId] : null)
    return 'gone'
  }
  function parkIt(row: OutboxRow, error: AppError, held: boolean): void {
    const current = held && !row.immediate ? currentOf(error) : null
    deps.cache.write((db) => {
      if (current) applyRows(db, current.stream, [current.row] as never)
      // What was typed for somebody erased is kept no more than the rest of them.
      if (eraseIfOfErased(db, row, error)) drop(db, row.commandId)
      else park(db, row.commandId, error)
    })
    deps.onChanged(['outbox', ...(current ? [current.stream] : [])], row.customerId ? [row.customerId] : null)
  }
  function kick(): void {
    if (running || stopped) return
    alarm.clear()
    // Guarded as a whole: a failing disk must not end the loop for good.
    running = Promise.resolve().then(run).catch((error: unknown) => {
      deps.log.error('push', error)
      deps.cache.noteError(error)
      alarm.set(backoffMs(++failures, deps.random, deps.backoffBaseMs), kick)
    })
  }
  return {
    get sending() {
      return sending
    },
    kick,
    retryNow() {
      waits.clear()
      failures = 0
      kick()
    },
    stop() {
      stopped = true
      alarm.clear()
    },
    settled: async () => {
      await running
    },
    async halt() {
      abort.abort()
      await running
      abort = new AbortController()
      alarm.clear()
    },
  }
}

/**
 * The backend has said no to a command that somebody waits for; they hear of it and decide. A no for other reasons than the
 * command's own counts only upon the first send: an earlier one may have had its effect.
 */
function isFinal(row: OutboxRow, error: AppError, ends: CommandEnds): boolean {
  if (!row.immediate || !ends.awaited(row.commandId)) return false
  if (isAppError(error, 'unauthenticated') || isAppError(error, 'incompatible')) return row.attempts === 0
  return !isAppError(error, 'offline') && error.code !== 'internal' && !isInFlight(error)
}

/** The backend may say it before the row does, such as to a desk that pulls nobody. */
const isOfErased = (db: Db, { customerId }: OutboxRow, error: AppError | null): boolean =>
  (customerId !== null && isErased(db, customerId)) ||
  (error !== null && isAppError(error, 'validation') && error.data.issues.some(({ path, message }) => path === 'customerId' && message === 'erased'))

/** What it says is going, and must not be readable in the file. @returns whether it was of somebody erased */
function eraseIfOfErased(db: WritableDb, row: OutboxRow, error: AppError | null): boolean {
  const erased = isOfErased(db, row, error)
  if (erased) beginErasing(db)
  return erased
}

const isInFlight = (error: AppError): boolean => isAppError(error, 'conflict') && error.data.stream === 'command'

/** A conflict brings the row as it is now: it belongs into the cache, so that "mine" can be sent upon it. */
function currentOf(error: AppError): { stream: StreamName; row: unknown } | null {
  if (!isAppError(error, 'conflict') || error.data.current === null) return null
  const stream = streamNames.find((name) => name === error.data.stream)
  const parsed = stream && streams[stream].safeParse(error.data.current)
  return stream && parsed?.success ? { stream, row: parsed.data } : null
}

