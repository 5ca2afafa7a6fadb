/**
 * The life of a command on the desk. The entry is the pending row: the account shows it from here, beside the
 * backend's rows and never mixed into them, so a pull cannot overwrite it, a refusal needs no repair, and one
 * insert is the whole of "visible and on its way".
 *   queued -> (attempts 1, 2, …) -> gone, with the answer's rows     it had its effect
 *   queued -> refused -> queued under a new id, or gone              the agent decides
 *   queued -> broke too often at the backend -> queued under its id, or gone   the agent decides
 * One that somebody waits for (`immediate`, see submit-now.ts) is taken back while it was never sent, and when it is refused.
 */
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { AppError, errorSchema, wrong, type AppError as AnyAppError, type SerializedError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { Agent } from '#shared/features/session/session.schema.ts'
import { findById } from '../database/stream-tables.ts'
import { run, type Db, type WritableDb } from '../database/statements.ts'
import type { ParsedRows } from './parse-rows.ts'
import { isErased } from './erase-copies.ts'
import { findCommand, inputOf, isReport, listQueued, type OutboxRow } from './outbox.queries.ts'

export type NewCommand = {
  procedure: string
  customerId: string | null
  input: { commandId: string } & Record<string, unknown>
  /** Somebody waits for its answer; the draft that it was typed in goes with the effect. */
  now?: { draftKey: string | null }
}

/** @throws AppError `validation` with `erased`: nothing about such a customer is written any more, but the report of a look */
export function enqueue(db: WritableDb, clock: Clock, agent: Agent, command: NewCommand): void {
  if (command.customerId !== null && !isReport(command) && isErased(db, command.customerId)) throw wrong('customerId', 'erased')
  run(
    db,
    'insert into outbox(commandId, agentId, agentName, procedure, customerId, createdAt, input, immediate, draftKey) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    command.input.commandId, agent.id, agent.displayName, command.procedure, command.customerId,
    isoInstant(clock.now()), JSON.stringify(command.input), Number(command.now !== undefined), command.now?.draftKey ?? null,
  )
}

/** Committed before the send, so that after a kill nobody takes a sent command for an unsent one. */
export const markAttempt = (db: WritableDb, commandId: string): number =>
  run(db, 'update outbox set attempts = attempts + 1 where commandId = ? and refused = 0', commandId)

export const markFailure = (db: WritableDb, commandId: string, error: AnyAppError): number =>
  run(db, 'update outbox set error = ? where commandId = ?', serialize(error), commandId)

/** The backend broke on it, and keeps no answer. */
export const markFault = (db: WritableDb, commandId: string, error: AnyAppError): number =>
  run(db, 'update outbox set faults = faults + 1, error = ? where commandId = ?', serialize(error), commandId)

export const park = (db: WritableDb, commandId: string, error: AnyAppError): number =>
  run(db, 'update outbox set refused = 1, error = ? where commandId = ?', serialize(error), commandId)

/** Takes back what was never sent. @returns 1, or 0 when the backend may know it */
export const dropUnsent = (db: WritableDb, commandId: string): number =>
  run(db, 'delete from outbox where commandId = ? and attempts = 0 and refused = 0', commandId)

/** Whoever waited for these went with the program that took them. @returns how many were taken back */
export const dropForsaken = (db: WritableDb): number => run(db, 'delete from outbox where immediate = 1 and attempts = 0 and refused = 0')

export const drop = (db: WritableDb, commandId: string): number => run(db, 'delete from outbox where commandId = ?', commandId)

export const dropDraft = (db: WritableDb, { agentId, customerId, key }: { agentId: string; customerId: string; key: string }): number =>
  run(db, 'delete from draft where agentId = ? and customerId = ? and key = ?', agentId, customerId, key)

/** It had its effect. What this agent wrote behind it, upon the version that it made, follows that version. */
export function settle(db: WritableDb, settled: OutboxRow, rows: ParsedRows): void {
  drop(db, settled.commandId)
  const { agentId, customerId, draftKey } = settled
  if (draftKey !== null && customerId !== null) dropDraft(db, { agentId, customerId, key: draftKey })
  for (const later of listQueued(db, settled.agentId)) if (later.customerId === settled.customerId) follow(db, later, rows)
}

/** Only one that was never sent, and only over the one step that our own command made: any other is a conflict to be shown. */
function follow(db: WritableDb, later: OutboxRow, rows: ParsedRows): void {
  const input = inputOf(later)
  const target = targetOf(later.procedure, input)
  const row = target && rows[target.stream]?.find((candidate) => candidate.id === target.id)
  if (later.attempts > 0 || !row || input.expectedVersion !== row.version - 1) return
  run(db, 'update outbox set input = ? where seq = ?', JSON.stringify({ ...input, expectedVersion: row.version }), later.seq)
}

/** The row whose version a command expects. */
function targetOf(procedure: string, input: Record<string, unknown>): { stream: 'contactMedium' | 'customer'; id: string } | null {
  if (procedure === 'customers.changeContactMedium') return { stream: 'contactMedium', id: String(input.contactMediumId) }
  if (procedure === 'customers.setPreferredLanguage') return { stream: 'customer', id: String(input.customerId) }
  return null
}

/**
 * Queues a refused command again, under a new id because the backend keeps the refusal under the old one, and
 * upon the version that the agent was shown beside their own. (What has come in since is for another decision.)
 * One on which the backend broke keeps its id and its place: no answer is kept there, and had an earlier send had its
 * effect after all, the id alone tells.
 * @throws AppError `notFound` when it is not this agent's or not refused, or its target is gone; `validation` for one
 *   that somebody must wait for: it goes from where it was typed
 */
export function requeue(db: WritableDb, clock: Clock, agentId: string, commandId: string): OutboxRow {
  const row = findRefused(db, agentId, commandId)
  if (errorOf(row)?.code === 'internal') return unpark(db, row)
  if (row.immediate) throw wrong('commandId', 'notQueued')
  // Sent again by hand, it is asked for in the contact of now.
  const { contactId: _before, ...asked } = inputOf(row)
  const input = { ...asked, ...versionNow(db, row), commandId: newId(clock) }
  run(db, 'delete from outbox where seq = ?', row.seq)
  run(
    db,
    'insert into outbox(commandId, agentId, agentName, procedure, customerId, createdAt, input) values (?, ?, ?, ?, ?, ?, ?)',
    input.commandId, row.agentId, row.agentName, row.procedure, row.customerId, row.createdAt, JSON.stringify(input),
  )
  return row
}

function unpark(db: WritableDb, row: OutboxRow): OutboxRow {
  run(db, 'update outbox set refused = 0, faults = 0, error = null where seq = ?', row.seq)
  return row
}

const errorOf = (row: OutboxRow): SerializedError | null => (row.error === null ? null : errorSchema.parse(JSON.parse(row.error)))

function versionNow(db: Db, row: OutboxRow): { expectedVersion?: number } {
  const target = targetOf(row.procedure, inputOf(row))
  if (!target) return {}
  const shown = shownVersion(row)
  if (shown !== null) return { expectedVersion: shown }
  const now = findById(db, target.stream, target.id)
  if (!now) throw new AppError('notFound', { what: target.stream })
  return { expectedVersion: now.version }
}

/** Of the row that came with the conflict. */
function shownVersion(row: OutboxRow): number | null {
  const error = errorOf(row)
  if (error?.code !== 'conflict') return null
  const version = (error.data.current as { version?: unknown } | null)?.version
  return typeof version === 'number' ? version : null
}

function findRefused(db: Db, agentId: string, commandId: string): OutboxRow {
  const row = findCommand(db, agentId, commandId)
  if (!row?.refused) throw new AppError('notFound', { what: 'command' })
  return row
}

/**
 * Gives a command up. One that may have reached the backend is not given up but waited for.
 * @throws AppError `notFound`; `validation` when it was sent and not answered, or somebody waits for it
 */
export function discard(db: WritableDb, agentId: string, commandId: string): OutboxRow {
  const row = findCommand(db, agentId, commandId)
  if (!row) throw new AppError('notFound', { what: 'command' })
  if (!row.refused && (row.attempts > 0 || row.immediate)) throw wrong('commandId', 'alreadySent')
  run(db, 'delete from outbox where seq = ?', row.seq)
  return row
}

const serialize = (error: AnyAppError): string => JSON.stringify({ code: error.code, data: error.data })
