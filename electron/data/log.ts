/**
 * The log never holds personal data: no inputs, no rows, no messages of errors (they may quote a value).
 * An entry is one line of JSON; a reference ties it to what the person was shown.
 */
import { randomBytes } from 'node:crypto'

export type LogFields = Record<string, string | number | boolean | null>
export type Log = {
  warn(event: string, fields?: LogFields): void
  /** @returns the reference to show */
  error(event: string, error: unknown): string
}

/** @param writeLine where a line goes; the standard error stream in the running program. */
export function createLog(writeLine: (line: string) => void): Log {
  return {
    warn: (event, fields = {}) => writeLine(JSON.stringify({ level: 'warn', event, ...fields })),
    error(event, error) {
      const reference = newReference()
      writeLine(JSON.stringify({ level: 'error', event, reference, ...describe(error) }))
      return reference
    },
  }
}

/** Letters alone: a row of digits is taken out of the log as somebody's number. */
const newReference = () => String.fromCharCode(...randomBytes(8).map((byte) => 97 + (byte % 26)))

/** Name, code and places only. */
function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return { name: typeof error }
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')).slice(0, 6) ?? []
  const cause = error.cause instanceof Error ? error.cause.name : null
  return { name: error.name, code: 'code' in error ? String(error.code) : null, cause, at: frames.map((line) => line.trim()).join(' < ') }
}
