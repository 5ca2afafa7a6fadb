/**
 * The backend, typed by the contract. Every call ends: with the answer, or with an AppError of the closed list.
 * `offline` says in `detail` what it was: `unreachable`, `slow`, `nonsense` (an answer that the contract does not
 * allow), or `aborted` by the caller.
 */
import { createORPCClient, ORPCError } from '@orpc/client'
import { ValidationError, type ContractRouterClient } from '@orpc/contract'
import { ResponseValidationPlugin } from '@orpc/contract/plugins'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { z } from 'zod'
import { api } from '#shared/contract/api.ts'
import { CONTRACT_HEADER, CONTRACT_VERSION } from '#shared/contract/version.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import { AppError, errorCodes, errorDataSchemas, isAppError, type ErrorCode } from '#shared/kernel/errors.ts'
import type { Row, StreamName } from '#shared/features/sync/streams.ts'
import { pullOutputSchema, type CommandResult, type PullInput } from '#shared/features/sync/sync.schema.ts'
import { parseRows, parseRowsByStream, type ParsedRows } from './parse-rows.ts'

/** Longest waits, in milliseconds. A page of a pull may be large, and a busy backend is better waited for than asked twice. */
const TIMEOUT = { call: 10_000, command: 15_000, pull: 60_000, upload: 180_000 } as const

export type Contact = 'answered' | 'unreachable' | 'slow' | 'nonsense' | 'incompatible'

export type ApiClientOptions = {
  baseUrl(): string | null
  token(): string | null
  deviceName: string
  fetch: typeof globalThis.fetch
  /** The backend's clock minus this desk's, in milliseconds, from each answer's Date header (whole seconds). */
  onClock(offsetMs: number): void
  clock: Clock
  /** After each call: whether the backend was there. */
  onContact(contact: Contact): void
  /** After an answer to a call that put the idle end off at the backend. */
  onUsed(token: string): void
  /** The backend says that the session of this token is over. */
  onSessionEnded(token: string, reason: 'idle' | 'expired' | 'signedOut'): void
  /** Shorter in tests of slow backends. */
  timeout?: Partial<Record<keyof typeof TIMEOUT, number>>
}

/** The token goes with the call: a command must never travel in the session that came after its own. */
type CallContext = { token: string | null; background?: boolean }
export type Api = ContractRouterClient<typeof api, CallContext>
type CallOptions = { signal: AbortSignal; context: CallContext }
/** The envelope alone: rows are parsed by their stream's own schema. */
const pageSchema = pullOutputSchema.extend({ rows: z.array(z.unknown()) })
type Envelope = z.infer<typeof pageSchema>
export type PulledPage<S extends StreamName> = Omit<Envelope, 'rows'> & { rows: Row<S>[] }

export type ApiClient = {
  /** `call((api, options) => api.session.current(undefined, options))` */
  call<T>(work: (api: Api, options: CallOptions) => Promise<T>, signal?: AbortSignal, background?: boolean): Promise<T>
  /** Posts a stored command to the path that the contract gives it. @param procedure such as `interactions.addNote` */
  command(procedure: string, input: unknown, signal?: AbortSignal, background?: boolean): Promise<ParsedRows>
  pull<S extends StreamName>(input: PullInput & { stream: S }, signal?: AbortSignal): Promise<PulledPage<S>>
  /** A file as it is, past the contract's procedures. @returns the answer's body, unparsed */
  upload(path: string, file: { headers: Record<string, string>; bytes: Uint8Array<ArrayBuffer> }, signal?: AbortSignal): Promise<unknown>
}

export function createApiClient(options: ApiClientOptions): ApiClient {
  const timeout = { ...TIMEOUT, ...options.timeout }
  const headersOf = ({ token, background }: CallContext) => ({
    [CONTRACT_HEADER]: String(CONTRACT_VERSION),
    'x-headend-device': encodeURIComponent(options.deviceName),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    // What nobody at the desk asked for does not put the session's idle end off.
    ...(background ? { 'x-headend-background': '1' } : {}),
  })
  const link = new OpenAPILink<CallContext>(api, {
    url: () => requireUrl(options.baseUrl()),
    headers: ({ context }) => headersOf(context),
    fetch: async (request, init) => {
      const response = await options.fetch(request, init)
      noteClock(options, response)
      return response
    },
    plugins: [new ResponseValidationPlugin(api)],
  })
  const client: Api = createORPCClient(link)

  const bounded = async <T>(ms: number, outer: AbortSignal | undefined, background: boolean, work: (options: CallOptions) => Promise<T>): Promise<T> => {
    const token = options.token()
    const late = AbortSignal.timeout(ms)
    try {
      const answer = await work({ signal: outer ? AbortSignal.any([late, outer]) : late, context: { token, background } })
      options.onContact('answered')
      if (!background && token !== null) options.onUsed(token)
      return answer
    } catch (error) {
      const known = toAppError(error, late.aborted, outer?.aborted ?? false)
      report(known, token, options)
      throw known
    }
  }
  return {
    call: (work, signal, background = false) => bounded(timeout.call, signal, background, (bound) => work(client, bound)),
    // Rows are parsed within the call, so that nonsense in them counts as the backend's.
    command: (procedure, input, signal, background = false) =>
      bounded(timeout.command, signal, background, async (bound) => parseRowsByStream((await procedureOf(client, procedure)(input, bound)).rows)),
    pull: (input, signal) =>
      bounded(timeout.pull, signal, true, async (bound) => {
        const page = await pullPage(options, headersOf(bound.context), input, bound.signal)
        return { ...page, rows: parseRows(input.stream, page.rows) }
      }),
    upload: (path, { headers, bytes }, signal) =>
      bounded(timeout.upload, signal, false, async (bound) => {
        const url = `${requireUrl(options.baseUrl()).replace(/\/$/, '')}${path}`
        return bodyOf(await options.fetch(url, { method: 'POST', headers: { ...headersOf(bound.context), ...headers, 'content-type': 'application/octet-stream' }, body: bytes, signal: bound.signal, redirect: 'manual' }))
      }),
  }
}

