/**
 * A small backend of real sockets, built on the same contract, whose faults can be chosen: for what the real one
 * never does. Rows live in memory; commands have exactly one effect under their id, and `effects` counts them.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { implement, ORPCError } from '@orpc/server'
import { WebSocketServer, type WebSocket } from 'ws'
import { api } from '#shared/contract/api.ts'
import { paymentsApi } from '#shared/features/billing/payments.procedures.ts'
import { errorStatus, type AppError } from '#shared/kernel/errors.ts'
import type { Adjustment, AdjustmentTerms, ApprovalCase } from '#shared/features/billing/adjustments.schema.ts'
import type { BillDocument, NextBill } from '#shared/features/billing/bill-document.schema.ts'
import type { Agent, Session } from '#shared/features/session/session.schema.ts'
import { streamNames, type Row, type StreamName } from '#shared/features/sync/streams.ts'
import type { CommandResult, LiveMessage, RowsByStream } from '#shared/features/sync/sync.schema.ts'

type Stored = { seq: number; row: { id: string; version: number } & Record<string, unknown> }
/** Runs before the contract's own answer; true: it answered, or cut the connection, itself. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>
/** Runs after the effect, with the answer in hand; true: the answer is lost. */
export type AnswerFault = (request: IncomingMessage) => boolean

export type SmallBackend = {
  readonly url: string
  readonly agents: Map<string, Agent>
  /** How often each command had its effect, by command id. */
  readonly effects: Map<string, number>
  /** Every request's method and path, and who asked. */
  readonly requests: string[]
  readonly sockets: Set<WebSocket>
  readonly heard: unknown[]
  epoch: string
  fault: Fault
  loseAnswer: AnswerFault
  /** A negative control: commands lose their idempotence. */
  forgetful: boolean
  /** Refuses a command with this error, for its id. */
  refusal: (input: Record<string, unknown>) => AppError | null
  readonly billing: SmallBilling
  put<S extends StreamName>(stream: S, ...rows: Row<S>[]): void
  rows(stream: StreamName): Record<string, unknown>[]
  say(message: LiveMessage): void
  /** Ends every session with this reason. */
  endSessions(reason: 'idle' | 'expired'): void
  close(): Promise<void>
}

/** What the billing reads answer. Every adjustment is posted, but one above `approveAbove`, which waits for approval. */
export type SmallBilling = { documents: Map<string, BillDocument>; nextBill: NextBill | null; terms: AdjustmentTerms; cases: ApprovalCase[]; approveAbove: number }

const noFigures = { balance: 0, pastDue: 0, billRemaining: null, creditsIn30Days: 0 }
const emptyBilling = (): SmallBilling => ({
  documents: new Map(), nextBill: null, cases: [], approveAbove: 5000,
  terms: { currency: 'USD', reasons: [], limits: { perAdjustment: 5000, perDay: 25_000, perCustomer30Days: 7500 }, used: { credit: { today: 0, forCustomer: 0 }, charge: { today: 0, forCustomer: 0 } }, figures: noFigures },
})

/** Nothing is paid here, ordered or used, nothing breaks, nobody has points, and nobody is verified. */
const { catalog: _catalog, rewards: _rewards, usage: _usage, outages: _outages, dispatch: _dispatch, diagnostics: _diagnostics, chat: _chat, administration: _administration, access: _access, ...others } = api
const { serverInfo, signIn, current, signOut } = api.session
const withoutPayments = {
  ...others,
  interactions: { addNote: api.interactions.addNote },
  session: { serverInfo, signIn, current, signOut },
  billing: Object.fromEntries(Object.entries(api.billing).filter(([name]) => !(name in paymentsApi) && name !== 'billPdf' && name !== 'emailBill')) as Omit<typeof api.billing, keyof typeof paymentsApi | 'billPdf' | 'emailBill'>,
}

export const demoPassword = 'right password'

