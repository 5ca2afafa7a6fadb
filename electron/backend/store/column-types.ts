/** How values come back from `pg`: as the contract's scalars, so that a row is a contract row. */
import pg from 'pg'
import { isoInstant } from '#shared/kernel/clock.ts'

const { builtins } = pg.types
const asText = (value: string): string => value

/** Counts and amounts are bounded far below 2^53 by the schemas. */
const parsers: Record<number, (value: string) => unknown> = {
  [builtins.INT8]: Number,
  [builtins.DATE]: asText,
  [builtins.TIMESTAMPTZ]: (value) => isoInstant(Date.parse(normalizeInstant(value))),
}

/** `2026-11-23 16:30:00.5+00` is not quite ISO 8601: V8 wants the T and minutes in the offset. */
function normalizeInstant(value: string): string {
  return value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')
}

export const columnTypes = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers[oid]) || pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
}
