/** What has not had its effect at the backend yet. An entry belongs to the agent who wrote it. */
import { errorSchema } from '#shared/kernel/errors.ts'
import type { OutboxEntry } from '#shared/features/workspace/workspace.schema.ts'
import { findRow, listRows, type Db } from '../database/statements.ts'

export type OutboxRow = {
  seq: number
  commandId: string
  agentId: string
  agentName: string
  procedure: string
  customerId: string | null
  createdAt: string
  refused: 0 | 1
  /** Somebody waits for the answer; see submit-now.ts. */
  immediate: 0 | 1
  draftKey: string | null
  /** Sends begun. Above 0 the backend may know the command, and its body may not change. */
  attempts: number
  /** Answers `internal`. */
  faults: number
  error: string | null
  input: string
}

export const MAX_LISTED = 200
/** The desk's own reports are no work of the agent's: shown only when one was refused. */
const visible = `agentId = ? and (refused = 1 or procedure not like 'audit.%')`
export const isReport = ({ procedure }: Pick<OutboxRow, 'procedure'>): boolean => procedure.startsWith('audit.')

export const inputOf = (row: OutboxRow): Record<string, unknown> => JSON.parse(row.input) as Record<string, unknown>

export function toEntry(row: OutboxRow, sending: string | null): OutboxEntry {
  return {
    commandId: row.commandId,
    procedure: row.procedure,
    customerId: row.customerId,
    createdAt: row.createdAt,
    state: row.refused ? 'refused' : row.commandId === sending ? 'sending' : 'queued',
    attempts: row.attempts,
    error: row.error === null ? null : errorSchema.parse(JSON.parse(row.error)),
    input: inputOf(row),
  }
}

/** Oldest first; one more than may be shown, so that the caller sees whether there are more. */
export const listVisible = (db: Db, agentId: string): OutboxRow[] =>
  listRows(db, `select * from outbox where ${visible} order by seq limit ${MAX_LISTED + 1}`, agentId)

export const listOfCustomer = (db: Db, agentId: string, customerId: string): OutboxRow[] =>
  listRows(db, `select * from outbox where customerId = ? and ${visible} order by seq`, customerId, agentId)

export const findCommand = (db: Db, agentId: string, commandId: string): OutboxRow | null =>
  findRow(db, 'select * from outbox where commandId = ? and agentId = ?', commandId, agentId)

export const findEntry = (db: Db, commandId: string): OutboxRow | null => findRow(db, 'select * from outbox where commandId = ?', commandId)

/** What may be sent in this agent's session: what somebody waits for, then the rest in the order of writing. */
export const listQueued = (db: Db, agentId: string): OutboxRow[] =>
  listRows(db, 'select * from outbox where agentId = ? and refused = 0 order by immediate desc, seq', agentId)

/** The command of this agent about one thing, such as `adjustmentId` with its id: sent and not answered, or refused. */
export const findAbout = (db: Db, agentId: string, { procedure, field, id }: { procedure: string; field: string; id: string }): OutboxRow | null =>
  findRow(db, 'select * from outbox where agentId = ? and procedure = ? and input ->> ? = ? order by seq desc limit 1', agentId, procedure, field, id)

/** Looked at before anything is written at start: an unchanged file costs no sync to the disk. */
export const hasForsaken = (db: Db): boolean =>
  findRow(db, 'select 1 from outbox where immediate = 1 and attempts = 0 and refused = 0 limit 1') !== null

export function countOutbox(db: Db, agentId: string): { waiting: number; refused: number } {
  const sql = `select count(*) filter (where refused = 0) as waiting, count(*) filter (where refused = 1) as refused from outbox where ${visible}`
  return findRow<{ waiting: number; refused: number }>(db, sql, agentId) ?? { waiting: 0, refused: 0 }
}
