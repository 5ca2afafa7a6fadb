/** Nothing from the backend is believed before its stream's own schema has passed it. */
import { AppError } from '#shared/kernel/errors.ts'
import { streamNames, streams, type Row, type StreamName } from '#shared/features/sync/streams.ts'
import type { RowsByStream } from '#shared/features/sync/sync.schema.ts'

export type ParsedRows = { [S in StreamName]?: Row<S>[] }

/** @throws AppError `offline` with detail `nonsense` when a row is not what the stream promises: the whole answer is then not trusted. */
export function parseRows<S extends StreamName>(stream: S, rows: readonly unknown[]): Row<S>[] {
  const schema = streams[stream]
  return rows.map((row) => {
    const parsed = schema.safeParse(row)
    if (!parsed.success) throw new AppError('offline', { detail: 'nonsense' }, { cause: parsed.error })
    return parsed.data as Row<S>
  })
}

/** @throws as `parseRows` */
export function parseRowsByStream(rows: RowsByStream): ParsedRows {
  return Object.fromEntries(streamNames.filter((stream) => rows[stream]).map((stream) => [stream, parseRows(stream, rows[stream] ?? [])]))
}