export async function startSmallBackend(agents: Agent[]): Promise<SmallBackend> {
  const store = new Map<StreamName, Map<string, Stored>>(streamNames.map((stream) => [stream, new Map()]))
  const answers = new Map<string, CommandResult>()
  const tokens = new Map<string, Agent>()
  let ended: 'idle' | 'expired' | 'signedOut' = 'signedOut'
  let seq = 0
  const put = (stream: StreamName, row: Stored['row']) => store.get(stream)?.set(row.id, { seq: ++seq, row })
  const backend: SmallBackend = {
    url: '', agents: new Map(agents.map((agent) => [agent.userName, agent])), effects: new Map(), requests: [], sockets: new Set(), heard: [],
    epoch: 'epoch-1', forgetful: false, billing: emptyBilling(),
    fault: () => false, loseAnswer: () => false, refusal: () => null,
    put: (stream, ...rows) => rows.forEach((row) => put(stream, row as Stored['row'])),
    rows: (stream) => [...(store.get(stream)?.values() ?? [])].map((stored) => stored.row),
    say: (message) => backend.sockets.forEach((socket) => socket.send(JSON.stringify(message))),
    endSessions(reason) {
      ended = reason
      tokens.clear()
    },
    close: async () => {
      live.close()
      backend.sockets.forEach((socket) => socket.terminate())
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  type Context = { token: string | undefined }
  const os = implement(withoutPayments).$context<Context>()
  const sessionOf = (agent: Agent): Session => ({ agent, ways: ['password'], idleEndsAt: '2099-01-01T00:00:00.000Z', absoluteEndsAt: '2099-01-02T00:00:00.000Z', timeZone: 'America/New_York' })
  const agentOf = (context: Context) => {
    const agent = tokens.get(context.token ?? '')
    if (!agent) throw new ORPCError('unauthenticated', { status: 401, data: { reason: ended } })
    return agent
  }
  const ofCustomer = (customerId: string): RowsByStream =>
    Object.fromEntries(
      streamNames.map((stream) => [stream, backend.rows(stream).filter((row) => (stream === 'customer' ? row.id : row.customerId) === customerId)]),
    )
  /** @param effect writes the rows and gives those that it touched */
  const command = (context: Context, input: { commandId: string } & Record<string, unknown>, effect: (agent: Agent) => RowsByStream): CommandResult => {
    const agent = agentOf(context)
    const kept = answers.get(input.commandId)
    if (kept && !backend.forgetful) return kept
    const refused = backend.refusal(input)
    if (refused) throw new ORPCError(refused.code, { status: errorStatus[refused.code], data: refused.data })
    const answer = { rows: effect(agent) }
    answers.set(input.commandId, answer)
    backend.effects.set(input.commandId, (backend.effects.get(input.commandId) ?? 0) + 1)
    return answer
  }
  const changeMedium = (id: string, expectedVersion: number, change: Record<string, unknown>): RowsByStream => {
    const now = store.get('contactMedium')?.get(id)?.row
    if (!now) throw new ORPCError('notFound', { status: 404, data: { what: 'contactMedium' } })
    if (now.version !== expectedVersion)
      throw new ORPCError('conflict', { status: 409, data: { stream: 'contactMedium', current: now, changedBy: 'Somebody Else', changedAt: '2026-11-01T00:00:00.000Z' } })
    const row = { ...now, ...change, version: now.version + 1 }
    put('contactMedium', row)
    return { contactMedium: [row] }
  }
  const changeAdjustment = (id: string, expectedVersion: number, change: Partial<Adjustment>): RowsByStream => {
    const now = store.get('adjustment')?.get(id)?.row
    if (now?.version !== expectedVersion)
      throw new ORPCError('conflict', { status: 409, data: { stream: 'adjustment', current: now ?? null, changedBy: 'Somebody Else', changedAt: '2026-11-01T00:00:00.000Z' } })
    const row = { ...now, ...change, version: now.version + 1 }
    put('adjustment', row)
    return { adjustment: [row] }
  }
  const read = <T>(context: Context, answer: () => T): T => (agentOf(context), answer())
  const router = os.router({
    session: {
      serverInfo: os.session.serverInfo.handler(() => ({ operatorName: 'Test', contractVersion: 1, demo: false, demoAccounts: [] })),
      signIn: os.session.signIn.handler(({ input }) => {
        const agent = backend.agents.get(input.userName)
        if (!agent || input.password !== demoPassword) throw new ORPCError('unauthenticated', { status: 401, data: { reason: 'wrongCredentials' } })
        const token = `${agent.userName}-${tokens.size}`.padEnd(43, 'x').replace(/[^A-Za-z0-9_-]/g, '_')
        tokens.set(token, agent)
        return { step: 'in' as const, token, session: sessionOf(agent) }
      }),
      current: os.session.current.handler(({ context }) => sessionOf(agentOf(context))),
      signOut: os.session.signOut.handler(({ context }) => {
        agentOf(context)
        tokens.delete(context.token ?? '')
        return {}
      }),
    },
    sync: {
      pull: os.sync.pull.handler(({ input, context }) => {
        agentOf(context)
        const after = Number(input.after ?? 0)
        const rest = [...(store.get(input.stream)?.values() ?? [])].filter((stored) => stored.seq > after).sort((a, b) => a.seq - b.seq)
        const page = rest.slice(0, input.limit)
        const cursor = page.at(-1)?.seq.toString() ?? input.after
        return { epoch: backend.epoch, rows: page.map((stored) => stored.row), removed: [], cursor, done: rest.length <= input.limit, estimate: store.get(input.stream)?.size ?? 0 }
      }),
      account: os.sync.account.handler(({ input, context }) => {
        agentOf(context)
        if (!store.get('customer')?.has(input.customerId)) throw new ORPCError('notFound', { status: 404, data: { what: 'customer' } })
        return { customerId: input.customerId, asOf: new Date().toISOString(), epoch: backend.epoch, rows: ofCustomer(input.customerId) }
      }),
    },
    customers: {
      search: os.customers.search.handler(({ input, context }) => {
        agentOf(context)
        const found = backend.rows('customer').filter((row) => JSON.stringify(row).toLowerCase().includes(input.text.toLowerCase()))
        return { customers: found.slice(0, input.limit) as Row<'customer'>[] }
      }),
      addContactMedium: os.customers.addContactMedium.handler(({ input, context }) =>
        command(context, input, (agent) => {
          const { commandId: _, contactMediumId, ...fields } = input
          const row: Row<'contactMedium'> = { ...fields, id: contactMediumId, version: 1, validFrom: '2026-11-01T00:00:00.000Z', changedBy: agent.displayName }
          put('contactMedium', row)
          return { contactMedium: [row] }
        }),
      ),
      changeContactMedium: os.customers.changeContactMedium.handler(({ input, context }) =>
        command(context, input, (agent) => {
          const { mediumType, use, value, preferred } = input
          return changeMedium(input.contactMediumId, input.expectedVersion, { mediumType, use, value, preferred, changedBy: agent.displayName })
        }),
      ),
      setPreferredLanguage: os.customers.setPreferredLanguage.handler(({ input, context }) =>
        command(context, input, () => {
          const row = store.get('customer')?.get(input.customerId)?.row
          if (!row || row.version !== input.expectedVersion)
            throw new ORPCError('conflict', { status: 409, data: { stream: 'customer', current: row ?? null, changedBy: null, changedAt: null } })
          const changed = { ...row, language: input.language, version: row.version + 1 }
          put('customer', changed)
          return { customer: [changed] }
        }),
      ),
    },
    billing: {
      bill: os.billing.bill.handler(({ input, context }) =>
        read(context, () => {
          const document = backend.billing.documents.get(input.billId)
          if (document?.customerId !== input.customerId) throw new ORPCError('notFound', { status: 404, data: { what: 'bill' } })
          return document
        }),
      ),
      nextBill: os.billing.nextBill.handler(({ context }) => read(context, () => ({ bill: backend.billing.nextBill }))),
      adjustmentTerms: os.billing.adjustmentTerms.handler(({ context }) => read(context, () => backend.billing.terms)),
      lineNames: os.billing.lineNames.handler(({ context }) => read(context, () => ({ names: [{ english: 'Fiber 500', spanish: 'Fibra 500' }] }))),
      adjustmentReasons: os.billing.adjustmentReasons.handler(({ context }) => read(context, () => ({ reasons: backend.billing.terms.reasons }))),
      approvals: os.billing.approvals.handler(({ context }) => read(context, () => ({ cases: backend.billing.cases, more: false }))),
      submitAdjustment: os.billing.submitAdjustment.handler(({ input, context }) =>
        command(context, input, (agent) => {
          const { commandId: _, adjustmentId, ...fields } = input
          const row: Adjustment = {
            ...fields, id: backend.forgetful ? crypto.randomUUID() : adjustmentId, version: 1, currency: 'USD', requestedAmount: input.amount,
            state: input.amount > backend.billing.approveAbove ? 'pendingApproval' : 'posted', requestedAt: '2026-11-01T00:00:00.000Z',
            requestedBy: agent.displayName, requestedById: agent.id, figures: noFigures,
            decidedAt: null, decidedBy: null, decisionComment: null, reversedAt: null, reversedBy: null, reversalReason: null,
          }
          put('adjustment', row)
          return { adjustment: [row] }
        }),
      ),
      withdrawAdjustment: os.billing.withdrawAdjustment.handler(({ input, context }) =>
        command(context, input, (agent) => changeAdjustment(input.adjustmentId, input.expectedVersion, { state: 'withdrawn', decidedBy: agent.displayName })),
      ),
      decideAdjustment: os.billing.decideAdjustment.handler(({ input, context }) =>
        command(context, input, (agent) =>
          changeAdjustment(input.adjustmentId, input.expectedVersion, {
            state: input.decision === 'approve' ? 'posted' : 'refused', amount: input.amount, decidedAt: '2026-11-01T00:00:00.000Z',
            decidedBy: agent.displayName, decisionComment: input.comment,
          }),
        ),
      ),
      decisions: os.billing.decisions.handler(({ context }) => read(context, () => ({ decisions: [], more: false }))),
      acknowledgeDecision: os.billing.acknowledgeDecision.handler(({ input, context }) => command(context, input, () => ({}))),
      reverseAdjustment: os.billing.reverseAdjustment.handler(({ input, context }) =>
        command(context, input, (agent) =>
          changeAdjustment(input.adjustmentId, input.expectedVersion, {
            state: 'reversed', reversedAt: '2026-11-01T00:00:00.000Z', reversedBy: agent.displayName, reversalReason: input.reason,
          }),
        ),
      ),
    },
    interactions: {
      addNote: os.interactions.addNote.handler(({ input, context }) =>
        command(context, input, (agent) => {
          const row: Row<'interaction'> = {
            id: backend.forgetful ? crypto.randomUUID() : input.interactionId, customerId: input.customerId, version: 1, channel: 'note', direction: 'internal', at: input.writtenAt,
            by: agent.displayName, disposition: input.disposition, text: input.text,
          }
          put('interaction', row)
          return { interaction: [row] }
        }),
      ),
    },
    privacy: {
      erasureTerms: os.privacy.erasureTerms.handler(() => {
        throw new ORPCError('notFound', { status: 404, data: { what: 'customer' } })
      }),
      erasedAmong: os.privacy.erasedAmong.handler(({ context }) => read(context, () => ({ customerIds: [] }))),
      erase: os.privacy.erase.handler(({ input, context }) => command(context, input, () => ({}))),
    },
    messages: { mailbox: os.messages.mailbox.handler(({ context }) => read(context, () => ({ messages: [] }))) },
    audit: {
      recordAccountRead: os.audit.recordAccountRead.handler(({ input, context }) => command(context, input, () => ({}))),
      entries: os.audit.entries.handler(({ context }) => read(context, () => ({ entries: [], next: null, count: 0 }))),
      exportEntries: os.audit.exportEntries.handler(({ context }) => read(context, () => ({ text: '', entries: 0, next: null, whole: true }))),
      accessReport: os.audit.accessReport.handler(({ context }) => read(context, () => ({ text: '{}' }))),
      verify: os.audit.verify.handler(({ context }) =>
        read(context, () => ({ place: null, total: 0, verification: { ok: true, fault: null, entries: 0, headHash: '', checkpoints: null, afterLastCheckpoint: 0 } })),
      ),
    },
  })
  const handler = new OpenAPIHandler(router)
  const server: Server = createServer((request, response) => void serve(request, response))
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = request.headers.authorization?.slice('Bearer '.length)
    backend.requests.push(`${request.method} ${request.url?.split('?')[0]} ${tokens.get(token ?? '')?.userName ?? '-'}`)
    if (await backend.fault(request, response)) return
    if (backend.loseAnswer(request)) response.write = response.end = (() => request.socket.destroy()) as never
    const { matched } = await handler.handle(request, response, { context: { token } })
    if (!matched) response.writeHead(404).end('no such thing')
  }
  const live = new WebSocketServer({ server, path: '/live' })
  live.on('connection', (socket, request) => {
    if (!tokens.has(request.headers.authorization?.slice('Bearer '.length) ?? '')) return socket.close(4401)
    backend.sockets.add(socket)
    socket.on('close', () => backend.sockets.delete(socket))
    socket.on('message', (data) => {
      const message: unknown = JSON.parse(String(data))
      backend.heard.push(message)
      if ((message as { type: string }).type === 'ping') socket.send('{"type":"pong"}')
    })
    socket.send(JSON.stringify({ type: 'hello', epoch: backend.epoch, presence: [] } satisfies LiveMessage))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(backend, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}
