/**
 * A link whose port can be replaced while the window lives: the data process may die and come back.
 *
 *   no port    calls wait until one arrives
 *   port       calls go through
 *   port lost  calls that were under way fail with `internal/restarted`; later ones wait for the next port
 */
import { ORPCError, type ClientLink, type ClientOptions } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ErrorCode } from '#shared/kernel/errors.ts'
import { AppError } from '#shared/kernel/app-error.ts'

type Context = Record<never, never>
type Line = { link: RPCLink<Context>; pending: Set<(error: AppError) => void> }

/** `data.detail` of the error in which calls end when their process died under them. */
export const RESTARTED = 'restarted'

export class SwitchableLink implements ClientLink<Context> {
  #line: Line | null = null
  #waiting: ((line: Line) => void)[] = []
  readonly #onConnect: (() => void)[] = []

  connect(port: MessagePort): void {
    if (this.#line) this.#drop(this.#line)
    const line: Line = { link: new RPCLink({ port }), pending: new Set() }
    port.addEventListener('close', () => this.#drop(line))
    port.start()
    this.#line = line
    for (const resume of this.#waiting.splice(0)) resume(line)
    for (const listener of this.#onConnect) listener()
  }

  /** Called at each new port, the first included. */
  onConnect(listener: () => void): void {
    this.#onConnect.push(listener)
    if (this.#line) listener()
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<Context>): Promise<unknown> {
    const line = this.#line ?? (await new Promise<Line>((resolve) => this.#waiting.push(resolve)))
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => (line.pending.delete(fail), reject(toAppError(error)))
      // A set, not a race with one long promise: that would keep every call of the day in memory.
      line.pending.add(fail)
      line.link.call(path, input, options).then((answer) => (line.pending.delete(fail), resolve(answer)), fail)
    })
  }

  #drop(line: Line): void {
    if (this.#line === line) this.#line = null
    for (const fail of line.pending) fail(new AppError('internal', { detail: RESTARTED }))
  }
}

/** An aborted call stays an `AbortError`: nobody needs words for what they took back themselves. */
function toAppError(error: unknown): unknown {
  if (error instanceof AppError || isAbort(error)) return error
  if (error instanceof ORPCError && error.defined) return new AppError(error.code as ErrorCode, error.data)
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') return new AppError('validation', { issues: [] })
  return new AppError('internal', { detail: error instanceof Error ? error.message : String(error) })
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'
