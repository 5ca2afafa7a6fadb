/**
 * The error class and the end of every switch, without the schemas: the window's first chunk needs these
 * before it can afford to load the schema library.
 */
import type { ErrorCode, ErrorData } from './errors.ts'

export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C
  readonly data: ErrorData<C>

  constructor(code: C, data: ErrorData<C>, options?: { cause?: unknown }) {
    super(code, options)
    this.name = 'AppError'
    this.code = code
    this.data = data
  }
}

/** Narrows by code: `if (isAppError(error, 'conflict')) error.data.current`. */
export function isAppError<C extends ErrorCode>(error: unknown, code: C): error is AppError<C> {
  return error instanceof AppError && error.code === code
}

/** One field is wrong. @param message a word of the contract, such as `taken`; the window has the sentence for it */
export const wrong = (path: string, message: string): AppError<'validation'> => new AppError('validation', { issues: [{ path, message }] })

/** The end of every switch over a closed union. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case ${JSON.stringify(value)}`)
}
