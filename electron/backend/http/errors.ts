/** The one place where whatever went wrong becomes an answer of the contract. A stack trace stays in the log. */
import { randomInt } from 'node:crypto'
import { ORPCError } from '@orpc/server'
import { ZodError, type z } from 'zod'
import { AppError, errorStatus, type ErrorCode } from '#shared/kernel/errors.ts'
import type { Log } from '../services.ts'

type Issue = { path?: readonly (PropertyKey | { key: PropertyKey })[]; message: string }

const pathOf = (issue: Issue): string =>
  (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')

const validation = (issues: readonly Issue[]): AppError =>
  new AppError('validation', { issues: issues.map((issue) => ({ path: pathOf(issue), message: issue.message })) })

/** Errors that are already of the contract's kind, or are the asker's fault; null for our own. */
function known(error: unknown): AppError | null {
  if (error instanceof AppError) return error
  if (error instanceof ZodError) return validation((error as z.ZodError).issues)
  if (error instanceof ORPCError) return fromOrpc(error)
  return fromDatabase(error) ?? fromFastify(error)
}

/** oRPC's own: an input that the schema refuses. */
function fromOrpc(error: ORPCError<string, unknown>): AppError | null {
  if (error.code !== 'BAD_REQUEST') return null
  const { issues } = (error.data ?? {}) as { issues?: Issue[] }
  return issues ? validation(issues) : new AppError('validation', { issues: [], detail: error.message })
}

const isFromDatabase = (error: unknown): error is Error & { code?: unknown } => error instanceof Error && 'severity' in error

/** SQLSTATE of a text with a NUL in it, and of JSON with half a pair of surrogates: PostgreSQL keeps neither, whoever sends them. */
const UNKEEPABLE: readonly unknown[] = ['22021', '22P05']

function fromDatabase(error: unknown): AppError | null {
  return isFromDatabase(error) && UNKEEPABLE.includes(error.code) ? new AppError('validation', { issues: [], detail: 'characters' }) : null
}

/** Fastify's own: bad JSON, too long a body, an unknown media type. */
function fromFastify(error: unknown): AppError | null {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('limitExceeded', { limit: MAX_BODY_BYTES, left: 0, unit: 'bytes' })
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return null
  return new AppError('validation', { issues: [], detail: String(code) })
}

/** Largest request body, in bytes: a note of 4,000 characters fits four times over. */
export const MAX_BODY_BYTES = 64 * 1024

/** Letters alone, easily read out: the log's scrubber takes a row of digits for somebody's number. 20^16 are never two alike. */
const newReference = (): string => Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
const LETTERS = 'bcdfghjkmnpqrstvwxyz'

/** @returns an error that may be told; what may not is logged under a reference, which is told instead. */
export function toAppError(error: unknown, log: Log): AppError {
  const told = known(error)
  if (told) return told
  const reference = newReference()
  log.error({ reference, err: describe(error) }, 'internal error')
  return new AppError('internal', { reference })
}

/** Of a database error the message names values; only its code and place are kept. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, table, constraint } = error as { code?: unknown; table?: unknown; constraint?: unknown }
  const fromDatabase = isFromDatabase(error)
  return { type: error.name, code, table, constraint, message: fromDatabase ? undefined : error.message, stack: stackOf(error, fromDatabase) }
}

/** A stack begins with the message. */
const stackOf = (error: Error, withoutMessage: boolean): string | undefined =>
  withoutMessage ? error.stack?.slice(error.stack.indexOf('\n    at ') + 1) : error.stack

/** As it goes over the wire: the shape of oRPC, so that its client throws it as typed. */
export function errorBody(error: AppError) {
  const code: ErrorCode = error.code
  return { defined: true, code, status: errorStatus[code], message: code, data: error.data }
}

export function toOrpcError(error: AppError): ORPCError<string, unknown> {
  const { code, status, message, data } = errorBody(error)
  return new ORPCError(code, { defined: true, status, message, data })
}