function noteClock(options: ApiClientOptions, response: Response): void {
  const at = Date.parse(response.headers.get('date') ?? '')
  if (Number.isFinite(at)) options.onClock(at - options.clock.now())
}

type CommandCall = (input: unknown, options: CallOptions) => Promise<CommandResult>

/** The outbox stores a command's name; the client is asked for it by that. */
function procedureOf(client: Api, procedure: string): CommandCall {
  const [feature = '', name = ''] = procedure.split('.')
  return (client as unknown as Record<string, Record<string, CommandCall>>)[feature]?.[name] as CommandCall
}

/** Past oRPC, for speed: a first pull is a million rows, and each layer would walk through every one of them. */
async function pullPage(options: ApiClientOptions, headers: Record<string, string>, input: PullInput, signal: AbortSignal): Promise<Envelope> {
  const url = new URL(`${requireUrl(options.baseUrl()).replace(/\/$/, '')}/sync/pull`)
  url.searchParams.set('stream', input.stream)
  url.searchParams.set('limit', String(input.limit))
  if (input.after !== null) url.searchParams.set('after', input.after)
  input.territory?.forEach((code, index) => url.searchParams.set(`territory[${index}]`, code))
  const page = pageSchema.safeParse(await bodyOf(await options.fetch(url, { headers, signal, redirect: 'manual' })))
  if (!page.success) throw nonsense('page')
  return page.data
}

async function bodyOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch((error: unknown) => {
    throw error instanceof SyntaxError && response.ok ? nonsense('not JSON') : error instanceof SyntaxError ? httpError(response.status) : error
  })
  if (!response.ok) throw toKnownError(errorBody(body, response.status))
  return body
}

const errorBodySchema = z.object({ code: z.string(), data: z.unknown() })
function errorBody(body: unknown, status: number): ORPCError<string, unknown> {
  const parsed = errorBodySchema.safeParse(body)
  return new ORPCError(parsed.success ? parsed.data.code : 'MALFORMED', { status, data: parsed.data?.data })
}
const httpError = (status: number) => toKnownError(new ORPCError('MALFORMED', { status }))

const nonsense = (what: string) => new AppError('offline', { detail: 'nonsense' }, { cause: new Error(what) })
const unreachable = (cause?: unknown) => new AppError('offline', { detail: 'unreachable' }, { cause })

function requireUrl(url: string | null): string {
  if (url === null) throw unreachable()
  return url
}

function toAppError(error: unknown, late: boolean, aborted: boolean): AppError {
  if (error instanceof AppError) return error
  if (error instanceof ORPCError) return toKnownError(error)
  if (late) return new AppError('offline', { detail: 'slow' }, { cause: error })
  if (aborted) return new AppError('offline', { detail: 'aborted' }, { cause: error })
  if (error instanceof ValidationError) return nonsense('answer')
  // The body came to its end and is not what it says; any other failure is the network's.
  if (causes(error).some((cause) => cause instanceof SyntaxError)) return nonsense('body')
  return unreachable(error)
}

function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [error]
}

function toKnownError(error: ORPCError<string, unknown>): AppError {
  if ((errorCodes as string[]).includes(error.code)) {
    const code = error.code as ErrorCode
    const data = errorDataSchemas[code].safeParse(error.data)
    return data.success ? new AppError(code, data.data) : nonsense('error data')
  }
  if (error.status === 426) return new AppError('incompatible', { detail: error.code })
  // A proxy in front of it answers these in the backend's place.
  if (error.status >= 502 && error.status <= 504) return unreachable()
  if (error.status === 429) return new AppError('offline', { detail: 'slow' })
  if (error.status === 500 && error.code === 'INTERNAL_SERVER_ERROR') return new AppError('internal', {})
  if (error.status === 400 || error.status === 413) return new AppError('validation', { issues: [], detail: error.code })
  return nonsense(`status ${error.status}`)
}

function report(error: AppError, token: string | null, options: ApiClientOptions): void {
  if (isAppError(error, 'offline')) {
    if (error.data.detail !== 'aborted') options.onContact(problemOf(error.data.detail))
    return
  }
  options.onContact(error.code === 'incompatible' ? 'incompatible' : 'answered')
  if (isAppError(error, 'unauthenticated') && token !== null && error.data.reason !== 'wrongCredentials')
    options.onSessionEnded(token, error.data.reason)
}

const problemOf = (detail: string | undefined): Contact => (detail === 'slow' || detail === 'nonsense' ? detail : 'unreachable')
