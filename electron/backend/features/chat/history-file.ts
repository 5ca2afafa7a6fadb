/** A table of the history as a file. Seconds, and names as they are recorded: what an hour is called does not depend on who reads it. */
import { BYTE_ORDER_MARK, csvLine } from '../../csv.ts'
import type { ChatHistory, HistoryFigures, HistoryTable } from '#shared/features/chat/chat-history.schema.ts'

type Cell = string | number | null
const columns: Record<string, (figures: HistoryFigures) => Cell> = {
  came: ({ came }) => came.came,
  answered: ({ came }) => came.answered,
  answeredInTime: ({ came }) => came.inTime,
  abandoned: ({ came }) => came.abandoned,
  leftAtOnce: ({ came }) => came.leftAtOnce,
  waitMedianSeconds: ({ came }) => came.wait.median,
  waitP90Seconds: ({ came }) => came.wait.p90,
  offered: ({ held }) => held.offered,
  accepted: ({ held }) => held.accepted,
  missed: ({ held }) => held.missed,
  declined: ({ held }) => held.declined,
  handleMedianSeconds: ({ held }) => held.handle.median,
  handleP90Seconds: ({ held }) => held.handle.p90,
  transferred: ({ held }) => held.transferred,
  returned: ({ held }) => held.returned,
}
const heads: Record<HistoryTable, string[]> = { hours: ['hour', 'beginsAt'], days: ['day'], queues: ['queue', 'queueId'], agents: ['agent', 'agentId'] }
const rowsOf: Record<HistoryTable, (history: ChatHistory) => { cells: Cell[]; figures: HistoryFigures }[]> = {
  hours: ({ hours }) => hours.map(({ hour, at, figures }) => ({ cells: [hour, at], figures })),
  days: ({ days }) => days.map(({ day, figures }) => ({ cells: [day], figures })),
  queues: ({ queues }) => queues.map(({ name, queueId, figures }) => ({ cells: [name, queueId], figures })),
  agents: ({ agents }) => agents.map(({ name, agentId, figures }) => ({ cells: [name, agentId], figures })),
}

export function historyFile(history: ChatHistory, table: HistoryTable): { text: string; lines: number } {
  const rows = rowsOf[table](history)
  const head = csvLine([...heads[table], ...Object.keys(columns)])
  return { text: BYTE_ORDER_MARK + head + rows.map(({ cells, figures }) => csvLine([...cells, ...Object.values(columns).map((of) => of(figures))])).join(''), lines: rows.length }
}
